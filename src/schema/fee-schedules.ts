import type { FeeLimits, FeeScheduleRow, FeeShareBps, FeeTier } from '../db/trades.ts';
import type { Asset as AssetCode } from '../db/wallets.ts';
import { formatAmount } from '../resolvers/amounts.ts';
import { InputInvalid } from '../resolvers/errors.ts';
import { publishFeeSchedule } from '../resolvers/fee-schedules/publish-fee-schedule.ts';
import { feeSchedulesById, feesInForce } from '../resolvers/fee-schedules/read.ts';
import { idOfVersion } from '../resolvers/fee-schedules/rules.ts';
import { maybeProposal } from '../resolvers/governance/read.ts';
import { builder } from './builder.ts';
import { Proposal } from './proposals.ts';
import { Asset } from './wallets.ts';

/** Other basis points from a volume on. */
export const FeeTierType = builder.objectRef<FeeTier>('FeeTier').implement({
  description: 'Other fees from a volume on.',
  fields: (t) => ({
    fromVolume: t.field({
      type: 'Decimal',
      description: 'Bought and sold on the last 30 whole days (UTC), in euros.',
      resolve: ({ fromVolume }) => formatAmount(BigInt(fromVolume), 'EUR'),
    }),
    makerBps: t.exposeInt('makerBps', { description: 'What a seller then pays, in basis points.' }),
    takerBps: t.exposeInt('takerBps', { description: 'What a buyer then pays, in basis points.' }),
  }),
});

const FeeLimitsType = builder.objectRef<FeeLimits & { readonly currency: AssetCode }>('FeeLimits').implement({
  description: 'The least and the most of one fee in one currency. No fee is more than what it is taken of.',
  fields: (t) => ({
    currency: t.expose('currency', { type: Asset, description: 'In which currency.' }),
    floor: t.field({
      type: 'Decimal',
      description: 'The least.',
      resolve: ({ floor, currency }) => formatAmount(BigInt(floor), currency),
    }),
    cap: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The most; null where there is none.',
      resolve: ({ cap, currency }) => (cap === null ? null : formatAmount(BigInt(cap), currency)),
    }),
  }),
});

const FeeShares = builder.objectRef<FeeShareBps>('FeeShares').implement({
  description: 'To whom a fee goes, by largest remainder: 10000 basis points in all.',
  fields: (t) => ({
    platformBps: t.exposeInt('platformBps', { description: 'To the platform.' }),
    communityBps: t.exposeInt('communityBps', { description: 'To the communities of projects.' }),
    insuranceBps: t.exposeInt('insuranceBps', { description: 'To the insurance against reversals.' }),
  }),
});

export const FeeSchedule = builder.objectRef<FeeScheduleRow>('FeeSchedule');
builder.node(FeeSchedule, {
  id: { resolve: ({ version }) => idOfVersion(version), description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => feeSchedulesById(ctx, ids),
  description: 'What a trade costs its two sides. Never changed: other fees are another version.',
  fields: (t) => ({
    version: t.exposeInt('version', {
      description: 'Number of the version; each trade keeps the one it was settled under.',
    }),
    makerBps: t.exposeInt('makerBps', {
      description: 'What the seller pays: basis points of the total price, rounded up; 100 = 1 %.',
    }),
    takerBps: t.exposeInt('takerBps', {
      description: 'What the buyer pays on top: basis points of the total price, rounded up; 100 = 1 %.',
    }),
    tiers: t.field({
      type: [FeeTierType],
      description:
        'Other fees for those who trade more, in rising order; what is agreed with an organization goes before.',
      resolve: ({ tiers }) => [...tiers],
    }),
    limits: t.field({
      type: [FeeLimitsType],
      description: 'The least and the most of a fee, by currency.',
      resolve: ({ limits }) =>
        Object.entries(limits).map(([currency, each]) => ({ ...each, currency: currency as AssetCode })),
    }),
    shares: t.field({ type: FeeShares, description: 'To whom fees go.', resolve: ({ shares }) => shares }),
    effectiveFrom: t.expose('effectiveFrom', {
      type: 'DateTime',
      description: 'From when it holds, until the next one does.',
    }),
    proposal: t.field({
      type: Proposal,
      nullable: true,
      description: 'The proposal whose execution made it; null where an administrator published it.',
      resolve: ({ proposalId }, _, ctx) => maybeProposal(ctx, proposalId),
    }),
  }),
});

export const FeeTierInput = builder.inputType('FeeTierInput', {
  description: 'Other fees from a volume on.',
  fields: (t) => ({
    fromVolume: t.field({ type: 'Decimal', description: 'Traded on 30 whole days, both sides, in euros.' }),
    makerBps: t.int({ description: 'What a seller then pays: 0 to 10000.' }),
    takerBps: t.int({ description: 'What a buyer then pays: 0 to 10000.' }),
  }),
});

export const FeeLimitsInput = builder.inputType('FeeLimitsInput', {
  description: 'The least and the most of one fee.',
  fields: (t) => ({
    currency: t.field({ type: Asset, description: 'In which currency: EUR, USD or ETH.' }),
    floor: t.field({ type: 'Decimal', description: 'The least; 0 for none.' }),
    cap: t.field({ type: 'Decimal', required: false, description: 'The most (default: none).' }),
  }),
});

export const FeeSharesInput = builder.inputType('FeeSharesInput', {
  description: 'To whom fees go: 10000 basis points in all.',
  fields: (t) => ({
    platformBps: t.int({ description: 'To the platform.' }),
    communityBps: t.int({ description: 'To the communities of projects.' }),
    insuranceBps: t.int({ description: 'To the insurance against reversals.' }),
  }),
});

builder.queryField('feeSchedule', (t) =>
  t.field({
    type: FeeSchedule,
    description: 'The fees in force now.',
    extensions: { shared: true },
    resolve: (_, __, ctx) => feesInForce(ctx),
  }),
);

builder.relayMutationField(
  'feeSchedulePublish',
  {
    description: 'The fees to come.',
    inputFields: (t) => ({
      makerBps: t.int({
        description: 'What the seller pays, in basis points of the total price: 0 to 10000; 100 = 1 %.',
      }),
      takerBps: t.int({ description: 'What the buyer pays on top, in basis points of the total price: 0 to 10000.' }),
      tiers: t.field({
        type: [FeeTierInput],
        required: false,
        description: 'Other fees for those who trade more, in rising order (default: as they are now).',
      }),
      limits: t.field({
        type: [FeeLimitsInput],
        required: false,
        description: 'The least and the most of a fee, each currency once (default: as they are now).',
      }),
      shares: t.field({
        type: FeeSharesInput,
        required: false,
        description: 'To whom fees go (default: as it is now).',
      }),
      effectiveFrom: t.field({
        type: 'DateTime',
        required: false,
        description: 'From when they hold (default: now); not in the past.',
      }),
    }),
  },
  {
    description: 'Publishes the fees of trades from a moment on. For PLATFORM_ADMIN; recorded in the audit log.',
    errors: { types: [InputInvalid] },
    resolve: (_, { input }, ctx) => publishFeeSchedule(ctx, input),
  },
  {
    description: 'The version that was published.',
    outputFields: (t) => ({
      feeSchedule: t.field({ type: FeeSchedule, description: 'The schedule.', resolve: (schedule) => schedule }),
    }),
  },
);
