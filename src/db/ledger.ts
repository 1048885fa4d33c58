import { sql } from 'drizzle-orm';
import { bigint, check, index, pgEnum, primaryKey, smallint, text, unique, uuid } from 'drizzle-orm/pg-core';
import { amount, createdAt, id, instant, position, table } from './columns.ts';
import { type Db, texts } from './client.ts';
import { type Asset, type LedgerAsset, NO_BATCH, wallets } from './wallets.ts';

export const accountKind = pgEnum('account_kind', [
  'AVAILABLE',
  'HELD',
  'FEES',
  'EXTERNAL',
  'SUSPENSE',
  'RETIRED',
  'CANCELLED',
  'PROCESSOR',
  'FEES_COMMUNITY',
  'FEES_INSURANCE',
  'RECEIVABLE',
  'EXCHANGE',
]);
export const entryKind = pgEnum('entry_kind', [
  'DEPOSIT',
  'WITHDRAWAL_HOLD',
  'WITHDRAWAL_RELEASE',
  'WITHDRAWAL_SETTLEMENT',
  'ANNOUNCEMENT_HOLD',
  'ANNOUNCEMENT_RELEASE',
  'TRADE',
  'TRANSFER',
  'CORRECTION',
  'CHAIN_DEPOSIT',
  'CHAIN_DEPOSIT_REVERSAL',
  'CONVERSION',
  'CREDIT_DEPOSIT',
  'CREDIT_WITHDRAWAL',
  'PAYMENT_CAPTURE',
  'PAYMENT_REFUND',
  'PAYMENT_DISPUTE',
  'ORDER_HOLD',
  'ORDER_RELEASE',
  'ORDER_SETTLEMENT',
  'ORDER_REFUND',
  'RETIREMENT_HOLD',
  'RETIREMENT',
  'RETIREMENT_REVERSAL',
  'FEE_DISTRIBUTION',
]);
export type AccountKind = (typeof accountKind.enumValues)[number];
export type EntryKind = (typeof entryKind.enumValues)[number];

/**
 * Where an asset lies: a wallet's AVAILABLE and HELD, or the platform's FEES, EXTERNAL (the world outside, which goes as
 * far below zero as was deposited) and SUSPENSE (what users owe since the chain undid a deposit that they had spent: below
 * zero as long as they do); RETIRED and CANCELLED, from where nothing comes back but what the chain undid; PROCESSOR, what
 * those who process payments keep; FEES_COMMUNITY and FEES_INSURANCE, the shares of fees; RECEIVABLE, what is invoiced and
 * not yet paid (below zero by it); EXCHANGE, what the platform took in one asset for what it owes in another. Credits of a batch have EXTERNAL, RETIRED and CANCELLED accounts of their own. The
 * platform's take part in every trade or deposit, so they keep no balance of their own, are never locked, and are summed
 * from their postings.
 */
export const accounts = table(
  'accounts',
  {
    id: position(),
    walletId: uuid().references(() => wallets.id),
    asset: text().notNull(),
    kind: accountKind().notNull(),
    balance: amount(),
  },
  (t) => [
    unique('accounts_of_wallet').on(t.walletId, t.kind, t.asset).nullsNotDistinct(),
    check('accounts_balance_not_negative', sql`${t.balance} >= 0`),
    check('accounts_balance_of_wallets', sql`(${t.walletId} is null) = (${t.balance} is null)`),
    check('accounts_kind_of_wallets', sql`(${t.walletId} is null) = (${t.kind} not in ('AVAILABLE', 'HELD'))`),
  ],
);

/** One movement of value: its postings sum to zero for each asset. Never changed, never deleted. */
export const entries = table(
  'entries',
  {
    id: id(),
    kind: entryKind().notNull(),
    /** The trade, transfer, announcement, deposit or withdrawal that moved it. */
    referenceId: uuid().notNull(),
    actorId: uuid(),
    createdAt: createdAt(),
  },
  (t) => [index('entries_reference').on(t.referenceId)],
);

export const postings = table(
  'postings',
  {
    id: bigint({ mode: 'bigint' }).generatedAlwaysAsIdentity(),
    entryId: uuid().notNull(),
    leg: smallint().notNull(),
    /** The entry's kind again, so that a wallet's postings of one kind are found by index. */
    kind: entryKind().notNull(),
    accountId: bigint({ mode: 'bigint' }).notNull(),
    asset: text().notNull(),
    amount: amount().notNull(),
    /** Balance of the account after this posting; null for the platform's accounts. */
    balanceAfter: amount(),
    /**
     * The start of the statement that wrote it. Its accounts were locked by an earlier statement, so this rises with id
     * within one wallet; and the legs of an entry share it, so no statement of a wallet begins or ends inside an entry.
     */
    createdAt: instant()
      .notNull()
      .default(sql`statement_timestamp()`),
  },
  (t) => [
    // The number alone has no index: for a page of one account, PostgreSQL would take it and pass over all others.
    // That each leg of an entry exists once, every partition holds by itself (src/db/partitions.ts).
    primaryKey({ columns: [t.accountId, t.id] }),
    index('postings_account_kind').on(t.accountId, t.kind, t.id),
    check('postings_move_something', sql`${t.amount} <> 0`),
    check('postings_balance_not_negative', sql`${t.balanceAfter} >= 0`),
  ],
);

export type AccountRow = typeof accounts.$inferSelect;
export type EntryRow = typeof entries.$inferSelect;
export type PostingRow = typeof postings.$inferSelect;

/** The platform's accounts but those of batches (see `batchAccounts`), by kind and asset; their numbers are fixed by the migrations. */
export const platformAccounts = {
  FEES: { USD: 1n, EUR: 2n, ETH: 3n, CARBON: 4n },
  EXTERNAL: { USD: 5n, EUR: 6n, ETH: 7n, CARBON: 8n },
  SUSPENSE: { USD: 9n, EUR: 10n, ETH: 11n, CARBON: 12n },
  PROCESSOR: { USD: 13n, EUR: 14n, ETH: 15n, CARBON: 16n },
  FEES_COMMUNITY: { USD: 17n, EUR: 18n, ETH: 19n, CARBON: 20n },
  FEES_INSURANCE: { USD: 21n, EUR: 22n, ETH: 23n, CARBON: 24n },
  RECEIVABLE: { USD: 25n, EUR: 26n, ETH: 27n, CARBON: 28n },
  RETIRED: { CARBON: 29n },
  CANCELLED: { CARBON: 30n },
  EXCHANGE: { USD: 31n, EUR: 32n, ETH: 33n, CARBON: 34n },
} as const;

export interface Leg {
  readonly accountId: bigint;
  readonly asset: string;
  readonly amount: bigint;
}

export interface NewEntry {
  readonly id: string;
  readonly kind: EntryKind;
  readonly referenceId: string;
  readonly actorId: string | null;
  readonly legs: readonly Leg[];
}

/** Names a wallet; of CREDIT, by the batch as well. */
export interface WalletKey {
  readonly ownerId: string;
  readonly asset: LedgerAsset;
  readonly batchId?: string | null;
}

/** A wallet whose two accounts are locked by this transaction. */
export interface LockedWallet<A extends LedgerAsset = LedgerAsset> extends WalletKey {
  readonly asset: A;
  readonly walletId: string;
  readonly available: { readonly accountId: bigint; readonly balance: bigint };
  readonly held: { readonly accountId: bigint; readonly balance: bigint };
}

export const walletKey = ({ ownerId, asset, batchId }: WalletKey): string => `${ownerId}:${batchId ?? asset}`;

/** As what a wallet's accounts and postings name what it holds: the asset, or the batch of the credits. */
export const legAsset = ({ asset, batchId }: Pick<WalletKey, 'asset' | 'batchId'>): string => batchId ?? asset;

/** One account of a wallet, as it is locked. */
interface LockedAccount<A extends LedgerAsset> extends WalletKey {
  readonly asset: A;
  readonly walletId: string;
  readonly accountId: bigint;
  readonly kind: AccountKind;
  readonly balance: bigint;
}

/**
 * Locks the accounts of these wallets, by `walletKey`. Always in account order and in one statement, so that two
 * transactions can never wait for each other.
 */
export async function lockWallets<K extends WalletKey>(
  { sql }: Db,
  keys: readonly K[],
): Promise<Map<string, LockedWallet<K['asset']>>> {
  const [owners, assets] = [keys.map((key) => key.ownerId), keys.map((key) => key.asset)];
  // Of money and CARBON an owner has one wallet: the batch is not asked for where none is named, which is nearly always.
  const rows = keys.some(({ batchId }) => batchId)
    ? await sql<LockedAccount<K['asset']>[]>`
        select w.id as wallet_id, w.owner_id, w.asset, w.batch_id, a.id as account_id, a.kind, a.balance
        from unnest(${owners}::uuid[], ${assets}::asset[], ${keys.map((key) => key.batchId ?? NO_BATCH)}::uuid[])
          as k (owner_id, asset, batch_id)
        join wallets w on w.owner_id = k.owner_id and w.asset = k.asset
          and coalesce(w.batch_id, '00000000-0000-0000-0000-000000000000'::uuid) = k.batch_id
        join accounts a on a.wallet_id = w.id
        order by a.id
        for no key update of a`
    : await sql<LockedAccount<K['asset']>[]>`
        select w.id as wallet_id, w.owner_id, w.asset, a.id as account_id, a.kind, a.balance
        from unnest(${owners}::uuid[], ${assets}::asset[]) as k (owner_id, asset)
        join wallets w on w.owner_id = k.owner_id and w.asset = k.asset
        join accounts a on a.wallet_id = w.id
        order by a.id
        for no key update of a`;
  const locked = new Map<string, LockedWallet<K['asset']>>();
  for (const row of rows) {
    const key = walletKey(row);
    const none = { accountId: 0n, balance: 0n };
    const known = locked.get(key) ?? {
      ownerId: row.ownerId,
      asset: row.asset,
      ...(row.batchId && { batchId: row.batchId }),
      walletId: row.walletId,
      available: none,
      held: none,
    };
    const side = { accountId: row.accountId, balance: row.balance };
    locked.set(key, row.kind === 'HELD' ? { ...known, held: side } : { ...known, available: side });
  }
  return locked;
}

/**
 * The only writer of the ledger. Every account of a wallet that a leg names must be among `locked`. The database checks
 * again that each entry sums to zero for each asset, and moves the balances itself.
 */
export async function insertEntries(
  { sql }: Db,
  newEntries: readonly NewEntry[],
  locked: Iterable<LockedWallet>,
): Promise<void> {
  if (newEntries.length === 0) return;
  const balances = new Map<bigint, bigint>();
  for (const { available, held } of locked) {
    balances.set(available.accountId, available.balance);
    balances.set(held.accountId, held.balance);
  }
  const rows = newEntries.flatMap((entry) => {
    assertBalanced(entry);
    return entry.legs.map((leg, index) => {
      const before = balances.get(leg.accountId);
      const balanceAfter = before === undefined ? null : before + leg.amount;
      if (balanceAfter !== null) balances.set(leg.accountId, balanceAfter);
      return { ...leg, entryId: entry.id, leg: index, kind: entry.kind, balanceAfter };
    });
  });
  await Promise.all([
    sql`
      insert into entries (id, kind, reference_id, actor_id)
      select * from unnest(
        ${newEntries.map((entry) => entry.id)}::uuid[], ${newEntries.map((entry) => entry.kind)}::entry_kind[],
        ${newEntries.map((entry) => entry.referenceId)}::uuid[], ${newEntries.map((entry) => entry.actorId)}::uuid[])`,
    sql`
      insert into postings (entry_id, leg, kind, account_id, asset, amount, balance_after)
      select * from unnest(
        ${rows.map((row) => row.entryId)}::uuid[], ${texts(rows.map((row) => row.leg))}::smallint[],
        ${rows.map((row) => row.kind)}::entry_kind[],
        ${texts(rows.map((row) => row.accountId))}::bigint[], ${rows.map((row) => row.asset)}::text[],
        ${texts(rows.map((row) => row.amount))}::numeric[], ${texts(rows.map((row) => row.balanceAfter))}::numeric[])`,
  ]);
}

function assertBalanced(entry: NewEntry): void {
  const sums = new Map<string, bigint>();
  for (const leg of entry.legs) sums.set(leg.asset, (sums.get(leg.asset) ?? 0n) + leg.amount);
  for (const [asset, sum] of sums) if (sum !== 0n) throw new Error(`entry ${entry.kind} is off by ${sum} ${asset}`);
}

/** Opens an empty wallet with its two accounts for each asset. */
export async function openWallets({ sql }: Db, ownerId: string, assets: readonly Asset[]): Promise<void> {
  await sql`
    with opened as (
      insert into wallets (owner_id, asset) select ${ownerId}, unnest(${assets}::asset[]) returning id, asset
    )
    insert into accounts (wallet_id, asset, kind, balance)
    select opened.id, opened.asset, kind, 0 from opened, unnest(array['AVAILABLE', 'HELD']::account_kind[]) as kind`;
}
