import { sql } from 'drizzle-orm';
import { check, index, pgEnum, text, unique, uuid } from 'drizzle-orm/pg-core';
import { amount, createdAt, id, instant, table } from './columns.ts';
import { users } from './users.ts';

export const asset = pgEnum('asset', ['USD', 'EUR', 'ETH', 'CARBON']);
export type Asset = (typeof asset.enumValues)[number];

export const withdrawalStatus = pgEnum('withdrawal_status', ['REQUESTED', 'APPROVED', 'REJECTED']);
export type WithdrawalStatus = (typeof withdrawalStatus.enumValues)[number];

/** One asset of one owner. What it holds lies in its ledger accounts. */
export const wallets = table(
  'wallets',
  {
    id: id(),
    ownerId: uuid()
      .notNull()
      .references(() => users.id),
    asset: asset().notNull(),
    createdAt: createdAt(),
  },
  (t) => [unique('wallets_owner_asset').on(t.ownerId, t.asset)],
);

export const deposits = table(
  'deposits',
  {
    id: id(),
    walletId: uuid()
      .notNull()
      .references(() => wallets.id),
    amount: amount().notNull(),
    /** The bank's own reference: the same money is never recorded twice. */
    bankReference: text().notNull(),
    recordedBy: uuid()
      .notNull()
      .references(() => users.id),
    createdAt: createdAt(),
  },
  (t) => [
    unique('deposits_bank_reference').on(t.bankReference),
    check('deposits_amount_positive', sql`${t.amount} > 0`),
  ],
);

export const withdrawals = table(
  'withdrawals',
  {
    id: id(),
    walletId: uuid()
      .notNull()
      .references(() => wallets.id),
    amount: amount().notNull(),
    destination: text().notNull(),
    status: withdrawalStatus().notNull().default('REQUESTED'),
    decidedBy: uuid().references(() => users.id),
    decidedAt: instant(),
    reason: text(),
    createdAt: createdAt(),
  },
  (t) => [
    index('withdrawals_wallet').on(t.walletId, t.id),
    index('withdrawals_open').on(t.id).where(sql`${t.status} = 'REQUESTED'`),
    check('withdrawals_amount_positive', sql`${t.amount} > 0`),
    check('withdrawals_decided', sql`(${t.status} = 'REQUESTED') = (${t.decidedAt} is null)`),
  ],
);

export type WalletRow = typeof wallets.$inferSelect;
export type DepositRow = typeof deposits.$inferSelect;
export type WithdrawalRow = typeof withdrawals.$inferSelect;
