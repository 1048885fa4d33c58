import type { Asset as AssetCode, WalletView } from '../db/wallets.ts';
import { formatAmount } from '../resolvers/amounts.ts';
import { InsufficientCredits, InsufficientFunds } from '../resolvers/errors.ts';
import type { FeedEvent } from '../resolvers/feed.ts';
import { FourEyesRequired } from '../resolvers/wallets/errors.ts';
import { myWallets, visibleWallets, walletOf } from '../resolvers/wallets/read.ts';
import { watchWallets } from '../resolvers/wallets/watch.ts';
import { builder, enumOf } from './builder.ts';
import { RefusalInterface } from './errors.ts';
import { afterArg } from './inputs.ts';
import { Organization } from './organizations.ts';
import { User } from './users.ts';

export const Asset = enumOf('Asset', 'What a wallet holds.', {
  USD: 'US dollar, 2 decimal places.',
  EUR: 'Euro, 2 decimal places.',
  ETH: 'Ether, 18 decimal places.',
  CARBON: 'The carbon credit token: 1 CARBON = 1 tonne of CO2e, 18 decimal places.',
} satisfies Record<AssetCode, string>);

builder.objectType(InsufficientFunds, {
  name: 'InsufficientFunds',
  description: 'The wallet does not hold enough. Nothing was moved.',
  interfaces: [RefusalInterface],
  fields: (t) => ({
    asset: t.field({ type: Asset, description: 'Which wallet.', resolve: (error) => error.asset }),
    available: t.field({
      type: 'Decimal',
      description: 'What is available in it.',
      resolve: (error) => formatAmount(error.available, error.asset),
    }),
    required: t.field({
      type: 'Decimal',
      description: 'What would be needed.',
      resolve: (error) => formatAmount(error.required, error.asset),
    }),
  }),
});

builder.objectType(InsufficientCredits, {
  name: 'InsufficientCredits',
  description: 'Fewer credits of the batch are free than are needed. Nothing was moved.',
  interfaces: [RefusalInterface],
  fields: (t) => ({
    available: t.field({
      type: 'Decimal',
      description: 'Whole tonnes that are free.',
      resolve: ({ available }) => available.toString(),
    }),
    required: t.field({
      type: 'Decimal',
      description: 'Whole tonnes that would be needed.',
      resolve: ({ required }) => required.toString(),
    }),
  }),
});

builder.objectType(FourEyesRequired, {
  name: 'FourEyesRequired',
  description: 'It concerns your own wallet, so another member of finance has to do it. Nothing was moved.',
  interfaces: [RefusalInterface],
});

export const Wallet = builder.objectRef<WalletView>('Wallet');
builder.node(Wallet, {
  id: { resolve: (wallet) => wallet.id, description: 'Opaque id, the same for ever.' },
  // Without Pothos's own cache: it lives as long as the context, which in a subscription is for ever.
  loadManyWithoutCache: (ids, ctx) => visibleWallets(ctx, ids),
  description:
    'One asset of one user or organization. Only its owner and finance may see it. Nobody sets a balance: it is the sum of what moved.',
  fields: (t) => ({
    asset: t.expose('asset', { type: Asset, description: 'What it holds.' }),
    owner: t.field({
      type: User,
      nullable: true,
      description: 'Whose it is; null if it is an organization’s.',
      resolve: async (wallet, _, ctx) => (await ctx.loaders.users.load(wallet.ownerId)) ?? null,
    }),
    organization: t.field({
      type: Organization,
      nullable: true,
      description: 'Whose it is; null if it is a user’s.',
      resolve: async (wallet, _, ctx) => (await ctx.loaders.organizations.load(wallet.ownerId)) ?? null,
    }),
    available: t.field({
      type: 'Decimal',
      description: 'What can be spent, sent or withdrawn now.',
      resolve: ({ available, asset }) => formatAmount(available, asset),
    }),
    held: t.field({
      type: 'Decimal',
      description: 'What is set aside for open announcements and for withdrawals that await a decision.',
      resolve: ({ held, asset }) => formatAmount(held, asset),
    }),
    total: t.field({
      type: 'Decimal',
      description: '`available` and `held` together.',
      resolve: ({ available, held, asset }) => formatAmount(available + held, asset),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was opened.' }),
  }),
});

builder.queryField('myWallets', (t) =>
  t.field({
    type: [Wallet],
    description: 'Your wallets, one for each asset; or those of an organization, for its ADMIN, FINANCE and AUDITOR.',
    args: { organizationId: t.arg.id({ required: false, description: 'Those of this organization.' }) },
    resolve: (_, args, ctx) => myWallets(ctx, args),
  }),
);

const WalletChangedEvent = builder.objectRef<FeedEvent<'wallet'>>('WalletChangedEvent').implement({
  description: 'Something moved in a wallet.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Give it back as `after` to miss nothing that follows.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it happened.' }),
    wallet: t.field({
      type: Wallet,
      description: 'The wallet as it is now; it may have moved on since the event.',
      resolve: ({ payload }, _, ctx) => walletOf(ctx, payload.id),
    }),
  }),
});

builder.subscriptionField('walletChanged', (t) =>
  t.field({
    type: WalletChangedEvent,
    description:
      'Each movement in one of your wallets: deposits, trades, transfers, withdrawals and what is held for them.',
    args: {
      organizationId: t.arg.id({ required: false, description: 'Those of this organization, in place of your own.' }),
      ...afterArg,
    },
    subscribe: (_, args, ctx) => watchWallets(ctx, args),
    resolve: (event) => event,
  }),
);
