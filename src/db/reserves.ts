import { sql } from 'drizzle-orm';
import { bigint, check, integer, primaryKey, text } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { amount, createdAt, instant, table } from './columns.ts';
import type { Asset } from './wallets.ts';

/** What is owed to users of an asset and what the custody holds for it, as it was last looked at. */
export const reserves = table(
  'reserves',
  {
    chainId: integer().notNull(),
    asset: text().notNull(),
    liabilities: amount().notNull(),
    custody: amount().notNull(),
    /** How much of it there is on the chain; null of ether. */
    supply: amount(),
    /** The confirmed block of which this holds. */
    blockNumber: bigint({ mode: 'bigint' }).notNull(),
    /** Since when the custody holds less than is owed; withdrawals wait as long. */
    shortSince: instant(),
    checkedAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.chainId, t.asset] }),
    check('reserves_short', sql`(${t.custody} < ${t.liabilities}) = (${t.shortSince} is not null)`),
  ],
);

export type ReserveRow = typeof reserves.$inferSelect;

/** The assets of the ledger that the custody keeps on the chain. */
export type ChainAsset = Extract<Asset, 'ETH' | 'CARBON'>;
export const chainAssets = ['ETH', 'CARBON'] as const satisfies readonly ChainAsset[];

/** What is owed of an asset and what the custody holds, at one moment of the database and one block of the chain. */
export type ReserveState = Pick<ReserveRow, 'asset' | 'liabilities' | 'custody' | 'supply' | 'blockNumber'>;

/** Where the custody and the token are, lower case. */
export interface ReservePlaces {
  readonly chainId: number;
  readonly custody: string;
  readonly token: string;
}

/**
 * What is owed and held of these assets, as of the block up to which everything is settled; nothing before the index has
 * reached the head for the first time. What is owed is what came from outside, was not used up, is not the platform's by
 * exchange (ether that paid an order never lies in the custody) and is still here: postings sum to zero, so it equals all
 * that lies in wallets and in the platform's fees, and is summed from far fewer of them.
 */
export async function selectReserveStates(
  { sql }: Db,
  { chainId, custody, token }: ReservePlaces,
  assets: readonly ChainAsset[],
): Promise<ReserveState[]> {
  return await sql<ReserveState[]>`
    select k.asset, s.confirmed_block as block_number, coalesce(l.owed, 0) as liabilities,
           coalesce(b.balance, 0) - coalesce(m.custody, 0) as custody,
           case when k.asset = 'CARBON' then coalesce(u.minted - u.burnt, 0) - coalesce(m.supply, 0) end as supply
    from chain_settlements s
    cross join unnest(${assets}::text[]) as k (asset)
    cross join lateral (select decode(case when k.asset = 'ETH' then repeat('0', 40) else ${token.slice(2)} end, 'hex') as token) as t
    left join token_balances b
      on b.chain_id = s.chain_id and b.address = decode(${custody.slice(2)}, 'hex') and b.token = t.token
    left join token_supplies u on u.chain_id = s.chain_id and u.token = t.token
    left join lateral (
      select sum(custody) as custody, sum(supply) as supply from reserve_moves
      where chain_id = s.chain_id and asset = k.asset and block_number > s.confirmed_block
    ) as m on true
    left join lateral (
      select -sum(p.amount) as owed from accounts a join postings p on p.account_id = a.id
      where a.asset = k.asset and a.wallet_id is null
        and a.kind in ('EXTERNAL', 'SUSPENSE', 'RETIRED', 'CANCELLED', 'PROCESSOR', 'RECEIVABLE', 'EXCHANGE')
    ) as l on true
    where s.chain_id = ${chainId}
    order by k.asset desc`;
}

/**
 * The same of the chain's batches of credits, in the order of their ids. What is owed is what the ledger holds of their
 * credits (batches of one project and year are one on the chain), but for what is not minted yet, and what the chain has
 * retired already and the ledger will when that is final.
 */
export async function selectBatchReserves(
  { sql }: Db,
  { chainId, custody }: ReservePlaces,
  { after, limit }: { readonly after: bigint | undefined; readonly limit: number },
): Promise<ReserveState[]> {
  return await sql<ReserveState[]>`
    select c.batch_id::text as asset, s.confirmed_block as block_number,
           (coalesce(l.held, 0) - coalesce(d.waiting, 0)) * 1000000000000000000 - coalesce(r.retired, 0) as liabilities,
           coalesce(b.balance, 0) - coalesce(m.custody, 0) as custody, c.minted - c.retired - coalesce(m.supply, 0) as supply
    from (
      select * from credit_batches
      where chain_id = ${chainId} ${after === undefined ? sql`` : sql`and batch_id > ${after.toString()}::numeric`}
      order by batch_id limit ${limit}
    ) as c
    join chain_settlements s on s.chain_id = c.chain_id
    left join credit_balances b
      on b.chain_id = c.chain_id and b.address = decode(${custody.slice(2)}, 'hex') and b.batch_id = c.batch_id
    left join lateral (
      select sum(custody) as custody, sum(supply) as supply from reserve_moves
      where chain_id = c.chain_id and asset = c.batch_id::text and block_number > s.confirmed_block
    ) as m on true
    left join lateral (
      select -sum(p.amount) as held
      from (select distinct batch_id from credit_deposits where chain_id = c.chain_id and chain_batch_id = c.batch_id) as b
      join accounts a on a.wallet_id is null and a.kind in ('EXTERNAL', 'RETIRED', 'CANCELLED') and a.asset = b.batch_id::text
      join postings p on p.account_id = a.id
    ) as l on true
    left join lateral (
      select sum(quantity) as waiting from credit_deposits of_batch
      where chain_id = c.chain_id and chain_batch_id = c.batch_id and not exists (
        select from credit_issues i
        where i.chain_id = c.chain_id and i.source_ref = of_batch.source_ref and i.block_number <= s.confirmed_block)
    ) as d on true
    left join lateral (
      select sum(quantity) as retired from retirements
      where chain_id = c.chain_id and chain_batch_id = c.batch_id and status = 'CONFIRMED' and way = 'CUSTODY'
    ) as r on true
    order by c.batch_id`;
}

/** Notes what was found; since when an asset is short stays as it was. Gives the rows as they were before. */
export async function updateReserves(db: Db, chainId: number, states: readonly ReserveState[]): Promise<ReserveRow[]> {
  const { sql } = db;
  const before = await selectReserves(db, chainId);
  for (const { asset, liabilities, custody, supply, blockNumber } of states) {
    const isShort = custody < liabilities;
    await sql`
      insert into reserves as r (chain_id, asset, liabilities, custody, supply, block_number, short_since)
      values (${chainId}, ${asset}, ${liabilities.toString()}::numeric, ${custody.toString()}::numeric,
              ${supply?.toString() ?? null}::numeric, ${blockNumber}, case when ${isShort} then clock_timestamp() end)
      on conflict (chain_id, asset) do update
      set liabilities = excluded.liabilities, custody = excluded.custody, supply = excluded.supply,
          block_number = excluded.block_number, checked_at = clock_timestamp(),
          short_since = case when ${isShort} then coalesce(r.short_since, clock_timestamp()) end`;
  }
  return before;
}

/** What was found when the reserves were last looked at. */
export async function selectReserves({ sql }: Db, chainId: number): Promise<ReserveRow[]> {
  return await sql<ReserveRow[]>`select * from reserves where chain_id = ${chainId} order by asset`;
}
