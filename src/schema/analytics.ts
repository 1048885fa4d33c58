import type { RollupMeasure } from '../db/rollups.ts';
import type { RetirementReason as ReasonCode } from '../db/retirements.ts';
import { formatAmount } from '../resolvers/amounts.ts';
import {
  type Point,
  readActiveUsers,
  readPlatformStatistics,
  readSeries,
  type Statistics,
} from '../resolvers/analytics/read.ts';
import {
  keyedTotals,
  type KeyedTotal,
  moneyTotals,
  type MoneyTotal,
  nextFloor,
  totalOf,
  totalsOf,
  type Total,
} from '../resolvers/analytics/totals.ts';
import { watchPlatformStats } from '../resolvers/analytics/watch.ts';
import type { FeedEvent } from '../resolvers/feed.ts';
import {
  CountTotal,
  FEW,
  KeyedMoney,
  MoneyTotalType,
  periodArgs,
  StatisticsInterval,
  StatisticsRange,
  TonnesTotal,
} from './analytics-parts.ts';
import { SoldAsset } from './announcements.ts';
import { builder } from './builder.ts';
import { afterArg } from './inputs.ts';
import { RetirementReason } from './retirement-words.ts';
import { Asset } from './wallets.ts';

const TradedTonnes = builder.objectRef<Total>('TradedTonnes').implement({
  description: 'What was traded of CARBON, or of credits of batches: the two are not added.',
  fields: (t) => ({
    asset: t.field({
      type: SoldAsset,
      description: 'Of what.',
      resolve: ({ unit }) => (unit === 'CARBON' ? 'CARBON' : 'CREDIT'),
    }),
    total: t.field({ type: TonnesTotal, description: 'How much.', resolve: (total) => total }),
  }),
});

const RetiredFor = builder.objectRef<KeyedTotal>('RetiredFor').implement({
  description: 'What was retired for one reason.',
  fields: (t) => ({
    reason: t.field({ type: RetirementReason, description: 'What for.', resolve: ({ key }) => key as ReasonCode }),
    total: t.field({ type: TonnesTotal, description: 'How much.', resolve: (total) => total }),
  }),
});

const ValueBin = builder.objectRef<KeyedTotal & MoneyTotal>('TradeValueBin').implement({
  description: 'Trades whose total price lies in a range. Ranges begin at 1, 2 and 5 times a power of ten.',
  fields: (t) => ({
    from: t.field({
      type: 'Decimal',
      description: 'Of this much or more.',
      resolve: ({ key, unit }) => formatAmount(BigInt(key), unit),
    }),
    to: t.field({
      type: 'Decimal',
      description: 'Of less than this.',
      resolve: ({ key, unit }) => formatAmount(nextFloor(BigInt(key)), unit),
    }),
    count: t.int({ description: 'How many.', resolve: ({ count }) => Number(count) }),
    total: t.field({
      type: 'Decimal',
      description: 'What they came to.',
      resolve: ({ amount, unit }) => formatAmount(amount, unit),
    }),
  }),
});

const ofPoint = (measure: RollupMeasure) => ({
  type: [MoneyTotalType] as [typeof MoneyTotalType],
  extensions: FEW,
  resolve: ({ flows }: Point) => moneyTotals(measure, flows, []),
});

export const StatisticsPoint = builder.objectRef<Point>('StatisticsPoint').implement({
  description: 'What happened in one stretch of a series. It is compared with nothing.',
  fields: (t) => ({
    from: t.expose('from', { type: 'DateTime', description: 'Its first moment.' }),
    to: t.expose('to', { type: 'DateTime', description: 'The first moment after it.' }),
    trades: t.field({ ...ofPoint('TRADE'), description: 'Trades; of an owner see `sales` and `spend`.' }),
    sales: t.field({ ...ofPoint('SALE'), description: 'What an owner sold; nothing for the platform.' }),
    spend: t.field({ ...ofPoint('SPEND'), description: 'What an owner spent; nothing for the platform.' }),
    transfers: t.field({ ...ofPoint('TRANSFER'), description: 'Transfers between users and organizations.' }),
    transfersIn: t.field({ ...ofPoint('TRANSFER_IN'), description: 'What an owner was sent.' }),
    transfersOut: t.field({ ...ofPoint('TRANSFER_OUT'), description: 'What an owner has sent.' }),
    purchases: t.field({ ...ofPoint('PURCHASE'), description: 'Orders that were completed.' }),
    refunds: t.field({ ...ofPoint('REFUND'), description: 'Orders that were undone.' }),
    fees: t.field({ ...ofPoint('FEE'), description: 'Fees, without those given back.' }),
    retired: t.field({
      type: TonnesTotal,
      description: 'What was retired.',
      resolve: ({ flows }) => totalOf('RETIREMENT', flows, []),
    }),
    issued: t.field({
      type: TonnesTotal,
      description: 'Credits that registries issued then.',
      resolve: ({ flows }) => totalOf('ISSUED', flows, []),
    }),
    newUsers: t.int({
      description: 'Who signed up.',
      resolve: ({ flows }) => Number(totalOf('SIGN_UP', flows, []).count),
    }),
  }),
});

/** Totals of one measure, now and before. */
export const inMoney = (measure: RollupMeasure) => ({
  type: [MoneyTotalType] as [typeof MoneyTotalType],
  extensions: FEW,
  resolve: async (of: Statistics) => moneyTotals(measure, await of.flows(), await of.flowsBefore()),
});
export const inTonnes = (measure: RollupMeasure) => ({
  type: TonnesTotal,
  resolve: async (of: Statistics) => totalOf(measure, await of.flows(), await of.flowsBefore()),
});
export const inNumbers = (measure: RollupMeasure) => ({
  type: CountTotal,
  resolve: async (of: Statistics) => totalOf(measure, await of.flows(), await of.flowsBefore()),
});

/** Fees by their source and currency. */
export const feesOf = async (of: Statistics): Promise<(KeyedTotal & MoneyTotal)[]> =>
  keyedTotals('FEE', await of.flows(), await of.flowsBefore()) as (KeyedTotal & MoneyTotal)[];

export const PlatformStatistics = builder.objectRef<Statistics>('PlatformStatistics');
PlatformStatistics.implement({
  description:
    'What the platform comes to in a period, and how it stands now. It names nobody. Kept as things happen, so it may be some seconds behind. Prices over time are `priceHistory`, and how EUA and ETH move together `priceCorrelation`.',
  fields: (t) => ({
    range: t.field({ type: StatisticsRange, description: 'Of when it is.', resolve: ({ period }) => period }),
    asOf: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When anything of it last changed; null where nothing has happened yet.',
      resolve: async (of) => (await of.standing()).changedAt,
    }),
    newUsers: t.field({ ...inNumbers('SIGN_UP'), description: 'Who signed up.' }),
    activeUsers: t.field({
      type: CountTotal,
      description: 'Users who opened an announcement, bought, ordered, sent or retired something, each once.',
      resolve: async (of) => {
        const [count, countBefore] = await Promise.all([readActiveUsers(of, 'NOW'), readActiveUsers(of, 'BEFORE')]);
        return { count, countBefore };
      },
    }),
    announcementsOpened: t.field({ ...inNumbers('ANNOUNCEMENT'), description: 'Announcements that were opened.' }),
    trades: t.field({ ...inMoney('TRADE'), description: 'Trades, by currency. Transfers are none.' }),
    tradedTonnes: t.field({
      type: [TradedTonnes],
      extensions: FEW,
      description: 'What was traded.',
      resolve: async (of) => totalsOf('TRADE_QUANTITY', await of.flows(), await of.flowsBefore()),
    }),
    tradeValues: t.field({
      type: [ValueBin],
      extensions: { listSize: 30 },
      description: 'How total prices of trades in one currency are distributed, the lowest first.',
      args: { currency: t.arg({ type: Asset, description: 'In what.' }) },
      resolve: async (of, { currency }) =>
        (keyedTotals('TRADE_VALUE', await of.values(), []) as (KeyedTotal & MoneyTotal)[])
          .filter(({ unit }) => unit === currency)
          .toSorted((a, b) => Number(BigInt(a.key) - BigInt(b.key))),
    }),
    transfers: t.field({ ...inMoney('TRANSFER'), description: 'Transfers between users and organizations.' }),
    purchases: t.field({ ...inMoney('PURCHASE'), description: 'Orders that were completed, with their fees.' }),
    refunds: t.field({ ...inMoney('REFUND'), description: 'Orders that were undone, with their fees.' }),
    stockSales: t.field({
      ...inMoney('STOCK_SALE'),
      description: 'What the platform sold of its own stock, without what was undone.',
    }),
    fees: t.field({ ...inMoney('FEE'), description: 'Revenue: all fees, without those that were given back.' }),
    feesBySource: t.field({
      type: [KeyedMoney],
      extensions: { listSize: 12 },
      description: 'The same by where they come from.',
      resolve: feesOf,
    }),
    retired: t.field({ ...inTonnes('RETIREMENT'), description: 'What was retired, for good.' }),
    retiredFor: t.field({
      type: [RetiredFor],
      extensions: { listSize: 9 },
      description: 'The same by reason.',
      resolve: async (of) => keyedTotals('RETIREMENT', await of.flows(), await of.flowsBefore()),
    }),
    issued: t.field({
      ...inTonnes('ISSUED'),
      description: 'Credits that registries issued then, as far as they are known.',
    }),
    series: t.field({
      type: [StatisticsPoint],
      extensions: { listSize: 31 },
      description: 'The period piece by piece, oldest first.',
      args: { interval: t.arg({ type: StatisticsInterval, defaultValue: 'DAY', description: 'How long a piece is.' }) },
      resolve: (of, { interval }, ctx) => readSeries(ctx, of, interval),
    }),
  }),
});

builder.queryField('platformStatistics', (t) =>
  t.field({
    type: PlatformStatistics,
    description: 'Statistics of the platform, for everybody. May be some seconds old.',
    extensions: { shared: true, mayBeOld: true },
    args: periodArgs,
    resolve: (_, args, ctx) => readPlatformStatistics(ctx, args),
  }),
);

const PlatformStatsChangedEvent = builder.objectRef<FeedEvent<'platformStats'>>('PlatformStatsChangedEvent');
PlatformStatsChangedEvent.implement({
  description: 'Statistics of the platform have changed.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', {
      description: 'Give it back as `after`: you are told if anything came after it.',
    }),
    at: t.expose('at', { type: 'DateTime', description: 'When it was told.' }),
    version: t.string({ description: 'Rises with each change.', resolve: ({ payload }) => payload.version }),
    statistics: t.field({
      type: PlatformStatistics,
      description: 'The statistics as they are now.',
      args: periodArgs,
      resolve: (_, args, ctx) => readPlatformStatistics(ctx, args),
    }),
  }),
});

builder.subscriptionField('platformStatsChanged', (t) =>
  t.field({
    type: PlatformStatsChangedEvent,
    description: 'That statistics of the platform have changed: at most once a second, whatever happens in it.',
    extensions: { shared: true },
    args: afterArg,
    subscribe: (_, args, ctx) => watchPlatformStats(ctx, args),
    resolve: (event) => event,
  }),
);
