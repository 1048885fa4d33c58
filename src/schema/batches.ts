import type { CreditCount, RetiredBlock } from '../db/batch-lists.ts';
import type { BatchRow, BlockRow, CreditState as StateCode, HolderClass as HolderCode } from '../db/batches.ts';
import {
  batchById,
  batchesOf,
  batchOf,
  blocksOf,
  countsOf,
  creditsBySerial,
  externalRetirementOf,
  externalRetirementsOf,
  findBatch,
  type HeldCredits,
} from '../resolvers/batches/read.ts';
import { countOf } from '../resolvers/batches/serials.ts';
import { encodeId } from '../resolvers/ids.ts';
import { projectOf } from '../resolvers/projects/read.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { Project } from './projects.ts';

export const CreditState = enumOf('CreditState', 'What can be done with credits.', {
  PENDING: 'Announced and not issued yet.',
  ACTIVE: 'Issued: they can be sold and retired.',
  ON_HOLD: 'Issued, and held back by their registry.',
  BUFFER: 'Set aside in case that what was stored is lost again.',
  RETIRED: 'Used for a claim, for ever.',
  CANCELLED: 'Taken out for any other reason, for ever.',
  EXPIRED: 'No longer good for what they were issued for.',
} satisfies Record<StateCode, string>);

export const HolderClass = enumOf('HolderClass', 'In whose hands credits are.', {
  REGISTRY_ACCOUNT: 'In somebody’s account at their registry.',
  PLATFORM_CUSTODY: 'In the custody of the platform, at their registry.',
} satisfies Record<HolderCode, string>);

const CreditStateCount = builder.objectRef<CreditCount>('CreditStateCount').implement({
  description: 'How many credits of a batch are in one state.',
  fields: (t) => ({
    state: t.expose('state', { type: CreditState, description: 'Which state.' }),
    quantity: t.field({
      type: 'Decimal',
      description: 'How many: whole tonnes of CO2e.',
      resolve: ({ quantity }) => quantity.toString(),
    }),
  }),
});

export const CreditBatch = builder.objectRef<BatchRow>('CreditBatch');

const quantityOf = ({ blockStart, blockEnd }: BlockRow): string => (blockEnd - blockStart + 1n).toString();

const ExternalRetirement = builder.objectRef<RetiredBlock>('ExternalRetirement');
const CreditSerialBlock = builder.objectRef<BlockRow>('CreditSerialBlock').implement({
  description: 'Credits with serial numbers that follow each other. No number is in two blocks.',
  fields: (t) => ({
    id: t.id({ description: 'Opaque id, the same for ever.', resolve: ({ id }) => encodeId('CreditSerialBlock', id) }),
    serial: t.exposeString('serial', { description: 'As the registry writes it.' }),
    registry: t.exposeString('registry', { description: 'Code of the registry.' }),
    prefix: t.exposeString('prefix', { description: 'What stands before the numbers.' }),
    blockStart: t.string({ description: 'The first number.', resolve: ({ blockStart }) => blockStart.toString() }),
    blockEnd: t.string({ description: 'The last number.', resolve: ({ blockEnd }) => blockEnd.toString() }),
    quantity: t.field({ type: 'Decimal', description: 'How many: blockEnd - blockStart + 1.', resolve: quantityOf }),
    state: t.expose('state', { type: CreditState, description: 'What can be done with them.' }),
    holder: t.expose('holder', { type: HolderClass, description: 'In whose hands they are.' }),
    issuedOn: t.expose('issuedOn', { type: 'Date', nullable: true, description: 'When they were issued.' }),
    batch: t.field({
      type: CreditBatch,
      description: 'Which batch they are of.',
      resolve: ({ batchId }, _, ctx) => batchOf(ctx, batchId),
    }),
    externalRetirement: t.field({
      type: ExternalRetirement,
      nullable: true,
      description: 'Their retirement or cancellation as the registry tells it.',
      resolve: async (block, _, ctx) => {
        const retirement = await externalRetirementOf(ctx, block);
        return retirement ? { retirement, block } : null;
      },
    }),
  }),
});

ExternalRetirement.implement({
  description: 'A retirement or cancellation outside the platform, as a registry tells of it.',
  fields: (t) => ({
    retiredOn: t.field({ type: 'Date', description: 'When.', resolve: ({ retirement }) => retirement.retiredOn }),
    beneficiary: t.string({
      nullable: true,
      description: 'For whom.',
      resolve: ({ retirement }) => retirement.beneficiary,
    }),
    reason: t.string({
      nullable: true,
      description: 'Why, in the words of the registry.',
      resolve: ({ retirement }) => retirement.reason,
    }),
    details: t.string({
      nullable: true,
      description: 'What else is told of it.',
      resolve: ({ retirement }) => retirement.details,
    }),
    quantity: t.field({ type: 'Decimal', description: 'How many credits.', resolve: ({ block }) => quantityOf(block) }),
    block: t.field({ type: CreditSerialBlock, description: 'Which credits.', resolve: ({ block }) => block }),
  }),
});

const BlockConnection = builder.connectionObject(
  { type: CreditSerialBlock, name: 'CreditSerialBlockConnection', description: 'A page of serial blocks.' },
  { name: 'CreditSerialBlockEdge', description: 'A serial block and its cursor.' },
);
const RetirementConnection = builder.connectionObject(
  { type: ExternalRetirement, name: 'ExternalRetirementConnection', description: 'A page of outside retirements.' },
  { name: 'ExternalRetirementEdge', description: 'An outside retirement and its cursor.' },
);

builder.node(CreditBatch, {
  id: { resolve: (batch) => batch.id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => Promise.all(ids.map(async (id) => (await findBatch(ctx, id)) ?? null)),
  description: 'Credits of one project and one vintage. One credit is one tonne of CO2e.',
  fields: (t) => ({
    project: t.field({
      type: Project,
      description: 'What achieved them.',
      resolve: ({ projectId }, _, ctx) => projectOf(ctx, projectId),
    }),
    vintage: t.exposeInt('vintage', { description: 'The year in which the vintage begins.' }),
    vintageStart: t.expose('vintageStart', { type: 'Date', description: 'First day of the vintage.' }),
    vintageEnd: t.expose('vintageEnd', { type: 'Date', description: 'Last day of the vintage.' }),
    quantity: t.field({
      type: 'Decimal',
      description: 'All credits of it that are known: whole tonnes of CO2e.',
      resolve: ({ quantity }) => quantity.toString(),
    }),
    counts: t.field({
      type: [CreditStateCount],
      description: 'How many of them are in which state; they add up to the quantity.',
      resolve: (batch, _, ctx) => countsOf(ctx, batch),
    }),
    serialBlocks: t.field({
      type: BlockConnection,
      description: 'Their serial numbers, in the order in which they became known.',
      args: {
        state: t.arg({ type: CreditState, required: false, description: 'Only those in this state.' }),
        ...pageArgs,
      },
      resolve: async (batch, args, ctx) => toConnection(await blocksOf(ctx, batch, args)),
    }),
    externalRetirements: t.field({
      type: RetirementConnection,
      description: 'What the registry tells of retirements outside the platform, the last first.',
      args: pageArgs,
      resolve: async (batch, args, ctx) => toConnection(await externalRetirementsOf(ctx, batch, args)),
    }),
  }),
});

const BatchConnection = builder.connectionObject(
  { type: CreditBatch, name: 'CreditBatchConnection', description: 'A page of credit batches.' },
  { name: 'CreditBatchEdge', description: 'A credit batch and its cursor.' },
);

builder.objectField(Project, 'batches', (t) =>
  t.field({
    type: BatchConnection,
    description: 'Its credits, the newest vintage first.',
    args: pageArgs,
    resolve: async (project, args, ctx) => toConnection(await batchesOf(ctx, project, args)),
  }),
);

const CreditsInBlock = builder.objectRef<HeldCredits>('CreditsInBlock').implement({
  description: 'Credits that were asked for by their serial numbers: those of them that are in one block.',
  fields: (t) => ({
    serial: t.string({ description: 'Which of them.', resolve: ({ credits }) => credits.text }),
    quantity: t.field({
      type: 'Decimal',
      description: 'How many.',
      resolve: ({ credits }) => countOf(credits).toString(),
    }),
    block: t.field({
      type: CreditSerialBlock,
      description: 'The block that they are in.',
      resolve: ({ block }) => block,
    }),
  }),
});

builder.queryFields((t) => ({
  creditBatch: t.field({
    type: CreditBatch,
    nullable: true,
    description: 'One credit batch, or null if there is none with this id that you may see.',
    args: { id: t.arg.id({ description: 'Its id.' }) },
    resolve: (_, { id }, ctx) => batchById(ctx, id),
  }),
  creditBySerial: t.field({
    type: [CreditsInBlock],
    description:
      'Where credits are: their block, batch, project, state and holder. In parts where a part was retired or moved; ' +
      'empty if none of them is known.',
    args: {
      serial: t.arg.string({
        description:
          'A block as its registry writes it, or one credit: "19385-941467007-941467431-VCS-VCU-...", "19385-941467010".',
      }),
    },
    resolve: (_, { serial }, ctx) => creditsBySerial(ctx, serial),
  }),
}));
