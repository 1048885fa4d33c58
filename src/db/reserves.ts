import { sql } from 'drizzle-orm';
import { bigint, check, integer, primaryKey, text } from 'drizzle-orm/pg-core';
import { amount, createdAt, instant, table } from './columns.ts';

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
