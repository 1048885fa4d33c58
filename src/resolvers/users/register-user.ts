import { v7 as newId } from 'uuid';
import { brokenConstraint } from '../../db/client.ts';
import { openWallets } from '../../db/ledger.ts';
import { insertMail } from '../../db/mails.ts';
import { insertUser, type NewUser, selectUsersById, type UserView } from '../../db/users.ts';
import { assets } from '../../db/wallets.ts';
import { type Context, transact } from '../context.ts';
import { readInput } from '../input.ts';
import { hashPassword } from '../sessions/passwords.ts';
import { EmailTaken, UsernameTaken } from './errors.ts';
import { registerUserInput } from './rules.ts';

/**
 * Opens an account: user, profile, a wallet of each asset and the mail that verifies the address, all or nothing. It
 * has no role, whatever was sent; roles are granted.
 * Throws InputInvalid, UsernameTaken, EmailTaken (said openly, behind the strict rate limit: a person who has forgotten
 * an account must learn of it, and a silent success would leave them waiting; the username is checked first), Busy.
 */
export async function registerUser(ctx: Context, input: unknown): Promise<UserView> {
  const { password, ...wish } = readInput(registerUserInput, input);
  const user: NewUser = {
    id: newId(),
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
      await insertUser(tx, user);
      await openWallets(tx, user.id, assets);
      await insertMail(tx, user.id, 'EMAIL_VERIFICATION');
      const [registered] = await selectUsersById(tx, [user.id]);
      return registered as UserView;
    });
  } catch (error) {
    const broken = brokenConstraint(error);
    if (broken === 'users_username_folded') throw new UsernameTaken();
    if (broken === 'users_email_folded') throw new EmailTaken();
    throw error;
  }
}
