import type {
  OrderEventRow,
  OrderFill as FillCode,
  OrderLineRow,
  OrderRow,
  OrderSource as SourceCode,
  OrderStatus as StatusCode,
} from '../db/orders.ts';
import { formatAmount, formatPrice, formatQuantity } from '../resolvers/amounts.ts';
import { announcementOf } from '../resolvers/announcements/read.ts';
import { batchOf } from '../resolvers/batches/read.ts';
import type { FeedEvent } from '../resolvers/feed.ts';
import {
  findOrder,
  historyOf,
  linesOf,
  myOrders,
  orderActionsOf,
  orderOf,
  toPayAmountOf,
  visibleOrders,
} from '../resolvers/orders/read.ts';
import type { OrderAction as ActionCode } from '../resolvers/orders/rules.ts';
import { watchOrders } from '../resolvers/orders/watch.ts';
import { maybeOrganization } from '../resolvers/organizations/read.ts';
import { userOf } from '../resolvers/users/read.ts';
import { Announcement } from './announcements.ts';
import { CreditBatch } from './batches.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { afterArg } from './inputs.ts';
import { Organization } from './organizations.ts';
import { User } from './users.ts';
import { Asset } from './wallets.ts';

const OrderStatus = enumOf('OrderStatus', 'How far an order is.', {
  PENDING_PAYMENT: 'What it takes is reserved until `payBy`.',
  PAID: 'The money is there; it is settled within seconds.',
  SETTLING: 'Money and credits change hands.',
  COMPLETED: 'The credits are the buyer’s.',
  CANCELLED: 'Given up before it was paid.',
  EXPIRED: 'Not paid in time.',
  FAILED: 'It came to nothing; `reason` says why.',
  REFUNDED: 'Undone: the credits went back, and the money does.',
} satisfies Record<StatusCode, string>);

const OrderSource = enumOf('OrderSource', 'What an order was made from.', {
  QUOTE: 'A quote.',
  BATCH: 'A batch of credits: whatever is on offer of it.',
  ANNOUNCEMENT: 'One announcement.',
  CRITERIA: 'Criteria.',
  BASKET: 'A basket.',
} satisfies Record<SourceCode, string>);

export const OrderFill = enumOf('OrderFill', 'What is done where less is on offer than is asked for.', {
  ALL_OR_NOTHING: 'Nothing is ordered.',
  PARTIAL: 'What there is is ordered.',
} satisfies Record<FillCode, string>);

const OrderAction = enumOf('OrderAction', 'What can be done to an order.', {
  PAY: '`paymentCreate`.',
  CANCEL: '`orderCancel`.',
  REFUND: '`orderRefund`, for FINANCE and PLATFORM_ADMIN.',
} satisfies Record<ActionCode, string>);

const OrderRetirement = enumOf('OrderRetirement', 'How far the retirement is that an order asked for.', {
  WAITING: 'It is asked for as soon as the order is settled.',
  REQUESTED: 'It is under way or done: see `myRetirements`.',
  REFUSED: 'It could not be asked for; the history says why, and the credits are the buyer’s.',
});

/** A line with what of its order its fields need. */
interface Line extends OrderLineRow {
  readonly currency: OrderRow['currency'];
}

const OrderLine = builder.objectRef<Line>('OrderLine').implement({
  description: 'What an order takes from one offer, at which price.',
  fields: (t) => ({
    announcement: t.field({
      type: Announcement,
      nullable: true,
      description: 'From which announcement; null: from the platform’s own stock.',
      resolve: ({ announcementId }, _, ctx) => (announcementId === null ? null : announcementOf(ctx, announcementId)),
    }),
    batch: t.field({
      type: CreditBatch,
      nullable: true,
      description: 'Credits of which batch; null: CARBON.',
      resolve: ({ batchId }, _, ctx) => (batchId === null ? null : batchOf(ctx, batchId)),
    }),
    quantity: t.field({
      type: 'Decimal',
      description: 'Tonnes of CO2e.',
      resolve: ({ quantity, batchId }) => formatQuantity(quantity, batchId),
    }),
    pricePerCredit: t.field({
      type: 'Decimal',
      description: 'What a tonne costs.',
      resolve: ({ pricePerCredit }) => formatPrice(pricePerCredit),
    }),
    total: t.field({
      type: 'Decimal',
      description: 'quantity x pricePerCredit, rounded up to the minor unit.',
      resolve: ({ total, currency }) => formatAmount(total, currency),
    }),
    buyerFee: t.field({
      type: 'Decimal',
      description: 'Its share of the fee of the order.',
      resolve: ({ buyerFee, currency }) => formatAmount(buyerFee, currency),
    }),
    priceSource: t.exposeString('priceSource', {
      description:
        'Where the price came from: ANNOUNCEMENT, QUOTE, PRICING_MODEL and its version, or a source of market prices.',
    }),
    priceAsOf: t.expose('priceAsOf', { type: 'DateTime', description: 'When that price was set or seen.' }),
  }),
});

const OrderEvent = builder.objectRef<OrderEventRow>('OrderEvent').implement({
  description: 'Something that happened to an order.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When.' }),
    status: t.expose('status', { type: OrderStatus, description: 'How far the order was from then on.' }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why, or what was tried.' }),
    byPlatform: t.boolean({
      description: 'Whether the platform did it by itself.',
      resolve: ({ actorId }) => actorId === null,
    }),
  }),
});

export const Order = builder.objectRef<OrderRow>('Order');
builder.node(Order, {
  id: { resolve: (order) => order.id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => visibleOrders(ctx, ids),
  description:
    'A purchase that is paid from outside. Prices and fees are those of the moment at which it was made, and stay. Only its owner and finance may see it.',
  fields: (t) => ({
    status: t.expose('status', { type: OrderStatus, description: 'How far it is.' }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'Why it was cancelled, expired, failed or was refunded.',
    }),
    buyer: t.field({ type: User, description: 'Who ordered.', resolve: (order, _, ctx) => userOf(ctx, order.buyerId) }),
    organization: t.field({
      type: Organization,
      nullable: true,
      description: 'For which organization, if for one.',
      resolve: (order, _, ctx) => maybeOrganization(ctx, order.organizationId),
    }),
    source: t.expose('source', { type: OrderSource, description: 'What it was made from.' }),
    fill: t.expose('fill', { type: OrderFill, description: 'Whether less was to be taken where there was no more.' }),
    requested: t.field({
      type: 'Decimal',
      description: 'Tonnes that were asked for.',
      resolve: ({ requested, asset }) => formatAmount(requested, asset),
    }),
    quantity: t.field({
      type: 'Decimal',
      description: 'Tonnes that it takes.',
      resolve: ({ quantity, asset }) => formatAmount(quantity, asset),
    }),
    currency: t.expose('currency', { type: Asset, description: 'What it is paid in.' }),
    total: t.field({
      type: 'Decimal',
      description: 'What its lines cost together.',
      resolve: ({ total, currency }) => formatAmount(total, currency),
    }),
    buyerFee: t.field({
      type: 'Decimal',
      description: 'The fee of the platform.',
      resolve: ({ buyerFee, currency }) => formatAmount(buyerFee, currency),
    }),
    toPay: t.field({
      type: 'Decimal',
      description: '`total` and `buyerFee`. What the processor of a card takes comes on top: see the payment.',
      resolve: toPayAmountOf,
    }),
    feeScheduleVersion: t.exposeInt('feeScheduleVersion', { description: 'By which fee schedule.' }),
    payBy: t.expose('payBy', { type: 'DateTime', description: 'Until when it must be paid.' }),
    retirement: t.field({
      type: OrderRetirement,
      nullable: true,
      description: 'How far the retirement is that was asked for with it; null if none was.',
      resolve: ({ retireState }) => retireState,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    paidAt: t.expose('paidAt', { type: 'DateTime', nullable: true, description: 'When it was paid.' }),
    completedAt: t.expose('completedAt', { type: 'DateTime', nullable: true, description: 'When it was settled.' }),
    closedAt: t.expose('closedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was cancelled, expired, failed or was refunded.',
    }),
  }),
});

builder.objectFields(Order, (t) => ({
  lines: t.field({
    type: [OrderLine],
    description: 'From which offers it takes: the cheapest first, of equal prices whoever offered first.',
    resolve: async (order, _, ctx) => {
      const { currency } = order;
      return (await linesOf(ctx, order)).map((line): Line => ({ ...line, currency }));
    },
  }),
  history: t.field({
    type: [OrderEvent],
    description: 'What happened to it, the oldest first.',
    resolve: async (order, _, ctx) => [...(await historyOf(ctx, order))],
  }),
  allowedActions: t.field({
    type: [OrderAction],
    extensions: { viewerDependent: true },
    description: 'What you can do to it now.',
    resolve: (order, _, ctx) => orderActionsOf(ctx, order),
  }),
}));

const OrderConnection = builder.connectionObject(
  { type: Order, name: 'OrderConnection', description: 'A page of orders.' },
  { name: 'OrderEdge', description: 'An order and its cursor.' },
);

const OrderFilter = builder.inputType('OrderFilter', {
  description: 'Which orders are listed.',
  fields: (t) => ({
    statuses: t.field({ type: [OrderStatus], required: false, description: 'In one of these states (default: any).' }),
  }),
});

builder.queryFields((t) => ({
  myOrders: t.field({
    type: OrderConnection,
    description: 'Your orders, newest first; or those of an organization of yours.',
    args: {
      organizationId: t.arg.id({ required: false, description: 'Those of this organization.' }),
      filterBy: t.arg({ type: OrderFilter, required: false, description: 'Which ones.' }),
      ...pageArgs,
    },
    resolve: async (_, args, ctx) => toConnection(await myOrders(ctx, args)),
  }),
  order: t.field({
    type: Order,
    nullable: true,
    description: 'One order, or null if there is none with this id that you may see.',
    args: { id: t.arg.id({ description: 'Its id.' }) },
    resolve: (_, { id }, ctx) => findOrder(ctx, id),
  }),
}));

const OrderChangedEvent = builder.objectRef<FeedEvent<'order'>>('OrderChangedEvent').implement({
  description: 'Something happened to an order.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Give it back as `after` and you miss nothing.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it happened.' }),
    order: t.field({
      type: Order,
      description: 'The order as it is now; it may have moved on since the event.',
      resolve: ({ payload }, _, ctx) => orderOf(ctx, payload.id),
    }),
  }),
});

builder.subscriptionField('orderChanged', (t) =>
  t.field({
    type: OrderChangedEvent,
    description: 'Each step of your orders, or of those of an organization of yours.',
    args: {
      organizationId: t.arg.id({ required: false, description: 'Those of this organization, in place of your own.' }),
      orderId: t.arg.id({ required: false, description: 'Only this one.' }),
      ...afterArg,
    },
    subscribe: (_, args, ctx) => watchOrders(ctx, args),
    resolve: (event) => event,
  }),
);
