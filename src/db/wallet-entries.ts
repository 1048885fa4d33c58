import type { Db } from './client.ts';
import type { AccountKind, EntryKind } from './ledger.ts';
import type { LedgerAsset } from './wallets.ts';

/** One posting as the owner of a wallet, or of a holding of credits, sees it. */
export interface WalletEntryView {
  /** Number of the posting: rises with every movement of the wallet. */
  readonly id: bigint;
  readonly kind: EntryKind;
  readonly account: Extract<AccountKind, 'AVAILABLE' | 'HELD'>;
  readonly asset: LedgerAsset;
  /** In minor units; below zero when it left the account. */
  readonly amount: bigint;
  readonly balanceAfter: bigint;
  readonly referenceId: string;
  readonly createdAt: Date;
}

/** Which postings: those above one number and up to another, or those of a time from (included) to (excluded). */
export interface EntryRange {
  readonly above?: bigint | undefined;
  readonly upTo?: bigint | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

export interface EntryPage {
  readonly walletId: string;
  readonly range: EntryRange;
  readonly kinds?: readonly EntryKind[] | undefined;
  readonly order: 'NEWEST_FIRST' | 'OLDEST_FIRST';
  /** Number of the posting where the page before ended. */
  readonly after: bigint | undefined;
  readonly limit: number;
}

/**
 * A page of a wallet's postings. It reads `limit` index entries of each account (and of each kind asked for), however
 * long the history is; a time becomes a posting number by bisection (`last_posting_before` in drizzle/). A kind is asked
 * for as a range of (kind, number): with an equality PostgreSQL may read the account's whole history and filter it.
 */
export async function selectWalletEntries({ sql }: Db, page: EntryPage): Promise<WalletEntryView[]> {
  const { walletId, range, kinds, after, limit } = page;
  const newestFirst = page.order === 'NEWEST_FIRST';
  const direction = newestFirst ? sql`desc` : sql`asc`;
  const bound = (at: Date | undefined, otherwise: bigint | undefined) =>
    at === undefined ? sql`max(${otherwise ?? null}::bigint)` : sql`max(last_posting_before(id, ${at}))`;
  const floor = newestFirst ? undefined : after;
  const ceiling = newestFirst && after !== undefined ? after - 1n : undefined;
  const matching = kinds
    ? sql`(p.kind, p.id) > (wanted.kind, range.above) and (p.kind, p.id) <= (wanted.kind, range.up_to)
          order by p.kind ${direction}, p.id ${direction}`
    : sql`p.id > range.above and p.id <= range.up_to order by p.id ${direction}`;
  return await sql<WalletEntryView[]>`
    with own as (select id, kind from accounts where wallet_id = ${walletId}),
    range as (
      select greatest(${bound(range.from, range.above)}, ${floor ?? null}::bigint, 0) as above,
             least(${bound(range.to, range.upTo)}, ${ceiling ?? null}::bigint, 9223372036854775807) as up_to
      from own
    )
    select p.id, p.kind, p.account, case when length(p.asset) = 36 then 'CREDIT' else p.asset end as asset, p.amount, p.balance_after, e.reference_id, p.created_at
    from (
      select p.*, own.kind as account
      from own cross join range ${kinds ? sql`cross join unnest(${kinds}::entry_kind[]) as wanted (kind)` : sql``}
      cross join lateral (
        select * from postings p where p.account_id = own.id and ${matching} limit ${limit}
      ) as p
      order by p.id ${direction} limit ${limit}
    ) as p
    join entries e on e.id = p.entry_id
    order by p.id ${direction}`;
}

/** What a wallet held at a moment, and the last posting before it (0: none). */
export interface BalanceAt {
  readonly lastPosting: bigint;
  readonly available: bigint;
  readonly held: bigint;
}

/** The two ends of a statement, seen at one moment: what was posted before `from` and before `to`. */
export async function selectBalancesAt(
  { sql }: Db,
  walletId: string,
  { from, to }: { from: Date; to: Date },
): Promise<{ opening: BalanceAt; closing: BalanceAt }> {
  const rows = await sql<({ end: 'opening' | 'closing' } & BalanceAt)[]>`
    select side.name as end, coalesce(max(last.id), 0) as last_posting,
           coalesce(max(last.balance_after) filter (where a.kind = 'AVAILABLE'), 0) as available,
           coalesce(max(last.balance_after) filter (where a.kind = 'HELD'), 0) as held
    from (values ('opening', ${from}::timestamptz), ('closing', ${to}::timestamptz)) as side (name, moment)
    cross join accounts a
    left join lateral (
      select p.id, p.balance_after from postings p
      where p.account_id = a.id and p.id <= last_posting_before(a.id, side.moment) order by p.id desc limit 1
    ) as last on true
    where a.wallet_id = ${walletId}
    group by side.name`;
  const at = (wanted: 'opening' | 'closing'): BalanceAt => {
    const { lastPosting = 0n, available = 0n, held = 0n } = rows.find(({ end }) => end === wanted) ?? {};
    return { lastPosting, available, held };
  };
  return { opening: at('opening'), closing: at('closing') };
}
