import { brokenConstraint } from '../../db/client.ts';
import { insertMail } from '../../db/mails.ts';
import type { UserView } from '../../db/users.ts';
import { type Context, transact } from '../context.ts';
import { readInput } from '../input.ts';
import { hashPassword } from '../sessions/passwords.ts';
import { EmailTaken, UsernameTaken } from './errors.ts';
import { writeAccount } from './open-account.ts';
import { registerUserInput } from './rules.ts';
import { countSignUp, noteSignUps } from './sign-ups.ts';

/**
 * Opens an account: user, profile, a wallet of each asset and the mail that verifies the address, all or nothing. It
 * has no role, whatever was sent; roles are granted.
 * Throws InputInvalid, UsernameTaken, EmailTaken (said openly, behind the strict rate limit: a person who has forgotten
 * an account must learn of it, and a silent success would leave them waiting; the username is checked first), TooManySignUps,
 * Busy.
 */
export async function registerUser(ctx: Context, input: unknown): Promise<UserView> {
  const { password, ...wish } = readInput(registerUserInput, input);
  const user = {
    username: wish.username,
    email: wish.email,
    passwordHash: await hashPassword(ctx.app.config, password),
    displayName: wish.displayName ?? wish.username,
    isSeller: wish.isSeller ?? false,
    isBuyer: wish.isBuyer ?? true,
    country: wish.country ?? null,
  };
  try {
    return await transact(ctx, async (tx) => {
      await countSignUp(ctx, tx);
      const registered = await writeAccount(tx, user);
      await insertMail(tx, registered.id, 'EMAIL_VERIFICATION');
      return registered;
    });
  } catch (error) {
    await noteSignUps(ctx, error);
    const broken = brokenConstraint(error);
    if (broken === 'users_username_folded') throw new UsernameTaken();
    if (broken === 'users_email_folded') throw new EmailTaken();
    throw error;
  }
}
