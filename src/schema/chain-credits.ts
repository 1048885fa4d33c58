import type { CreditBalanceView, CreditBatchView } from '../db/chain-position-reads.ts';
import { formatAmount } from '../resolvers/amounts.ts';
import {
  balanceOf,
  batchOf,
  listCreditBalances,
  listCreditBatches,
  readCreditBatch,
} from '../resolvers/chain-credits/read.ts';
import { watchCreditBalances } from '../resolvers/chain-credits/watch.ts';
import type { FeedEvent } from '../resolvers/feed.ts';
import { builder } from './builder.ts';
import { ChainPosition } from './chain-positions.ts';
import { pageArgs, toConnection } from './connections.ts';
import { afterArg } from './inputs.ts';

const BATCH_ID =
  'Its number in CreditRegistry, as decimal text: keccak-256 of the key of the project and the vintage, ABI-encoded.';

export const ChainCreditBatch = builder.objectRef<CreditBatchView>('ChainCreditBatch').implement({
  description:
    'The credits of one project and vintage as the chain has them (CreditRegistry). Amounts are tonnes of CO2e.',
  interfaces: [ChainPosition],
  fields: (t) => ({
    batchId: t.string({ description: BATCH_ID, resolve: ({ batchId }) => batchId.toString() }),
    projectKey: t.expose('projectKey', { type: 'Hash', description: 'The key of the project in CreditRegistry.' }),
    vintage: t.exposeInt('vintage', { description: 'The year in which the emissions were avoided or removed.' }),
    minted: t.field({
      type: 'Decimal',
      description: 'How much was ever issued.',
      resolve: ({ minted }) => formatAmount(minted, 'CARBON'),
    }),
    retired: t.field({
      type: 'Decimal',
      description: 'How much of it was retired: nobody will ever have it again.',
      resolve: ({ retired }) => formatAmount(retired, 'CARBON'),
    }),
    circulating: t.field({
      type: 'Decimal',
      description: 'How much of it somebody has: `minted` less `retired`.',
      resolve: ({ minted, retired }) => formatAmount(minted - retired, 'CARBON'),
    }),
    projectUri: t.exposeString('uri', {
      nullable: true,
      description: 'What the record of the project on the chain points at; null if the project has none.',
    }),
    transferable: t.boolean({
      description: 'Whether credits of the project may be sent on. They may from the start, until it is switched.',
      resolve: ({ transferable }) => transferable ?? true,
    }),
    suspended: t.boolean({
      description: 'Whether the project is suspended: as long, none of its credits is issued, sent or retired.',
      resolve: ({ suspended }) => suspended ?? false,
    }),
  }),
});

const ChainCreditBalance = builder.objectRef<CreditBalanceView>('ChainCreditBalance').implement({
  description: 'What an address has of a batch of credits on the chain.',
  interfaces: [ChainPosition],
  fields: (t) => ({
    address: t.expose('address', { type: 'Address', description: 'Who has it.' }),
    batchId: t.string({ description: BATCH_ID, resolve: ({ batchId }) => batchId.toString() }),
    balance: t.field({
      type: 'Decimal',
      description: 'How many tonnes.',
      resolve: ({ balance }) => formatAmount(balance, 'CARBON'),
    }),
    batch: t.field({
      type: ChainCreditBatch,
      nullable: true,
      description: 'The batch; null if a reorganisation has undone its issue.',
      resolve: (balance, _, ctx) => batchOf(ctx, balance),
    }),
  }),
});

const ChainCreditBalanceConnection = builder.connectionObject(
  { type: ChainCreditBalance, name: 'ChainCreditBalanceConnection', description: 'A page of balances of credits.' },
  { name: 'ChainCreditBalanceEdge', description: 'A balance of credits and its cursor.' },
);
const ChainCreditBatchConnection = builder.connectionObject(
  { type: ChainCreditBatch, name: 'ChainCreditBatchConnection', description: 'A page of batches on the chain.' },
  { name: 'ChainCreditBatchEdge', description: 'A batch on the chain and its cursor.' },
);

builder.queryFields((t) => ({
  creditBalances: t.field({
    type: ChainCreditBalanceConnection,
    description: 'What an address has of each batch of credits on the chain, by the number of the batch.',
    extensions: { shared: true },
    args: { address: t.arg({ type: 'Address', description: 'Of whom.' }), ...pageArgs },
    resolve: async (_, args, ctx) => toConnection(await listCreditBalances(ctx, args)),
  }),
  chainCreditBatch: t.field({
    type: ChainCreditBatch,
    nullable: true,
    description: 'A batch of credits on the chain; null if none of it were ever issued.',
    extensions: { shared: true },
    args: {
      batchId: t.arg.string({ description: 'Its number: decimal, or 0x and 64 hexadecimal digits.' }),
    },
    resolve: (_, args, ctx) => readCreditBatch(ctx, args),
  }),
  chainCreditBatches: t.field({
    type: ChainCreditBatchConnection,
    description: 'The batches of credits on the chain, by their numbers.',
    extensions: { shared: true },
    args: {
      projectKey: t.arg({ type: 'Hash', required: false, description: 'Only those of the project with this key.' }),
      ...pageArgs,
    },
    resolve: async (_, args, ctx) => toConnection(await listCreditBatches(ctx, args)),
  }),
}));

const CreditBalanceChangedEvent = builder.objectRef<FeedEvent<'creditBalance'>>('CreditBalanceChangedEvent').implement({
  description: 'Credits were issued, sent or retired; or that was undone with its block.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Give it back as `after` to miss nothing that follows.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it was taken in.' }),
    creditBalance: t.field({
      type: ChainCreditBalance,
      description: 'The balance as it is now, zero included; it may have changed again since the event.',
      resolve: ({ payload }, _, ctx) => balanceOf(ctx, payload),
    }),
  }),
});

builder.subscriptionField('creditBalanceChanged', (t) =>
  t.field({
    type: CreditBalanceChangedEvent,
    description:
      'Each change of what an address has of a batch of credits on the chain; all that is given must hold. A reorganisation that undoes one is told as well.',
    extensions: { shared: true, personalArgs: ['mine'] },
    args: {
      address: t.arg({ type: 'Address', required: false, description: 'Only of this address.' }),
      batchId: t.arg.string({
        required: false,
        description: 'Only of this batch: decimal, or 0x and 64 hexadecimal digits.',
      }),
      mine: t.arg.boolean({
        required: false,
        description: 'Only of the addresses that you have linked at that moment; needs a token.',
      }),
      ...afterArg,
    },
    subscribe: (_, args, ctx) => watchCreditBalances(ctx, args),
    resolve: (event) => event,
  }),
);
