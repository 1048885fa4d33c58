import type { ProjectTotal } from '../db/retirement-lists.ts';
import { formatAmount } from '../resolvers/amounts.ts';
import { projectOf } from '../resolvers/projects/read.ts';
import { listRetirements, type Register, registerTotals, totalsByProject } from '../resolvers/retirements/read.ts';
import { builder } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { RetirementReason } from './retirement-words.ts';
import { Project } from './projects.ts';
import { RetirementConnection } from './retirements.ts';

const tonnes = (quantity: bigint): string => formatAmount(quantity, 'CARBON');

const ProjectRetirements = builder.objectRef<ProjectTotal>('ProjectRetirements').implement({
  description: 'What was retired of one project.',
  fields: (t) => ({
    project: t.field({
      type: Project,
      description: 'Of which.',
      resolve: ({ projectId }, _, ctx) => projectOf(ctx, projectId),
    }),
    quantity: t.field({ type: 'Decimal', description: 'Tonnes of CO2e.', resolve: ({ quantity }) => tonnes(quantity) }),
    retirements: t.int({ description: 'In how many retirements.', resolve: ({ retirements }) => Number(retirements) }),
  }),
});

const RetirementTotals = builder.objectRef<Register>('RetirementTotals').implement({
  description: 'What the public register comes to, of all that is asked for.',
  fields: (t) => ({
    quantity: t.field({
      type: 'Decimal',
      description: 'Tonnes of CO2e.',
      resolve: ({ totals }) => tonnes(totals.quantity),
    }),
    retirements: t.int({
      description: 'In how many retirements.',
      resolve: ({ totals }) => Number(totals.retirements),
    }),
    projects: t.int({ description: 'Of how many projects.', resolve: ({ totals }) => Number(totals.projects) }),
    beneficiaries: t.int({
      description: 'For how many beneficiaries that are public.',
      resolve: ({ totals }) => Number(totals.beneficiaries),
    }),
    privateQuantity: t.field({
      type: 'Decimal',
      description: 'How much of it for beneficiaries that are private, or known to the chain alone.',
      resolve: ({ totals }) => tonnes(totals.privateQuantity),
    }),
    byProject: t.field({
      type: [ProjectRetirements],
      description: 'By project, those first of which the most was retired.',
      args: { first: pageArgs.first },
      resolve: (register, { first }, ctx) => totalsByProject(ctx, register, first),
    }),
  }),
});

const RetirementFilter = builder.inputType('RetirementFilter', {
  description: 'Which retirements of the public register; all that is given must hold.',
  fields: (t) => ({
    projectId: t.id({ required: false, description: 'Of this project.' }),
    batchId: t.id({ required: false, description: 'Of these credits.' }),
    beneficiary: t.string({
      required: false,
      description: 'For whom: a part of the name, at least two characters. Private beneficiaries are never found.',
    }),
    beneficiaryIdentifier: t.string({
      required: false,
      description: 'For whom: the whole identifier, such as an LEI.',
    }),
    beneficiaryCountry: t.string({ required: false, description: 'For whom: their country, ISO 3166-1 alpha-2.' }),
    reasons: t.field({ type: [RetirementReason], required: false, description: 'For one of these reasons.' }),
    from: t.field({ type: 'DateTime', required: false, description: 'Retired at this moment or later.' }),
    to: t.field({ type: 'DateTime', required: false, description: 'Retired before this moment.' }),
  }),
});
const registerArgs = builder.args((t) => ({
  filterBy: t.field({ type: RetirementFilter, required: false, description: 'Which; all if left out.' }),
}));

builder.queryFields((t) => ({
  retirements: t.field({
    type: RetirementConnection,
    description: 'The public register of retirements that are final, the last retired first.',
    args: { ...registerArgs, ...pageArgs },
    resolve: async (_, args, ctx) => toConnection(await listRetirements(ctx, args)),
  }),
  retirementTotals: t.field({
    type: RetirementTotals,
    description: 'What the public register comes to.',
    args: registerArgs,
    resolve: (_, args, ctx) => registerTotals(ctx, args),
  }),
}));
