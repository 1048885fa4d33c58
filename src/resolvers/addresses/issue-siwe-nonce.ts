import { insertSiweNonce } from '../../db/linked-addresses.ts';
import type { Hex } from '../chain/client.ts';
import type { Context } from '../context.ts';
import { readInput } from '../input.ts';
import { hashSecret } from '../sessions/secrets.ts';
import { LOGIN_STATEMENT, newNonce, nonceInput, type SiwePlace, siwePlace, siweText } from './rules.ts';

/** What a message must say for `siweLogin`, and for a given address the whole message. */
export interface SiweChallenge extends SiwePlace {
  readonly nonce: string;
  readonly statement: string;
  readonly expiresAt: Date;
  readonly message: string | null;
}

/**
 * Hands out a nonce for one sign-in. It is bound to nothing: what it is used for is what the message around it says, and
 * whoever signs that. The answer is the same for an address of somebody and of nobody. Throws InputInvalid.
 */
export async function issueSiweNonce(ctx: Context, input: unknown): Promise<SiweChallenge> {
  const { address } = readInput(nonceInput, input);
  return challenge(ctx, address, LOGIN_STATEMENT);
}

/** A fresh nonce and the message around it. */
export async function challenge(
  { app: { config, db } }: Context,
  address: Hex | undefined,
  statement: string,
): Promise<SiweChallenge> {
  const place = siwePlace(config);
  const nonce = newNonce();
  const issuedAt = new Date();
  const { expiresAt } = await insertSiweNonce(db, hashSecret(nonce), config.SIWE_NONCE_TTL_S);
  const message = address === undefined ? null : siweText(place, { address, statement, nonce, issuedAt, expiresAt });
  return { ...place, nonce, statement, expiresAt, message };
}
