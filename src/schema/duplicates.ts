import type {
  DuplicateEvidence as Evidence,
  DuplicateKind as KindCode,
  DuplicateRow,
  DuplicateStatus as StatusCode,
} from '../db/project-duplicates.ts';
import { decideProjectDuplicate } from '../resolvers/duplicates/decide-project-duplicate.ts';
import { findDuplicate, listDuplicates, stepsOf } from '../resolvers/duplicates/read.ts';
import type { DuplicateStep as StepCode } from '../resolvers/duplicates/rules.ts';
import { IllegalTransition, InputInvalid, NotFound } from '../resolvers/errors.ts';
import { projectOf } from '../resolvers/projects/read.ts';
import { userOf } from '../resolvers/users/read.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { Project } from './projects.ts';
import { User } from './users.ts';

const DuplicateKind = enumOf('ProjectDuplicateKind', 'What two projects of two registries have in common.', {
  SERIALS: 'They claim the same serial numbers.',
  ACTIVITY: 'They look like the same activity: its place or name, its period and its type.',
} satisfies Record<KindCode, string>);

const DuplicateStatus = enumOf('ProjectDuplicateStatus', 'What was decided about two projects that may be one.', {
  OPEN: 'Nobody has decided yet.',
  DISMISSED: 'They are two.',
  CONFIRMED: 'They are one.',
} satisfies Record<StatusCode, string>);

const DuplicateStep = enumOf('ProjectDuplicateAction', 'What can be done about two projects that may be one.', {
  DISMISS: '`projectDuplicateDecide` to DISMISSED.',
  CONFIRM: '`projectDuplicateDecide` to CONFIRMED.',
  REOPEN: '`projectDuplicateDecide` to OPEN.',
} satisfies Record<StepCode, string>);

const DuplicateEvidence = builder.objectRef<Evidence>('ProjectDuplicateEvidence').implement({
  description: 'What makes two projects look like one; null where too little is known.',
  fields: (t) => ({
    distanceM: t.exposeFloat('distanceM', { nullable: true, description: 'Metres between them; 0 where they meet.' }),
    nameSimilarity: t.exposeFloat('nameSimilarity', {
      nullable: true,
      description: 'How alike their names are, 0 to 1, without the words that most names have.',
    }),
    sameCountry: t.exposeBoolean('sameCountry', { nullable: true, description: 'Whether they are in one country.' }),
    periodsOverlap: t.exposeBoolean('periodsOverlap', {
      nullable: true,
      description: 'Whether their crediting periods overlap.',
    }),
    sameType: t.exposeBoolean('sameType', { nullable: true, description: 'Whether their types are called the same.' }),
    methodologies: t.stringList({
      description: 'Codes of methodologies that both use.',
      resolve: ({ methodologies }) => [...methodologies],
    }),
    serials: t.stringList({
      description: 'Blocks whose numbers both claim, ten at most.',
      resolve: ({ serials }) => [...serials],
    }),
  }),
});

const ProjectDuplicate = builder.objectRef<DuplicateRow>('ProjectDuplicate');
builder.node(ProjectDuplicate, {
  id: { resolve: ({ id }) => id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => Promise.all(ids.map(async (id) => (await findDuplicate(ctx, id)) ?? null)),
  description: 'Two projects of two registries that may be one. The platform reports them, a person decides.',
  fields: (t) => ({
    first: t.field({
      type: Project,
      description: 'One of the two.',
      resolve: ({ firstId }, _, ctx) => projectOf(ctx, firstId),
    }),
    second: t.field({
      type: Project,
      description: 'The other one.',
      resolve: ({ secondId }, _, ctx) => projectOf(ctx, secondId),
    }),
    kind: t.expose('kind', { type: DuplicateKind, description: 'What they have in common.' }),
    evidence: t.field({
      type: DuplicateEvidence,
      description: 'What was seen when they last looked like one.',
      resolve: ({ evidence }) => evidence,
    }),
    holds: t.exposeBoolean('holds', { description: 'Whether they still do, after what has changed of them since.' }),
    status: t.expose('status', { type: DuplicateStatus, description: 'What was decided.' }),
    decidedBy: t.field({
      type: User,
      nullable: true,
      description: 'Who decided last.',
      resolve: ({ decidedBy }, _, ctx) => (decidedBy === null ? null : userOf(ctx, decidedBy)),
    }),
    decidedAt: t.expose('decidedAt', { type: 'DateTime', nullable: true, description: 'When that was.' }),
    note: t.exposeString('note', { nullable: true, description: 'Why.' }),
    foundAt: t.expose('foundAt', { type: 'DateTime', description: 'When they were reported.' }),
    seenAt: t.expose('seenAt', { type: 'DateTime', description: 'When they were last looked at.' }),
    allowedActions: t.field({
      type: [DuplicateStep],
      extensions: { viewerDependent: true },
      description: 'What you can do about it now.',
      resolve: (report, _, ctx) => stepsOf(ctx, report),
    }),
  }),
});

const DuplicateConnection = builder.connectionObject(
  { type: ProjectDuplicate, name: 'ProjectDuplicateConnection', description: 'A page of what may be duplicates.' },
  { name: 'ProjectDuplicateEdge', description: 'A report and its cursor.' },
);

const DuplicateFilter = builder.inputType('ProjectDuplicateFilter', {
  description: 'Which reports are listed; all that is given must hold.',
  fields: (t) => ({
    status: t.field({ type: DuplicateStatus, required: false, description: 'With this decision.' }),
    kind: t.field({ type: DuplicateKind, required: false, description: 'Of this kind.' }),
    projectId: t.id({ required: false, description: 'About this project.' }),
    holds: t.boolean({ required: false, description: 'That still hold, or that do not.' }),
  }),
});

builder.queryField('projectDuplicates', (t) =>
  t.field({
    type: DuplicateConnection,
    description: 'Projects of two registries that may be one, the newest report first. For PLATFORM_ADMIN.',
    args: {
      filterBy: t.arg({ type: DuplicateFilter, required: false, description: 'Which ones.' }),
      ...pageArgs,
    },
    resolve: async (_, args, ctx) => toConnection(await listDuplicates(ctx, args)),
  }),
);

builder.relayMutationField(
  'projectDuplicateDecide',
  {
    description: 'Which report, what is decided and why.',
    inputFields: (t) => ({
      duplicateId: t.id({ description: 'Which report.' }),
      status: t.field({ type: DuplicateStatus, description: 'What is decided; OPEN opens it again.' }),
      note: t.string({ description: 'Why, up to 1000 characters.' }),
    }),
  },
  {
    description:
      'Decides whether two projects are one. Nothing else follows by itself: suspend one of them where that is due. For PLATFORM_ADMIN.',
    errors: { types: [InputInvalid, NotFound, IllegalTransition] },
    resolve: (_, { input }, ctx) => decideProjectDuplicate(ctx, input),
  },
  {
    description: 'The report that was decided.',
    outputFields: (t) => ({
      duplicate: t.field({ type: ProjectDuplicate, description: 'The report.', resolve: (report) => report }),
    }),
  },
);
