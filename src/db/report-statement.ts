import type { EntryKind } from './ledger.ts';
import { type Period, type RowSource, type Snapshot } from './report-snapshot.ts';
import type { LedgerAsset } from './wallets.ts';

interface OfWallet {
  readonly asset: LedgerAsset;
  /** Of credits: which. */
  readonly project: string | null;
  readonly vintage: number | null;
}

/** What a wallet or holding held before the first and after the last movement of a period. Minor units. */
export interface StatementBalanceRow extends OfWallet {
  readonly openingAvailable: bigint;
  readonly openingHeld: bigint;
  readonly closingAvailable: bigint;
  readonly closingHeld: bigint;
}

export interface StatementEntryRow extends OfWallet {
  readonly id: bigint;
  readonly at: Date;
  readonly kind: EntryKind;
  readonly account: 'AVAILABLE' | 'HELD';
  readonly amount: bigint;
  readonly balanceAfter: bigint;
  readonly referenceId: string;
}

/** Both ends are cut by posting number, as statements of wallets are: what lies between adds up, whatever is posted. */
const ends = ({ sql }: Snapshot, { from, to }: Period) => sql`
  cross join lateral (
    select ${from ? sql`last_posting_before(a.id, ${from})` : sql`0::bigint`} as opening,
           ${to ? sql`last_posting_before(a.id, ${to})` : sql`9223372036854775807`} as closing
  ) as cut`;

const balanceAt = ({ sql }: Snapshot, end: 'opening' | 'closing') => sql`
  coalesce((select p.balance_after from postings p where p.account_id = a.id and p.id <= cut.${sql(end)}
            order by p.id desc limit 1), 0)`;

/** Every wallet and holding of an owner that moved or was not empty. */
export const statementBalances = (
  snapshot: Snapshot,
  ownerId: string,
  period: Period,
): RowSource<StatementBalanceRow> =>
  snapshot.source(() => {
    const { sql } = snapshot;
    return sql`
      select asset, project, vintage, opening_available, opening_held, closing_available, closing_held
      from (
        select w.id, w.asset, pr.name as project, b.vintage, bool_or(cut.closing > cut.opening and exists (
                 select from postings p where p.account_id = a.id and p.id > cut.opening and p.id <= cut.closing)) as moved,
               sum(${balanceAt(snapshot, 'opening')}) filter (where a.kind = 'AVAILABLE') as opening_available,
               sum(${balanceAt(snapshot, 'opening')}) filter (where a.kind = 'HELD') as opening_held,
               sum(${balanceAt(snapshot, 'closing')}) filter (where a.kind = 'AVAILABLE') as closing_available,
               sum(${balanceAt(snapshot, 'closing')}) filter (where a.kind = 'HELD') as closing_held
        from wallets w join accounts a on a.wallet_id = w.id
        left join batches b on b.id = w.batch_id left join projects pr on pr.id = b.project_id
        ${ends(snapshot, period)}
        where w.owner_id = ${ownerId}::uuid
        group by w.id, pr.name, b.vintage
      ) as of_wallet
      where moved or opening_available + opening_held + closing_available + closing_held > 0
      order by asset, project, vintage, id`;
  });

/** Every movement of an owner's wallets and holdings, in the order in which they happened. */
export const statementEntries = (snapshot: Snapshot, ownerId: string, period: Period): RowSource<StatementEntryRow> =>
  snapshot.source(() => {
    const { sql } = snapshot;
    return sql`
      select p.id, p.created_at as at, p.kind, a.kind as account, w.asset, pr.name as project, b.vintage, p.amount,
             p.balance_after, e.reference_id
      from wallets w join accounts a on a.wallet_id = w.id
      left join batches b on b.id = w.batch_id left join projects pr on pr.id = b.project_id
      ${ends(snapshot, period)}
      join postings p on p.account_id = a.id and p.id > cut.opening and p.id <= cut.closing
      join entries e on e.id = p.entry_id
      where w.owner_id = ${ownerId}::uuid
      order by p.id`;
  });
