import type { TradeView } from '../db/trades.ts';
import { creditAsset, formatAmount, formatPrice, formatQuantity } from '../resolvers/amounts.ts';
import { batchOf } from '../resolvers/batches/read.ts';
import { announcementOf } from '../resolvers/announcements/read.ts';
import { Busy, IdempotencyConflict, InputInvalid, InsufficientFunds, NotFound } from '../resolvers/errors.ts';
import type { FeedEvent } from '../resolvers/feed.ts';
import {
  AnnouncementClosed,
  BelowMinimumFill,
  OwnAnnouncement,
  PriceMoved,
  PriceStale,
  QuantityUnavailable,
} from '../resolvers/trades/errors.ts';
import { placeTrade } from '../resolvers/trades/place-trade.ts';
import { listTrades, myTrades, tradeOf } from '../resolvers/trades/read.ts';
import { watchTrades } from '../resolvers/trades/watch.ts';
import { maybeOrganization } from '../resolvers/organizations/read.ts';
import { userOf } from '../resolvers/users/read.ts';
import { Announcement, ANNOUNCEMENT, SoldAsset } from './announcements.ts';
import { CreditBatch } from './batches.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { afterArg, IDEMPOTENCY_KEY } from './inputs.ts';
import { TradeStatus } from './trade-status.ts';
import { Organization } from './organizations.ts';
import { User, USER } from './users.ts';
import { Asset } from './wallets.ts';
import { type Readable, wantOf } from './want.ts';

const Trade = builder.objectRef<TradeView>('Trade');
builder.node(Trade, {
  id: { resolve: (trade) => trade.id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => ctx.loaders.trades.loadMany(ids) as never,
  description:
    'A purchase of credits from an announcement: settled in one step, money against credits, and never changed.',
  fields: (t) => ({
    announcement: t.field({
      type: Announcement,
      description: 'What was bought from.',
      resolve: (trade, _, ctx) => trade.announcement ?? announcementOf(ctx, trade.announcementId),
    }),
    quantity: t.field({
      type: 'Decimal',
      description: 'Credits (tonnes of CO2e).',
      resolve: ({ quantity, batchId }) => formatQuantity(quantity, batchId),
    }),
    asset: t.field({
      type: SoldAsset,
      description: 'What was sold.',
      resolve: ({ batchId }) => creditAsset(batchId),
    }),
    batch: t.field({
      type: CreditBatch,
      nullable: true,
      description: 'Whose credits were sold; null for CARBON.',
      resolve: ({ batchId }, _, ctx) => (batchId === null ? null : batchOf(ctx, batchId)),
    }),
    currency: t.expose('currency', { type: Asset, description: 'What it was paid in.' }),
    pricePerCredit: t.field({
      type: 'Decimal',
      description: 'What one credit cost.',
      resolve: ({ pricePerCredit }) => formatPrice(pricePerCredit),
    }),
    totalPrice: t.field({
      type: 'Decimal',
      description: 'quantity x pricePerCredit, rounded up to the minor unit of the currency; fees come on top.',
      resolve: ({ totalPrice, currency }) => formatAmount(totalPrice, currency),
    }),
    buyerFee: t.field({
      type: 'Decimal',
      description: 'What the buyer paid on top of it.',
      resolve: ({ buyerFee, currency }) => formatAmount(buyerFee, currency),
    }),
    sellerFee: t.field({
      type: 'Decimal',
      description: 'What was kept of it before it reached the seller.',
      resolve: ({ sellerFee, currency }) => formatAmount(sellerFee, currency),
    }),
    feeScheduleVersion: t.exposeInt('feeScheduleVersion', { description: 'Which fee schedule was in force.' }),
    priceSource: t.exposeString('priceSource', {
      description: 'Where the price came from: ANNOUNCEMENT (fixed by the seller), or the source of the market price.',
    }),
    priceAsOf: t.expose('priceAsOf', { type: 'DateTime', description: 'When that price was set or seen.' }),
    status: t.expose('status', {
      type: TradeStatus,
      description: 'COMPLETED: a trade is recorded when it is settled.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was settled.' }),
  }),
});

builder.objectFields(Trade, (t) => ({
  buyer: t.field({
    type: User,
    description: 'Who bought.',
    resolve: (trade, _, ctx) => trade.buyer ?? userOf(ctx, trade.buyerId),
  }),
  seller: t.field({
    type: User,
    description: 'Who sold.',
    resolve: (trade, _, ctx) => trade.seller ?? userOf(ctx, trade.sellerId),
  }),
  buyerOrganization: t.field({
    type: Organization,
    nullable: true,
    description: 'For which organization the buyer acted, if for one.',
    resolve: (trade, _, ctx) => maybeOrganization(ctx, trade.buyerOrganizationId),
  }),
  sellerOrganization: t.field({
    type: Organization,
    nullable: true,
    description: 'For which organization the seller acted, if for one.',
    resolve: (trade, _, ctx) => maybeOrganization(ctx, trade.sellerOrganizationId),
  }),
}));

const TradeConnection = builder.connectionObject(
  { type: Trade, name: 'TradeConnection', description: 'A page of trades.' },
  { name: 'TradeEdge', description: 'A trade and its cursor.' },
);

const TradeSide = enumOf('TradeSide', 'On which side of a trade a user is.', {
  BUYER: 'Bought.',
  SELLER: 'Sold.',
});

const TradeFilter = builder.inputType('TradeFilter', {
  description: 'Which trades are listed: those to which all that is given applies.',
  fields: (t) => ({
    side: t.field({ type: TradeSide, required: false, description: 'Where you were on this side (`myTrades` only).' }),
    announcementId: t.id({ required: false, description: 'Of this announcement.' }),
    batchId: t.id({ required: false, description: 'Of credits of this batch.' }),
    currency: t.field({ type: Asset, required: false, description: 'Paid in this currency.' }),
    from: t.field({ type: 'DateTime', required: false, description: 'Settled at this moment or later.' }),
    to: t.field({ type: 'DateTime', required: false, description: 'Settled before this moment.' }),
  }),
});

/** How a statement reads trades: what it can join to them. */
const TRADE = {
  needs: {
    buyerOrganization: ['buyerOrganizationId'],
    sellerOrganization: ['sellerOrganizationId'],
    // The batch is always read.
    batch: [],
    asset: [],
  },
  joins: { buyer: USER, seller: USER, announcement: ANNOUNCEMENT },
} as const satisfies Readable;
const UNDER = ['edges', 'node'];

builder.queryFields((t) => ({
  trades: t.field({
    type: TradeConnection,
    description: 'The public tape: every trade, newest first.',
    extensions: { shared: true },
    args: { filterBy: t.arg({ type: TradeFilter, required: false, description: 'Which ones.' }), ...pageArgs },
    resolve: async (_, args, ctx, info) => toConnection(await listTrades(ctx, args, wantOf(info, TRADE, UNDER))),
  }),
  trade: t.field({
    type: Trade,
    nullable: true,
    description: 'One trade, or null if there is none with this id.',
    extensions: { shared: true },
    args: { id: t.arg.id({ description: 'Its id.' }) },
    resolve: (_, { id }, ctx, info) => tradeOf(ctx, id, wantOf(info, TRADE)),
  }),
  myTrades: t.field({
    type: TradeConnection,
    description: 'What you bought and sold, newest first; or what an organization of yours did.',
    args: {
      organizationId: t.arg.id({ required: false, description: 'Those of this organization.' }),
      filterBy: t.arg({ type: TradeFilter, required: false, description: 'Which ones.' }),
      ...pageArgs,
    },
    resolve: async (_, args, ctx, info) => toConnection(await myTrades(ctx, args, wantOf(info, TRADE, UNDER))),
  }),
}));

builder.relayMutationField(
  'tradePlace',
  {
    description: 'What to buy, and what it may cost.',
    inputFields: (t) => ({
      announcementId: t.id({ description: 'From which announcement.' }),
      organizationId: t.id({ required: false, description: 'For which organization you buy (default: for yourself).' }),
      quantity: t.field({ type: 'Decimal', description: 'How many credits (tonnes of CO2e), such as "12.5".' }),
      maxTotal: t.field({
        type: 'Decimal',
        required: false,
        description:
          'The most you pay in all, fee included, in the currency of the announcement. Without it any price is taken.',
      }),
      idempotencyKey: t.string(IDEMPOTENCY_KEY),
    }),
  },
  {
    description: 'Buys credits: your money against the held credits of the seller, in one step, at once.',
    errors: {
      types: [
        InputInvalid,
        NotFound,
        AnnouncementClosed,
        OwnAnnouncement,
        QuantityUnavailable,
        BelowMinimumFill,
        PriceStale,
        PriceMoved,
        InsufficientFunds,
        IdempotencyConflict,
        Busy,
      ],
    },
    resolve: (_, { input }, ctx) => placeTrade(ctx, input),
  },
  {
    description: 'The trade as it was settled.',
    outputFields: (t) => ({
      trade: t.field({ type: Trade, description: 'The trade.', resolve: (trade) => trade }),
    }),
  },
);

const TradePlacedEvent = builder.objectRef<FeedEvent<'trade'>>('TradePlacedEvent').implement({
  description: 'A trade was settled.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Give it back as `after` and you miss nothing.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it was settled.' }),
    trade: t.field({
      type: Trade,
      description: 'The trade.',
      resolve: async ({ payload }, _, ctx) => {
        const trade = await ctx.loaders.trades.load(payload.id);
        if (!trade) throw new Error(`trade ${payload.id} was told of and does not exist`);
        return trade;
      },
    }),
  }),
});

builder.subscriptionField('tradePlaced', (t) =>
  t.field({
    type: TradePlacedEvent,
    description: 'Trades as they settle: all of them, those of one announcement, or your own.',
    extensions: { shared: true, personalArgs: ['mine', 'organizationId'] },
    args: {
      announcementId: t.arg.id({ required: false, description: 'Only those of this announcement.' }),
      mine: t.arg.boolean({ required: false, description: 'Only your own, as buyer or seller; needs a token.' }),
      organizationId: t.arg.id({
        required: false,
        description: 'Only those of this organization of yours, as buyer or seller; needs a token.',
      }),
      ...afterArg,
    },
    subscribe: (_, args, ctx) => watchTrades(ctx, args),
    resolve: (event) => event,
  }),
);
