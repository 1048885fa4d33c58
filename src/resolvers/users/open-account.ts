import { v7 as newId } from 'uuid';
import type { Db } from '../../db/client.ts';
import { openWallets } from '../../db/ledger.ts';
import { insertUser, type NewUser, selectUsersById, type UserView } from '../../db/users.ts';
import { assets } from '../../db/wallets.ts';

type Wish = Pick<NewUser, 'username' | 'email' | 'passwordHash' | 'displayName'> & Partial<NewUser>;

/**
 * Writes an account: user, profile and a wallet of each asset. It has no role: roles are granted. Breaks
 * `users_username_folded` or `users_email_folded` where one of them is taken.
 */
export async function writeAccount(tx: Db, wish: Wish): Promise<UserView> {
  const id = newId();
  await insertUser(tx, { isSeller: false, isBuyer: true, country: null, ...wish, id });
  await openWallets(tx, id, assets);
  const [written] = await selectUsersById(tx, [id]);
  return written as UserView;
}
