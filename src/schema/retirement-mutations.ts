import { formatAmount } from '../resolvers/amounts.ts';
import {
  ChainUnavailable,
  IdempotencyConflict,
  IllegalTransition,
  InputInvalid,
  InsufficientCredits,
  InsufficientFunds,
  NotFound,
} from '../resolvers/errors.ts';
import { cancelRetirement } from '../resolvers/retirements/cancel-retirement.ts';
import { InventoryShort, NothingHeld } from '../resolvers/retirements/errors.ts';
import { type BeneficiaryProof, verifyBeneficiary } from '../resolvers/retirements/read.ts';
import { releaseRetirementRemainder } from '../resolvers/retirements/release-retirement-remainder.ts';
import { requestRetirement } from '../resolvers/retirements/request-retirement.ts';
import { DebtOutstanding } from '../resolvers/withdrawals/errors.ts';
import { builder } from './builder.ts';
import { RefusalInterface } from './errors.ts';
import { IDEMPOTENCY_KEY } from './inputs.ts';
import { BeneficiaryIdentifierInput, RetirementReason } from './retirement-words.ts';
import { RetirementBeneficiary } from './retirement-beneficiaries.ts';
import { Retirement } from './retirements.ts';

builder.objectType(NothingHeld, {
  name: 'NothingHeld',
  description: 'No CARBON is held for the beneficiary. Nothing was moved.',
  interfaces: [RefusalInterface],
});

builder.objectType(InventoryShort, {
  name: 'InventoryShort',
  description: 'The platform itself has too few credits to retire for CARBON at this moment. Nothing was moved.',
  interfaces: [RefusalInterface],
  fields: (t) => ({
    available: t.field({
      type: 'Decimal',
      description: 'Whole tonnes that it has for it.',
      resolve: ({ available }) => available.toString(),
    }),
  }),
});

const RetirementBeneficiaryInput = builder.inputType('RetirementBeneficiaryInput', {
  description: 'For whom credits are retired.',
  fields: (t) => ({
    name: t.string({ description: 'In any script, up to 200 characters.' }),
    country: t.string({ required: false, description: 'ISO 3166-1 alpha-2.' }),
    identifier: t.field({ type: BeneficiaryIdentifierInput, required: false, description: 'Such as an LEI.' }),
    isPrivate: t.boolean({
      required: false,
      description:
        'True: nobody but you gets to know who it is; the chain and the register have a salted commitment (default: false).',
    }),
  }),
});

/** What every retirement says, whoever asks for it: a user, an order, a schedule. */
export const RetirementClaimInput = builder.inputType('RetirementClaimInput', {
  description: 'For whom and why credits are retired.',
  fields: (t) => ({
    beneficiary: t.field({ type: RetirementBeneficiaryInput, description: 'For whom.' }),
    retiringEntity: t.string({
      required: false,
      description: 'Who retires, where that is not the beneficiary; up to 200 characters.',
    }),
    reason: t.field({ type: RetirementReason, description: 'What for.' }),
    message: t.string({
      required: false,
      description: 'Up to 1000 bytes, which everybody can read for ever: also where the beneficiary is private.',
    }),
    consumptionCountry: t.string({
      required: false,
      description: 'Where what is compensated was consumed: ISO 3166-1 alpha-2.',
    }),
    consumptionFrom: t.field({ type: 'Date', required: false, description: 'The first day on which it was.' }),
    consumptionTo: t.field({ type: 'Date', required: false, description: 'The last day on which it was.' }),
  }),
});

builder.relayMutationField(
  'retirementRequest',
  {
    description: 'What to retire, for whom and why.',
    inputFields: (t) => ({
      batchId: t.id({ required: false, description: 'Credits of this batch that you hold; left out: CARBON.' }),
      quantity: t.field({
        type: 'Decimal',
        description: 'Tonnes of CO2e: whole ones of a batch, up to 18 decimal places of CARBON.',
      }),
      claim: t.field({ type: RetirementClaimInput, description: 'For whom and why.' }),
      organizationId: t.id({ required: false, description: 'For which organization you act (default: yourself).' }),
      idempotencyKey: t.string(IDEMPOTENCY_KEY),
    }),
  },
  {
    description:
      'Retires credits, for ever. They are held at once, and used up when the chain has made it final; if that cannot be, they are free again. CARBON is held for its beneficiary until it is a whole tonne: for each the platform retires a credit of its own.',
    errors: {
      types: [
        InputInvalid,
        NotFound,
        InsufficientCredits,
        InsufficientFunds,
        InventoryShort,
        DebtOutstanding,
        ChainUnavailable,
        IdempotencyConflict,
      ],
    },
    resolve: (_, { input }, ctx) => requestRetirement(ctx, input),
  },
  {
    description: 'What came of it.',
    outputFields: (t) => ({
      retirements: t.field({
        type: [Retirement],
        description:
          'One, of a batch. Of CARBON one for each batch that the platform took, and none while it is less than a tonne.',
        resolve: ({ retirements }) => [...retirements],
      }),
      beneficiary: t.field({
        type: RetirementBeneficiary,
        description: 'For whom.',
        resolve: ({ beneficiary }) => beneficiary,
      }),
      carbonHeld: t.field({
        type: 'Decimal',
        description: 'CARBON that is held for the beneficiary and is less than a tonne.',
        resolve: ({ beneficiary }) => formatAmount(beneficiary.carbonHeld, 'CARBON'),
      }),
    }),
  },
);

builder.relayMutationField(
  'retirementCancel',
  {
    description: 'Which retirement.',
    inputFields: (t) => ({ retirementId: t.id({ description: 'Id of the retirement.' }) }),
  },
  {
    description:
      'Has a retirement not carried out, if the chain does not have it yet: what was held is free again. Where its transaction is under way, whichever is mined decides.',
    errors: { types: [InputInvalid, NotFound, IllegalTransition] },
    resolve: (_, { input }, ctx) => cancelRetirement(ctx, input),
  },
  {
    description: 'The retirement as it is now.',
    outputFields: (t) => ({
      retirement: t.field({ type: Retirement, description: 'The retirement.', resolve: (retirement) => retirement }),
    }),
  },
);

builder.relayMutationField(
  'retirementRemainderRelease',
  {
    description: 'Of which beneficiary.',
    inputFields: (t) => ({
      beneficiaryId: t.id({ description: 'Id of the beneficiary, from `myRetirementBeneficiaries`.' }),
      idempotencyKey: t.string(IDEMPOTENCY_KEY),
    }),
  },
  {
    description: 'Gives back the CARBON that is held for a beneficiary and is no whole tonne yet.',
    errors: { types: [InputInvalid, NotFound, NothingHeld, IdempotencyConflict] },
    resolve: (_, { input }, ctx) => releaseRetirementRemainder(ctx, input),
  },
  {
    description: 'The beneficiary, for whom nothing is held any more.',
    outputFields: (t) => ({
      beneficiary: t.field({
        type: RetirementBeneficiary,
        description: 'The beneficiary.',
        resolve: (beneficiary) => beneficiary,
      }),
    }),
  },
);

const BeneficiaryVerification = builder.objectRef<BeneficiaryProof>('BeneficiaryVerification').implement({
  description: 'Whether a retirement is for whom somebody says.',
  fields: (t) => ({
    matches: t.exposeBoolean('matches', { description: 'It is.' }),
    computed: t.field({
      type: 'Hash',
      description: 'What the words and the salt come to.',
      resolve: ({ computed }) => computed,
    }),
    retirement: t.field({ type: Retirement, description: 'The retirement.', resolve: ({ retirement }) => retirement }),
  }),
});

builder.queryField('retirementBeneficiaryVerify', (t) =>
  t.field({
    type: BeneficiaryVerification,
    description:
      'Checks a beneficiary that you were told: the words, and for a private one the salt, against what the chain has.',
    args: {
      retirementId: t.arg.id({ description: 'Of which retirement.' }),
      beneficiary: t.arg({ type: RetirementBeneficiaryInput, description: 'For whom it is said to be.' }),
      salt: t.arg({ type: 'Hash', required: false, description: 'Of a private beneficiary: what its owner told you.' }),
    },
    resolve: (_, args, ctx) => verifyBeneficiary(ctx, args),
  }),
);
