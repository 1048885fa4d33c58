import { selectLogin } from '../../db/sessions.ts';
import { forgetAttempts, forgiveAttempt } from '../../db/throttles.ts';
import { updatePasswordHash } from '../../db/users.ts';
import type { Context } from '../context.ts';
import { readInput } from '../input.ts';
import { inetOf, networkOf } from '../throttle-keys.ts';
import { type Credentials, signCredentials } from './credentials.ts';
import { LoginRefused } from './errors.ts';
import { countOrRefuse, openSession } from './opening.ts';
import { hashPassword, verifyPassword } from './passwords.ts';
import { accountKey, loginBackoff, loginSessionInput } from './rules.ts';

/**
 * Signs in by username or e-mail address. An unknown account and a wrong password give the same answer after the same
 * work. Attempts are counted for the account and for the address; who signs in from an address that the account was
 * used from before has a count of their own, so that strangers cannot lock the owner out.
 * Throws InputInvalid, LoginRefused, SecondFactorRequired, RateLimited, Busy.
 */
export async function loginSession(ctx: Context, input: unknown): Promise<Credentials> {
  const { config, db } = ctx.app;
  const { login, password } = readInput(loginSessionInput, input);
  const network = networkOf(ctx.request.address);
  const account = await selectLogin(db, login, inetOf(ctx.request.address));

  const addressKey = `login:address:${network}`;
  const loginKey = account?.knownAddress ? `login:known:${account.id}:${network}` : accountKey(login);
  await countOrRefuse(db, addressKey, loginBackoff(config, 'ADDRESS'));
  await countOrRefuse(db, loginKey, loginBackoff(config, 'ACCOUNT'));

  const verdict = await verifyPassword(config, account?.passwordHash, password);
  if (!account || verdict === 'WRONG') throw new LoginRefused();
  const renewed = verdict === 'RIGHT_BUT_OUTDATED' ? await hashPassword(config, password) : undefined;
  const opened = await openSession(ctx, account.id, async (tx, current) => {
    // The password may have been changed, and all sessions ended, since it was checked.
    if (current !== account.passwordHash) throw new LoginRefused();
    if (renewed !== undefined) await updatePasswordHash(tx, account.id, renewed);
  });
  await Promise.all([forgiveAttempt(db, addressKey, loginBackoff(config, 'ADDRESS')), forgetAttempts(db, loginKey)]);
  return signCredentials(ctx, opened);
}
