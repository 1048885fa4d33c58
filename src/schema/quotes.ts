import type { QuoteRow, QuoteStatus as StatusCode } from '../db/quotes.ts';
import { formatAmount, formatPrice } from '../resolvers/amounts.ts';
import { batchOf } from '../resolvers/batches/read.ts';
import { InputInvalid, NotFound } from '../resolvers/errors.ts';
import { scheduleOf } from '../resolvers/fee-schedules/read.ts';
import { maybeOrganization } from '../resolvers/organizations/read.ts';
import type { StoredCalculation } from '../resolvers/pricing/calculate.ts';
import { FxStale, PriceUnavailable } from '../resolvers/pricing/errors.ts';
import type { FeeBasis as BasisCode } from '../resolvers/pricing/fees.ts';
import { modelOf } from '../resolvers/pricing/models.ts';
import type { PricedIn } from '../resolvers/pricing/price-of.ts';
import { createQuote } from '../resolvers/quotes/create-quote.ts';
import { NotEnoughInStock, ProjectNotForSale, TooManyQuotes } from '../resolvers/quotes/errors.ts';
import { myQuotes, visibleQuotes } from '../resolvers/quotes/read.ts';
import { statusAt } from '../resolvers/quotes/rules.ts';
import { userOf } from '../resolvers/users/read.ts';
import { CreditBatch } from './batches.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { FeeSchedule } from './fee-schedules.ts';
import { RefusalInterface } from './errors.ts';
import { Organization } from './organizations.ts';
import { PriceCalculation, QuoteCurrency } from './pricing.ts';
import { PricingModel } from './pricing-models.ts';
import { User } from './users.ts';

export const QuoteStatus = enumOf('QuoteStatus', 'Whether a quote can still be taken.', {
  OPEN: 'It can be taken until it expires.',
  CONSUMED: 'An order has taken it.',
  EXPIRED: 'Nobody took it in time.',
} satisfies Record<StatusCode, string>);

export const FeeBasis = enumOf('FeeBasis', 'Which rule gave the basis points of a fee.', {
  OWN: 'Agreed with the organization.',
  TIER: 'The tier of what was traded in 30 days.',
  DEFAULT: 'What everybody pays.',
} satisfies Record<BasisCode, string>);

builder.objectType(NotEnoughInStock, {
  name: 'NotEnoughInStock',
  description: 'The platform has less of the batch than was asked for.',
  interfaces: [RefusalInterface],
  fields: (t) => ({
    available: t.field({
      type: 'Decimal',
      description: 'How many it has: whole tonnes.',
      resolve: ({ available }) => available.toString(),
    }),
  }),
});

builder.objectType(ProjectNotForSale, {
  name: 'ProjectNotForSale',
  description: 'The project is suspended, so its credits are not sold for now.',
  interfaces: [RefusalInterface],
});

builder.objectType(TooManyQuotes, {
  name: 'TooManyQuotes',
  description: 'So many quotes are open already.',
  interfaces: [RefusalInterface],
  fields: (t) => ({ most: t.exposeInt('most', { description: 'How many can be open at once.' }) }),
});

/** Quotes are priced in nothing else; the column could hold more. */
const currencyOf = ({ currency }: QuoteRow): PricedIn => currency as PricedIn;

const Quote = builder.objectRef<QuoteRow>('Quote');
builder.node(Quote, {
  id: { resolve: ({ id }) => id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => visibleQuotes(ctx, ids),
  description:
    'A promise of the platform to sell credits of a batch at a price, until it expires. It reserves nothing: an order does. It is gone a day after it expired, unless an order took it.',
  fields: (t) => ({
    batch: t.field({
      type: CreditBatch,
      description: 'Of which batch.',
      resolve: ({ batchId }, _, ctx) => batchOf(ctx, batchId),
    }),
    quantity: t.field({
      type: 'Decimal',
      description: 'How many: whole tonnes.',
      resolve: ({ quantity }) => quantity.toString(),
    }),
    currency: t.field({ type: QuoteCurrency, description: 'In what.', resolve: currencyOf }),
    unitPrice: t.field({
      type: 'Decimal',
      description: 'Price of a tonne.',
      resolve: ({ unitPrice }) => formatPrice(unitPrice),
    }),
    total: t.field({
      type: 'Decimal',
      description: 'quantity * unitPrice.',
      resolve: ({ total, currency }) => formatAmount(total, currency),
    }),
    buyerFee: t.field({
      type: 'Decimal',
      description: 'What the buyer pays on top: rounded up, within the floor and the cap of the schedule.',
      resolve: ({ buyerFee, currency }) => formatAmount(buyerFee, currency),
    }),
    buyerFeeBps: t.exposeInt('buyerFeeBps', { description: 'Basis points of the total; 100 = 1 %.' }),
    buyerFeeBasis: t.expose('buyerFeeBasis', { type: FeeBasis, description: 'Which rule gave them.' }),
    toPay: t.field({
      type: 'Decimal',
      description: 'total + buyerFee. What the processor of a payment takes comes on top of it.',
      resolve: ({ total, buyerFee, currency }) => formatAmount(total + buyerFee, currency),
    }),
    feeScheduleVersion: t.exposeInt('feeScheduleVersion', { description: 'Version of the fee schedule.' }),
    calculation: t.field({
      type: PriceCalculation,
      description: 'What the price is made of, with the exchange rate and its source.',
      resolve: ({ calculation }) => calculation as StoredCalculation,
    }),
    status: t.field({
      type: QuoteStatus,
      description: 'Whether it can still be taken.',
      resolve: (quote) => statusAt(quote, new Date()),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was given.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'Until when it can be taken.' }),
    consumedAt: t.expose('consumedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When an order took it.',
    }),
    askedBy: t.field({
      type: User,
      description: 'Who asked for it.',
      resolve: ({ actorId }, _, ctx) => userOf(ctx, actorId),
    }),
    organization: t.field({
      type: Organization,
      nullable: true,
      description: 'For which organization, if for one: it buys, at its fees.',
      resolve: ({ organizationId }, _, ctx) => maybeOrganization(ctx, organizationId),
    }),
  }),
});

builder.objectFields(Quote, (t) => ({
  feeSchedule: t.field({
    type: FeeSchedule,
    description: 'The fee schedule, with the proposal that made it, if one did.',
    resolve: ({ feeScheduleVersion }, _, ctx) => scheduleOf(ctx, feeScheduleVersion),
  }),
  pricingModel: t.field({
    type: PricingModel,
    description: 'The version of the pricing model, with the proposal that made it, if one did.',
    resolve: ({ modelVersion }, _, ctx) => modelOf(ctx, modelVersion),
  }),
}));

const QuoteConnection = builder.connectionObject(
  { type: Quote, name: 'QuoteConnection', description: 'A page of quotes.' },
  { name: 'QuoteEdge', description: 'A quote and its cursor.' },
);

builder.queryField('myQuotes', (t) =>
  t.field({
    type: QuoteConnection,
    description: 'Your quotes, newest first; or those of an organization, for those who see its money.',
    args: {
      organizationId: t.arg.id({ required: false, description: 'Those of this organization.' }),
      ...pageArgs,
    },
    resolve: async (_, args, ctx) => toConnection(await myQuotes(ctx, args)),
  }),
);

builder.relayMutationField(
  'quoteCreate',
  {
    description: 'What is to be quoted.',
    inputFields: (t) => ({
      organizationId: t.id({
        required: false,
        description: 'For which organization you buy (default: for yourself).',
      }),
      batchId: t.id({ description: 'Credits of which batch.' }),
      quantity: t.field({ type: 'Decimal', description: 'How many: whole tonnes.' }),
      currency: t.field({ type: QuoteCurrency, description: 'In what you would pay.' }),
    }),
  },
  {
    description:
      'Promises credits of the platform’s stock at the price of this moment, for a minute. Nothing is reserved: take it by `orderCreate` with the quote in time.',
    errors: {
      types: [InputInvalid, NotFound, ProjectNotForSale, NotEnoughInStock, PriceUnavailable, FxStale, TooManyQuotes],
    },
    resolve: (_, { input }, ctx) => createQuote(ctx, input),
  },
  {
    description: 'The quote.',
    outputFields: (t) => ({
      quote: t.field({ type: Quote, description: 'What was promised.', resolve: (quote) => quote }),
    }),
  },
);
