import { pgEnum, unique, uuid } from 'drizzle-orm/pg-core';
import type { Db, Sql } from './client.ts';
import { createdAt, id, table } from './columns.ts';
import { parties } from './parties.ts';

export const asset = pgEnum('asset', ['USD', 'EUR', 'ETH', 'CARBON']);
export type Asset = (typeof asset.enumValues)[number];

/** One asset of one owner (a user or an organization), for ever. What it holds lies in its ledger accounts. */
export const wallets = table(
  'wallets',
  {
    id: id(),
    ownerId: uuid()
      .notNull()
      .references(() => parties.id),
    asset: asset().notNull(),
    createdAt: createdAt(),
  },
  (t) => [unique('wallets_owner_asset').on(t.ownerId, t.asset)],
);

export type WalletRow = typeof wallets.$inferSelect;

/** A wallet with the balances of its two accounts, in minor units. */
export interface WalletView extends WalletRow {
  readonly available: bigint;
  readonly held: bigint;
}

const withBalances = (sql: Sql) => sql`
  select w.id, w.owner_id, w.asset, w.created_at, available.balance as available, held.balance as held
  from wallets w
  join accounts available on available.wallet_id = w.id and available.kind = 'AVAILABLE' and available.asset = w.asset::text
  join accounts held on held.wallet_id = w.id and held.kind = 'HELD' and held.asset = w.asset::text`;

/** The wallets of an owner, in the order of the assets. */
export async function selectWalletsOf({ sql }: Db, ownerId: string): Promise<WalletView[]> {
  return await sql<WalletView[]>`${withBalances(sql)} where w.owner_id = ${ownerId} order by w.asset`;
}

export async function selectWalletsById({ sql }: Db, ids: readonly string[]): Promise<WalletView[]> {
  return await sql<WalletView[]>`${withBalances(sql)} where w.id = any(${ids}::uuid[])`;
}
