import { sql } from 'drizzle-orm';
import { check, index, pgEnum, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { batches } from './batches.ts';
import type { Db, Sql } from './client.ts';
import { createdAt, id, table } from './columns.ts';
import { parties } from './parties.ts';

/** What the ledger keeps: money and CARBON in wallets, and CREDIT, the credits of one batch, in holdings. */
export const ledgerAsset = pgEnum('asset', ['USD', 'EUR', 'ETH', 'CARBON', 'CREDIT']);
export type LedgerAsset = (typeof ledgerAsset.enumValues)[number];
/** What everybody has a wallet of. */
export const assets = ['USD', 'EUR', 'ETH', 'CARBON'] as const satisfies readonly LedgerAsset[];
export type Asset = (typeof assets)[number];
/** A column that names money or CARBON, and never credits. */
export const asset = () => ledgerAsset().$type<Asset>();

/** Stands for "no batch" in the index of wallets, since a null is equal to nothing. */
export const NO_BATCH = '00000000-0000-0000-0000-000000000000';

/**
 * One asset of one owner (a user, an organization or the platform), for ever; of CREDIT, the credits of one batch. What it
 * holds lies in its ledger accounts, whose asset is the wallet's, or the id of the batch.
 */
export const wallets = table(
  'wallets',
  {
    id: id(),
    ownerId: uuid()
      .notNull()
      .references(() => parties.id),
    asset: ledgerAsset().notNull(),
    /** Of which batch the credits are; null of what is no CREDIT. */
    batchId: uuid().references(() => batches.id),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('wallets_owner_asset').on(
      t.ownerId,
      t.asset,
      sql`coalesce(${t.batchId}, ${sql.raw(`'${NO_BATCH}'::uuid`)})`,
    ),
    index('wallets_batch')
      .on(t.batchId, t.id)
      .where(sql`${t.batchId} is not null`),
    // As text: a value that was added to an enum cannot be used before the transaction that added it has ended.
    check('wallets_batch_of_credits', sql`(${t.asset}::text = 'CREDIT') = (${t.batchId} is not null)`),
  ],
);

export type WalletRow = Omit<typeof wallets.$inferSelect, 'asset' | 'batchId'> & { readonly asset: Asset };

/** A wallet of money or CARBON with the balances of its two accounts, in minor units. */
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
  return await sql<
    WalletView[]
  >`${withBalances(sql)} where w.owner_id = ${ownerId} and w.batch_id is null order by w.asset`;
}

export async function selectWalletsById({ sql }: Db, ids: readonly string[]): Promise<WalletView[]> {
  return await sql<WalletView[]>`${withBalances(sql)} where w.id = any(${ids}::uuid[]) and w.batch_id is null`;
}
