import { v7 as newId } from 'uuid';
import type { Database } from '../src/db/client.ts';
import { insertEntries, lockWallets, openWallets, platformAccounts, walletKey } from '../src/db/ledger.ts';
import { profiles, users } from '../src/db/users.ts';
import { type Asset, assets } from '../src/db/wallets.ts';

/** A user with wallets that hold this much of an asset, in minor units; gives the id. */
export async function addUser(db: Database, name: string, asset: Asset, amount: bigint): Promise<string> {
  const id = newId();
  await db.transact(async (tx) => {
    await tx.orm.insert(users).values({ id, username: name, email: `${name}@soak.example`, passwordHash: '-' });
    await tx.orm.insert(profiles).values({ userId: id, displayName: name, isSeller: true });
    await openWallets(tx, id, assets);
    const wallet = (await lockWallets(tx, [{ ownerId: id, asset }])).get(walletKey({ ownerId: id, asset }));
    if (!wallet) throw new Error('no wallet');
    const legs = [
      { accountId: wallet.available.accountId, asset, amount },
      { accountId: platformAccounts.EXTERNAL[asset], asset, amount: -amount },
    ];
    await insertEntries(tx, [{ id: newId(), kind: 'DEPOSIT', referenceId: id, actorId: id, legs }], [wallet]);
  });
  return id;
}
