import type { CaseRow } from '../db/poai.ts';
import type { FeedEvent } from '../resolvers/feed.ts';
import { encodeId } from '../resolvers/ids.ts';
import {
  actionsOf,
  assignmentsOf,
  caseById,
  checksOf,
  eventsOf,
  findCase,
  findingsOf,
  listCases,
  myCases,
  ownerUserId,
  proofOf,
} from '../resolvers/poai/read.ts';
import { type CaseAction, isOverdue } from '../resolvers/poai/rules.ts';
import { watchCases } from '../resolvers/poai/watch.ts';
import { projectOf } from '../resolvers/projects/read.ts';
import { userOf } from '../resolvers/users/read.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { afterArg } from './inputs.ts';
import { PoaiAssignment, PoaiAssurance, PoaiCaseEvent, PoaiCaseStatus, PoaiCheck, PoaiFinding } from './poai-facts.ts';
import { PoaiProof } from './poai-proofs.ts';
import { Project } from './projects.ts';
import { User } from './users.ts';

const PoaiCaseAction = enumOf('PoaiCaseAction', 'What can be done to a case.', {
  SUBMIT: '`poaiCaseSubmit`.',
  ASSIGN: '`poaiCaseAssign`.',
  START_REVIEW: '`poaiReviewStart`.',
  RUN_CHECKS: '`poaiChecksRun`.',
  COMPLETE_CHECK: '`poaiCheckComplete`.',
  RAISE_FINDING: '`poaiFindingRaise`.',
  ANSWER_FINDING: '`poaiFindingAnswer`.',
  CLOSE_FINDING: '`poaiFindingClose`.',
  REQUEST_CHANGES: '`poaiChangesRequest`.',
  RESUBMIT: '`poaiCaseResubmit`.',
  COMPLETE_REVIEW: '`poaiReviewComplete`.',
  START_TECHNICAL_REVIEW: '`poaiTechnicalReviewStart`.',
  PREPARE_BUNDLE: '`poaiBundlePrepare`.',
  ATTEST: '`poaiAttestationSubmit`.',
  APPROVE: '`poaiCaseApprove`.',
  REJECT: '`poaiCaseReject`.',
  REVOKE: '`poaiCaseRevoke`.',
} satisfies Record<CaseAction, string>);

const HistoryConnection = builder.connectionObject(
  { type: PoaiCaseEvent, name: 'PoaiCaseEventConnection', description: 'A page of the history of a case.' },
  { name: 'PoaiCaseEventEdge', description: 'An entry and its cursor.' },
);

const VIEWER = { viewerDependent: true };
const FOR_PARTIES = 'Null but for the owner, the reviewers and PLATFORM_ADMIN.';
/** How many checks a catalogue has, about. */
const CHECKS = 45;

export const PoaiCase = builder.objectRef<CaseRow>('PoaiCase');
builder.node(PoaiCase, {
  id: { resolve: (row) => row.id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => Promise.all(ids.map(async (id) => (await findCase(ctx, id)) ?? null)),
  description:
    'The review of a project, or of one batch of its credits. What came of an approval is public; all else is for the owner, the reviewers and PLATFORM_ADMIN.',
  fields: (t) => ({
    project: t.field({
      type: Project,
      description: 'What it is about.',
      resolve: (row, _, ctx) => projectOf(ctx, row.projectId),
    }),
    batchId: t.id({
      nullable: true,
      description: 'The batch of credits that it is about; null if it is about all of the project.',
      resolve: ({ batchId }) => batchId && encodeId('CreditBatch', batchId),
    }),
    status: t.expose('status', { type: PoaiCaseStatus, description: 'How far it is.' }),
    catalogue: t.exposeString('catalogue', { description: 'The version of the catalogue that its checks are from.' }),
    assurance: t.expose('assurance', { type: PoaiAssurance, description: 'How sure the reviewer has to be.' }),
    materialityPercent: t.field({
      type: 'Decimal',
      description: 'By how many percent the reductions may be misstated.',
      resolve: ({ materialityPercent }) => materialityPercent,
    }),
    owner: t.field({
      type: User,
      nullable: true,
      description: 'Whose it is; null if it is an organization’s.',
      resolve: (row, _, ctx) => {
        const userId = ownerUserId(row);
        return userId === null ? null : userOf(ctx, userId);
      },
    }),
    supersedesId: t.id({
      nullable: true,
      description: 'The case whose place it takes.',
      resolve: ({ supersedesId }) => supersedesId && encodeId('PoaiCase', supersedesId),
    }),
    opinion: t.exposeString('opinion', {
      nullable: true,
      description: 'What the reviewer states at the end of the review.',
    }),
    dueAt: t.expose('dueAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when whoever is to act should have.',
    }),
    isOverdue: t.boolean({
      description: 'Whether somebody should have acted by now.',
      resolve: (row) => isOverdue(row, new Date()),
    }),
    decidedAt: t.expose('decidedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was approved or rejected.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was opened.' }),
    changedAt: t.expose('changedAt', { type: 'DateTime', description: 'When it last took a step.' }),
  }),
});

builder.objectFields(PoaiCase, (t) => ({
  reviewers: t.field({
    type: [PoaiAssignment],
    nullable: true,
    extensions: VIEWER,
    description: `Who reviews it. ${FOR_PARTIES}`,
    resolve: (row, _, ctx) => assignmentsOf(ctx, row),
  }),
  checks: t.field({
    type: [PoaiCheck],
    nullable: true,
    extensions: { ...VIEWER, listSize: CHECKS },
    description: `All checks, in the order of their trees. ${FOR_PARTIES}`,
    resolve: async (row, _, ctx) =>
      (await checksOf(ctx, row))?.map((check) => ({ ...check, catalogue: row.catalogue })) ?? null,
  }),
  findings: t.field({
    type: [PoaiFinding],
    nullable: true,
    extensions: VIEWER,
    description: `What was asked of the owner, by number. ${FOR_PARTIES}`,
    resolve: (row, _, ctx) => findingsOf(ctx, row),
  }),
  history: t.field({
    type: HistoryConnection,
    extensions: VIEWER,
    description: 'All that happened to it, oldest first. Empty but for the owner, the reviewers and PLATFORM_ADMIN.',
    args: pageArgs,
    resolve: async (row, args, ctx) => toConnection(await eventsOf(ctx, row, args)),
  }),
  proof: t.field({
    type: PoaiProof,
    nullable: true,
    description: 'What is signed, once the technical review has bound it.',
    resolve: (row, _, ctx) => proofOf(ctx, row),
  }),
  allowedActions: t.field({
    type: [PoaiCaseAction],
    extensions: VIEWER,
    description: 'What you can do to it now.',
    resolve: (row, _, ctx) => actionsOf(ctx, row),
  }),
}));

const CaseConnection = builder.connectionObject(
  { type: PoaiCase, name: 'PoaiCaseConnection', description: 'A page of cases.' },
  { name: 'PoaiCaseEdge', description: 'A case and its cursor.' },
);

const PoaiCaseFilter = builder.inputType('PoaiCaseFilter', {
  description: 'Which cases; all that is given must hold.',
  fields: (t) => ({
    statuses: t.field({ type: [PoaiCaseStatus], required: false, description: 'In one of these states.' }),
    projectId: t.id({ required: false, description: 'About this project, or a batch of it.' }),
    isOverdue: t.boolean({ required: false, description: 'Whether somebody should have acted by now.' }),
  }),
});
const filterArg = builder.args((t) => ({
  filterBy: t.field({ type: PoaiCaseFilter, required: false, description: 'Which ones.' }),
}));

builder.queryFields((t) => ({
  poaiCase: t.field({
    type: PoaiCase,
    nullable: true,
    description: 'One case, or null if there is none with this id that you may see.',
    args: { id: t.arg.id({ description: 'Its id.' }) },
    resolve: (_, { id }, ctx) => caseById(ctx, id),
  }),
  myPoaiCases: t.field({
    type: CaseConnection,
    description: 'The cases that you or your organizations own, and those that you review, newest first.',
    args: { ...pageArgs, ...filterArg },
    resolve: async (_, args, ctx) => toConnection(await myCases(ctx, args)),
  }),
  poaiCases: t.field({
    type: CaseConnection,
    description:
      'The cases that you may see, newest first: your own, those that were approved, and all for PLATFORM_ADMIN.',
    args: { ...pageArgs, ...filterArg },
    resolve: async (_, args, ctx) => toConnection(await listCases(ctx, args)),
  }),
}));

const PoaiCaseChangedEvent = builder.objectRef<FeedEvent<'poaiCase'>>('PoaiCaseChangedEvent').implement({
  description: 'Something was done to a case.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Give it back as `after` and you miss nothing.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it happened.' }),
    kind: t.string({ description: 'What, as in the history of the case.', resolve: ({ payload }) => payload.kind }),
    caseId: t.id({ description: 'Which case.', resolve: ({ payload }) => encodeId('PoaiCase', payload.id) }),
    case: t.field({
      type: PoaiCase,
      nullable: true,
      description: 'The case as it is now, at the moment of delivery.',
      resolve: ({ payload }, _, ctx) => findCase(ctx, payload.id),
    }),
  }),
});

builder.subscriptionField('poaiCaseChanged', (t) =>
  t.field({
    type: PoaiCaseChangedEvent,
    description: 'All that is done to cases of which you see all, as owner, reviewer or PLATFORM_ADMIN.',
    args: {
      id: t.arg.id({ required: false, description: 'Only this case.' }),
      mine: t.arg.boolean({
        required: false,
        description: 'Only those that you or your organizations own, or that you review.',
      }),
      ...afterArg,
    },
    subscribe: (_, args, ctx) => watchCases(ctx, args),
    resolve: (event) => event,
  }),
);
