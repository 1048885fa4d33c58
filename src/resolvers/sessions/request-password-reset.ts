import { insertMailTo } from '../../db/mails.ts';
import { countHits } from '../../db/throttles.ts';
import { type Context, transact } from '../context.ts';
import { readInput } from '../input.ts';
import { keyOf } from '../throttle-keys.ts';
import { MAIL_WINDOW_S, requestPasswordResetInput } from './rules.ts';

/**
 * Mails a token that sets a new password, if the address has an account. The answer is the same whether it has one, has
 * none, or was sent too many mails already. Throws InputInvalid.
 */
export async function requestPasswordReset(ctx: Context, input: unknown): Promise<{ readonly acceptedAt: Date }> {
  const { email } = readInput(requestPasswordResetInput, input);
  const [count] = await countHits(ctx.app.db, [{ key: `mail:${keyOf(email)}`, hits: 1, windowS: MAIL_WINDOW_S }]);
  const tooMany = (count?.hits ?? 0) > ctx.app.config.MAILS_PER_ADDRESS;
  if (!tooMany) await transact(ctx, (tx) => insertMailTo(tx, email, 'PASSWORD_RESET'));
  return { acceptedAt: new Date() };
}
