import { countAttempt, forgetAttempts } from '../../db/throttles.ts';
import { selectPasswordHash } from '../../db/users.ts';
import type { Context } from '../context.ts';
import { RateLimited } from '../errors.ts';
import { PasswordWrong } from './errors.ts';
import { verifyPassword } from './passwords.ts';
import { loginBackoff } from './rules.ts';

/**
 * Has the caller, who is signed in, prove to know the password; gives its hash as it was then. Wrong ones are counted: who has
 * stolen an access token cannot try passwords with it. Throws PasswordWrong, RateLimited, Busy.
 */
export async function provePassword({ app }: Context, userId: string, password: string): Promise<string> {
  const attempts = `password:${userId}`;
  const waitS = await countAttempt(app.db, attempts, loginBackoff(app.config, 'ACCOUNT'));
  if (waitS > 0) throw new RateLimited(waitS);
  const current = await selectPasswordHash(app.db, userId);
  const verdict = await verifyPassword(app.config, current, password);
  if (current === undefined || verdict === 'WRONG') throw new PasswordWrong();
  await forgetAttempts(app.db, attempts);
  return current;
}
