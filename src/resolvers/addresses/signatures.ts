import { Interface, N, recoverAddress, Signature } from 'ethers';
import type { AddressKind } from '../../db/linked-addresses.ts';
import { askChain, isExecutionFailure } from '../chain/ask.ts';
import type { Hex } from '../chain/client.ts';
import type { App } from '../context.ts';
import { SignatureInvalid } from './errors.ts';

const erc1271 = new Interface(['function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)']);
/** bytes4 in a word of 32 bytes and nothing else. The precompile at address 4 gives back what it gets, which begins alike. */
const ACCEPTED = `0x1626ba7e${'0'.repeat(56)}`;
/** How a signature of a wallet that is not deployed yet ends. */
const ERC6492_SUFFIX = '6492'.repeat(16);

export interface Signed {
  /** Checksummed. */
  readonly address: Hex;
  readonly digest: Hex;
  readonly signature: Hex;
}

/**
 * Whose kind of signature it is, or undefined if it is not the address's: first as that of a key (secp256k1, low s only,
 * EIP-2), then as that of a contract (ERC-1271), which is asked with bounded gas and time.
 * Throws SignatureInvalid for ERC-6492, ChainUnavailable when a contract would have to be asked and cannot be.
 */
export async function signerKind(app: App, signed: Signed): Promise<AddressKind | undefined> {
  if (signed.signature.endsWith(ERC6492_SUFFIX)) {
    throw new SignatureInvalid(
      'This is the signature of a wallet that is not deployed yet (ERC-6492), which is not supported: deploy it first.',
    );
  }
  if (keySignature(signed) !== undefined) return 'EOA';
  return (await contractAccepts(app, signed)) ? 'CONTRACT' : undefined;
}

/** The signature as contracts take it (65 bytes, v of 27 or 28), or undefined if it is not that of the address's key. */
export function keySignature({ address, digest, signature }: Signed): Hex | undefined {
  if (signature.length !== 2 + 65 * 2) return undefined;
  try {
    const read = Signature.from(signature);
    // Of every signature there is a twin with N - s: only one of the two may count.
    if (BigInt(read.s) > N / 2n || recoverAddress(digest, read) !== address) return undefined;
    return read.serialized as Hex;
  } catch {
    return undefined;
  }
}

async function contractAccepts(app: App, { address, digest, signature }: Signed): Promise<boolean> {
  const { SIWE_CONTRACT_GAS: gas, SIWE_CONTRACT_TIMEOUT_MS: timeoutMs } = app.config;
  const data = erc1271.encodeFunctionData('isValidSignature', [digest, signature]);
  const call = { to: address, data, gas: `0x${gas.toString(16)}` };
  try {
    return (await askChain<unknown>(app, 'eth_call', [call, 'latest'], { timeoutMs })) === ACCEPTED;
  } catch (error) {
    if (isExecutionFailure(error)) return false;
    throw error;
  }
}
