import { insertMail } from '../../db/mails.ts';
import { countHits } from '../../db/throttles.ts';
import { type Context, transact } from '../context.ts';
import { RateLimited } from '../errors.ts';
import { permit } from '../permissions.ts';
import { MAIL_WINDOW_S } from '../sessions/rules.ts';
import { keyOf } from '../throttle-keys.ts';
import { EmailAlreadyVerified } from './errors.ts';
import { userOf } from './read.ts';

/** Mails the caller another token to verify the address with. Throws EmailAlreadyVerified, RateLimited. */
export async function requestEmailVerification(ctx: Context): Promise<{ readonly email: string }> {
  const { userId } = await permit(ctx, 'email.verify-again');
  const { email, emailVerifiedAt } = await userOf(ctx, userId);
  if (emailVerifiedAt) throw new EmailAlreadyVerified();
  const [count] = await countHits(ctx.app.db, [{ key: `mail:${keyOf(email)}`, hits: 1, windowS: MAIL_WINDOW_S }]);
  if (count && count.hits > ctx.app.config.MAILS_PER_ADDRESS) throw new RateLimited(Math.ceil(count.endsInS));
  await transact(ctx, (tx) => insertMail(tx, userId, 'EMAIL_VERIFICATION'));
  return { email };
}
