import type { MarketDayRow } from '../db/market-days.ts';
import { formatDecimal, formatPrice, PRICE_SCALE } from '../resolvers/amounts.ts';
import {
  type FxRateView,
  readFxHistory,
  readFxRates,
  readMarketHistory,
  readMarkets,
} from '../resolvers/pricing/markets.ts';
import { builder } from './builder.ts';

const tonnes = (value: bigint): string => formatDecimal(value, PRICE_SCALE, 0);

const MarketDay = builder.objectRef<MarketDayRow>('MarketDay').implement({
  description:
    'What the market of a segment was at the end of a day, or is until now. Its index is the volume-weighted price of the trades of a window: without those within one house, without outliers, none weighing more than a part of the volume.',
  fields: (t) => ({
    segment: t.exposeString('segment', {
      description: 'CARBON, or a type of projects as the pricing model names it.',
    }),
    date: t.expose('date', { type: 'Date', description: 'Which day (UTC).' }),
    index: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'EUR for a tonne; null while there never was enough for one.',
      resolve: ({ indexValue }) => (indexValue === null ? null : formatPrice(indexValue)),
    }),
    stale: t.exposeBoolean('isCarriedOver', {
      description: 'There were too few trades or sellers: the index is carried over from an earlier day.',
    }),
    trades: t.exposeInt('trades', { description: 'Trades that count.' }),
    sellers: t.exposeInt('sellers', { description: 'Sellers of those.' }),
    volume: t.field({
      type: 'Decimal',
      description: 'Tonnes of those.',
      resolve: ({ volume }) => tonnes(volume),
    }),
    droppedOwn: t.exposeInt('droppedOwn', { description: 'Trades left out since both sides are of one house.' }),
    droppedOutliers: t.exposeInt('droppedOutliers', { description: 'Trades left out for their price.' }),
    droppedUnpriced: t.exposeInt('droppedUnpriced', {
      description: 'Trades left out since no exchange rate of their day is known.',
    }),
    openQuantity: t.field({
      type: 'Decimal',
      description: 'Tonnes open for sale.',
      resolve: ({ openQuantity }) => tonnes(openQuantity),
    }),
    filledQuantity: t.field({
      type: 'Decimal',
      description: 'Tonnes that were sold in the window.',
      resolve: ({ filledQuantity }) => tonnes(filledQuantity),
    }),
    windowDays: t.exposeInt('windowDays', { description: 'Days of the window.' }),
    modelVersion: t.exposeInt('modelVersion', { description: 'Version of the parameters.' }),
    computedAt: t.expose('computedAt', { type: 'DateTime', description: 'When it was computed.' }),
  }),
});

const FxRate = builder.objectRef<FxRateView>('FxRate').implement({
  description: 'What one euro costs in another currency, with its source and age.',
  fields: (t) => ({
    base: t.exposeString('base', { description: 'EUR.' }),
    quote: t.exposeString('quote', { description: 'The other currency (ISO 4217).' }),
    rate: t.field({ type: 'Decimal', description: 'What one euro costs.', resolve: ({ rate }) => formatPrice(rate) }),
    date: t.expose('date', { type: 'Date', description: 'The day of the rate at its source.' }),
    source: t.exposeString('source', { description: 'Who published it: ECB, IMPORT, or SIMULATED.' }),
    revision: t.exposeInt('revision', { description: '1 as it was first told, counted up by corrections.' }),
    ageDays: t.exposeInt('ageDays', { description: 'How many days old it is.' }),
    stale: t.exposeBoolean('stale', { description: 'Whether it is too old to quote at.' }),
    simulated: t.exposeBoolean('simulated', {
      description: 'Whether it is invented: on a developer’s machine only, never in production.',
    }),
    recordedAt: t.expose('recordedAt', { type: 'DateTime', description: 'When it was taken in.' }),
  }),
});

const rangeArgs = builder.args((t) => ({
  from: t.field({ type: 'Date', required: false, description: 'First day (default: 30 days before `to`).' }),
  to: t.field({ type: 'Date', required: false, description: 'Last day (default: today); up to 400 days.' }),
}));

builder.queryFields((t) => ({
  marketIndexes: t.field({
    type: [MarketDay],
    description: 'Every segment of the market as it is now.',
    extensions: { shared: true },
    resolve: (_, __, ctx) => readMarkets(ctx),
  }),
  marketIndexHistory: t.field({
    type: [MarketDay],
    description: 'The days of one segment, the newest first. May be some seconds old.',
    extensions: { shared: true, mayBeOld: true },
    args: {
      segment: t.arg.string({ description: 'CARBON, or a type of projects.' }),
      ...rangeArgs,
    },
    resolve: (_, args, ctx) => readMarketHistory(ctx, args),
  }),
  fxRates: t.field({
    type: [FxRate],
    description: 'The newest rate of the euro in every currency that has one.',
    extensions: { shared: true },
    resolve: (_, __, ctx) => readFxRates(ctx),
  }),
  fxRateHistory: t.field({
    type: [FxRate],
    description: 'The rates of the euro in one currency, the newest day first. May be some seconds old.',
    extensions: { shared: true, mayBeOld: true },
    args: { currency: t.arg.string({ description: 'Which currency (ISO 4217).' }), ...rangeArgs },
    resolve: (_, args, ctx) => readFxHistory(ctx, args),
  }),
}));
