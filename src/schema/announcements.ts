import type {
  AnnouncementStatus as StatusCode,
  AnnouncementView,
  PriceKind as PriceKindCode,
} from '../db/announcements.ts';
import { creditAsset, formatPrice, formatQuantity } from '../resolvers/amounts.ts';
import {
  announcementActionsOf,
  type AnnouncementOrder,
  findAnnouncement,
  isPriceStale,
  listAnnouncements,
  myAnnouncements,
  quoteOf,
} from '../resolvers/announcements/read.ts';
import type { AnnouncementAction as ActionCode } from '../resolvers/announcements/rules.ts';
import { watchAnnouncements } from '../resolvers/announcements/watch.ts';
import type { FeedEvent } from '../resolvers/feed.ts';
import { maybeOrganization } from '../resolvers/organizations/read.ts';
import { freeOf } from '../resolvers/announcements/reserve.ts';
import { batchOf } from '../resolvers/batches/read.ts';
import { userOf } from '../resolvers/users/read.ts';
import { CreditBatch } from './batches.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { afterArg } from './inputs.ts';
import { Organization } from './organizations.ts';
import { User, USER } from './users.ts';
import { Asset } from './wallets.ts';
import { type Readable, wantOf } from './want.ts';

export const AnnouncementStatus = enumOf('AnnouncementStatus', 'How far an announcement is.', {
  DRAFT: 'Only its seller sees it; it holds nothing.',
  ACTIVE: 'Open: it can be bought from, and what is left is held for its buyers.',
  PAUSED: 'Open but not selling for the moment; what is left stays held.',
  SOLD_OUT: 'Nothing is left.',
  CANCELLED: 'Ended by its seller; what was left went back.',
  EXPIRED: 'Its time ran out; what was left went back.',
} satisfies Record<StatusCode, string>);

export const SoldAsset = enumOf('SoldAsset', 'What an announcement sells.', {
  CARBON: 'CARBON, the token: any fraction of a tonne, of no named project.',
  CREDIT: 'Credits of one batch: whole tonnes with serial numbers, of one project and vintage.',
});

const PriceKind = enumOf('PriceKind', 'How an announcement is priced.', {
  FIXED: 'At the price that the seller set.',
  MARKET: 'At the market price of MCO2 in its currency, plus a premium (or less a discount).',
} satisfies Record<PriceKindCode, string>);

const AnnouncementAction = enumOf('AnnouncementAction', 'What its seller can do to an announcement.', {
  UPDATE: '`announcementUpdate`.',
  OPEN: '`announcementOpen`.',
  PAUSE: '`announcementPause`.',
  RESUME: '`announcementResume`.',
  CANCEL: '`announcementCancel`.',
} satisfies Record<ActionCode, string>);

const OrderBy = enumOf('AnnouncementOrder', 'In which order announcements are listed.', {
  NEWEST: 'The newest first.',
  PRICE: 'The cheapest first; within one currency only.',
  QUANTITY: 'The one with the most left first.',
} satisfies Record<AnnouncementOrder, string>);

const PRICE = ['market', 'priceKind', 'fixedPrice', 'premiumBps', 'pricedAt'] as const;
/** How a statement joins an announcement: what its fields need besides the columns of their names. */
export const ANNOUNCEMENT = {
  needs: {
    pricePerCredit: PRICE,
    priceSource: PRICE,
    priceAsOf: PRICE,
    priceStale: PRICE,
    organization: [],
    allowedActions: [],
    // The batch is always read.
    batch: [],
    asset: [],
    available: ['remaining', 'reserved'],
  },
  joins: { seller: USER },
} as const satisfies Readable;

export const Announcement = builder.objectRef<AnnouncementView>('Announcement');
builder.node(Announcement, {
  id: { resolve: (announcement) => announcement.id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => Promise.all(ids.map(async (id) => (await findAnnouncement(ctx, id)) ?? null)),
  description: 'An offer of CARBON credits by a seller.',
  fields: (t) => ({
    title: t.exposeString('title', { description: 'What the seller calls it.' }),
    description: t.exposeString('description', { description: 'What the seller says about it.' }),
    status: t.expose('status', { type: AnnouncementStatus, description: 'How far it is.' }),
    quantity: t.field({
      type: 'Decimal',
      description: 'Credits (tonnes of CO2e) offered in all, sold ones included.',
      resolve: (announcement) => formatQuantity(announcement.quantity, announcement.batchId),
    }),
    remaining: t.field({
      type: 'Decimal',
      description: 'Credits that are not sold.',
      resolve: (announcement) => formatQuantity(announcement.remaining, announcement.batchId),
    }),
    reserved: t.field({
      type: 'Decimal',
      description: 'What of `remaining` waits for orders that are not yet paid and settled: nobody else can buy it.',
      resolve: (announcement) => formatQuantity(announcement.reserved, announcement.batchId),
    }),
    available: t.field({
      type: 'Decimal',
      description: 'What can be bought now: `remaining` less `reserved`.',
      resolve: (announcement) => formatQuantity(freeOf(announcement), announcement.batchId),
    }),
    minimumFill: t.field({
      type: 'Decimal',
      description: 'The fewest credits sold at once; the last of them can always be bought together.',
      resolve: (announcement) => formatQuantity(announcement.minimumFill, announcement.batchId),
    }),
    currency: t.expose('currency', { type: Asset, description: 'What it is paid in; nothing is converted.' }),
    priceKind: t.expose('priceKind', { type: PriceKind, description: 'How it is priced.' }),
    premiumBps: t.exposeInt('premiumBps', {
      nullable: true,
      description: 'MARKET: basis points on top of the market price; 100 = 1 %. Null for FIXED.',
    }),
    pricePerCredit: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'What one credit costs now, before the fee. Null while a MARKET announcement has no market price.',
      resolve: (announcement) => {
        const quote = quoteOf(announcement);
        return quote ? formatPrice(quote.price) : null;
      },
    }),
    priceSource: t.string({
      nullable: true,
      description: 'Where the price comes from: ANNOUNCEMENT, or the source of the market price.',
      resolve: (announcement) => quoteOf(announcement)?.source ?? null,
    }),
    priceAsOf: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the price was true: set by the seller, or seen by the source.',
      resolve: (announcement) => quoteOf(announcement)?.asOf ?? null,
    }),
    priceStale: t.boolean({
      description: 'Whether the market price is too old to trade on; a trade would be refused with PriceStale.',
      resolve: (announcement, _, ctx) => isPriceStale(ctx, announcement),
    }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When it ends by itself.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was drafted.' }),
    openedAt: t.expose('openedAt', { type: 'DateTime', nullable: true, description: 'When it was published.' }),
    closedAt: t.expose('closedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was sold out, cancelled or expired.',
    }),
  }),
});

builder.objectFields(Announcement, (t) => ({
  asset: t.field({
    type: SoldAsset,
    description: 'What is sold.',
    resolve: (announcement) => creditAsset(announcement.batchId),
  }),
  batch: t.field({
    type: CreditBatch,
    nullable: true,
    description: 'Whose credits are sold; null for CARBON.',
    resolve: ({ batchId }, _, ctx) => (batchId === null ? null : batchOf(ctx, batchId)),
  }),
  seller: t.field({
    type: User,
    description: 'Who sells.',
    resolve: (announcement, _, ctx) => announcement.seller ?? userOf(ctx, announcement.sellerId),
  }),
  organization: t.field({
    type: Organization,
    nullable: true,
    description: 'For which organization the seller sells, if for one: credits and money are its own.',
    resolve: (announcement, _, ctx) => maybeOrganization(ctx, announcement.organizationId),
  }),
  allowedActions: t.field({
    type: [AnnouncementAction],
    extensions: { viewerDependent: true },
    description: 'What you can do to it now, as its seller.',
    resolve: (announcement, _, ctx) => announcementActionsOf(ctx, announcement),
  }),
}));

const AnnouncementConnection = builder.connectionObject(
  { type: Announcement, name: 'AnnouncementConnection', description: 'A page of announcements.' },
  { name: 'AnnouncementEdge', description: 'An announcement and its cursor.' },
);

const AnnouncementFilter = builder.inputType('AnnouncementFilter', {
  description: 'Which announcements are listed: those to which all that is given applies.',
  fields: (t) => ({
    statuses: t.field({
      type: [AnnouncementStatus],
      required: false,
      description: 'In one of these states (default ACTIVE).',
    }),
    sellerId: t.id({ required: false, description: 'Of this seller.' }),
    organizationId: t.id({ required: false, description: 'Sold for this organization.' }),
    asset: t.field({ type: SoldAsset, required: false, description: 'Of CARBON, or of credits of any batch.' }),
    batchId: t.id({ required: false, description: 'Of credits of this batch.' }),
    currency: t.field({ type: Asset, required: false, description: 'Paid in this currency.' }),
    minPrice: t.field({
      type: 'Decimal',
      required: false,
      description: 'Costing at least this a credit; needs `currency`.',
    }),
    maxPrice: t.field({
      type: 'Decimal',
      required: false,
      description: 'Costing at most this a credit; needs `currency`.',
    }),
    text: t.string({
      required: false,
      description: 'With these words in title or description; "quoted" together, -without.',
    }),
  }),
});

const UNDER = ['edges', 'node'];

builder.queryFields((t) => ({
  announcements: t.field({
    type: AnnouncementConnection,
    description: 'What is for sale.',
    extensions: { shared: true },
    args: {
      filterBy: t.arg({ type: AnnouncementFilter, required: false, description: 'Which ones.' }),
      orderBy: t.arg({ type: OrderBy, defaultValue: 'NEWEST', description: 'In which order.' }),
      ...pageArgs,
    },
    resolve: async (_, args, ctx, info) =>
      toConnection(await listAnnouncements(ctx, args, wantOf(info, ANNOUNCEMENT, UNDER))),
  }),
  myAnnouncements: t.field({
    type: AnnouncementConnection,
    description: 'Your own announcements, drafts included; or those of an organization of yours.',
    args: {
      organizationId: t.arg.id({ required: false, description: 'Those of this organization.' }),
      filterBy: t.arg({
        type: AnnouncementFilter,
        required: false,
        description: 'Which ones (default: in every state).',
      }),
      orderBy: t.arg({ type: OrderBy, defaultValue: 'NEWEST', description: 'In which order.' }),
      ...pageArgs,
    },
    resolve: async (_, args, ctx, info) =>
      toConnection(await myAnnouncements(ctx, args, wantOf(info, ANNOUNCEMENT, UNDER))),
  }),
}));

const AnnouncementChangedFilter = builder.inputType('AnnouncementChangedFilter', {
  description: 'Which announcements are followed (none given: all).',
  fields: (t) => ({
    announcementId: t.id({ required: false, description: 'This one.' }),
    sellerId: t.id({ required: false, description: 'Those of this seller.' }),
    organizationId: t.id({ required: false, description: 'Those sold for this organization.' }),
  }),
});

const AnnouncementChangedEvent = builder.objectRef<FeedEvent<'announcement'>>('AnnouncementChangedEvent').implement({
  description: 'An announcement was opened, changed, sold from, or closed.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Give it back as `after` and you miss nothing.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it happened.' }),
    announcement: t.field({
      type: Announcement,
      nullable: true,
      description: 'The announcement as it is now, at the moment of delivery.',
      resolve: (event, _, ctx) => findAnnouncement(ctx, event.payload.id),
    }),
  }),
});

builder.subscriptionField('announcementChanged', (t) =>
  t.field({
    type: AnnouncementChangedEvent,
    description: 'Published announcements as they open, sell, change and close.',
    extensions: { shared: true },
    args: {
      filterBy: t.arg({ type: AnnouncementChangedFilter, required: false, description: 'Which ones.' }),
      ...afterArg,
    },
    subscribe: (_, args, ctx) => watchAnnouncements(ctx, args),
    resolve: (event) => event,
  }),
);
