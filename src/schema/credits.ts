import { AddressNotLinked } from '../resolvers/addresses/errors.ts';
import { anchorProof } from '../resolvers/credits/anchor-proof.ts';
import { creditCarbon } from '../resolvers/credits/credit-carbon.ts';
import { SourceReferenceUsed } from '../resolvers/credits/errors.ts';
import { issueCredits } from '../resolvers/credits/issue-credits.ts';
import { ChainUnavailable, IdempotencyConflict, InputInvalid, NotFound } from '../resolvers/errors.ts';
import { AddressNotOnChain } from '../resolvers/withdrawals/errors.ts';
import { builder } from './builder.ts';
import { RefusalInterface } from './errors.ts';
import { IDEMPOTENCY_KEY } from './inputs.ts';
import { ChainIntent } from './intents.ts';

// What the platform itself orders on the chain. Each gives the transaction; `chainIntentChanged` tells how it goes on.

builder.objectType(SourceReferenceUsed, {
  name: 'SourceReferenceUsed',
  description:
    'This source, serial block or step of a sequence was used before, or is under way: nothing is done twice. One that was given up is taken up again by `chainIntentRetry`.',
  interfaces: [RefusalInterface],
});

builder.relayMutationField(
  'carbonCredit',
  {
    description: 'How much, to whom, and for what.',
    inputFields: (t) => ({
      address: t.field({ type: 'Address', description: 'An address that a user has linked, on the chain too.' }),
      amount: t.field({ type: 'Decimal', description: 'How much CARBON, with at most 18 decimal places.' }),
      sourceReference: t.string({
        description:
          'What it is for, such as a retirement at another registry, up to 150 characters. Each is credited once; the chain knows it by its keccak-256.',
      }),
      idempotencyKey: t.string(IDEMPOTENCY_KEY),
    }),
  },
  {
    description:
      'Orders CARBON to be minted to the linked address of a user, once for its source. For PLATFORM_ADMIN; kept in the audit log.',
    errors: {
      types: [
        InputInvalid,
        AddressNotLinked,
        AddressNotOnChain,
        SourceReferenceUsed,
        ChainUnavailable,
        IdempotencyConflict,
      ],
    },
    resolve: (_, { input }, ctx) => creditCarbon(ctx, input),
  },
  {
    description: 'The credit that was ordered.',
    outputFields: (t) => ({
      intent: t.field({
        type: ChainIntent,
        description: 'The transaction that mints it.',
        resolve: (intent) => intent,
      }),
    }),
  },
);

builder.relayMutationField(
  'creditsIssue',
  {
    description: 'Which credits, of what, and for whom.',
    inputFields: (t) => ({
      projectKey: t.string({
        description: "The project's id at its registry, such as VCS-1507, up to 150 characters.",
      }),
      projectUri: t.string({
        required: false,
        description:
          'Where the project is described, up to 500 characters. Only what is given with the first issue counts.',
      }),
      vintage: t.int({ description: 'The year of the reductions, 1990 to 2200.' }),
      serialBlock: t.string({
        description: 'The serial numbers as the registry writes them, up to 500 characters. Each block is issued once.',
      }),
      quantity: t.field({ type: 'Decimal', description: 'How many tonnes of CO2e; whole ones only.' }),
      recipient: t.field({
        type: 'Address',
        required: false,
        description: 'An address that a user has linked; without it the custody gets them.',
      }),
      sourceReference: t.string({ description: 'Your own reference of this issue, up to 150 characters; used once.' }),
      idempotencyKey: t.string(IDEMPOTENCY_KEY),
    }),
  },
  {
    description:
      'Orders the credits of a serial block to be issued. A project that the chain does not know is recorded first. For PLATFORM_ADMIN; kept in the audit log.',
    errors: { types: [InputInvalid, AddressNotLinked, SourceReferenceUsed, ChainUnavailable, IdempotencyConflict] },
    resolve: (_, { input }, ctx) => issueCredits(ctx, input),
  },
  {
    description: 'The issue that was ordered.',
    outputFields: (t) => ({
      intent: t.field({
        type: ChainIntent,
        description: 'The transaction that issues them; its `after` records the project, where that is new.',
        resolve: (intent) => intent,
      }),
    }),
  },
);

builder.relayMutationField(
  'proofAnchor',
  {
    description: 'Which proof, of what.',
    inputFields: (t) => ({
      projectKey: t.string({ description: 'The id of a project that was recorded, as `creditsIssue` was given it.' }),
      sequence: t.int({
        description: 'Its number among the proofs of the project: 1, then 2 and so on, without gaps.',
      }),
      commitment: t.field({ type: 'Hash', description: 'What is committed to: 32 bytes that are not all zero.' }),
      idempotencyKey: t.string(IDEMPOTENCY_KEY),
    }),
  },
  {
    description:
      'Orders the commitment of a proof to be anchored on the chain, for ever. For PLATFORM_ADMIN; kept in the audit log.',
    errors: { types: [InputInvalid, NotFound, SourceReferenceUsed, ChainUnavailable, IdempotencyConflict] },
    resolve: (_, { input }, ctx) => anchorProof(ctx, input),
  },
  {
    description: 'The anchor that was ordered.',
    outputFields: (t) => ({
      intent: t.field({
        type: ChainIntent,
        description: 'The transaction that anchors it; it waits for the proof before it.',
        resolve: (intent) => intent,
      }),
    }),
  },
);
