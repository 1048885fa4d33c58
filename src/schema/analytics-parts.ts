import type { CalendarUnit } from '../db/rollup-periods.ts';
import { assetScale, formatAmount, formatDecimal } from '../resolvers/amounts.ts';
import type { Period } from '../resolvers/analytics/period.ts';
import type { PeriodKind } from '../resolvers/analytics/rules.ts';
import { averageOf, changeOf, type KeyedTotal, type MoneyTotal, type Total } from '../resolvers/analytics/totals.ts';
import { builder, enumOf } from './builder.ts';
import { Asset } from './wallets.ts';

// The types that statistics of all kinds are made of.

/** Lists with an entry for each currency, or one for each of a handful of things. */
export const FEW = { listSize: 4 };

const StatisticsPeriod = enumOf('StatisticsPeriod', 'Of when statistics are. Days are those of `timeZone`.', {
  DAY: 'The day in which `at` lies, from midnight to midnight: 23, 24 or 25 hours.',
  WEEK: 'The week in which `at` lies, Monday to Sunday.',
  MONTH: 'The month in which `at` lies.',
  CUSTOM: 'From `from` to `to`, both widened to quarters of an hour.',
} satisfies Record<PeriodKind, string>);

export const StatisticsInterval = enumOf('StatisticsInterval', 'How long a point of a series lasts.', {
  HOUR: 'An hour.',
  DAY: 'A day of the time zone.',
  WEEK: 'A week of the time zone, Monday to Sunday.',
  MONTH: 'A month of the time zone.',
} satisfies Record<CalendarUnit, string>);

export const periodArgs = builder.args((t) => ({
  period: t.field({ type: StatisticsPeriod, defaultValue: 'MONTH', description: 'Of when (default: a month).' }),
  at: t.field({
    type: 'DateTime',
    required: false,
    description: 'In which day, week or month (default: the current one).',
  }),
  from: t.field({ type: 'DateTime', required: false, description: 'Of a CUSTOM period: from this moment on.' }),
  to: t.field({ type: 'DateTime', required: false, description: 'Of a CUSTOM period: until before this moment.' }),
  timeZone: t.string({
    defaultValue: 'UTC',
    description: 'Whose days they are: an IANA time zone such as "Europe/Berlin" (default: UTC).',
  }),
}));

export const StatisticsRange = builder.objectRef<Period>('StatisticsRange').implement({
  description: 'Of when statistics are, and with when they are compared.',
  fields: (t) => ({
    from: t.expose('from', { type: 'DateTime', description: 'Its first moment.' }),
    to: t.expose('to', { type: 'DateTime', description: 'The first moment after it.' }),
    timeZone: t.exposeString('timeZone', { description: 'Whose days it is made of.' }),
    isOver: t.exposeBoolean('isOver', { description: 'Whether it has passed; until then it may still grow.' }),
    comparedFrom: t.field({
      type: 'DateTime',
      description: 'The first moment of the period before, with which it is compared.',
      resolve: ({ compared }) => compared.from,
    }),
    comparedTo: t.field({
      type: 'DateTime',
      description: 'Until when: as far into the period before as this one is now.',
      resolve: ({ compared }) => compared.to,
    }),
  }),
});

const CHANGE = 'in percent of what it was; null where that was nothing.';

export const MoneyTotalType = builder.objectRef<MoneyTotal>('MoneyTotal').implement({
  description: 'How often money of one currency moved and what it came to. What was given back counts below zero.',
  fields: (t) => ({
    currency: t.field({
      type: Asset,
      description: 'In what; other currencies are never added.',
      resolve: ({ unit }) => unit,
    }),
    count: t.int({ description: 'How often.', resolve: ({ count }) => Number(count) }),
    total: t.field({
      type: 'Decimal',
      description: 'What it came to; a minus goes before it where more was given back than came in.',
      resolve: ({ amount, unit }) => formatAmount(amount, unit),
    }),
    average: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The total by the count, rounded to the smallest unit; null of none.',
      resolve: ({ amount, count, unit }) => formatMaybe(averageOf(amount, count), assetScale[unit]),
    }),
    countBefore: t.int({
      description: 'How often in the period before.',
      resolve: (total) => Number(total.countBefore),
    }),
    totalBefore: t.field({
      type: 'Decimal',
      description: 'What it came to in the period before.',
      resolve: ({ amountBefore, unit }) => formatAmount(amountBefore, unit),
    }),
    changePercent: t.float({
      nullable: true,
      description: `How the total changed, ${CHANGE}`,
      resolve: ({ amount, amountBefore }) => changeOf(amount, amountBefore),
    }),
    countChangePercent: t.float({
      nullable: true,
      description: `How the count changed, ${CHANGE}`,
      resolve: ({ count, countBefore }) => changeOf(count, countBefore),
    }),
  }),
});

const formatMaybe = (value: bigint | null, scale: number): string | null =>
  value === null ? null : formatDecimal(value, scale);

/** Credits of batches are whole tonnes; everything else that is measured in tonnes has 18 places. */
const tonnes = (amount: bigint, unit: string): string => formatDecimal(amount, unit === 'CREDIT' ? 0 : 18, 0);

export const TonnesTotal = builder.objectRef<Total>('TonnesTotal').implement({
  description: 'How often something happened to credits, and how many tonnes of CO2e it were.',
  fields: (t) => ({
    count: t.int({ description: 'How often.', resolve: ({ count }) => Number(count) }),
    tonnes: t.field({
      type: 'Decimal',
      description: 'Tonnes of CO2e.',
      resolve: ({ amount, unit }) => tonnes(amount, unit),
    }),
    countBefore: t.int({
      description: 'How often in the period before.',
      resolve: (total) => Number(total.countBefore),
    }),
    tonnesBefore: t.field({
      type: 'Decimal',
      description: 'Tonnes in the period before.',
      resolve: ({ amountBefore, unit }) => tonnes(amountBefore, unit),
    }),
    changePercent: t.float({
      nullable: true,
      description: `How the tonnes changed, ${CHANGE}`,
      resolve: ({ amount, amountBefore }) => changeOf(amount, amountBefore),
    }),
  }),
});

export const CountTotal = builder.objectRef<Pick<Total, 'count' | 'countBefore'>>('CountTotal').implement({
  description: 'How many, and how many in the period before.',
  fields: (t) => ({
    count: t.int({ description: 'How many.', resolve: ({ count }) => Number(count) }),
    countBefore: t.int({
      description: 'How many in the period before.',
      resolve: (total) => Number(total.countBefore),
    }),
    changePercent: t.float({
      nullable: true,
      description: `How that changed, ${CHANGE}`,
      resolve: ({ count, countBefore }) => changeOf(count, countBefore),
    }),
  }),
});

/** Money of one kind. */
export const KeyedMoney = builder.objectRef<KeyedTotal & MoneyTotal>('FeeTotal').implement({
  description: 'Fees of one source and one currency.',
  fields: (t) => ({
    source: t.exposeString('key', {
      description:
        'TRADE, STOCK (what the platform sold itself), REFUND (given back); of an owner SALE, PURCHASE or REFUND.',
    }),
    currency: t.field({ type: Asset, description: 'In what.', resolve: ({ unit }) => unit }),
    total: t.field({
      type: 'Decimal',
      description: 'What they came to; below zero where they were given back.',
      resolve: ({ amount, unit }) => formatAmount(amount, unit),
    }),
    totalBefore: t.field({
      type: 'Decimal',
      description: 'What they came to in the period before.',
      resolve: ({ amountBefore, unit }) => formatAmount(amountBefore, unit),
    }),
  }),
});
