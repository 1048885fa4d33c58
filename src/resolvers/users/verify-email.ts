import { selectOneTimeToken, takeOneTimeToken } from '../../db/sessions.ts';
import { lockPasswordHash, selectUsersById, updateEmailVerified, type UserView } from '../../db/users.ts';
import { type Context, transact } from '../context.ts';
import { readInput } from '../input.ts';
import { TokenInvalid } from '../sessions/errors.ts';
import { hashSecret } from '../sessions/secrets.ts';
import { verifyEmailInput } from './rules.ts';

/** Proves an address by the token that was mailed to it; nobody needs to be signed in. Throws InputInvalid, TokenInvalid. */
export async function verifyEmail(ctx: Context, input: unknown): Promise<UserView> {
  const tokenHash = hashSecret(readInput(verifyEmailInput, input).token);
  const userId = await selectOneTimeToken(ctx.app.db, tokenHash, 'EMAIL_VERIFICATION');
  if (userId === undefined) throw new TokenInvalid();
  return transact(ctx, async (tx) => {
    await lockPasswordHash(tx, userId);
    if ((await takeOneTimeToken(tx, tokenHash, 'EMAIL_VERIFICATION')) === undefined) throw new TokenInvalid();
    await updateEmailVerified(tx, userId);
    const [user] = await selectUsersById(tx, [userId]);
    return user as UserView;
  });
}
