import { hashMessage } from 'ethers';
import { type AddressKind, takeSiweNonce } from '../../db/linked-addresses.ts';
import type { Hex } from '../chain/client.ts';
import type { App } from '../context.ts';
import { hashSecret } from '../sessions/secrets.ts';
import { SiweMessageRefused } from './errors.ts';
import { readSiwe, type SiweClaim, siwePlace } from './rules.ts';
import { signerKind } from './signatures.ts';

/** Reads a message that was to be signed for this server, now, for what the statement says. Throws SiweMessageRefused. */
export const readClaim = ({ config }: App, message: string, statement: string): SiweClaim =>
  readSiwe(message, { ...siwePlace(config), statement, now: new Date(), skewS: config.SIWE_CLOCK_SKEW_S });

/**
 * What signed the message (EIP-191), or undefined if it was not the address. The nonce is used up in either case, but not
 * when the chain could not be asked: then the same call may be sent again.
 * Throws SiweMessageRefused for a nonce that cannot be used (any more), SignatureInvalid (ERC-6492), ChainUnavailable.
 */
export async function proveClaim(
  app: App,
  { address, nonce }: SiweClaim,
  { message, signature }: { readonly message: string; readonly signature: Hex },
): Promise<AddressKind | undefined> {
  const kind = await signerKind(app, { address, digest: hashMessage(message) as Hex, signature });
  if (await takeSiweNonce(app.db, hashSecret(nonce))) return kind;
  throw new SiweMessageRefused(
    'NONCE_REFUSED',
    'The nonce of the message is not known, was used before or has expired: ask for another one.',
  );
}
