import type { Db, Sql } from './client.ts';
import type { AccountKind } from './ledger.ts';
import { atMost } from './plans.ts';

/** Credits of batches in the ledger: who holds how many, and what became of the rest. Whole tonnes, never a fraction. */

const BATCH_KINDS = ['EXTERNAL', 'RETIRED', 'CANCELLED'] as const satisfies readonly AccountKind[];
export type BatchAccounts = Readonly<Record<(typeof BATCH_KINDS)[number], bigint>>;

export interface HoldingKey {
  readonly ownerId: string;
  readonly batchId: string;
}

/**
 * Opens an empty holding with its two accounts for each key that has none. Before any lock is taken, and in one statement:
 * it waits for whoever opens the same one, in the order of the keys.
 */
export async function openHoldings({ sql }: Db, keys: readonly HoldingKey[]): Promise<void> {
  if (keys.length === 0) return;
  await sql`
    with opened as (
      insert into wallets (owner_id, asset, batch_id)
      select distinct k.owner_id, 'CREDIT'::asset, k.batch_id
      from unnest(${keys.map(({ ownerId }) => ownerId)}::uuid[], ${keys.map(({ batchId }) => batchId)}::uuid[])
        as k (owner_id, batch_id)
      where not exists (
        select from wallets w
        where w.owner_id = k.owner_id and w.asset = 'CREDIT'
          and coalesce(w.batch_id, '00000000-0000-0000-0000-000000000000'::uuid) = k.batch_id)
      order by 1, 3
      on conflict do nothing
      returning id, batch_id
    )
    insert into accounts (wallet_id, asset, kind, balance)
    select opened.id, opened.batch_id::text, kind, 0
    from opened, unnest(array['AVAILABLE', 'HELD']::account_kind[]) as kind`;
}

/** Opens the owner's holding of a batch's credits where there is none yet (see `openHoldings`). */
export const openHolding = (db: Db, ownerId: string, batchId: string): Promise<void> =>
  openHoldings(db, [{ ownerId, batchId }]);

/**
 * The accounts of a batch that are nobody's, made where they are missing. EXTERNAL is below zero by what was deposited
 * here and was not withdrawn; RETIRED and CANCELLED hold what was used up. So issued = held + retired + cancelled.
 */
export async function batchAccounts(db: Db, batchId: string): Promise<BatchAccounts> {
  const found = await selectBatchAccounts(db, batchId);
  if (found) return found;
  await db.sql`
    insert into accounts (asset, kind) select ${batchId}::uuid::text, unnest(${[...BATCH_KINDS]}::account_kind[])
    on conflict do nothing`;
  // Another statement: it sees what somebody else made meanwhile.
  const made = await selectBatchAccounts(db, batchId);
  if (!made) throw new Error(`batch ${batchId} has no accounts`);
  return made;
}

async function selectBatchAccounts({ sql }: Db, batchId: string): Promise<BatchAccounts | undefined> {
  const rows = await sql<{ kind: keyof BatchAccounts; id: bigint }[]>`
    select kind, id from accounts where wallet_id is null and asset = ${batchId} and kind = any(${[...BATCH_KINDS]}::account_kind[])`;
  if (rows.length < BATCH_KINDS.length) return undefined;
  return Object.fromEntries(rows.map(({ kind, id }) => [kind, id])) as unknown as BatchAccounts;
}

/** The credits of one batch that an owner holds, in whole tonnes. */
export interface HoldingView extends HoldingKey {
  readonly id: string;
  readonly available: bigint;
  readonly held: bigint;
  readonly createdAt: Date;
}

const withBalances = (sql: Sql) => sql`
  select w.id, w.owner_id, w.batch_id, w.created_at, available.balance as available, held.balance as held
  from wallets w
  join accounts available
    on available.wallet_id = w.id and available.kind = 'AVAILABLE' and available.asset = w.batch_id::text
  join accounts held on held.wallet_id = w.id and held.kind = 'HELD' and held.asset = w.batch_id::text`;

export async function selectHoldingsById({ sql }: Db, ids: readonly string[]): Promise<HoldingView[]> {
  return await sql<HoldingView[]>`
    ${withBalances(sql)} where w.id = any(${ids}::uuid[]) and w.batch_id is not null`;
}

/** What an owner holds now, the batch of which it began to hold last first; a place is the id of a holding. */
export async function selectHoldingsOf(
  { sql }: Db,
  ownerId: string,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<HoldingView[]> {
  return await sql<HoldingView[]>`
    ${withBalances(sql)}
    where w.owner_id = ${ownerId} and w.asset = 'CREDIT' and available.balance + held.balance > 0
      ${after === undefined ? sql`` : sql`and w.id < ${after}`}
    order by w.id desc ${atMost(sql, limit)}`;
}

/** The holding of a batch, also where nothing is left in it. */
export async function selectHoldingOf({ sql }: Db, { ownerId, batchId }: HoldingKey): Promise<HoldingView | undefined> {
  const [row] = await sql<HoldingView[]>`
    ${withBalances(sql)}
    where w.owner_id = ${ownerId} and w.asset = 'CREDIT'
      and coalesce(w.batch_id, '00000000-0000-0000-0000-000000000000'::uuid) = ${batchId}`;
  return row;
}

/**
 * What became of a batch's credits on the platform, in whole tonnes: `issued` = `available` + `held` + `retired` + `cancelled`,
 * by the ledger; and how many serial numbers are in its custody, by their blocks.
 */
export interface BatchBalance {
  readonly batchId: string;
  /** What was deposited here and not withdrawn. */
  readonly issued: bigint;
  readonly available: bigint;
  readonly held: bigint;
  readonly retired: bigint;
  readonly cancelled: bigint;
  readonly serialsHeld: bigint;
  readonly serialsRetired: bigint;
  readonly serialsCancelled: bigint;
}

/** Of batches that never had any credits here too: all of theirs is zero. All seen at one moment. */
export async function selectBatchBalances({ sql }: Db, batchIds: readonly string[]): Promise<BatchBalance[]> {
  return await sql<BatchBalance[]>`
    select b.id as batch_id, coalesce(-p.external, 0) as issued, coalesce(h.available, 0) as available,
           coalesce(h.held, 0) as held, coalesce(p.retired, 0) as retired, coalesce(p.cancelled, 0) as cancelled,
           s.held as serials_held, s.retired as serials_retired, s.cancelled as serials_cancelled
    from unnest(${[...batchIds]}::uuid[]) as b (id)
    left join lateral (
      select sum(moved) filter (where kind = 'EXTERNAL') as external, sum(moved) filter (where kind = 'RETIRED') as retired,
             sum(moved) filter (where kind = 'CANCELLED') as cancelled
      from (
        select a.kind, (select sum(amount) from postings where account_id = a.id) as moved
        from accounts a
        where a.wallet_id is null and a.kind in ('EXTERNAL', 'RETIRED', 'CANCELLED') and a.asset = b.id::text
      ) as of_account
    ) as p on true
    left join lateral (
      select sum(a.balance) filter (where a.kind = 'AVAILABLE') as available,
             sum(a.balance) filter (where a.kind = 'HELD') as held
      from wallets w join accounts a on a.wallet_id = w.id where w.batch_id = b.id
    ) as h on true
    cross join lateral (
      select coalesce(sum(block_end - block_start + 1) filter (where state not in ('RETIRED', 'CANCELLED')), 0) as held,
             coalesce(sum(block_end - block_start + 1) filter (where state = 'RETIRED'), 0) as retired,
             coalesce(sum(block_end - block_start + 1) filter (where state = 'CANCELLED'), 0) as cancelled
      from serial_blocks where batch_id = b.id and holder = 'PLATFORM_CUSTODY'
    ) as s`;
}
