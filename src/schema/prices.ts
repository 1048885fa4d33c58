import type { PriceFlag as FlagCode } from '../db/price-days.ts';
import type {
  Instrument as InstrumentCode,
  PriceCurrency as CurrencyCode,
  PriceSourceState as StateCode,
} from '../db/prices.ts';
import { formatDecimal, formatPrice, PRICE_SCALE } from '../resolvers/amounts.ts';
import type { FeedEvent } from '../resolvers/feed.ts';
import type { Candle as CandleView, Interval } from '../resolvers/prices/candles.ts';
import {
  type Correlation,
  type PriceView,
  readCorrelation,
  readHistory,
  readPrice,
  readPrices,
  readPriceSources,
  type SourceView,
} from '../resolvers/prices/read.ts';
import { SIMULATED } from '../resolvers/prices/rules.ts';
import { watchPrices } from '../resolvers/prices/watch.ts';
import { builder, enumOf } from './builder.ts';
import { afterArg } from './inputs.ts';

export const Instrument = enumOf('Instrument', 'What has a market price. Never one for another.', {
  MCO2: 'Moss Carbon Credit token, of 1 tonne: the reference for CARBON. Priced in EUR, USD and ETH.',
  ETH: 'Ether. Priced in EUR and USD.',
  EUA: 'EU emission allowance (futures), of 1 tonne. Priced in EUR; in ETH it is the ratio EUA/EUR over ETH/EUR.',
} satisfies Record<InstrumentCode, string>);

export const PriceCurrency = enumOf('PriceCurrency', 'What a market price is given in.', {
  EUR: 'Euro.',
  USD: 'US dollar.',
  ETH: 'Ether.',
} satisfies Record<CurrencyCode, string>);

const PriceInterval = enumOf('PriceInterval', 'How long a candle lasts.', {
  DAY: 'A day in UTC; for EUA a trading day.',
  WEEK: 'Monday to Sunday.',
  MONTH: 'A month of the calendar.',
} satisfies Record<Interval, string>);

const PriceFlag = enumOf('PriceFlag', 'What is odd about a day.', {
  CHANGE_MISMATCH: 'The change that the source prints does not follow from the close before.',
  OHLC_INCONSISTENT: 'Open or close lie outside the range that the source prints.',
  SAMPLED: 'Open, high and low are of the prices that we happened to see.',
} satisfies Record<FlagCode, string>);

const PriceSourceState = enumOf('PriceSourceState', 'How a source of prices answered last.', {
  NEVER_ASKED: 'It was not asked yet.',
  OK: 'It answered, and the answer was understood.',
  BLOCKED: 'It refuses machines: a challenge page, a 403, a redirect to another host.',
  LAYOUT_CHANGED: 'It answered in a form that is not understood; nothing of it was believed.',
  UNREACHABLE: 'It did not answer in time, or has trouble of its own.',
  RATE_LIMITED: 'It was asked too often; it is left alone for as long as it said.',
  REFUSED: 'It understood and said no: the key, the range, the coin.',
} satisfies Record<StateCode, string>);

const Price = builder.objectRef<PriceView>('Price').implement({
  description:
    'A market price with its age. While a market is closed it is the last session’s, and `session` says of which day.',
  fields: (t) => ({
    instrument: t.expose('instrument', { type: Instrument, description: 'Of what.' }),
    currency: t.expose('currency', { type: PriceCurrency, description: 'In what.' }),
    price: t.field({
      type: 'Decimal',
      description: 'Of one unit, exactly.',
      resolve: (price) => formatPrice(price.price),
    }),
    asOf: t.expose('asOf', { type: 'DateTime', description: 'When the source last saw this price.' }),
    seenAt: t.expose('seenAt', { type: 'DateTime', description: 'When we last heard it from the source.' }),
    source: t.exposeString('source', {
      description: 'Who told it: COINGECKO, INVESTING, IMPORT, DERIVED, or SIMULATED.',
    }),
    simulated: t.boolean({
      description: 'Whether it is invented: on a developer’s machine only, never in production.',
      resolve: ({ source }) => source === SIMULATED,
    }),
    stale: t.exposeBoolean('stale', {
      description: 'Whether it is too old to trade on; a closed market does not make it older.',
    }),
    marketOpen: t.exposeBoolean('marketOpen', {
      description: 'Whether its market was open when it was seen. Coins trade always.',
    }),
    session: t.expose('session', {
      type: 'Date',
      nullable: true,
      description: 'The trading day it is of; null where the market never closes.',
    }),
  }),
});

const Candle = builder.objectRef<CandleView>('PriceCandle').implement({
  description: 'Open, high, low and close of a day, a week or a month, of the days in it that are known.',
  fields: (t) => ({
    date: t.expose('date', { type: 'Date', description: 'Its first day: of a week the Monday, of a month the first.' }),
    open: t.field({ type: 'Decimal', description: 'The first price.', resolve: (candle) => formatPrice(candle.open) }),
    high: t.field({
      type: 'Decimal',
      description: 'The highest price.',
      resolve: (candle) => formatPrice(candle.high),
    }),
    low: t.field({ type: 'Decimal', description: 'The lowest price.', resolve: (candle) => formatPrice(candle.low) }),
    close: t.field({ type: 'Decimal', description: 'The last price.', resolve: (candle) => formatPrice(candle.close) }),
    volume: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'EUA: contracts of 1,000 t. MCO2 and ETH: turnover in the currency. Null where no source told it.',
      resolve: ({ volume }) => (volume === null ? null : formatDecimal(volume, PRICE_SCALE, 0)),
    }),
    changeBps: t.exposeInt('changeBps', {
      nullable: true,
      description: 'From the close before to this close, in hundredths of a percent; null for the first that is known.',
    }),
    days: t.exposeInt('days', { description: 'How many days it is made of.' }),
    isOpen: t.exposeBoolean('isOpen', {
      description: 'Whether it may still change: a day in it is not over, or not confirmed.',
    }),
    sources: t.exposeStringList('sources', { description: 'Who told its days.' }),
    flags: t.expose('flags', { type: [PriceFlag], description: 'What is odd about its days.' }),
  }),
});

const PriceCorrelation = builder.objectRef<Correlation>('PriceCorrelation').implement({
  description: 'How EUA/EUR and ETH/EUR move together over a window of days (Pearson, -1 to 1).',
  fields: (t) => ({
    from: t.expose('from', { type: 'Date', description: 'First day of the window.' }),
    to: t.expose('to', { type: 'Date', description: 'Last day of the window.' }),
    n: t.exposeInt('n', { description: 'Days of the window on which both have a price.' }),
    ofReturns: t.exposeFloat('ofReturns', {
      nullable: true,
      description:
        'Of the logarithmic returns from one such day to the next (n - 1 of them); null with fewer than three.',
    }),
    ofPrices: t.exposeFloat('ofPrices', {
      nullable: true,
      description: 'Of the closes themselves; two trends look alike here even where nothing joins them.',
    }),
    sources: t.exposeStringList('sources', { description: 'Who told the prices.' }),
  }),
});

const PriceSource = builder.objectRef<SourceView>('PriceSource').implement({
  description: 'A source of prices and how it is doing.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name.' }),
    state: t.expose('state', { type: PriceSourceState, description: 'How it answered last.' }),
    detail: t.exposeString('detail', { description: 'What was wrong, in words; empty while all is well.' }),
    degraded: t.exposeString('degraded', {
      nullable: true,
      description: 'Why it is read in a poorer way than it should be.',
    }),
    warnings: t.exposeStringList('warnings', { description: 'What was odd about its last answer.' }),
    ageS: t.exposeInt('ageS', {
      nullable: true,
      description: 'Seconds since its last good answer; null if there was none.',
    }),
    lastOkAt: t.expose('lastOkAt', { type: 'DateTime', nullable: true, description: 'When it last answered well.' }),
    lastTriedAt: t.expose('lastTriedAt', { type: 'DateTime', nullable: true, description: 'When it was last asked.' }),
    nextTryAt: t.expose('nextTryAt', {
      type: 'DateTime',
      description: 'When it will be asked again, at the earliest.',
    }),
    failures: t.exposeInt('failures', { description: 'Failures in a row.' }),
  }),
});

const instrumentsArg = builder.args((t) => ({
  instruments: t.field({
    type: [Instrument],
    required: false,
    description: 'Of which instruments; all if none are given.',
  }),
}));
const pairArgs = builder.args((t) => ({
  instrument: t.field({ type: Instrument, description: 'Of what.' }),
  currency: t.field({ type: PriceCurrency, description: 'In what.' }),
}));

builder.queryFields((t) => ({
  prices: t.field({
    type: [Price],
    description: 'The latest price of every pair that has one.',
    extensions: { shared: true },
    args: instrumentsArg,
    resolve: (_, { instruments }, ctx) => readPrices(ctx, instruments),
  }),
  priceLatest: t.field({
    type: Price,
    nullable: true,
    description: 'The latest price of one pair, such as MCO2 in EUR; null if none was ever seen.',
    extensions: { shared: true },
    args: pairArgs,
    resolve: (_, args, ctx) => readPrice(ctx, args),
  }),
  priceHistory: t.field({
    type: [Candle],
    description: 'Candles of the periods in which `from` to `to` lie, oldest first. May be some seconds old.',
    extensions: { shared: true, mayBeOld: true },
    args: {
      ...pairArgs,
      from: t.arg({
        type: 'Date',
        required: false,
        description: 'First day (default: 30 days, 26 weeks or 2 years before `to`).',
      }),
      to: t.arg({ type: 'Date', required: false, description: 'Last day (default: today).' }),
      interval: t.arg({ type: PriceInterval, defaultValue: 'DAY', description: 'How long a candle lasts.' }),
    },
    resolve: (_, args, ctx) => readHistory(ctx, args),
  }),
  priceCorrelation: t.field({
    type: PriceCorrelation,
    description: 'How EUA/EUR and ETH/EUR have moved together. May be some seconds old.',
    extensions: { shared: true, mayBeOld: true },
    args: {
      windowDays: t.arg.int({ defaultValue: 90, description: 'Length of the window in calendar days, 3 to 10000.' }),
      to: t.arg({ type: 'Date', required: false, description: 'Last day of the window (default: today).' }),
    },
    resolve: (_, args, ctx) => readCorrelation(ctx, args),
  }),
  priceSources: t.field({
    type: [PriceSource],
    description: 'Where prices come from, and how each source is doing.',
    extensions: { shared: true },
    resolve: (_, __, ctx) => readPriceSources(ctx),
  }),
}));

const PriceTickedEvent = builder.objectRef<FeedEvent<'price'>>('PriceTickedEvent').implement({
  description: 'A price has moved, or its market has opened or closed.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Give it back as `after` and you miss nothing.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it was taken in.' }),
    instrument: t.field({
      type: Instrument,
      description: 'Of what.',
      resolve: ({ payload }) => payload.instrument as InstrumentCode,
    }),
    currency: t.field({
      type: PriceCurrency,
      description: 'In what.',
      resolve: ({ payload }) => payload.currency as CurrencyCode,
    }),
    price: t.field({
      type: 'Decimal',
      description: 'Of one unit, exactly.',
      resolve: ({ payload }) => formatPrice(BigInt(payload.price)),
    }),
    asOf: t.field({
      type: 'DateTime',
      description: 'When the source saw it.',
      resolve: ({ payload }) => new Date(payload.asOf),
    }),
    source: t.string({ description: 'Who told it.', resolve: ({ payload }) => payload.source }),
    simulated: t.boolean({
      description: 'Whether it is invented.',
      resolve: ({ payload }) => payload.source === SIMULATED,
    }),
    marketOpen: t.boolean({ description: 'Whether its market is open.', resolve: ({ payload }) => payload.marketOpen }),
    session: t.field({
      type: 'Date',
      nullable: true,
      description: 'The trading day it is of; null where the market never closes.',
      resolve: ({ payload }) => payload.session,
    }),
  }),
});

builder.subscriptionField('priceTicked', (t) =>
  t.field({
    type: PriceTickedEvent,
    description: 'Every move of a price, in all its currencies.',
    extensions: { shared: true },
    args: { ...instrumentsArg, ...afterArg },
    subscribe: (_, args, ctx) => watchPrices(ctx, args),
    resolve: (event) => event,
  }),
);
