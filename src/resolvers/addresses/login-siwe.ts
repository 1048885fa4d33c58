import { isLinkedTo, selectUsersByAddresses } from '../../db/linked-addresses.ts';
import { forgetAttempts, forgiveAttempt } from '../../db/throttles.ts';
import type { Context } from '../context.ts';
import { ChainUnavailable } from '../errors.ts';
import { readInput } from '../input.ts';
import { type Credentials, signCredentials } from '../sessions/credentials.ts';
import { countOrRefuse, openSession } from '../sessions/opening.ts';
import { loginBackoff } from '../sessions/rules.ts';
import { keyOf, networkOf } from '../throttle-keys.ts';
import { SiweLoginRefused } from './errors.ts';
import { proveClaim, readClaim } from './proof.ts';
import { LOGIN_STATEMENT, siweInput } from './rules.ts';

/**
 * Signs in by a message of EIP-4361 that a linked address has signed. An address of nobody and a wrong signature give
 * the same answer after the same work. Attempts are counted as those of a password are; those on an account, for each
 * network by itself: a signature cannot be guessed, so strangers must not be able to lock its owner out.
 * Throws InputInvalid, SiweMessageRefused, SiweLoginRefused, SignatureInvalid (ERC-6492), SecondFactorRequired,
 * ChainUnavailable, RateLimited.
 */
export async function loginSiwe(ctx: Context, input: unknown): Promise<Credentials> {
  const { config, db } = ctx.app;
  const given = readInput(siweInput, input);
  const claim = readClaim(ctx.app, given.message, LOGIN_STATEMENT);

  const network = networkOf(ctx.request.address);
  const addressKey = `login:address:${network}`;
  const accountKey = `login:siwe:${keyOf(claim.address)}:${network}`;
  const backoffs = { network: loginBackoff(config, 'ADDRESS'), account: loginBackoff(config, 'ACCOUNT') };
  await countOrRefuse(db, addressKey, backoffs.network);
  await countOrRefuse(db, accountKey, backoffs.account);

  try {
    const [users, kind] = await Promise.all([
      selectUsersByAddresses(db, [claim.address]),
      proveClaim(ctx.app, claim, given),
    ]);
    const userId = users.get(claim.address.toLowerCase());
    if (userId === undefined || kind === undefined) throw new SiweLoginRefused();
    const opened = await openSession(ctx, userId, async (tx) => {
      // It may have been unlinked since it was looked up.
      if (!(await isLinkedTo(tx, userId, claim.address))) throw new SiweLoginRefused();
    });
    await Promise.all([forgiveAttempt(db, addressKey, backoffs.network), forgetAttempts(db, accountKey)]);
    return await signCredentials(ctx, opened);
  } catch (error) {
    if (error instanceof ChainUnavailable) {
      // No failure of the caller's.
      await forgiveAttempt(db, addressKey, backoffs.network);
      await forgiveAttempt(db, accountKey, backoffs.account);
    }
    throw error;
  }
}
