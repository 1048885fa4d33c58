import type { WithdrawalStatus as WithdrawalStatusCode, WithdrawalView } from '../db/withdrawals.ts';
import { formatAmount } from '../resolvers/amounts.ts';
import { AddressNotLinked } from '../resolvers/addresses/errors.ts';
import {
  IdempotencyConflict,
  IllegalTransition,
  InputInvalid,
  InsufficientFunds,
  NotFound,
} from '../resolvers/errors.ts';
import { WithdrawalsFrozen } from '../resolvers/reserves/errors.ts';
import { userOf } from '../resolvers/users/read.ts';
import { FourEyesRequired } from '../resolvers/wallets/errors.ts';
import { walletOf } from '../resolvers/wallets/read.ts';
import { approveWithdrawal } from '../resolvers/withdrawals/approve-withdrawal.ts';
import {
  myWithdrawals,
  openWithdrawals,
  payOutIntent,
  visibleWithdrawals,
  withdrawalActionsOf,
} from '../resolvers/withdrawals/read.ts';
import type { WithdrawalAction as WithdrawalActionCode } from '../resolvers/withdrawals/rules.ts';
import { rejectWithdrawal } from '../resolvers/withdrawals/reject-withdrawal.ts';
import { requestWithdrawal } from '../resolvers/withdrawals/request-withdrawal.ts';
import { AddressNotOnChain, DebtOutstanding } from '../resolvers/withdrawals/errors.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { RefusalInterface } from './errors.ts';
import { IDEMPOTENCY_KEY } from './inputs.ts';
import { ChainIntent } from './intents.ts';
import { User } from './users.ts';
import { Asset, Wallet } from './wallets.ts';

builder.objectType(AddressNotOnChain, {
  name: 'AddressNotOnChain',
  description: 'The address is linked on the platform alone; the custody pays to those alone that the chain knows.',
  interfaces: [RefusalInterface],
});

builder.objectType(DebtOutstanding, {
  name: 'DebtOutstanding',
  description: 'The chain undid a deposit that was spent. Nothing can be withdrawn until a deposit covers it.',
  interfaces: [RefusalInterface],
  fields: (t) => ({
    asset: t.field({ type: Asset, description: 'What is owed.', resolve: (error) => error.asset }),
    owed: t.field({
      type: 'Decimal',
      description: 'How much of it.',
      resolve: ({ owed, asset }) => formatAmount(owed, asset),
    }),
  }),
});

builder.objectType(WithdrawalsFrozen, {
  name: 'WithdrawalsFrozen',
  description: 'The reserves are not known to cover this asset. Nothing was moved; see `reserves`.',
  interfaces: [RefusalInterface],
  fields: (t) => ({ asset: t.field({ type: Asset, description: 'Of which.', resolve: (error) => error.asset }) }),
});

const WithdrawalStatus = enumOf(
  'WithdrawalStatus',
  'How far a withdrawal is. It is decided once; what goes over a chain then goes on with the chain.',
  {
    REQUESTED: 'It awaits a decision of finance; its amount is held.',
    APPROVED: 'Its amount has left the platform.',
    REJECTED: 'Its amount is available again; `reason` says why.',
    SENDING: 'It was approved and is on its way over the chain; its amount is held until it has arrived.',
    SETTLED: 'It has arrived and has its confirmations: its amount has left the platform.',
    FAILED: 'The chain did not take it: its amount is available again; `reason` says why.',
  } satisfies Record<WithdrawalStatusCode, string>,
);

const WithdrawalAction = enumOf('WithdrawalAction', 'What can be done to a withdrawal.', {
  APPROVE: '`withdrawalApprove`.',
  REJECT: '`withdrawalReject`.',
} satisfies Record<WithdrawalActionCode, string>);

const Withdrawal = builder.objectRef<WithdrawalView>('Withdrawal');
builder.node(Withdrawal, {
  id: { resolve: (withdrawal) => withdrawal.id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => visibleWithdrawals(ctx, ids),
  description: 'A wish to take an amount out of the platform. Only the owner of the wallet and finance may see it.',
  fields: (t) => ({
    wallet: t.field({
      type: Wallet,
      description: 'The wallet that it is taken from.',
      resolve: (withdrawal, _, ctx) => walletOf(ctx, withdrawal.walletId),
    }),
    asset: t.expose('asset', { type: Asset, description: 'What is taken out.' }),
    amount: t.field({
      type: 'Decimal',
      description: 'How much of it.',
      resolve: ({ amount, asset }) => formatAmount(amount, asset),
    }),
    destination: t.exposeString('destination', { description: 'Where it goes, as the owner wrote it.' }),
    status: t.expose('status', { type: WithdrawalStatus, description: 'How far it is.' }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why it was rejected, or has failed.' }),
    settledAt: t.expose('settledAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it had arrived over the chain and had its confirmations.',
    }),
    chainIntent: t.field({
      type: ChainIntent,
      nullable: true,
      description: 'The transaction that pays it out, where it goes over the chain.',
      resolve: (withdrawal, _, ctx) => payOutIntent(ctx, withdrawal),
    }),
    decidedAt: t.expose('decidedAt', { type: 'DateTime', nullable: true, description: 'When it was decided.' }),
    decidedBy: t.field({
      type: User,
      nullable: true,
      description: 'Who decided. Shown to finance only.',
      resolve: ({ decidedBy }, _, ctx) => (decidedBy === null ? null : userOf(ctx, decidedBy)),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was asked for.' }),
    allowedActions: t.field({
      type: [WithdrawalAction],
      extensions: { viewerDependent: true },
      description: 'What you can do to it now.',
      resolve: (withdrawal, _, ctx) => withdrawalActionsOf(ctx, withdrawal),
    }),
  }),
});

const WithdrawalConnection = builder.connectionObject(
  { type: Withdrawal, name: 'WithdrawalConnection', description: 'A page of withdrawals.' },
  { name: 'WithdrawalEdge', description: 'A withdrawal and its cursor.' },
);

builder.queryFields((t) => ({
  myWithdrawals: t.field({
    type: WithdrawalConnection,
    description: 'Your withdrawals, newest first.',
    args: pageArgs,
    resolve: async (_, args, ctx) => toConnection(await myWithdrawals(ctx, args)),
  }),
  openWithdrawals: t.field({
    type: WithdrawalConnection,
    description: 'The withdrawals that await a decision, oldest first. For FINANCE and PLATFORM_ADMIN.',
    args: pageArgs,
    resolve: async (_, args, ctx) => toConnection(await openWithdrawals(ctx, args)),
  }),
}));

builder.relayMutationField(
  'withdrawalRequest',
  {
    description: 'What to take out, and where to.',
    inputFields: (t) => ({
      asset: t.field({ type: Asset, description: 'From which of your wallets.' }),
      amount: t.field({ type: 'Decimal', description: 'How much, with at most the decimal places of the asset.' }),
      destination: t.string({
        description:
          'The account that it goes to, such as an IBAN, up to 200 characters. For ETH and CARBON where there is a chain: an address that you have linked.',
      }),
      idempotencyKey: t.string(IDEMPOTENCY_KEY),
    }),
  },
  {
    description:
      'Asks to take an amount out of your wallet. It is held at once; finance approves or rejects. ETH and CARBON go over the chain to an address that you have linked.',
    errors: {
      types: [
        InputInvalid,
        AddressNotLinked,
        AddressNotOnChain,
        DebtOutstanding,
        WithdrawalsFrozen,
        InsufficientFunds,
        IdempotencyConflict,
      ],
    },
    resolve: (_, { input }, ctx) => requestWithdrawal(ctx, input),
  },
  {
    description: 'The withdrawal that was asked for.',
    outputFields: (t) => ({
      withdrawal: t.field({ type: Withdrawal, description: 'The withdrawal.', resolve: (withdrawal) => withdrawal }),
    }),
  },
);

builder.relayMutationField(
  'withdrawalApprove',
  {
    description: 'Which withdrawal.',
    inputFields: (t) => ({
      withdrawalId: t.id({ description: 'Id of the withdrawal.' }),
      idempotencyKey: t.string(IDEMPOTENCY_KEY),
    }),
  },
  {
    description:
      'Lets a withdrawal out of the platform, for ever; over a chain it is SENDING from now on. For FINANCE and PLATFORM_ADMIN; nobody approves a withdrawal of the own.',
    errors: {
      types: [
        InputInvalid,
        NotFound,
        FourEyesRequired,
        IllegalTransition,
        AddressNotLinked,
        AddressNotOnChain,
        DebtOutstanding,
        WithdrawalsFrozen,
        IdempotencyConflict,
      ],
    },
    resolve: (_, { input }, ctx) => approveWithdrawal(ctx, input),
  },
  {
    description: 'The withdrawal that was approved.',
    outputFields: (t) => ({
      withdrawal: t.field({ type: Withdrawal, description: 'The withdrawal.', resolve: (withdrawal) => withdrawal }),
    }),
  },
);

builder.relayMutationField(
  'withdrawalReject',
  {
    description: 'Which withdrawal, and why.',
    inputFields: (t) => ({
      withdrawalId: t.id({ description: 'Id of the withdrawal.' }),
      reason: t.string({ description: 'What its owner is told, up to 500 characters.' }),
      idempotencyKey: t.string(IDEMPOTENCY_KEY),
    }),
  },
  {
    description:
      'Refuses a withdrawal: what was held is available again. For FINANCE and PLATFORM_ADMIN; nobody rejects a withdrawal of the own.',
    errors: { types: [InputInvalid, NotFound, FourEyesRequired, IllegalTransition, IdempotencyConflict] },
    resolve: (_, { input }, ctx) => rejectWithdrawal(ctx, input),
  },
  {
    description: 'The withdrawal that was rejected.',
    outputFields: (t) => ({
      withdrawal: t.field({ type: Withdrawal, description: 'The withdrawal.', resolve: (withdrawal) => withdrawal }),
    }),
  },
);
