import type {
  AttemptPurpose as PurposeCode,
  AttemptRow,
  IntentKind as KindCode,
  IntentRow,
  IntentStatus as StatusCode,
} from '../db/chain-intents.ts';
import { AddressNotLinked } from '../resolvers/addresses/errors.ts';
import { BankReferenceUsed } from '../resolvers/deposits/errors.ts';
import { IllegalTransition, InputInvalid, InsufficientFunds, NotFound } from '../resolvers/errors.ts';
import type { FeedEvent } from '../resolvers/feed.ts';
import { cancelChainIntent } from '../resolvers/intents/cancel-chain-intent.ts';
import { attemptsOf, listIntents, visibleIntents } from '../resolvers/intents/read.ts';
import { retryChainIntent } from '../resolvers/intents/retry-chain-intent.ts';
import { watchIntents } from '../resolvers/intents/watch.ts';
import { userOf } from '../resolvers/users/read.ts';
import { AddressNotOnChain, DebtOutstanding } from '../resolvers/withdrawals/errors.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { afterArg } from './inputs.ts';
import { User } from './users.ts';

const ChainIntentKind = enumOf('ChainIntentKind', 'What a transaction of the platform does.', {
  ACCOUNT_REGISTER_USER: 'Registers a user with CarbonAccount.',
  ACCOUNT_LINK_WALLET: 'Links an address to a user, with the signature of that address.',
  ACCOUNT_UNLINK_WALLET: 'Ends such a link.',
  ACCOUNT_CREDIT_CARBON: 'Mints CARBON to a linked address, once for its source.',
  PROJECT_RECORD: 'Records a project in the CreditRegistry.',
  CREDITS_MINT: 'Issues credits of a project and vintage.',
  PAYMENT_CONFIRM: 'Confirms a payment in fiat money.',
  PAYMENT_CONVERT: 'Turns a confirmed payment into CARBON, once.',
  PRICE_SET: 'Sets the price of CARBON in ether.',
  CUSTODY_PAY_OUT: 'Pays ether or CARBON out to a linked address of its owner.',
  CUSTODY_RETIRE: 'Retires credits that the platform keeps for a user.',
  PROOF_ANCHOR: 'Anchors the commitment of a proof of a project.',
  NONCE_FILL: 'Moves nothing: takes a nonce that later transactions wait behind.',
} satisfies Record<KindCode, string>);

const ChainIntentStatus = enumOf('ChainIntentStatus', 'How far a transaction of the platform is.', {
  PREPARED: 'It is to be sent; `waitingFor` says what it waits for.',
  BROADCAST: 'It is signed and was given to the chain.',
  MINED: 'A block holds it, and it succeeded; a reorg may still undo that.',
  FINALIZED: 'The block that holds it is final.',
  DROPPED: 'It was cancelled before it was signed.',
  REPLACED: 'It was cancelled on its way: an empty transaction took its place.',
  FAILED: 'It cannot succeed; `errorText` says why.',
  ORPHANED: 'The block that held it is no longer part of the chain; it is sent again.',
} satisfies Record<StatusCode, string>);

const ChainAttemptPurpose = enumOf('ChainAttemptPurpose', 'What a signed transaction is for.', {
  SEND: 'Carries the intent out.',
  CANCEL: 'Takes its place and moves nothing.',
} satisfies Record<PurposeCode, string>);

const hex = (bytes: Buffer): string => `0x${bytes.toString('hex')}`;
const hexOrNull = (bytes: Buffer | null): string | null => (bytes ? hex(bytes) : null);

const ChainIntentArgument = builder.objectRef<{ name: string; value: string }>('ChainIntentArgument').implement({
  description: 'An argument of the call, by its name in the contract.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name, such as "amount".' }),
    value: t.exposeString('value', { description: 'Its value: integers as decimal text of the smallest unit.' }),
  }),
});

const ChainAttempt = builder.objectRef<AttemptRow>('ChainAttempt').implement({
  description: 'A signed transaction. All attempts with one nonce exclude each other: at most one is mined.',
  fields: (t) => ({
    purpose: t.expose('purpose', { type: ChainAttemptPurpose, description: 'What it is for.' }),
    hash: t.field({ type: 'Hash', description: 'Hash of the transaction.', resolve: ({ hash }) => hex(hash) }),
    nonce: t.int({ description: 'Its nonce.', resolve: ({ nonce }) => Number(nonce) }),
    maxFeePerGas: t.string({
      description: 'Wei a unit of gas that it pays at most.',
      resolve: ({ maxFeePerGas }) => maxFeePerGas.toString(),
    }),
    maxPriorityFeePerGas: t.string({
      description: 'Wei a unit of gas that the proposer of the block gets at most.',
      resolve: ({ maxPriorityFeePerGas }) => maxPriorityFeePerGas.toString(),
    }),
    sends: t.exposeInt('sends', { description: 'How often it was given to the chain.' }),
    sentAt: t.expose('sentAt', { type: 'DateTime', nullable: true, description: 'When it last was.' }),
    answer: t.exposeString('answer', { nullable: true, description: 'What the chain answered last.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was signed.' }),
  }),
});

export const ChainIntent = builder.objectRef<IntentRow>('ChainIntent');
builder.node(ChainIntent, {
  id: { resolve: (intent) => intent.id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => visibleIntents(ctx, ids),
  description:
    'A transaction that the platform sends, from the wish to the final block. Only whom it is about and finance may see it.',
  fields: (t) => ({
    chainId: t.exposeInt('chainId', { description: 'On which chain (EIP-155).' }),
    kind: t.expose('kind', { type: ChainIntentKind, description: 'What it does.' }),
    reference: t.exposeString('reference', { description: 'What it is for: one reference of a kind is sent once.' }),
    arguments: t.field({
      type: [ChainIntentArgument],
      description: 'With what the contract is called.',
      resolve: ({ args }) =>
        Object.entries(args as Record<string, string | number>).map(([name, value]) => ({
          name,
          value: String(value),
        })),
    }),
    status: t.expose('status', { type: ChainIntentStatus, description: 'How far it is.' }),
    user: t.field({
      type: User,
      nullable: true,
      description: 'Whom it is about; null if it is about nobody.',
      resolve: ({ userId }, _, ctx) => (userId === null ? null : userOf(ctx, userId)),
    }),
    createdBy: t.field({
      type: User,
      nullable: true,
      description: 'Who caused it; null for the platform itself. Shown to finance only.',
      resolve: ({ createdBy }, _, ctx) => (createdBy === null ? null : userOf(ctx, createdBy)),
    }),
    after: t.field({
      type: ChainIntent,
      nullable: true,
      description: 'It waits until this one is mined, and fails with it.',
      resolve: async ({ afterIntentId }, _, ctx) =>
        afterIntentId === null ? null : ((await visibleIntents(ctx, [afterIntentId]))[0] ?? null),
    }),
  }),
});

// How its sending goes.
builder.objectFields(ChainIntent, (t) => ({
  signer: t.field({
    type: 'Address',
    nullable: true,
    description: 'The address that signs; null until a nonce was handed out.',
    resolve: ({ signer }) => hexOrNull(signer),
  }),
  nonce: t.int({
    nullable: true,
    description: 'The nonce that it has with that address.',
    resolve: ({ nonce }) => (nonce === null ? null : Number(nonce)),
  }),
  txHash: t.field({
    type: 'Hash',
    nullable: true,
    description: 'Hash of the transaction that was mined for it.',
    resolve: ({ txHash }) => hexOrNull(txHash),
  }),
  blockNumber: t.int({
    nullable: true,
    description: 'The block that holds that transaction.',
    resolve: ({ blockNumber }) => (blockNumber === null ? null : Number(blockNumber)),
  }),
  errorCode: t.exposeString('errorCode', {
    nullable: true,
    description: 'Why it failed, for programs: the name of the error of the contract, or our own.',
  }),
  errorText: t.exposeString('errorText', { nullable: true, description: 'Why it failed, in words.' }),
  tries: t.exposeInt('tries', { description: 'How often it was tried in vain since it last went on.' }),
  waitingFor: t.exposeString('waitingFor', {
    nullable: true,
    description: 'Why it could not be sent when it was last tried. Shown to finance only.',
  }),
  nextTryAt: t.field({
    type: 'DateTime',
    nullable: true,
    description: 'When it is tried again, while it waits.',
    resolve: ({ status, tries, nextTryAt }) => (status === 'PREPARED' && tries > 0 ? nextTryAt : null),
  }),
  cancelRequestedAt: t.expose('cancelRequestedAt', {
    type: 'DateTime',
    nullable: true,
    description: 'Since when an empty transaction is to take its place.',
  }),
  attempts: t.field({
    type: [ChainAttempt],
    description: 'What was signed for it, the newest first. Shown to finance only.',
    resolve: ({ id }, _, ctx) => attemptsOf(ctx, id),
  }),
  createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was written.' }),
  changedAt: t.expose('changedAt', { type: 'DateTime', description: 'When it last changed.' }),
}));

const ChainIntentConnection = builder.connectionObject(
  { type: ChainIntent, name: 'ChainIntentConnection', description: 'A page of transactions of the platform.' },
  { name: 'ChainIntentEdge', description: 'A transaction and its cursor.' },
);

const ChainIntentFilter = builder.inputType('ChainIntentFilter', {
  description: 'Which ones to list; all that is given must hold.',
  fields: (t) => ({
    kinds: t.field({ type: [ChainIntentKind], required: false, description: 'Of one of these kinds.' }),
    statuses: t.field({ type: [ChainIntentStatus], required: false, description: 'In one of these states.' }),
    reference: t.string({ required: false, description: 'With this reference.' }),
    userId: t.id({ required: false, description: 'About this user. For finance; others see their own anyway.' }),
  }),
});

builder.queryField('chainIntents', (t) =>
  t.field({
    type: ChainIntentConnection,
    description:
      'The transactions of the platform that are about you, newest first; all of them for FINANCE and PLATFORM_ADMIN.',
    args: {
      filterBy: t.arg({ type: ChainIntentFilter, required: false, description: 'Which ones.' }),
      ...pageArgs,
    },
    resolve: async (_, args, ctx) => toConnection(await listIntents(ctx, args)),
  }),
);

/** What the withdrawal or conversion answers whose transaction is taken up again. */
const NO_LONGER_POSSIBLE = [BankReferenceUsed, InsufficientFunds, AddressNotLinked, AddressNotOnChain, DebtOutstanding];

builder.relayMutationField(
  'chainIntentRetry',
  {
    description: 'Which one.',
    inputFields: (t) => ({ intentId: t.id({ description: 'Id of the transaction.' }) }),
  },
  {
    description:
      'Has a transaction tried again: at once if it waits, from the beginning if it was given up and what it is for still stands. For PLATFORM_ADMIN.',
    errors: { types: [InputInvalid, NotFound, IllegalTransition, ...NO_LONGER_POSSIBLE] },
    resolve: (_, { input }, ctx) => retryChainIntent(ctx, input),
  },
  {
    description: 'The transaction that is tried again.',
    outputFields: (t) => ({
      intent: t.field({ type: ChainIntent, description: 'The transaction.', resolve: (intent) => intent }),
    }),
  },
);

builder.relayMutationField(
  'chainIntentCancel',
  {
    description: 'Which one, and why.',
    inputFields: (t) => ({
      intentId: t.id({ description: 'Id of the transaction.' }),
      reason: t.string({ description: 'What the audit log keeps, up to 500 characters.' }),
    }),
  },
  {
    description:
      'Has a transaction not carried out. One that is under way is replaced by an empty one, and may yet be mined before it. For PLATFORM_ADMIN.',
    errors: { types: [InputInvalid, NotFound, IllegalTransition] },
    resolve: (_, { input }, ctx) => cancelChainIntent(ctx, input),
  },
  {
    description: 'The transaction that is cancelled.',
    outputFields: (t) => ({
      intent: t.field({ type: ChainIntent, description: 'The transaction.', resolve: (intent) => intent }),
    }),
  },
);

const ChainIntentChangedFilter = builder.inputType('ChainIntentChangedFilter', {
  description: 'Which ones are followed; all that is given must hold.',
  fields: (t) => ({
    intentId: t.id({ required: false, description: 'This one.' }),
    kinds: t.field({ type: [ChainIntentKind], required: false, description: 'Those of these kinds.' }),
  }),
});

const ChainIntentChangedEvent = builder.objectRef<FeedEvent<'chainIntent'>>('ChainIntentChangedEvent').implement({
  description: 'A transaction of the platform was written, or went a step on.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Give it back as `after` to miss nothing that follows.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it happened.' }),
    status: t.field({
      type: ChainIntentStatus,
      description: 'The state that it reached then; by now it may be further.',
      resolve: ({ payload }) => payload.status as StatusCode,
    }),
    intent: t.field({
      type: ChainIntent,
      nullable: true,
      description: 'The transaction as it is now.',
      resolve: async ({ payload }, _, ctx) => (await visibleIntents(ctx, [payload.id]))[0] ?? null,
    }),
  }),
});

builder.subscriptionField('chainIntentChanged', (t) =>
  t.field({
    type: ChainIntentChangedEvent,
    description: 'Each step of the transactions of the platform that you may see.',
    args: {
      filterBy: t.arg({ type: ChainIntentChangedFilter, required: false, description: 'Which ones.' }),
      ...afterArg,
    },
    subscribe: (_, args, ctx) => watchIntents(ctx, args),
    resolve: (event) => event,
  }),
);
