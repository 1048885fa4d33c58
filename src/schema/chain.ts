import type { ChainStanding } from '../db/chain-cursors.ts';
import type { ChainLogView } from '../db/chain-log-lists.ts';
import { type Finality as FinalityCode, finalityOf } from '../resolvers/chain/facts.ts';
import { listChainEvents, logOf, readChain } from '../resolvers/chain/read.ts';
import { watchChain, watchChainEvents } from '../resolvers/chain/watch.ts';
import type { FeedEvent } from '../resolvers/feed.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { afterArg } from './inputs.ts';

export const Finality = enumOf('Finality', 'How sure a fact of the chain is.', {
  PENDING: 'Its block is part of the chain; a reorganisation may still undo it.',
  SAFE: 'Its block is very unlikely to be undone.',
  FINALIZED: 'Its block stays for ever.',
  ORPHANED: 'Another block has taken the place of its block: it did not happen.',
} satisfies Record<FinalityCode, string>);

const Chain = builder.objectRef<ChainStanding>('Chain').implement({
  description: 'The chain that this platform works with, and how far it is indexed.',
  fields: (t) => ({
    chainId: t.exposeInt('chainId', { description: 'Its id (EIP-155).' }),
    headBlock: t.int({ description: 'Its newest block.', resolve: ({ headBlock }) => Number(headBlock) }),
    indexedBlock: t.int({
      description: 'The newest block whose events are in, with all that follows from them.',
      resolve: ({ indexedBlock }) => Number(indexedBlock),
    }),
    safeBlock: t.int({ description: 'Up to here events are SAFE.', resolve: ({ safeBlock }) => Number(safeBlock) }),
    finalizedBlock: t.int({
      description: 'Up to here events are FINALIZED.',
      resolve: ({ finalizedBlock }) => Number(finalizedBlock),
    }),
    lagBlocks: t.int({
      description: 'Blocks that are not indexed yet.',
      resolve: ({ headBlock, indexedBlock }) => Math.max(0, Number(headBlock - indexedBlock)),
    }),
    stoppedReason: t.exposeString('stoppedReason', {
      nullable: true,
      description: 'Why nothing is indexed any more until an operator has decided; null while all is well.',
    }),
    unknownEvents: t.int({
      description: 'Logs of our contracts that are kept and not understood.',
      resolve: ({ unknownLogs }) => Number(unknownLogs),
    }),
    reorganisations: t.exposeInt('reorgs', { description: 'How often the chain has taken blocks back.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When any of this last changed.' }),
  }),
});

const ChainEventArgument = builder.objectRef<readonly [string, unknown]>('ChainEventArgument').implement({
  description: 'An argument of an event, by its name in the contract.',
  fields: (t) => ({
    name: t.string({ description: 'Its name, such as "amount".', resolve: ([name]) => name }),
    value: t.string({
      description: 'Its value: integers as decimal text of the smallest unit, lists and tuples as JSON.',
      resolve: ([, value]) => (typeof value === 'string' ? value : JSON.stringify(value)),
    }),
  }),
});

const ChainEvent = builder.objectRef<ChainLogView>('ChainEvent').implement({
  description: 'A log of a contract that is followed. `blockHash` and `logIndex` make it this one.',
  fields: (t) => ({
    contract: t.exposeString('contract', {
      nullable: true,
      description: 'Which contract told it, such as "CarbonToken"; null if it is not followed any more.',
    }),
    event: t.exposeString('event', {
      nullable: true,
      description: 'What happened, such as "Transfer"; null where it is not understood.',
    }),
    args: t.field({
      type: [ChainEventArgument],
      description: 'What the event says; empty where it is not understood.',
      resolve: ({ args }) => Object.entries(args ?? {}),
    }),
    finality: t.field({ type: Finality, description: 'How sure it is.', resolve: (log) => finalityOf(log, log) }),
    blockNumber: t.int({ description: 'Its block.', resolve: ({ blockNumber }) => Number(blockNumber) }),
    blockHash: t.expose('blockHash', { type: 'Hash', description: 'The hash of its block.' }),
    blockTime: t.expose('blockTime', { type: 'DateTime', description: 'The time of its block.' }),
    logIndex: t.exposeInt('logIndex', { description: 'Its place among the logs of the block.' }),
    txHash: t.expose('txHash', { type: 'Hash', description: 'The transaction that caused it.' }),
    address: t.expose('address', { type: 'Address', description: 'The address of the contract.' }),
    topics: t.field({ type: ['Hash'], description: 'As the chain has them.', resolve: ({ topics }) => topics }),
    data: t.exposeString('data', { description: 'Its data as the chain has it, in hexadecimal digits after "0x".' }),
  }),
});

const ChainEventConnection = builder.connectionObject(
  { type: ChainEvent, name: 'ChainEventConnection', description: 'A page of events of the chain.' },
  { name: 'ChainEventEdge', description: 'An event of the chain and its cursor.' },
);

const ChainEventOrder = enumOf('ChainEventOrder', 'In which order events of the chain are listed.', {
  NEWEST_FIRST: 'From the head of the chain backwards.',
  OLDEST_FIRST: 'As they happened.',
});

const ChainEventFilter = builder.inputType('ChainEventFilter', {
  description: 'Which events are listed: those to which all that is given applies.',
  fields: (t) => ({
    address: t.field({ type: 'Address', required: false, description: 'An argument of the event is this address.' }),
    contract: t.string({ required: false, description: 'Told by this contract, such as "CarbonStaking".' }),
    event: t.string({ required: false, description: 'Of this name, such as "Staked"; `contract` must be given too.' }),
    fromBlock: t.int({ required: false, description: 'In this block or a later one.' }),
    toBlock: t.int({ required: false, description: 'In this block or an earlier one.' }),
    txHash: t.field({ type: 'Hash', required: false, description: 'Caused by this transaction.' }),
    includeOrphaned: t.boolean({
      required: false,
      description: 'Also those whose block was replaced. Not together with `address`.',
    }),
  }),
});

const ChainEventIndexedFilter = builder.inputType('ChainEventIndexedFilter', {
  description: 'Which events are told: those to which all that is given applies.',
  fields: (t) => ({
    address: t.field({
      type: 'Address',
      required: false,
      description: 'The contract that told it, or an indexed argument, is this address.',
    }),
    contract: t.string({ required: false, description: 'Told by this contract, such as "CarbonStaking".' }),
    event: t.string({ required: false, description: 'Of this name, such as "Staked".' }),
    txHash: t.field({ type: 'Hash', required: false, description: 'Caused by this transaction.' }),
  }),
});

builder.queryFields((t) => ({
  chain: t.field({
    type: Chain,
    nullable: true,
    description: 'The chain and how far it is indexed; null where the platform has none, or its index has not begun.',
    extensions: { shared: true },
    resolve: (_, __, ctx) => readChain(ctx),
  }),
  chainEvents: t.field({
    type: ChainEventConnection,
    description: 'What the contracts told. With `address`: the history of an address.',
    extensions: { shared: true },
    args: {
      filterBy: t.arg({ type: ChainEventFilter, required: false, description: 'Which ones.' }),
      orderBy: t.arg({ type: ChainEventOrder, defaultValue: 'NEWEST_FIRST', description: 'In which order.' }),
      ...pageArgs,
    },
    resolve: async (_, args, ctx) => toConnection(await listChainEvents(ctx, args)),
  }),
}));

const ChainHeadMovedEvent = builder.objectRef<FeedEvent<'chainHead'>>('ChainHeadMovedEvent').implement({
  description: 'The head of the chain, its finality or our place in it has moved.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Give it back as `after` and you miss nothing.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it was taken in.' }),
    chainId: t.int({ description: 'Of which chain.', resolve: ({ payload }) => payload.chainId }),
    headBlock: t.int({ description: 'Its newest block.', resolve: ({ payload }) => Number(payload.head) }),
    indexedBlock: t.int({
      description: 'The newest block whose events are in.',
      resolve: ({ payload }) => Number(payload.indexed),
    }),
    safeBlock: t.int({ description: 'Up to here events are SAFE.', resolve: ({ payload }) => Number(payload.safe) }),
    finalizedBlock: t.int({
      description: 'Up to here events are FINALIZED.',
      resolve: ({ payload }) => Number(payload.finalized),
    }),
    orphanedBlocks: t.int({
      description: 'How many indexed blocks were taken back, since others took their place.',
      resolve: ({ payload }) => payload.orphanedBlocks,
    }),
    stoppedReason: t.string({
      nullable: true,
      description: 'Why nothing is indexed any more; null while all is well.',
      resolve: ({ payload }) => payload.stoppedReason,
    }),
  }),
});

const ChainEventIndexedEvent = builder.objectRef<FeedEvent<'chainLog'>>('ChainEventIndexedEvent').implement({
  description: 'An event of the chain was indexed, or taken back with its block.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Give it back as `after` and you miss nothing.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it was taken in.' }),
    orphaned: t.boolean({
      description: 'Whether this corrects what was told before: another block has taken the place of its block.',
      resolve: ({ payload }) => payload.orphaned,
    }),
    event: t.field({
      type: ChainEvent,
      description: 'The event as it is known now.',
      resolve: ({ payload }, _, ctx) => logOf(ctx, payload),
    }),
  }),
});

builder.subscriptionFields((t) => ({
  chainHeadMoved: t.field({
    type: ChainHeadMovedEvent,
    description: 'Every move of the chain, and every reorganisation.',
    extensions: { shared: true },
    args: afterArg,
    subscribe: (_, args, ctx) => watchChain(ctx, args),
    resolve: (event) => event,
  }),
  chainEventIndexed: t.field({
    type: ChainEventIndexedEvent,
    description: 'What the contracts tell, as it is indexed; and what is taken back.',
    extensions: { shared: true },
    args: {
      filterBy: t.arg({ type: ChainEventIndexedFilter, required: false, description: 'Which ones.' }),
      ...afterArg,
    },
    subscribe: (_, args, ctx) => watchChainEvents(ctx, args),
    resolve: (event) => event,
  }),
}));
