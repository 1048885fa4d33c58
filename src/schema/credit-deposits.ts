import type { CreditDepositView } from '../db/credit-deposits.ts';
import { batchOf } from '../resolvers/batches/read.ts';
import { depositCredits } from '../resolvers/credits/deposit-credits.ts';
import { CreditsNotDepositable, SourceReferenceUsed } from '../resolvers/credits/errors.ts';
import { visibleCreditDeposits } from '../resolvers/credits/read.ts';
import { IdempotencyConflict, InputInvalid, NotFound } from '../resolvers/errors.ts';
import { holdingOf } from '../resolvers/holdings/read.ts';
import { visibleIntents } from '../resolvers/intents/read.ts';
import { userOf } from '../resolvers/users/read.ts';
import { FourEyesRequired } from '../resolvers/wallets/errors.ts';
import { CreditBatch, CreditState, HolderClass } from './batches.ts';
import { builder } from './builder.ts';
import { RefusalInterface } from './errors.ts';
import { CreditHolding } from './holdings.ts';
import { IDEMPOTENCY_KEY } from './inputs.ts';
import { ChainIntent } from './intents.ts';
import { User } from './users.ts';

builder.objectType(CreditsNotDepositable, {
  name: 'CreditsNotDepositable',
  description: 'These credits cannot be sold or retired, or they are in custody already. Nothing was moved.',
  interfaces: [RefusalInterface],
  fields: (t) => ({
    state: t.expose('state', { type: CreditState, description: 'What can be done with them.' }),
    holder: t.expose('holder', { type: HolderClass, description: 'In whose hands they are.' }),
  }),
});

const CreditDeposit = builder.objectRef<CreditDepositView>('CreditDeposit');
builder.node(CreditDeposit, {
  id: { resolve: (deposit) => deposit.id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => visibleCreditDeposits(ctx, ids),
  description: 'Credits that were taken into custody and put into a holding. Only its owner and finance may see it.',
  fields: (t) => ({
    holding: t.field({
      type: CreditHolding,
      description: 'The holding that they were put into.',
      resolve: ({ walletId }, _, ctx) => holdingOf(ctx, walletId),
    }),
    batch: t.field({
      type: CreditBatch,
      description: 'Of which batch.',
      resolve: ({ batchId }, _, ctx) => batchOf(ctx, batchId),
    }),
    serial: t.exposeString('serial', { description: 'The serial numbers, as they were taken in.' }),
    quantity: t.field({
      type: 'Decimal',
      description: 'How many: whole tonnes.',
      resolve: ({ quantity }) => quantity.toString(),
    }),
    reference: t.exposeString('reference', { description: 'What the registry calls the transfer.' }),
    intent: t.field({
      type: ChainIntent,
      nullable: true,
      description: 'The transaction that mints them to the custody, if you may see it and there is a chain.',
      resolve: async ({ intentId }, _, ctx) => (intentId && (await visibleIntents(ctx, [intentId]))[0]) || null,
    }),
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
  'creditsDeposit',
  {
    description: 'Which credits, and for whom.',
    inputFields: (t) => ({
      ownerId: t.id({
        required: false,
        description: 'Id of the User or Organization who gets them (default: the inventory of the platform).',
      }),
      blockId: t.id({ description: 'Id of the CreditSerialBlock: ACTIVE and in a REGISTRY_ACCOUNT until now.' }),
      quantity: t.field({
        type: 'Decimal',
        required: false,
        description: 'How many, from the first on, if not all of the block; whole tonnes.',
      }),
      reference: t.string({
        description: "What the registry calls the transfer to the platform's account, up to 140 characters.",
      }),
      idempotencyKey: t.string(IDEMPOTENCY_KEY),
    }),
  },
  {
    description:
      "Puts credits that reached the platform's account at their registry into a holding; they are in its custody from then on, and minted to its custody on the chain. For PLATFORM_ADMIN, and not to the own holding; kept in the audit log.",
    errors: {
      types: [
        InputInvalid,
        NotFound,
        FourEyesRequired,
        CreditsNotDepositable,
        SourceReferenceUsed,
        IdempotencyConflict,
      ],
    },
    resolve: (_, { input }, ctx) => depositCredits(ctx, input),
  },
  {
    description: 'The deposit that was recorded.',
    outputFields: (t) => ({
      deposit: t.field({ type: CreditDeposit, description: 'The deposit.', resolve: (deposit) => deposit }),
    }),
  },
);
