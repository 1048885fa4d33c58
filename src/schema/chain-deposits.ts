import type { ChainDepositStatus as StatusCode, ChainDepositView } from '../db/chain-deposits.ts';
import { formatAmount } from '../resolvers/amounts.ts';
import { depthOf, myChainDeposits, unclaimedDeposits, visibleChainDeposits } from '../resolvers/chain-deposits/read.ts';
import { senderOf } from '../resolvers/chain-deposits/rules.ts';
import { watchChainDeposits } from '../resolvers/chain-deposits/watch.ts';
import type { FeedEvent } from '../resolvers/feed.ts';
import { walletOf } from '../resolvers/wallets/read.ts';
import { builder, enumOf } from './builder.ts';
import { Finality } from './chain.ts';
import { pageArgs, toConnection } from './connections.ts';
import { afterArg } from './inputs.ts';
import { Asset, Wallet } from './wallets.ts';

const ChainDepositStatus = enumOf('ChainDepositStatus', 'How far a deposit over the chain is.', {
  PENDING: 'It was seen and awaits its confirmations.',
  UNCLAIMED: 'It has its confirmations, and nobody has its sender linked: whoever links that address gets it.',
  CREDITED: 'It is in the wallet.',
  ORPHANED: 'A reorganisation undid it before it was in a wallet: it did not happen.',
  REVERSED: 'A reorganisation undid it after it was credited: the wallet was charged with it.',
} satisfies Record<StatusCode, string>);

const ChainDeposit = builder.objectRef<ChainDepositView>('ChainDeposit');
builder.node(ChainDeposit, {
  id: { resolve: (deposit) => deposit.id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => visibleChainDeposits(ctx, ids),
  description:
    'Ether or CARBON that reached the custody of the platform over the chain. Only whose it is and finance may see it.',
  fields: (t) => ({
    asset: t.expose('asset', { type: Asset, description: 'What came in.' }),
    amount: t.field({
      type: 'Decimal',
      description: 'How much of it.',
      resolve: ({ amount, asset }) => formatAmount(amount, asset),
    }),
    status: t.expose('status', { type: ChainDepositStatus, description: 'How far it is.' }),
    finality: t.field({
      type: Finality,
      description: 'How sure it is.',
      resolve: async (deposit, _, ctx) => (await depthOf(ctx, deposit)).finality,
    }),
    confirmations: t.int({
      description: 'Blocks of the chain since it, its own included; 0 once its block was replaced.',
      resolve: async (deposit, _, ctx) => (await depthOf(ctx, deposit)).confirmations,
    }),
    confirmationsNeeded: t.int({
      description: 'With how many confirmations it is credited.',
      resolve: (_, __, ctx) => ctx.app.config.chainConfirmations,
    }),
    sender: t.field({ type: 'Address', description: 'Who sent it, or paid for it.', resolve: senderOf }),
    txHash: t.field({
      type: 'Hash',
      description: 'The transaction that brought it.',
      resolve: ({ txHash }) => `0x${txHash.toString('hex')}`,
    }),
    blockNumber: t.int({ description: 'Its block.', resolve: ({ blockNumber }) => Number(blockNumber) }),
    blockTime: t.expose('blockTime', { type: 'DateTime', description: 'The time of its block.' }),
    wallet: t.field({
      type: Wallet,
      nullable: true,
      description: 'The wallet that it was put into; null while it is in none.',
      resolve: ({ walletId }, _, ctx) => (walletId === null ? null : walletOf(ctx, walletId)),
    }),
    creditedAt: t.expose('creditedAt', { type: 'DateTime', nullable: true, description: 'When it was put there.' }),
    orphanedAt: t.expose('orphanedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was found that its block was replaced.',
    }),
  }),
});

const ChainDepositConnection = builder.connectionObject(
  { type: ChainDeposit, name: 'ChainDepositConnection', description: 'A page of deposits over the chain.' },
  { name: 'ChainDepositEdge', description: 'A deposit over the chain and its cursor.' },
);

builder.queryFields((t) => ({
  myChainDeposits: t.field({
    type: ChainDepositConnection,
    description:
      'Your deposits over the chain, newest first: what is in your wallets, and what your linked addresses sent that is not yet.',
    args: pageArgs,
    resolve: async (_, args, ctx) => toConnection(await myChainDeposits(ctx, args)),
  }),
  unclaimedDeposits: t.field({
    type: ChainDepositConnection,
    description:
      'What reached the custody and is in no wallet, since nobody had its sender linked; newest first. That of your linked addresses; all of it for FINANCE and PLATFORM_ADMIN.',
    args: pageArgs,
    resolve: async (_, args, ctx) => toConnection(await unclaimedDeposits(ctx, args)),
  }),
}));

const ChainDepositChangedEvent = builder.objectRef<FeedEvent<'chainDeposit'>>('ChainDepositChangedEvent').implement({
  description: 'A deposit over the chain was seen, credited or undone.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Give it back as `after` to miss nothing that follows.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it happened.' }),
    deposit: t.field({
      type: ChainDeposit,
      nullable: true,
      description: 'The deposit as it is now; null if it is not yours any more, since you have unlinked its sender.',
      resolve: async ({ payload }, _, ctx) => (await visibleChainDeposits(ctx, [payload.id]))[0] ?? null,
    }),
  }),
});

builder.subscriptionField('chainDepositChanged', (t) =>
  t.field({
    type: ChainDepositChangedEvent,
    description:
      'Each step of your deposits over the chain: when one is seen, when it is in your wallet, and if a reorganisation undoes it.',
    args: afterArg,
    subscribe: (_, args, ctx) => watchChainDeposits(ctx, args),
    resolve: (event) => event,
  }),
);
