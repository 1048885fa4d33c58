import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, pgEnum, unique, uuid } from 'drizzle-orm/pg-core';
import type { Db, Fragment, Sql } from './client.ts';
import { texts } from './client.ts';
import { amount, bytes, createdAt, instant, table } from './columns.ts';
import { type Asset, asset, wallets } from './wallets.ts';

export const chainDepositStatus = pgEnum('chain_deposit_status', [
  'PENDING',
  'UNCLAIMED',
  'CREDITED',
  'ORPHANED',
  'REVERSED',
]);
export type ChainDepositStatus = (typeof chainDepositStatus.enumValues)[number];

/**
 * Ether or CARBON that reached the custody. Written with the log that tells of it, and named after it; put into a wallet
 * once its block has the confirmations and somebody has its sender's address linked.
 */
export const chainDeposits = table(
  'chain_deposits',
  {
    /** Made of the log's key, so that the same log is the same deposit in every index. */
    id: uuid().primaryKey(),
    chainId: integer().notNull(),
    blockNumber: bigint({ mode: 'bigint' }).notNull(),
    blockHash: bytes().notNull(),
    logIndex: integer().notNull(),
    txHash: bytes().notNull(),
    blockTime: instant().notNull(),
    asset: asset().notNull(),
    /** Who sent it. */
    address: bytes().notNull(),
    amount: amount().notNull(),
    status: chainDepositStatus().notNull().default('PENDING'),
    walletId: uuid().references(() => wallets.id),
    creditedAt: instant(),
    orphanedAt: instant(),
  },
  (t) => [
    unique('chain_deposits_log').on(t.chainId, t.blockHash, t.logIndex),
    index('chain_deposits_due')
      .on(t.chainId, t.blockNumber)
      .where(sql`${t.status} = 'PENDING'`),
    index('chain_deposits_unclaimed')
      .on(t.blockNumber, t.logIndex, t.id)
      .where(sql`${t.status} = 'UNCLAIMED'`),
    index('chain_deposits_address').on(t.address, t.blockNumber, t.logIndex, t.id),
    index('chain_deposits_wallet').on(t.walletId, t.blockNumber, t.logIndex, t.id),
    check('chain_deposits_amount_positive', sql`${t.amount} > 0`),
    check('chain_deposits_asset', sql`${t.asset} in ('ETH', 'CARBON')`),
    check(
      'chain_deposits_credited',
      sql`(${t.status} in ('CREDITED', 'REVERSED')) = (${t.walletId} is not null)
          and (${t.walletId} is null) = (${t.creditedAt} is null)
          and (${t.status} in ('ORPHANED', 'REVERSED')) = (${t.orphanedAt} is not null)`,
    ),
  ],
);

/** What a wallet owes since a deposit of it was undone after it was spent: the same as its share of SUSPENSE. */
export const chainDebts = table(
  'chain_debts',
  {
    walletId: uuid()
      .primaryKey()
      .references(() => wallets.id),
    owed: amount().notNull(),
    since: createdAt(),
  },
  (t) => [check('chain_debts_positive', sql`${t.owed} > 0`)],
);

/** Up to which block of a chain deposits are credited and payments settled. */
export const chainSettlements = table('chain_settlements', {
  chainId: integer().primaryKey(),
  confirmedBlock: bigint({ mode: 'bigint' }).notNull(),
});

export type ChainDepositRow = typeof chainDeposits.$inferSelect;

/** A deposit with the owner of the wallet that it was put into; null while it is in none. */
export interface ChainDepositView extends ChainDepositRow {
  readonly ownerId: string | null;
}

/** What is known of a deposit from its log alone; hex without `0x`. */
export interface NewChainDeposit {
  readonly id: string;
  readonly blockNumber: bigint;
  readonly blockHash: string;
  readonly logIndex: number;
  readonly txHash: string;
  readonly blockTime: Date;
  readonly asset: Extract<Asset, 'ETH' | 'CARBON'>;
  readonly address: string;
  readonly amount: bigint;
}

const bytesOf = (sql: Sql, column: string): Fragment => sql`decode(${sql(column)}, 'hex')`;

/** Writes deposits; one whose block was replaced and is back awaits its confirmations again. */
export async function insertChainDeposits(
  { sql }: Db,
  chainId: number,
  rows: readonly NewChainDeposit[],
): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into chain_deposits (id, chain_id, block_number, block_hash, log_index, tx_hash, block_time, asset, address, amount)
    select id, ${chainId}, block_number, ${bytesOf(sql, 'block_hash')}, log_index, ${bytesOf(sql, 'tx_hash')}, block_time,
           asset, ${bytesOf(sql, 'address')}, amount
    from unnest(
      ${rows.map((row) => row.id)}::uuid[], ${texts(rows.map((row) => row.blockNumber))}::bigint[],
      ${rows.map((row) => row.blockHash)}::text[], ${texts(rows.map((row) => row.logIndex))}::int[],
      ${rows.map((row) => row.txHash)}::text[], ${texts(rows.map((row) => row.blockTime))}::timestamptz[],
      ${rows.map((row) => row.asset)}::asset[], ${rows.map((row) => row.address)}::text[],
      ${texts(rows.map((row) => row.amount))}::numeric[]
    ) as d (id, block_number, block_hash, log_index, tx_hash, block_time, asset, address, amount)
    on conflict (id) do update set status = 'PENDING', wallet_id = null, credited_at = null, orphaned_at = null
    where chain_deposits.status in ('ORPHANED', 'REVERSED')`;
}

const withOwner = (sql: Sql, deposits: Fragment): Fragment =>
  sql`select d.*, w.owner_id from (${deposits}) as d left join wallets w on w.id = d.wallet_id`;

/**
 * Lets linking an address and crediting its deposits happen one after the other only, until the transaction ends: side by
 * side, the one would not see the link yet and the other not the deposit.
 */
export async function lockClaims({ sql }: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(4207002)`;
}

/** Whether deposits of the chain wait that have their confirmations with this block. */
export async function hasDueDeposits({ sql }: Db, chainId: number, confirmedBlock: bigint): Promise<boolean> {
  const rows = await sql`
    select from chain_deposits
    where chain_id = ${chainId} and status = 'PENDING' and block_number <= ${confirmedBlock} limit 1`;
  return rows.length > 0;
}

/** Locks the deposits that have their confirmations and were not looked at since, in the order of the chain. */
export async function lockDueDeposits(
  { sql }: Db,
  chainId: number,
  confirmedBlock: bigint,
): Promise<ChainDepositRow[]> {
  return await sql<ChainDepositRow[]>`
    select * from chain_deposits
    where chain_id = ${chainId} and status = 'PENDING' and block_number <= ${confirmedBlock}
    order by block_number, log_index, id for update`;
}

/** Locks what an address sent that is in nobody's wallet yet though it could be. */
export async function lockUnclaimedOf({ sql }: Db, address: Buffer): Promise<ChainDepositRow[]> {
  return await sql<ChainDepositRow[]>`
    select * from chain_deposits where address = ${address} and status = 'UNCLAIMED'
    order by block_number, log_index, id for update`;
}

/** Locks deposits by id, with their owners, newest first: what a reorg undoes. */
export async function lockChainDeposits({ sql }: Db, ids: readonly string[]): Promise<ChainDepositView[]> {
  return await sql<ChainDepositView[]>`
    select d.*, w.owner_id from chain_deposits d left join wallets w on w.id = d.wallet_id
    where d.id = any(${ids}::uuid[]) order by d.block_number desc, d.log_index desc, d.id desc for update of d`;
}

/** Notes where deposits were put; those without a wallet await a claim. */
export async function updateConfirmedDeposits(
  { sql }: Db,
  rows: readonly { readonly id: string; readonly walletId: string | null }[],
): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    update chain_deposits d
    set wallet_id = c.wallet_id,
        status = case when c.wallet_id is null then 'UNCLAIMED' else 'CREDITED' end::chain_deposit_status,
        credited_at = case when c.wallet_id is null then null else clock_timestamp() end
    from unnest(${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.walletId)}::uuid[]) as c (id, wallet_id)
    where d.id = c.id`;
}

/** Marks deposits whose block is no longer part of the chain. */
export async function updateOrphanedDeposits({ sql }: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    update chain_deposits
    set status = case when status = 'CREDITED' then 'REVERSED' else 'ORPHANED' end::chain_deposit_status,
        orphaned_at = clock_timestamp()
    where id = any(${ids}::uuid[]) and orphaned_at is null`;
}

export async function selectChainDepositsById({ sql }: Db, ids: readonly string[]): Promise<ChainDepositView[]> {
  return await sql<ChainDepositView[]>`
    ${withOwner(sql, sql`select * from chain_deposits where id = any(${ids}::uuid[])`)}`;
}

/** Where a page of deposits, newest first, goes on. */
export interface DepositPlace {
  readonly blockNumber: bigint;
  readonly logIndex: number;
  readonly id: string;
}
interface DepositPage {
  readonly after: DepositPlace | undefined;
  readonly limit: number;
}

const older = (sql: Sql, { after, limit }: DepositPage): Fragment => sql`
  ${
    after
      ? sql`and (block_number, log_index, id) < (${after.blockNumber}, ${after.logIndex}, ${after.id}::uuid)`
      : sql``
  }
  order by block_number desc, log_index desc, id desc limit ${limit}`;

/** Deposits in these wallets, and from these addresses where they are in no wallet yet. Newest first. */
export async function selectChainDepositsOf(
  { sql }: Db,
  { walletIds, addresses, ...page }: DepositPage & { walletIds: readonly string[]; addresses: readonly string[] },
): Promise<ChainDepositView[]> {
  const hex = addresses.map((address) => address.slice(2));
  return await sql<ChainDepositView[]>`
    select d.*, w.owner_id from (
      select * from (
        select d.* from unnest(${walletIds}::uuid[]) as own (id) cross join lateral (
          select * from chain_deposits where wallet_id = own.id ${older(sql, page)}) as d
        union all
        select d.* from unnest(${hex}::text[]) as own (hex) cross join lateral (
          select * from chain_deposits where address = decode(own.hex, 'hex') and wallet_id is null ${older(sql, page)}) as d
      ) as own ${sql`order by block_number desc, log_index desc, id desc limit ${page.limit}`}
    ) as d left join wallets w on w.id = d.wallet_id
    order by d.block_number desc, d.log_index desc, d.id desc`;
}

/** What waits for somebody to link its sender, newest first. */
export async function selectUnclaimedDeposits(
  { sql }: Db,
  { addresses, ...page }: DepositPage & { readonly addresses: readonly string[] | undefined },
): Promise<ChainDepositView[]> {
  const own = addresses
    ? sql`and address = any(select decode(hex, 'hex') from unnest(${addresses.map((each) => each.slice(2))}::text[]) as g (hex))`
    : sql``;
  return await sql<ChainDepositView[]>`
    select d.*, null::uuid as owner_id from chain_deposits d where status = 'UNCLAIMED' ${own} ${older(sql, page)}`;
}

/** What wallets owe; those that owe nothing are left out. Read it under the locks of their accounts. */
export async function selectDebts({ sql }: Db, walletIds: readonly string[]): Promise<Map<string, bigint>> {
  const rows = await sql<{ walletId: string; owed: bigint }[]>`
    select wallet_id, owed from chain_debts where wallet_id = any(${walletIds}::uuid[])`;
  return new Map(rows.map((row) => [row.walletId, row.owed]));
}

/** What the owner of a wallet owes in any of theirs. */
export async function selectDebtsOfOwner({ sql }: Db, ownerId: string): Promise<{ asset: Asset; owed: bigint }[]> {
  return await sql<{ asset: Asset; owed: bigint }[]>`
    select w.asset, d.owed from wallets w join chain_debts d on d.wallet_id = w.id where w.owner_id = ${ownerId}`;
}

/** Sets what wallets owe from now on; zero ends a debt. */
export async function updateDebts({ sql }: Db, debts: ReadonlyMap<string, bigint>): Promise<void> {
  if (debts.size === 0) return;
  await sql`
    merge into chain_debts as t
    using unnest(${[...debts.keys()]}::uuid[], ${texts([...debts.values()])}::numeric[]) as d (wallet_id, owed)
    on t.wallet_id = d.wallet_id
    when matched and d.owed = 0 then delete
    when matched then update set owed = d.owed
    when not matched and d.owed <> 0 then insert (wallet_id, owed) values (d.wallet_id, d.owed)`;
}

/** Notes up to which block everything is settled. */
export async function updateConfirmedBlock({ sql }: Db, chainId: number, confirmedBlock: bigint): Promise<void> {
  await sql`
    insert into chain_settlements (chain_id, confirmed_block) values (${chainId}, ${confirmedBlock})
    on conflict (chain_id) do update set confirmed_block = excluded.confirmed_block
    where chain_settlements.confirmed_block <> excluded.confirmed_block`;
}
