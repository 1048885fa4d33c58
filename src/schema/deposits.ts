import type { DepositView } from '../db/deposits.ts';
import { formatAmount } from '../resolvers/amounts.ts';
import { BankReferenceUsed } from '../resolvers/deposits/errors.ts';
import { visibleDeposits } from '../resolvers/deposits/read.ts';
import { recordDeposit } from '../resolvers/deposits/record-deposit.ts';
import { IdempotencyConflict, InputInvalid, NotFound } from '../resolvers/errors.ts';
import { userOf } from '../resolvers/users/read.ts';
import { FourEyesRequired } from '../resolvers/wallets/errors.ts';
import { walletOf } from '../resolvers/wallets/read.ts';
import { builder } from './builder.ts';
import { RefusalInterface } from './errors.ts';
import { IDEMPOTENCY_KEY } from './inputs.ts';
import { User } from './users.ts';
import { Asset, Wallet } from './wallets.ts';

builder.objectType(BankReferenceUsed, {
  name: 'BankReferenceUsed',
  description:
    'A payment with this bank reference is recorded already, as a deposit or a conversion. Nothing was moved.',
  interfaces: [RefusalInterface],
});

const Deposit = builder.objectRef<DepositView>('Deposit');
builder.node(Deposit, {
  id: { resolve: (deposit) => deposit.id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => visibleDeposits(ctx, ids),
  description: 'What came in from outside for a wallet. Only its owner and finance may see it.',
  fields: (t) => ({
    wallet: t.field({
      type: Wallet,
      description: 'The wallet that it was put into.',
      resolve: (deposit, _, ctx) => walletOf(ctx, deposit.walletId),
    }),
    asset: t.expose('asset', { type: Asset, description: 'What came in.' }),
    amount: t.field({
      type: 'Decimal',
      description: 'How much of it.',
      resolve: ({ amount, asset }) => formatAmount(amount, asset),
    }),
    bankReference: t.exposeString('bankReference', { description: "The bank's own reference of the payment." }),
    recordedBy: t.field({
      type: User,
      nullable: true,
      description: 'Who recorded it. Shown to finance only.',
      resolve: ({ recordedBy }, _, ctx) => (recordedBy === null ? null : userOf(ctx, recordedBy)),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was recorded.' }),
  }),
});

builder.relayMutationField(
  'depositRecord',
  {
    description: 'What came in, and for whom.',
    inputFields: (t) => ({
      ownerId: t.id({ description: 'Id of the User or Organization whose wallet it is for.' }),
      asset: t.field({ type: Asset, description: 'What came in.' }),
      amount: t.field({ type: 'Decimal', description: 'How much, with at most the decimal places of the asset.' }),
      bankReference: t.string({
        description:
          "The bank's own reference, up to 140 characters. Each is recorded once, whatever its case and spacing.",
      }),
      idempotencyKey: t.string(IDEMPOTENCY_KEY),
    }),
  },
  {
    description:
      "Puts what reached the platform into a user's wallet. For FINANCE and PLATFORM_ADMIN; nobody records a deposit to the own wallet.",
    errors: { types: [InputInvalid, NotFound, FourEyesRequired, BankReferenceUsed, IdempotencyConflict] },
    resolve: (_, { input }, ctx) => recordDeposit(ctx, input),
  },
  {
    description: 'The deposit that was recorded.',
    outputFields: (t) => ({
      deposit: t.field({ type: Deposit, description: 'The deposit.', resolve: (deposit) => deposit }),
    }),
  },
);
