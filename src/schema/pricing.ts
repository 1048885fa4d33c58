import type { BatchPriceRow } from '../db/batch-prices.ts';
import { formatAmount, formatPrice } from '../resolvers/amounts.ts';
import { batchOf } from '../resolvers/batches/read.ts';
import type { StoredCalculation } from '../resolvers/pricing/calculate.ts';
import { FxStale, PriceUnavailable } from '../resolvers/pricing/errors.ts';
import type { FactorInput, FactorName } from '../resolvers/pricing/factors.ts';
import type { PricedIn } from '../resolvers/pricing/price-of.ts';
import { type BatchPriceView, readBatchPrice, readBatchPriceHistory } from '../resolvers/pricing/read.ts';
import type { FeedEvent } from '../resolvers/feed.ts';
import { watchBatchPrices } from '../resolvers/pricing/watch.ts';
import { CreditBatch } from './batches.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { RefusalInterface } from './errors.ts';
import { afterArg } from './inputs.ts';

export const QuoteCurrency = enumOf('QuoteCurrency', 'In what credits of a batch are priced and quoted.', {
  EUR: 'Euro.',
  USD: 'US dollar.',
} satisfies Record<PricedIn, string>);

const PriceFactorName = enumOf('PriceFactorName', 'What a price is multiplied with, in this order.', {
  VINTAGE: 'How old the vintage is: e^(-lambda * years), not under a floor.',
  LABEL: 'The labels that are valid, up to a cap.',
  RATING: 'The least of the ratings of agencies.',
  VERIFIER: 'How well approvals of the reviewer who vouches for it have stood.',
  SUPPLY: 'For how many days what is open for sale would last.',
  MARKET: 'The market index now against that of the model’s date.',
} satisfies Record<FactorName, string>);

builder.objectType(PriceUnavailable, {
  name: 'PriceUnavailable',
  description: 'No price is published for credits of this kind.',
  interfaces: [RefusalInterface],
});

builder.objectType(FxStale, {
  name: 'FxStale',
  description: 'The price is set in another currency, and the newest exchange rate is too old to quote at.',
  interfaces: [RefusalInterface],
  fields: (t) => ({
    base: t.exposeString('base', { description: 'From which currency (ISO 4217).' }),
    quote: t.exposeString('quote', { description: 'Into which.' }),
    date: t.expose('date', {
      type: 'Date',
      nullable: true,
      description: 'The day of the newest rate; null if there is none.',
    }),
  }),
});

const PriceInput = builder.objectRef<FactorInput>('PriceFactorInput').implement({
  description: 'Something that a factor was made of.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What it is, as docs/PRICING.md names it.' }),
    value: t.exposeString('value', { description: 'Exact decimal text, or words.' }),
  }),
});

type StoredFactor = StoredCalculation['factors'][number];
const PriceFactor = builder.objectRef<StoredFactor>('PriceFactor').implement({
  description: 'One factor of a price, with all that it was made of.',
  fields: (t) => ({
    name: t.expose('name', { type: PriceFactorName, description: 'Which factor.' }),
    value: t.expose('value', { type: 'Decimal', description: 'What the price is multiplied with; 1 changes nothing.' }),
    insufficientData: t.exposeBoolean('insufficientData', {
      description: 'There was too little to go by, so it is 1.',
    }),
    inputs: t.field({ type: [PriceInput], description: 'What it was made of.', resolve: ({ inputs }) => [...inputs] }),
  }),
});

type StoredFx = NonNullable<StoredCalculation['fx']>;
const ExchangeUsed = builder.objectRef<StoredFx>('ExchangeRateUsed').implement({
  description: 'The exchange rate that a price was computed with.',
  fields: (t) => ({
    base: t.exposeString('base', { description: 'From which currency (ISO 4217).' }),
    rate: t.expose('rate', { type: 'Decimal', description: 'What one unit of it costs in the currency of the price.' }),
    source: t.exposeString('source', { description: 'Who published it: ECB, IMPORT, or SIMULATED.' }),
    date: t.expose('date', { type: 'Date', description: 'The day of the rate at its source.' }),
    ageDays: t.exposeInt('ageDays', { description: 'How many days old it was when it was used.' }),
  }),
});

/** What a price was made of. */
export const PriceCalculation = builder.objectRef<StoredCalculation>('PriceCalculation').implement({
  description:
    'What a price was made of: price = clamp(typeBase * factors, band around the anchor), exchanged and rounded half-even to the tick. Each product is rounded to 18 places, so that whoever multiplies what stands here gets the same.',
  fields: (t) => ({
    modelVersion: t.exposeInt('modelVersion', { description: 'Version of the parameters (see `pricingModel`).' }),
    type: t.exposeString('type', { description: 'The type of project by which it is priced.' }),
    baseCurrency: t.field({
      type: QuoteCurrency,
      description: 'In which currency that type is priced; the figures up to the band are in it.',
      resolve: ({ baseCurrency }) => baseCurrency as PricedIn,
    }),
    typeBase: t.expose('typeBase', {
      type: 'Decimal',
      description: 'Price of a tonne of the type, before all factors.',
    }),
    base: t.expose('base', { type: 'Decimal', description: 'typeBase * VINTAGE * LABEL * RATING.' }),
    factors: t.field({
      type: [PriceFactor],
      description: 'Every factor, in the order in which they are multiplied.',
      resolve: ({ factors }) => [...factors],
    }),
    unbounded: t.expose('unbounded', { type: 'Decimal', description: 'base * VERIFIER * SUPPLY * MARKET.' }),
    anchor: t.expose('anchor', { type: 'Decimal', description: 'The price around which the band lies.' }),
    bandLow: t.expose('bandLow', { type: 'Decimal', description: 'The least that the price can be.' }),
    bandHigh: t.expose('bandHigh', { type: 'Decimal', description: 'The most that the price can be.' }),
    exchange: t.field({
      type: ExchangeUsed,
      nullable: true,
      description: 'The exchange rate; null where the type is priced in the very currency.',
      resolve: ({ fx }) => fx,
    }),
    tick: t.expose('tick', { type: 'Decimal', description: 'The step of prices in the currency.' }),
    price: t.expose('price', { type: 'Decimal', description: 'The price of a tonne.' }),
    insufficientData: t.boolean({
      description: 'Whether a factor had too little to go by.',
      resolve: ({ factors }) => factors.some(({ insufficientData }) => insufficientData),
    }),
  }),
});

const BatchPrice = builder.objectRef<BatchPriceView>('BatchPrice').implement({
  description: 'What credits of a batch cost at a moment. It promises nothing: `quoteCreate` does.',
  fields: (t) => ({
    batch: t.field({
      type: CreditBatch,
      description: 'Of which batch.',
      resolve: ({ batchId }, _, ctx) => batchOf(ctx, batchId),
    }),
    currency: t.expose('currency', { type: QuoteCurrency, description: 'In what.' }),
    quantity: t.field({
      type: 'Decimal',
      description: 'How many: whole tonnes.',
      resolve: ({ quantity }) => quantity.toString(),
    }),
    unitPrice: t.field({
      type: 'Decimal',
      description: 'Price of a tonne.',
      resolve: ({ unitPrice }) => formatPrice(unitPrice),
    }),
    total: t.field({
      type: 'Decimal',
      description: 'quantity * unitPrice, without fees.',
      resolve: ({ total, currency }) => formatAmount(total, currency),
    }),
    calculation: t.field({
      type: PriceCalculation,
      description: 'What the price is made of.',
      resolve: ({ calculation }) => calculation,
    }),
    asOf: t.expose('asOf', { type: 'DateTime', description: 'When it was computed.' }),
    stock: t.field({
      type: 'Decimal',
      description: 'What the platform has to sell of it: whole tonnes.',
      resolve: ({ stock }) => stock.toString(),
    }),
  }),
});

builder.queryField('batchPrice', (t) =>
  t.field({
    type: BatchPrice,
    nullable: true,
    description:
      'What the platform asks for credits of a batch now, with every factor, input and the model’s version; null if there is no such batch. Refused with PRICE_UNAVAILABLE or FX_STALE where there is no price.',
    extensions: { shared: true },
    args: {
      batchId: t.arg.id({ description: 'Which batch.' }),
      quantity: t.arg({ type: 'Decimal', defaultValue: '1', description: 'How many: whole tonnes.' }),
      currency: t.arg({ type: QuoteCurrency, defaultValue: 'EUR', description: 'In what.' }),
    },
    resolve: (_, args, ctx) => readBatchPrice(ctx, args),
  }),
);

const PastBatchPrice = builder.objectRef<BatchPriceRow>('PastBatchPrice').implement({
  description: 'What the platform asked for a tonne of a batch from a moment on, until the next.',
  fields: (t) => ({
    currency: t.field({
      type: QuoteCurrency,
      description: 'In what.',
      resolve: ({ currency }) => currency as PricedIn,
    }),
    unitPrice: t.field({
      type: 'Decimal',
      description: 'Price of a tonne.',
      resolve: ({ price }) => formatPrice(price),
    }),
    asOf: t.expose('asOf', { type: 'DateTime', description: 'From when.' }),
    modelVersion: t.exposeInt('modelVersion', { description: 'Version of the parameters.' }),
    calculation: t.field({
      type: PriceCalculation,
      description: 'What it was made of.',
      resolve: ({ calculation }) => calculation as StoredCalculation,
    }),
  }),
});

const PastBatchPriceConnection = builder.connectionObject(
  { type: PastBatchPrice, name: 'PastBatchPriceConnection', description: 'A page of prices.' },
  { name: 'PastBatchPriceEdge', description: 'A price and its cursor.' },
);

builder.queryField('batchPriceHistory', (t) =>
  t.field({
    type: PastBatchPriceConnection,
    nullable: true,
    description:
      'What the platform asked for credits of a batch that lie in its custody, the last first: a row for each change of the price or of the parameters. Null if there is no such batch.',
    extensions: { shared: true },
    args: {
      batchId: t.arg.id({ description: 'Which batch.' }),
      currency: t.arg({ type: QuoteCurrency, defaultValue: 'EUR', description: 'In what.' }),
      from: t.arg({ type: 'DateTime', required: false, description: 'Only since then.' }),
      ...pageArgs,
    },
    resolve: async (_, args, ctx) => {
      const page = await readBatchPriceHistory(ctx, args);
      return page && toConnection(page);
    },
  }),
);

const BatchPriceChangedEvent = builder.objectRef<FeedEvent<'batchPrice'>>('BatchPriceChangedEvent').implement({
  description: 'The platform asks another price for credits of a batch.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Give it back as `after` and you miss nothing.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it was written down.' }),
    batch: t.field({
      type: CreditBatch,
      description: 'Of which batch.',
      resolve: ({ payload }, _, ctx) => batchOf(ctx, payload.batchId),
    }),
    currency: t.field({
      type: QuoteCurrency,
      description: 'In what.',
      resolve: ({ payload }) => payload.currency as PricedIn,
    }),
    unitPrice: t.field({
      type: 'Decimal',
      description: 'Price of a tonne.',
      resolve: ({ payload }) => formatPrice(BigInt(payload.price)),
    }),
    before: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'What it was; null for the first.',
      resolve: ({ payload }) => (payload.before === null ? null : formatPrice(BigInt(payload.before))),
    }),
    asOf: t.field({
      type: 'DateTime',
      description: 'From when it holds.',
      resolve: ({ payload }) => new Date(payload.asOf),
    }),
  }),
});

builder.subscriptionField('batchPriceChanged', (t) =>
  t.field({
    type: BatchPriceChangedEvent,
    description: 'Every move of what the platform asks for credits in its custody.',
    extensions: { shared: true },
    args: {
      batchId: t.arg.id({ required: false, description: 'Of this batch only.' }),
      currency: t.arg({ type: QuoteCurrency, required: false, description: 'In this currency only.' }),
      ...afterArg,
    },
    subscribe: (_, args, ctx) => watchBatchPrices(ctx, args),
    resolve: (event) => event,
  }),
);
