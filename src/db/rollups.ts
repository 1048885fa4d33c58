import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  customType,
  date,
  index,
  integer,
  pgEnum,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core';
import { amount, createdAt, instant, position, table } from './columns.ts';
import { asset } from './wallets.ts';

/** What is summed. What its unit and key are, and whose it is, src/db/rollup-facts.ts says. */
export const rollupMeasure = pgEnum('rollup_measure', [
  'TRADE',
  'TRADE_QUANTITY',
  'TRADE_VALUE',
  'SALE',
  'SPEND',
  'FEE',
  'STOCK_SALE',
  'PURCHASE',
  'REFUND',
  'TRANSFER',
  'TRANSFER_IN',
  'TRANSFER_OUT',
  'RETIREMENT',
  'ISSUED',
  'SIGN_UP',
  'ANNOUNCEMENT',
]);
export type RollupMeasure = (typeof rollupMeasure.enumValues)[number];
/** The measures of a sum over time: all but the one that a histogram is made of. */
export const summedMeasures: readonly RollupMeasure[] = rollupMeasure.enumValues.filter(
  (measure) => measure !== 'TRADE_VALUE',
);

/** What the sums are made of: each counts once, whichever way it is found. */
export const rollupFact = pgEnum('rollup_fact', [
  'TRADE',
  'TRANSFER',
  'ORDER_COMPLETED',
  'ORDER_REFUNDED',
  'RETIREMENT',
  'ANNOUNCEMENT',
]);
export type RollupFact = (typeof rollupFact.enumValues)[number];

/** Whose things are counted by how they stand. */
export const rollupThing = pgEnum('rollup_thing', ['ANNOUNCEMENT', 'ORDER', 'RETIREMENT']);
export type RollupThing = (typeof rollupThing.enumValues)[number];

/** Stands for the platform as a whole among those of whom there are sums: it is no party. */
export const WHOLE_PLATFORM = '00000000-0000-0000-0000-000000000000';

/** Under this, values of trades of the platform: they are many rows, which nothing else should have to read past. */
export const TRADE_VALUES = '00000000-0000-0000-0000-000000000001';

/**
 * Sums of a stretch of time: `level` seconds from `bucket` on, in UTC. A quarter of an hour is the finest, since every
 * time zone's days begin at one; coarser levels hold the same again, so that a year is read in a few rows. A row is of
 * one unit: unlike currencies are never added.
 */
export const rollups = table(
  'rollups',
  {
    /** A user or an organization, WHOLE_PLATFORM or TRADE_VALUES. */
    partyId: uuid().notNull(),
    level: integer().notNull(),
    bucket: instant().notNull(),
    measure: rollupMeasure().notNull(),
    /** A currency, CARBON, CREDIT (whole tonnes), TONNE (10^-18 of one), or nothing where only a number is counted. */
    unit: text().notNull(),
    key: text().notNull(),
    count: bigint({ mode: 'bigint' }).notNull(),
    /** In minor units of the unit. Below zero where more was given back than came in. */
    amount: amount().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.partyId, t.level, t.bucket, t.measure, t.unit, t.key] }),
    // Both with what is read beside them, as the migration rollups_covering has it: sums of a span lie far apart in the table.
    index('rollups_platform')
      .on(t.partyId, t.level, t.bucket)
      .where(sql`${t.partyId} in (${sql.raw(`'${WHOLE_PLATFORM}', '${TRADE_VALUES}'`)})`),
    // For lists of who sold or spent most.
    index('rollups_ranking')
      .on(t.measure, t.unit, t.level, t.bucket)
      .where(sql`${t.measure} in ('SALE', 'SPEND')`),
  ],
);

/** What was counted already, so that nothing counts twice: an event may come after its row was found, and the other way. */
export const rollupMarks = table('rollup_marks', { fact: rollupFact().notNull(), id: uuid().notNull() }, (t) => [
  primaryKey({ columns: [t.fact, t.id] }),
]);

/** How each thing stood when it was last counted, and how many stand so. */
export const rollupStates = table(
  'rollup_states',
  { thing: rollupThing().notNull(), id: uuid().notNull(), state: text().notNull() },
  (t) => [primaryKey({ columns: [t.thing, t.id] })],
);
export const rollupStateCounts = table(
  'rollup_state_counts',
  { thing: rollupThing().notNull(), state: text().notNull(), count: bigint({ mode: 'bigint' }).notNull() },
  (t) => [primaryKey({ columns: [t.thing, t.state] }), check('rollup_state_counts_not_negative', sql`${t.count} >= 0`)],
);

/** What each wallet of a user or an organization held when it was last counted (what is held for something included). */
export const rollupBalances = table('rollup_balances', {
  walletId: uuid().primaryKey(),
  asset: asset().notNull(),
  balance: amount().notNull(),
});
/** How many wallets hold from `floor` to before the next floor (1, 2 and 5 times a power of ten), and how much in all. */
export const rollupBalanceBins = table(
  'rollup_balance_bins',
  {
    asset: asset().notNull(),
    floor: amount().notNull(),
    wallets: bigint({ mode: 'bigint' }).notNull(),
    total: amount().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.asset, t.floor] }),
    check('rollup_balance_bins_not_negative', sql`${t.wallets} >= 0 and ${t.total} >= 0`),
  ],
);

const quarters = customType<{ data: string }>({ dataType: () => 'bit(96)' });

/** Who did something on a day in UTC, and in which of its 96 quarters of an hour. */
export const activeDays = table(
  'active_days',
  { userId: uuid().notNull(), day: date({ mode: 'string' }).notNull(), quarters: quarters().notNull() },
  (t) => [primaryKey({ columns: [t.userId, t.day] }), index('active_days_day').on(t.day)],
);
/**
 * How many were active on a day who had been active on `before` and never in between (NEVER_BEFORE: never at all). Those
 * who were active in a stretch of days are the ones with a day in it and the day before that outside: so they are counted
 * without looking at a single user.
 */
export const activeReturns = table(
  'active_returns',
  {
    day: date({ mode: 'string' }).notNull(),
    before: date({ mode: 'string' }).notNull(),
    users: bigint({ mode: 'bigint' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.day, t.before] })],
);
export const NEVER_BEFORE = '0001-01-01';

/** What triggers noted of tables whose changes are told by no event (users, blocks of serial numbers); a pass adds it. */
export const rollupChanges = table('rollup_changes', {
  id: position(),
  measure: rollupMeasure().notNull(),
  unit: text().notNull(),
  at: instant().notNull(),
  count: bigint({ mode: 'bigint' }).notNull(),
  amount: amount().notNull(),
});

/** How far the sums were made from what was there before; a row without `doneAt` is gone on with. */
export const rollupRebuilds = table('rollup_rebuilds', {
  source: text().primaryKey(),
  /** The last row that was looked at. */
  afterId: uuid(),
  seen: bigint({ mode: 'bigint' })
    .notNull()
    .default(sql`0`),
  startedAt: createdAt(),
  doneAt: instant(),
});

/** Of the sums as a whole: which version they are, and which one subscribers were told of. One row. */
export const rollupClock = table(
  'rollup_clock',
  {
    id: boolean().primaryKey().default(true),
    version: bigint({ mode: 'bigint' }).notNull(),
    changedAt: instant().notNull(),
    toldVersion: bigint({ mode: 'bigint' })
      .notNull()
      .default(sql`0`),
    toldAt: instant(),
  },
  (t) => [check('rollup_clock_one', sql`${t.id}`)],
);
