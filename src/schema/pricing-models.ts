import type { ParameterName as NameCode, ParameterView, PricingModelRow } from '../db/pricing.ts';
import { formatDecimal, PRICE_SCALE } from '../resolvers/amounts.ts';
import { InputInvalid } from '../resolvers/errors.ts';
import { idOfVersion } from '../resolvers/fee-schedules/rules.ts';
import { listModels, modelParameters, modelsById, readModel } from '../resolvers/pricing/models.ts';
import { parameterRules } from '../resolvers/pricing/parameters.ts';
import { publishPricingParameters } from '../resolvers/pricing/publish-pricing-parameters.ts';
import { userOf } from '../resolvers/users/read.ts';
import { maybeProposal } from '../resolvers/governance/read.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { QuoteCurrency } from './pricing.ts';
import { Proposal } from './proposals.ts';
import { User } from './users.ts';

const names = Object.keys(parameterRules) as NameCode[];
export const PricingParameterName = enumOf(
  'PricingParameterName',
  'What the pricing model is made of; docs/PRICING.md has the formulas.',
  Object.fromEntries(names.map((name) => [name, `${parameterRules[name].meaning}.`])) as Record<NameCode, string>,
);

const value = (amount: bigint): string => formatDecimal(amount, PRICE_SCALE, 0);

const PricingParameter = builder.objectRef<ParameterView>('PricingParameter').implement({
  description: 'One parameter of the pricing model, with who published it and from when it holds. It never changes.',
  fields: (t) => ({
    name: t.expose('name', { type: PricingParameterName, description: 'Which parameter.' }),
    key: t.exposeString('key', {
      description: 'Of which type of project, label, rating, or batch; empty where there is but one.',
    }),
    currency: t.field({
      type: QuoteCurrency,
      nullable: true,
      description: 'In which currency; null for what is no price.',
      resolve: ({ currency }) => (currency === '' ? null : (currency as 'EUR' | 'USD')),
    }),
    value: t.field({ type: 'Decimal', description: 'What it is.', resolve: (parameter) => value(parameter.value) }),
    source: t.exposeString('source', { description: 'Where the value comes from.' }),
    modelVersion: t.exposeInt('modelVersion', { description: 'With which version it was published.' }),
    effectiveFrom: t.expose('effectiveFrom', { type: 'DateTime', description: 'From when it holds.' }),
    author: t.field({
      type: User,
      nullable: true,
      description: 'Who published it; null for the first, which the platform came with.',
      resolve: ({ authorId }, _, ctx) => (authorId === null ? null : userOf(ctx, authorId)),
    }),
  }),
});

export const PricingModel = builder.objectRef<PricingModelRow>('PricingModel');
builder.node(PricingModel, {
  id: { resolve: ({ version }) => idOfVersion(version), description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => modelsById(ctx, ids),
  description: 'A version of the parameters that prices are computed from. Never changed: others are another version.',
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'Its number, as prices and quotes name it.' }),
    reason: t.exposeString('reason', { description: 'Why it was published.' }),
    author: t.field({
      type: User,
      nullable: true,
      description: 'Who published it; null for the first, and for what a proposal set.',
      resolve: ({ authorId }, _, ctx) => (authorId === null ? null : userOf(ctx, authorId)),
    }),
    proposal: t.field({
      type: Proposal,
      nullable: true,
      description: 'The proposal whose execution made it; null where an administrator published it.',
      resolve: ({ proposalId }, _, ctx) => maybeProposal(ctx, proposalId),
    }),
    effectiveFrom: t.expose('effectiveFrom', { type: 'DateTime', description: 'From when it holds.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was published.' }),
    parameters: t.field({
      type: [PricingParameter],
      description: 'All parameters as they are when it comes into force.',
      resolve: async (model, _, ctx) => [...(await modelParameters(ctx, model, { ownOnly: false }))],
    }),
    published: t.field({
      type: [PricingParameter],
      description: 'Those that were published with it.',
      resolve: async (model, _, ctx) => [...(await modelParameters(ctx, model, { ownOnly: true }))],
    }),
  }),
});

const PricingModelConnection = builder.connectionObject(
  { type: PricingModel, name: 'PricingModelConnection', description: 'A page of versions.' },
  { name: 'PricingModelEdge', description: 'A version and its cursor.' },
);

builder.queryFields((t) => ({
  pricingModel: t.field({
    type: PricingModel,
    nullable: true,
    description: 'The parameters in force now, or a version by its number.',
    extensions: { shared: true },
    args: { version: t.arg.int({ required: false, description: 'Which version (default: the one in force).' }) },
    resolve: (_, { version }, ctx) => readModel(ctx, version),
  }),
  pricingModels: t.field({
    type: PricingModelConnection,
    description: 'Every version, past and to come, the newest number first.',
    extensions: { shared: true },
    args: pageArgs,
    resolve: async (_, args, ctx) => toConnection(await listModels(ctx, args)),
  }),
}));

const PricingParameterInput = builder.inputType('PricingParameterInput', {
  description: 'One parameter as it is to be.',
  fields: (t) => ({
    name: t.field({ type: PricingParameterName, description: 'Which parameter.' }),
    key: t.string({
      required: false,
      description:
        'TYPE_BASE, LAMBDA: a type or category of projects, or a kind of mitigation, such as "ARR". ANCHOR: one of those, or the id of a CreditBatch. LABEL_FACTOR: the code of a label. RATING_FACTOR: agency and rating, such as "BeZero AA". Of others none.',
    }),
    currency: t.field({
      type: QuoteCurrency,
      required: false,
      description: 'Of TYPE_BASE, ANCHOR and TICK the currency; of others none.',
    }),
    value: t.field({ type: 'Decimal', description: 'What it is to be, with at most 18 decimal places.' }),
    source: t.string({ description: 'Where the value comes from: up to 500 characters.' }),
  }),
});

builder.relayMutationField(
  'pricingParametersPublish',
  {
    description: 'What is to hold from when.',
    inputFields: (t) => ({
      reason: t.string({ description: 'Why: up to 500 characters.' }),
      parameters: t.field({
        type: [PricingParameterInput],
        description: 'Up to 500 parameters, each once. All others stay as they are.',
      }),
      effectiveFrom: t.field({
        type: 'DateTime',
        required: false,
        description: 'From when they hold (default: now); not in the past.',
      }),
    }),
  },
  {
    description:
      'Publishes parameters of the pricing model, together, as a new version. For PLATFORM_ADMIN; recorded in the audit log. Quotes that were given keep their price.',
    errors: { types: [InputInvalid] },
    resolve: (_, { input }, ctx) => publishPricingParameters(ctx, input),
  },
  {
    description: 'The version that was published.',
    outputFields: (t) => ({
      pricingModel: t.field({ type: PricingModel, description: 'The version.', resolve: (model) => model }),
    }),
  },
);
