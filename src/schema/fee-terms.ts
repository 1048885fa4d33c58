import type { OrganizationFeesRow, ProcessorTermsRow } from '../db/fee-terms.ts';
import { formatAmount } from '../resolvers/amounts.ts';
import { InputInvalid, NotFound } from '../resolvers/errors.ts';
import { publishOrganizationFees } from '../resolvers/fee-schedules/publish-organization-fees.ts';
import { publishProcessorTerms } from '../resolvers/fee-schedules/publish-processor-terms.ts';
import { type FeesView, myFees, organizationFees, processorTermsInForce } from '../resolvers/fee-schedules/read.ts';
import { organizationOf } from '../resolvers/organizations/read.ts';
import type { FeeRate } from '../resolvers/pricing/fees.ts';
import { builder } from './builder.ts';
import { FeeSchedule, FeeTierType } from './fee-schedules.ts';
import { Organization } from './organizations.ts';
import { PaymentMethod } from './payments.ts';
import { QuoteCurrency } from './pricing.ts';
import { FeeBasis } from './quotes.ts';
import { Asset } from './wallets.ts';

const FeeRateType = builder.objectRef<FeeRate>('FeeRate').implement({
  description: 'What one side pays, and by which rule.',
  fields: (t) => ({
    bps: t.exposeInt('bps', { description: 'Basis points of the total; 100 = 1 %.' }),
    basis: t.expose('basis', { type: FeeBasis, description: 'Which rule gave them.' }),
  }),
});

const OwnerFees = builder.objectRef<FeesView>('OwnerFees').implement({
  description: 'What somebody pays at this moment.',
  fields: (t) => ({
    maker: t.field({
      type: FeeRateType,
      description: 'As the seller of an announcement.',
      resolve: ({ maker }) => maker,
    }),
    taker: t.field({ type: FeeRateType, description: 'As a buyer.', resolve: ({ taker }) => taker }),
    volume: t.field({
      type: 'Decimal',
      description: 'Bought and sold on the last 30 whole days (UTC), in euros. It is summed up once a day.',
      resolve: ({ volume }) => formatAmount(volume, 'EUR'),
    }),
    tier: t.field({
      type: FeeTierType,
      nullable: true,
      description: 'The tier that this reaches, if it reaches one.',
      resolve: ({ tier }) => tier,
    }),
    nextTier: t.field({
      type: FeeTierType,
      nullable: true,
      description: 'The next one, if there is one.',
      resolve: ({ nextTier }) => nextTier,
    }),
    schedule: t.field({
      type: FeeSchedule,
      description: 'What everybody pays, the limits and the shares.',
      resolve: ({ schedule }) => schedule,
    }),
  }),
});

const OrganizationFees = builder.objectRef<OrganizationFeesRow>('OrganizationFees').implement({
  description: 'What is agreed with an organization from a moment on, until the next agreement.',
  fields: (t) => ({
    organization: t.field({
      type: Organization,
      description: 'With whom.',
      resolve: ({ organizationId }, _, ctx) => organizationOf(ctx, organizationId),
    }),
    makerBps: t.exposeInt('makerBps', {
      nullable: true,
      description: 'What it pays as a seller; null: what everybody pays.',
    }),
    takerBps: t.exposeInt('takerBps', {
      nullable: true,
      description: 'What it pays as a buyer; null: what everybody pays.',
    }),
    reason: t.exposeString('reason', { description: 'The contract, or why.' }),
    effectiveFrom: t.expose('effectiveFrom', { type: 'DateTime', description: 'From when it holds.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was published.' }),
  }),
});

const ProcessorTerms = builder.objectRef<ProcessorTermsRow>('ProcessorTerms').implement({
  description:
    'What the processor of a way of paying takes of each charge. Payers are charged ceil((total + fee + fixed) / (1 - rate)), so that the rest is left.',
  fields: (t) => ({
    method: t.expose('method', { type: PaymentMethod, description: 'Which way of paying.' }),
    currency: t.expose('currency', { type: Asset, description: 'In which currency.' }),
    rateBps: t.exposeInt('rateBps', { description: 'Basis points of the charge; 290 = 2.9 %.' }),
    fixed: t.field({
      type: 'Decimal',
      description: 'Beside the rate, of each charge.',
      resolve: ({ fixed, currency }) => formatAmount(fixed, currency),
    }),
    source: t.exposeString('source', { description: 'Where it is agreed.' }),
    version: t.exposeInt('version', { description: 'Number of the version.' }),
    effectiveFrom: t.expose('effectiveFrom', { type: 'DateTime', description: 'From when it holds.' }),
  }),
});

builder.queryFields((t) => ({
  myFees: t.field({
    type: OwnerFees,
    description: 'What you pay now; or what an organization does, for those who see its money.',
    args: { organizationId: t.arg.id({ required: false, description: 'What this organization pays.' }) },
    resolve: (_, args, ctx) => myFees(ctx, args),
  }),
  organizationFees: t.field({
    type: [OrganizationFees],
    description:
      'What was and is agreed with an organization, the last start first, up to 100. For those who see its money, and PLATFORM_ADMIN.',
    args: { organizationId: t.arg.id({ description: 'With which organization.' }) },
    resolve: (_, args, ctx) => organizationFees(ctx, args),
  }),
  processorTerms: t.field({
    type: [ProcessorTerms],
    description: 'What processors of payments take now, by way of paying and currency.',
    extensions: { shared: true },
    resolve: (_, __, ctx) => processorTermsInForce(ctx),
  }),
}));

builder.relayMutationField(
  'organizationFeesPublish',
  {
    description: 'What was agreed with whom.',
    inputFields: (t) => ({
      organizationId: t.id({ description: 'With which organization.' }),
      makerBps: t.int({
        required: false,
        description: 'What it pays as a seller: 0 to 10000 (default: what everybody pays).',
      }),
      takerBps: t.int({
        required: false,
        description: 'What it pays as a buyer: 0 to 10000 (default: what everybody pays).',
      }),
      reason: t.string({ description: 'The contract, or why: up to 500 characters.' }),
      effectiveFrom: t.field({
        type: 'DateTime',
        required: false,
        description: 'From when it holds (default: now); not in the past.',
      }),
    }),
  },
  {
    description:
      'Publishes fees agreed with an organization, which go before its tier. For PLATFORM_ADMIN; recorded in the audit log.',
    errors: { types: [InputInvalid, NotFound] },
    resolve: (_, { input }, ctx) => publishOrganizationFees(ctx, input),
  },
  {
    description: 'What was published.',
    outputFields: (t) => ({
      organizationFees: t.field({ type: OrganizationFees, description: 'The fees.', resolve: (fees) => fees }),
    }),
  },
);

builder.relayMutationField(
  'processorTermsPublish',
  {
    description: 'What a processor takes.',
    inputFields: (t) => ({
      method: t.field({ type: PaymentMethod, description: 'Of which way of paying.' }),
      currency: t.field({ type: QuoteCurrency, description: 'In which currency.' }),
      rateBps: t.int({ description: 'Basis points of each charge: 0 to 9999.' }),
      fixed: t.field({ type: 'Decimal', description: 'Beside the rate, of each charge.' }),
      source: t.string({ description: 'Where it is agreed: up to 500 characters.' }),
      effectiveFrom: t.field({
        type: 'DateTime',
        required: false,
        description: 'From when it holds (default: now); not in the past.',
      }),
    }),
  },
  {
    description:
      'Publishes what the processor of a way of paying takes of each charge, which payers bear. For PLATFORM_ADMIN; recorded in the audit log.',
    errors: { types: [InputInvalid] },
    resolve: (_, { input }, ctx) => publishProcessorTerms(ctx, input),
  },
  {
    description: 'What was published.',
    outputFields: (t) => ({
      processorTerms: t.field({ type: ProcessorTerms, description: 'The terms.', resolve: (terms) => terms }),
    }),
  },
);
