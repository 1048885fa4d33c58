import { v7 as newId } from 'uuid';
import type { Db } from '../../db/client.ts';
import { endOldestSessions, insertRefreshToken, insertSession, type LoginRow, selectLogin } from '../../db/sessions.ts';
import { countAttempt, forgetAttempts, forgiveAttempt } from '../../db/throttles.ts';
import { lockPasswordHash, updatePasswordHash } from '../../db/users.ts';
import { type Context, transact } from '../context.ts';
import { RateLimited } from '../errors.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { inetOf, networkOf } from '../throttle-keys.ts';
import { type Credentials, signCredentials } from './credentials.ts';
import { LoginRefused } from './errors.ts';
import { hashPassword, verifyPassword } from './passwords.ts';
import { accountKey, loginBackoff, loginSessionInput, sessionsEnded } from './rules.ts';
import { newSecret } from './secrets.ts';

/**
 * Signs in by username or e-mail address. An unknown account and a wrong password give the same answer after the same
 * work. Attempts are counted for the account and for the address; who signs in from an address that the account was
 * used from before has a count of their own, so that strangers cannot lock the owner out.
 * Throws InputInvalid, LoginRefused, RateLimited, Busy.
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
  const opened = await openSession(ctx, account, renewed);
  await Promise.all([forgiveAttempt(db, addressKey, loginBackoff(config, 'ADDRESS')), forgetAttempts(db, loginKey)]);
  return signCredentials(ctx, opened);
}

async function countOrRefuse(db: Db, key: string, backoff: ReturnType<typeof loginBackoff>): Promise<void> {
  const waitS = await countAttempt(db, key, backoff);
  if (waitS > 0) throw new RateLimited(waitS);
}

async function openSession(ctx: Context, account: LoginRow, renewedHash: string | undefined) {
  const { config, tokens } = ctx.app;
  const { id: userId } = account;
  const refresh = newSecret();
  const sessionId = newId();
  const { expiresAt, ended } = await transact(ctx, async (tx) => {
    // The password may have been changed, and all sessions ended, since it was checked.
    if ((await lockPasswordHash(tx, userId)) !== account.passwordHash) throw new LoginRefused();
    if (renewedHash !== undefined) await updatePasswordHash(tx, userId, renewedHash);
    const { address, userAgent } = ctx.request;
    const { expiresAt } = await insertSession(tx, {
      id: sessionId,
      userId,
      address: inetOf(address),
      userAgent: userAgent.slice(0, 300),
      ttlS: config.REFRESH_TOKEN_TTL_S,
    });
    await insertRefreshToken(tx, refresh.hash, sessionId);
    const ended = await endOldestSessions(tx, userId, config.SESSIONS_PER_USER);
    await tell(tx, sessionsEnded(userId, ended));
    return { expiresAt, ended };
  });
  for (const id of ended) tokens.revoke(id);
  return { userId, sessionId, refreshToken: refresh.secret, refreshTokenExpiresAt: expiresAt };
}
