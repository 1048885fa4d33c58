import type { OrderRow } from '../db/orders.ts';
import { formatAmount } from '../resolvers/amounts.ts';
import {
  ChainUnavailable,
  IdempotencyConflict,
  IllegalTransition,
  InputInvalid,
  NotFound,
} from '../resolvers/errors.ts';
import { cancelOrder } from '../resolvers/orders/cancel-order.ts';
import { createOrder } from '../resolvers/orders/create-order.ts';
import {
  NotEnoughOffered,
  NotRefundable,
  QuoteClosed,
  type RefundObstacle as ObstacleCode,
  TooManyOrders,
} from '../resolvers/orders/errors.ts';
import { refundOrder } from '../resolvers/orders/refund-order.ts';
import { acceptQuote } from '../resolvers/quotes/accept-quote.ts';
import { ProjectNotForSale } from '../resolvers/quotes/errors.ts';
import {
  AnnouncementClosed,
  BelowMinimumFill,
  OwnAnnouncement,
  PriceMoved,
  PriceStale,
  QuantityUnavailable,
} from '../resolvers/trades/errors.ts';
import { FourEyesRequired } from '../resolvers/wallets/errors.ts';
import { builder, enumOf } from './builder.ts';
import { RefusalInterface } from './errors.ts';
import { IDEMPOTENCY_KEY } from './inputs.ts';
import { Order, OrderFill } from './orders.ts';
import { QuoteCurrency } from './pricing.ts';
import { QuoteStatus } from './quotes.ts';
import { RetirementClaimInput } from './retirement-mutations.ts';
import { type StepMutation, stepMutation } from './step-mutation.ts';

const interfaces = [RefusalInterface];

builder.objectType(NotEnoughOffered, {
  name: 'NotEnoughOffered',
  description: 'Less is on offer than was asked for, at this price and of these credits. Nothing was reserved.',
  interfaces,
  fields: (t) => ({
    available: t.field({
      type: 'Decimal',
      description: 'Tonnes that could be ordered.',
      resolve: ({ available, asset }) => formatAmount(available, asset),
    }),
  }),
});

builder.objectType(QuoteClosed, {
  name: 'QuoteClosed',
  description: 'The quote was taken or has expired. Nothing was reserved.',
  interfaces,
  fields: (t) => ({ status: t.expose('status', { type: QuoteStatus, description: 'What it is instead of OPEN.' }) }),
});

builder.objectType(TooManyOrders, {
  name: 'TooManyOrders',
  description: 'So many orders wait for their payment already. Nothing was reserved.',
  interfaces,
  fields: (t) => ({ most: t.exposeInt('most', { description: 'How many may wait at once.' }) }),
});

const RefundObstacle = enumOf('RefundObstacle', 'Why an order cannot be refunded.', {
  RETIRED: 'Credits of it were retired: that is for ever.',
  CREDITS_GONE: 'The buyer does not have the credits free any more.',
  SELLER_FUNDS: 'A seller does not have the money any more.',
  TOO_LATE: 'The time in which it could be refunded is over.',
  PAYMENT: 'Its payment cannot be given back.',
} satisfies Record<ObstacleCode, string>);

builder.objectType(NotRefundable, {
  name: 'NotRefundable',
  description: 'The order cannot be refunded. Nothing was moved.',
  interfaces,
  fields: (t) => ({ obstacle: t.expose('obstacle', { type: RefundObstacle, description: 'Why.' }) }),
});

/** As projects are searched, and by batch. */
export const OrderCriteria = builder.inputType('OrderCriteriaInput', {
  description:
    'Which credits: those to which all that is given applies. Of a list, one of its values must apply. Credits of suspended projects are left out.',
  fields: (t) => ({
    batchIds: t.idList({ required: false, description: 'Of these batches.' }),
    projectIds: t.idList({ required: false, description: 'Of these projects.' }),
    registries: t.stringList({ required: false, description: 'Of these registries, by their codes.' }),
    countries: t.stringList({ required: false, description: 'From these countries, ISO 3166-1 alpha-2.' }),
    types: t.stringList({ required: false, description: 'Of projects of these types.' }),
    categories: t.stringList({ required: false, description: 'Of projects of these categories, such as "ARR".' }),
    methodologies: t.stringList({ required: false, description: 'Under these methodologies, by their codes.' }),
    sdgs: t.intList({ required: false, description: 'For these Sustainable Development Goals, 1 to 17.' }),
    vintageFrom: t.int({ required: false, description: 'Of this year or a later one.' }),
    vintageTo: t.int({ required: false, description: 'Of this year or an earlier one.' }),
    proven: t.boolean({
      required: false,
      description: 'Only credits of which a Proof of Asset Integrity is approved, of the batch or of its project.',
    }),
  }),
});

const RETIRE = {
  type: RetirementClaimInput,
  required: false,
  description: 'Retires the credits as soon as they are settled, for this beneficiary.',
} as const;

/** Each gives the order as it is after it. */
const orderMutation = (name: string, it: StepMutation<OrderRow>): void => {
  stepMutation(name, it, (t) => ({
    order: t.field({ type: Order, description: 'The order as it is now.', resolve: (order) => order }),
  }));
};

orderMutation('orderCreate', {
  description:
    'Orders credits, to be paid by card, bank, ether or on account, and reserves them until `payBy`: from one announcement, or from whatever is on offer, the cheapest first and of equal prices whoever offered first.',
  input:
    'What to order: exactly one of `quoteId`, `announcementId`, `batchId`, `criteria` and `basketId`. From a quote the quantity is that of the quote; from a quote or an announcement the currency is theirs.',
  inputFields: (t) => ({
    organizationId: t.id({ required: false, description: 'For which organization you buy (default: for yourself).' }),
    quoteId: t.id({ required: false, description: 'At the price of this quote of yours.' }),
    announcementId: t.id({ required: false, description: 'From this announcement.' }),
    batchId: t.id({ required: false, description: 'Credits of this batch, from whoever offers them.' }),
    criteria: t.field({
      type: OrderCriteria,
      required: false,
      description: 'Credits like these, from whoever offers them.',
    }),
    basketId: t.id({ required: false, description: 'The kinds of credits of this basket, by their weights.' }),
    quantity: t.field({
      type: 'Decimal',
      required: false,
      description: 'Tonnes of CO2e: whole ones, but of an announcement of CARBON.',
    }),
    currency: t.field({
      type: QuoteCurrency,
      required: false,
      description: 'What to pay in; only offers in it are taken.',
    }),
    maxPrice: t.field({
      type: 'Decimal',
      required: false,
      description: 'The most that a tonne may cost, before the fee.',
    }),
    maxTotal: t.field({
      type: 'Decimal',
      required: false,
      description: 'The most that all may cost, the platform’s fee included.',
    }),
    fill: t.field({ type: OrderFill, required: false, description: 'Default: ALL_OR_NOTHING.' }),
    autoRetire: t.field(RETIRE),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
  refusals: [
    InputInvalid,
    NotFound,
    QuoteClosed,
    ProjectNotForSale,
    AnnouncementClosed,
    OwnAnnouncement,
    QuantityUnavailable,
    BelowMinimumFill,
    PriceStale,
    PriceMoved,
    NotEnoughOffered,
    TooManyOrders,
    ChainUnavailable,
    IdempotencyConflict,
  ],
  resolve: createOrder,
});

orderMutation('quoteAccept', {
  description: 'Takes a quote while it is open: orders its credits at its price, and reserves them until `payBy`.',
  input: 'Which quote.',
  inputFields: (t) => ({
    quoteId: t.id({ description: 'Which quote of yours, or of an organization for which you asked.' }),
    autoRetire: t.field(RETIRE),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
  refusals: [
    InputInvalid,
    NotFound,
    QuoteClosed,
    ProjectNotForSale,
    NotEnoughOffered,
    TooManyOrders,
    ChainUnavailable,
    IdempotencyConflict,
  ],
  resolve: acceptQuote,
});

orderMutation('orderCancel', {
  description: 'Gives up an order that is not paid: what it reserved can be bought by others again.',
  input: 'Which order.',
  inputFields: (t) => ({
    orderId: t.id({ description: 'Which order of yours that waits for its payment.' }),
    reason: t.string({ required: false, description: 'Why, up to 500 characters.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
  refusals: [InputInvalid, NotFound, IllegalTransition, IdempotencyConflict],
  resolve: cancelOrder,
});

orderMutation('orderRefund', {
  description:
    'Undoes a settled order: the credits go back to their sellers and the price with the platform’s fee to the buyer; what the processor of a card kept stays with it. Nothing that was retired is refundable. For FINANCE and PLATFORM_ADMIN, and never for an order of one’s own.',
  input: 'Which order, and why.',
  inputFields: (t) => ({
    orderId: t.id({ description: 'Which COMPLETED order.' }),
    reason: t.string({ description: 'Why, up to 500 characters; the buyer reads it.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
  refusals: [InputInvalid, NotFound, IllegalTransition, NotRefundable, FourEyesRequired, IdempotencyConflict],
  resolve: refundOrder,
});
