import { TypedDataEncoder, verifyTypedData } from 'ethers';
import { type Config, LOCAL_CHAIN_ID } from './config.ts';
import type { Logger } from 'pino';
import type { Chain, Hex } from './resolvers/chain/client.ts';
import type { Attester } from './resolvers/poai/attester.ts';
import { ProofSignerUnavailable } from './resolvers/poai/errors.ts';
import { openSigner } from './workers/intents/keys.ts';
import type { Signer, TypedPayload } from './workers/outside/signers.ts';

/** The account of the local chain that signs proofs there; it sends nothing. */
const LOCAL_SIGNER = 'anvil:4';

/** The platform's key for proofs, opened when it is first needed; undefined where none is configured. */
export function openAttester(config: Config, chain: Chain | undefined, log: Logger): Attester | undefined {
  const source = config.POAI_SIGNER ?? (chain?.chainId === LOCAL_CHAIN_ID ? LOCAL_SIGNER : undefined);
  if (!chain || source === undefined) return undefined;
  let opened: Promise<Signer> | undefined;
  const signer = async (): Promise<Signer> => {
    opened ??= openSigner(config, chain, source);
    try {
      return await opened;
    } catch (error) {
      opened = undefined;
      throw error;
    }
  };
  const attempt = async <T>(work: (by: Signer) => Promise<T>): Promise<T> => {
    try {
      return await work(await signer());
    } catch (error) {
      log.error({ err: error }, 'the key that signs proofs does not');
      throw new ProofSignerUnavailable();
    }
  };
  return {
    address: () => attempt((by) => Promise.resolve(by.address.toLowerCase() as Hex)),
    sign: (data) =>
      attempt(async (by) => {
        const { domain, types, message } = data;
        const given = await by.signTyped(TypedDataEncoder.getPayload(domain, types, message) as TypedPayload);
        // Whoever holds the key may be another program: it is believed once the signature is that of the address.
        if (verifyTypedData(domain, types, message, given) !== by.address) throw new Error('another key has signed');
        return { signer: by.address.toLowerCase() as Hex, signature: given.toLowerCase() as Hex };
      }),
  };
}
