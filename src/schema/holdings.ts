import type { BatchBalance, HoldingView } from '../db/holdings.ts';
import { batchOf } from '../resolvers/batches/read.ts';
import type { FeedEvent } from '../resolvers/feed.ts';
import {
  balanceOf,
  findBalance,
  findHolding,
  holdingOf,
  isReconciled,
  myHoldings,
  visibleHoldings,
} from '../resolvers/holdings/read.ts';
import { watchHoldings } from '../resolvers/holdings/watch.ts';
import { walletEntries } from '../resolvers/wallets/read.ts';
import { CreditBatch } from './batches.ts';
import { builder } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { afterArg } from './inputs.ts';
import { Organization } from './organizations.ts';
import { User } from './users.ts';
import { WalletEntryConnection, WalletEntryFilter } from './wallet-entries.ts';

export const CreditHolding = builder.objectRef<HoldingView>('CreditHolding');
builder.node(CreditHolding, {
  id: { resolve: (holding) => holding.id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => visibleHoldings(ctx, ids),
  description:
    'The credits of one batch that a user, an organization or the platform holds: whole tonnes with serial numbers, in the custody of the platform. Only its owner and finance may see it.',
  fields: (t) => ({
    batch: t.field({
      type: CreditBatch,
      description: 'Which credits.',
      resolve: ({ batchId }, _, ctx) => batchOf(ctx, batchId),
    }),
    owner: t.field({
      type: User,
      nullable: true,
      description: 'Whose it is; null if it is an organization’s or the platform’s.',
      resolve: async ({ ownerId }, _, ctx) => (await ctx.loaders.users.load(ownerId)) ?? null,
    }),
    organization: t.field({
      type: Organization,
      nullable: true,
      description: 'Whose it is; null if it is a user’s or the platform’s.',
      resolve: async ({ ownerId }, _, ctx) => (await ctx.loaders.organizations.load(ownerId)) ?? null,
    }),
    available: t.field({
      type: 'Decimal',
      description: 'What can be sold or retired now.',
      resolve: ({ available }) => available.toString(),
    }),
    held: t.field({
      type: 'Decimal',
      description: 'What is set aside for open announcements, orders and retirements that are under way.',
      resolve: ({ held }) => held.toString(),
    }),
    total: t.field({
      type: 'Decimal',
      description: '`available` and `held` together.',
      resolve: ({ available, held }) => (available + held).toString(),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the first of them came.' }),
    entries: t.field({
      type: WalletEntryConnection,
      description: 'What moved in it, newest first.',
      args: {
        ...pageArgs,
        filterBy: t.arg({ type: WalletEntryFilter, required: false, description: 'Which movements (default: all).' }),
      },
      resolve: async (holding, args, ctx) => toConnection(await walletEntries(ctx, holding, args)),
    }),
  }),
});

const HoldingConnection = builder.connectionObject(
  { type: CreditHolding, name: 'CreditHoldingConnection', description: 'A page of holdings.' },
  { name: 'CreditHoldingEdge', description: 'A holding and its cursor.' },
);

const tonnes = (description: string, of: (balance: BatchBalance) => bigint) => ({ description, of });
const COUNTS = {
  issued: tonnes(
    'Credits that came into custody here, less those that left it: `available`, `held`, `retired` and `cancelled` together.',
    ({ issued }) => issued,
  ),
  available: tonnes('What their owners can sell or retire now.', ({ available }) => available),
  held: tonnes('What is set aside for announcements, orders and retirements under way.', ({ held }) => held),
  retired: tonnes('What was retired here, for ever.', ({ retired }) => retired),
  cancelled: tonnes('What was taken out here for any other reason, for ever.', ({ cancelled }) => cancelled),
  serialsHeld: tonnes('Serial numbers in custody that are not used up.', ({ serialsHeld }) => serialsHeld),
  serialsRetired: tonnes('Serial numbers in custody that are retired.', ({ serialsRetired }) => serialsRetired),
  serialsCancelled: tonnes('Serial numbers in custody that are cancelled.', ({ serialsCancelled }) => serialsCancelled),
} as const;

const BatchBalanceType = builder.objectRef<BatchBalance>('BatchBalance').implement({
  description:
    'What became of the credits of a batch that are in the custody of the platform, in whole tonnes: once by its ledger, once by their serial numbers.',
  fields: (t) => ({
    ...Object.fromEntries(
      Object.entries(COUNTS).map(([name, { description, of }]) => [
        name,
        t.field({ type: 'Decimal', description, resolve: (balance) => of(balance).toString() }),
      ]),
    ),
    reconciled: t.boolean({
      description: 'Whether both say the same, so that nothing was lost or made.',
      resolve: isReconciled,
    }),
  }),
});

builder.objectField(CreditBatch, 'balance', (t) =>
  t.field({
    type: BatchBalanceType,
    description: 'What became of those of its credits that are in the custody of the platform.',
    resolve: (batch, _, ctx) => balanceOf(ctx, batch),
  }),
);

builder.queryFields((t) => ({
  batchBalance: t.field({
    type: BatchBalanceType,
    nullable: true,
    description:
      'What became of the credits of a batch that are in the custody of the platform; null if there is no such batch that you may see.',
    args: { batchId: t.arg.id({ description: 'Which batch.' }) },
    resolve: (_, { batchId }, ctx) => findBalance(ctx, batchId),
  }),
  holding: t.field({
    type: CreditHolding,
    nullable: true,
    description: 'What you hold of a batch, or an organization of yours; null if it never was any of it.',
    args: {
      batchId: t.arg.id({ description: 'Which batch.' }),
      organizationId: t.arg.id({ required: false, description: 'What this organization holds.' }),
    },
    resolve: (_, args, ctx) => findHolding(ctx, args),
  }),
  myHoldings: t.field({
    type: HoldingConnection,
    description:
      'The credits that you hold, of each batch one holding, the newest first; or those of an organization, for its ADMIN, FINANCE and AUDITOR. `myWallets` is money and CARBON.',
    args: {
      organizationId: t.arg.id({ required: false, description: 'Those of this organization.' }),
      ...pageArgs,
    },
    resolve: async (_, args, ctx) => toConnection(await myHoldings(ctx, args)),
  }),
}));

const HoldingChangedEvent = builder.objectRef<FeedEvent<'holding'>>('HoldingChangedEvent').implement({
  description: 'Credits moved in a holding.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Give it back as `after` to miss nothing that follows.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it happened.' }),
    holding: t.field({
      type: CreditHolding,
      description: 'The holding as it is now; it may have moved on since the event.',
      resolve: ({ payload }, _, ctx) => holdingOf(ctx, payload.id),
    }),
  }),
});

builder.subscriptionField('holdingChanged', (t) =>
  t.field({
    type: HoldingChangedEvent,
    description:
      'Each movement of credits that you hold: deposits, trades, orders, retirements and what is held for them.',
    args: {
      organizationId: t.arg.id({ required: false, description: 'Those of this organization, in place of your own.' }),
      ...afterArg,
    },
    subscribe: (_, args, ctx) => watchHoldings(ctx, args),
    resolve: (event) => event,
  }),
);
