import { readFile } from 'node:fs/promises';
import { getAddress, Wallet } from 'ethers';
import { z } from 'zod';

type Hex = `0x${string}`;

/** A transaction of type 2 (EIP-1559), with everything that is signed. */
export interface UnsignedTransaction {
  readonly chainId: bigint;
  readonly nonce: bigint;
  readonly to: Hex;
  readonly data: Hex;
  readonly value: bigint;
  readonly gasLimit: bigint;
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

/** Signs for one address. Whoever asks checks what comes back: the key may be with somebody else. */
export interface Signer {
  /** Checksummed. */
  readonly address: Hex;
  /** The signed bytes. Throws SignerError. */
  readonly sign: (tx: UnsignedTransaction, signal?: AbortSignal) => Promise<Hex>;
  /** The signature (65 bytes) of typed data (EIP-712). Throws SignerError. */
  readonly signTyped: (data: TypedPayload) => Promise<Hex>;
}

/** Typed data as `eth_signTypedData_v4` takes it: with all of its types, that of the domain included. */
export interface TypedPayload {
  readonly types: Readonly<Record<string, { name: string; type: string }[]>>;
  readonly domain: object;
  readonly primaryType: string;
  readonly message: object;
}

/** A signer that cannot be used or did not sign. Its words never hold a key, a password, a token or a URL. */
export class SignerError extends Error {
  override readonly name = 'SignerError';
}

const quantity = (value: bigint): Hex => `0x${value.toString(16)}`;

/** The parameter of eth_signTransaction (Ethereum JSON-RPC, EIP-1559 fields). */
const asRequest = (from: Hex, tx: UnsignedTransaction) => ({
  type: '0x2',
  from,
  to: tx.to,
  data: tx.data,
  value: quantity(tx.value),
  nonce: quantity(tx.nonce),
  gas: quantity(tx.gasLimit),
  maxFeePerGas: quantity(tx.maxFeePerGas),
  maxPriorityFeePerGas: quantity(tx.maxPriorityFeePerGas),
  chainId: quantity(tx.chainId),
});

const raw = z.string().regex(/^0x02[0-9a-fA-F]{100,200000}$/);
/** Most signers give the bytes; geth and its like give them beside the transaction in words. */
const Signed = z.union([raw, z.object({ raw }).transform((signed) => signed.raw)]);

/**
 * Signs with a key in an encrypted file (Web3 secret storage, version 3), which is opened once and stays in memory.
 * Throws SignerError.
 */
export async function openKeystore(file: string, password: string): Promise<Signer> {
  const json = await readFile(file, 'utf8').catch(() => {
    throw new SignerError(`the keystore ${file} cannot be read`);
  });
  const wallet = await Wallet.fromEncryptedJson(json, password).catch(() => {
    // What the library says may hold a part of what it was given.
    throw new SignerError(`the keystore ${file} does not open: it is none, or the password is wrong`);
  });
  return {
    address: wallet.address as Hex,
    sign: async ({ nonce, ...tx }) => {
      if (nonce > BigInt(Number.MAX_SAFE_INTEGER)) throw new SignerError('the nonce is out of range');
      return (await wallet.signTransaction({ ...tx, type: 2, nonce: Number(nonce) })) as Hex;
    },
    signTyped: async ({ types: { EIP712Domain: _, ...types }, domain, message }) =>
      (await wallet.signTypedData(domain, types, message)) as Hex,
  };
}

export interface ExternalSigner {
  readonly url: string;
  readonly token: string | undefined;
  readonly address: string;
  readonly timeoutMs: number;
}

const ANSWER_BYTES = 1_048_576;
const Answer = z.object({ result: z.unknown().optional(), error: z.object({ message: z.string() }).optional() });

/**
 * Signs with a key that another program holds (web3signer, a KMS behind it): JSON-RPC over HTTP, eth_signTransaction and
 * eth_signTypedData.
 */
export function externalSigner(external: ExternalSigner): Signer {
  const from = getAddress(external.address) as Hex;
  return {
    address: from,
    sign: async (tx, signal) =>
      readSigned(await askSigner(external, 'eth_signTransaction', [asRequest(from, tx)], signal)),
    signTyped: async (data) => readSignature(await askSigner(external, 'eth_signTypedData', [from, data])),
  };
}

interface Answered {
  readonly text: string;
  readonly status: number;
}

async function askSigner(
  { url, token, timeoutMs }: ExternalSigner,
  method: string,
  params: readonly unknown[],
  signal?: AbortSignal,
): Promise<Answered> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    redirect: 'error',
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  }).catch((error: unknown) => {
    throw new SignerError(timeout.aborted ? `does not answer within ${timeoutMs} ms` : 'cannot be reached', {
      cause: error,
    });
  });
  return { text: await readText(response, timeout), status: response.status };
}

async function readText(response: Response, timeout: AbortSignal): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of response.body ?? []) {
      length += chunk.length;
      if (length > ANSWER_BYTES) throw new SignerError('its answer is too long');
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof SignerError) throw error;
    throw new SignerError(timeout.aborted ? 'takes too long to answer' : 'its answer broke off', { cause: error });
  }
  return Buffer.concat(chunks).toString('utf8');
}

function resultOf({ text, status }: Answered): unknown {
  let answer: z.output<typeof Answer> | undefined;
  try {
    answer = Answer.parse(JSON.parse(text));
  } catch {
    throw new SignerError(`answers with status ${status} and no JSON-RPC`);
  }
  if (answer.error) throw new SignerError(`refuses: ${answer.error.message.slice(0, 200)}`);
  return answer.result;
}

function readSigned(answered: Answered): Hex {
  const signed = Signed.safeParse(resultOf(answered));
  if (!signed.success) throw new SignerError(`answers with status ${answered.status} and no signed transaction`);
  return signed.data as Hex;
}

const Signature = z.string().regex(/^0x[0-9a-fA-F]{130}$/);

function readSignature(answered: Answered): Hex {
  const signature = Signature.safeParse(resultOf(answered));
  if (!signature.success) throw new SignerError(`answers with status ${answered.status} and no signature`);
  return signature.data as Hex;
}

/** A call to the JSON-RPC of the chain. */
type Ask = (method: string, params: readonly unknown[]) => Promise<unknown>;

/** Signs with an account that the local chain itself holds: anvil's, never those of a real chain. */
export async function localSigner(ask: Ask, index: number): Promise<Signer> {
  const accounts = z.array(z.string()).safeParse(await ask('eth_accounts', []));
  const account = accounts.success ? accounts.data[index] : undefined;
  if (account === undefined) throw new SignerError(`the local chain has no account ${index}`);
  const address = getAddress(account) as Hex;
  return {
    address,
    sign: async (tx) => {
      const signed = Signed.safeParse(await ask('eth_signTransaction', [asRequest(address, tx)]));
      if (!signed.success) throw new SignerError('the local chain signs nothing');
      return signed.data as Hex;
    },
    signTyped: async (data) => {
      const signature = Signature.safeParse(await ask('eth_signTypedData_v4', [address, data]));
      if (!signature.success) throw new SignerError('the local chain signs nothing');
      return signature.data as Hex;
    },
  };
}
