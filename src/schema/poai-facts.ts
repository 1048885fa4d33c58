import type { AssignmentRow, CaseEventRow, CaseStatus } from '../db/poai.ts';
import type { CheckRow, FindingRow } from '../db/poai-checks.ts';
import type { AnswerEvidenceView, EvidenceView } from '../db/poai-reviews.ts';
import { encodeId } from '../resolvers/ids.ts';
import { catalogueOf } from '../resolvers/poai/catalogue.ts';
import { visibleFindings } from '../resolvers/poai/read.ts';
import { organizationNameOf } from '../resolvers/poai/seats.ts';
import { userOf } from '../resolvers/users/read.ts';
import { builder, enumOf } from './builder.ts';
import { User } from './users.ts';

export const PoaiCaseStatus = enumOf('PoaiCaseStatus', 'How far a case is.', {
  DRAFT: 'Its owner writes it.',
  SUBMITTED: 'It waits for its reviewers.',
  ASSIGNED: 'Its reviewers are assigned; the review has not begun.',
  IN_REVIEW: 'The reviewer goes through the checks.',
  CHANGES_REQUESTED: 'Its owner is to answer and hand it in again.',
  REVIEW_COMPLETE: 'Every check has a result; the technical review is to begin.',
  TECHNICAL_REVIEW: 'The technical reviewer looks at the review; then both sign.',
  APPROVED: 'It is approved, and its proof stands.',
  REJECTED: 'It is rejected.',
  SUPERSEDED: 'The proof of a later case has taken its place.',
  REVOKED: 'Its approval was taken back.',
} satisfies Record<CaseStatus, string>);

export const PoaiAssurance = enumOf('PoaiAssurance', 'How sure a reviewer has to be (ISO 14064-3:2019).', {
  REASONABLE: 'The statement is fairly stated in all material respects.',
  LIMITED: 'Nothing has come up that would make it materially wrong.',
});

export const PoaiRole = enumOf('PoaiRole', 'As what somebody reviews a case.', {
  REVIEWER: 'Goes through all checks.',
  TECHNICAL_REVIEWER: 'Reviews the review, independently.',
});

export const PoaiCheckResult = enumOf('PoaiCheckResult', 'What a check came to.', {
  PASS: 'It is as it should be.',
  FAIL: 'It is not.',
  NOT_APPLICABLE: 'It does not apply, for the reason that the finding gives.',
  INCONCLUSIVE: 'It cannot be said.',
});

export const PoaiCheckMethod = enumOf('PoaiCheckMethod', 'How a check was made.', {
  AUTOMATED: 'By the platform, which says what it read.',
  DESK_REVIEW: 'By reading documents.',
  SITE_VISIT: 'On the site.',
  INTERVIEW: 'By asking people.',
  RECALCULATION: 'By calculating again.',
  CROSS_CHECK: 'Against another source.',
});

const PoaiCheckTree = enumOf('PoaiCheckTree', 'What a check is about; each has a tree in the bundle.', {
  asset: 'The credits themselves.',
  data: 'What was measured and calculated.',
  process: 'How the project is run and reviewed.',
});

export const PoaiFindingKind = enumOf('PoaiFindingKind', 'What a finding asks for.', {
  CAR: 'Corrective action request: something has to be put right before an approval.',
  CL: 'Clarification request: something has to be explained before an approval.',
  FAR: 'Forward action request: something has to be done before the next case.',
});

type Evidence = EvidenceView | AnswerEvidenceView;
const PoaiEvidence = builder.objectRef<Evidence>('PoaiEvidence').implement({
  description: 'A version of a document as a case refers to it.',
  fields: (t) => ({
    versionId: t.id({
      description: 'Id of the DocumentVersion; the parties of the case may read it.',
      resolve: ({ versionId }) => encodeId('DocumentVersion', versionId),
    }),
    name: t.exposeString('name', { description: 'Name of the document.' }),
    number: t.exposeInt('number', { description: 'Which version of it.' }),
    mediaType: t.exposeString('mediaType', { description: 'What it is, such as "application/pdf".' }),
    sha256: t.string({
      description: 'SHA-256 of its bytes, 64 hexadecimal digits.',
      resolve: ({ sha256 }) => sha256.toString('hex'),
    }),
  }),
});

export const PoaiCheck = builder.objectRef<CheckRow & { readonly catalogue: string }>('PoaiCheck').implement({
  description: 'One check of a case.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Its code in the catalogue, such as "NO_OVERLAP".' }),
    title: t.string({
      description: 'What has to hold.',
      resolve: ({ code, catalogue }) =>
        catalogueOf(catalogue)?.checks.find((each) => each.code === code)?.title ?? code,
    }),
    tree: t.expose('tree', { type: PoaiCheckTree, description: 'What it is about.' }),
    isMandatory: t.exposeBoolean('mandatory', {
      description: 'Whether an approval needs it passed or not applicable.',
    }),
    result: t.expose('result', {
      type: PoaiCheckResult,
      nullable: true,
      description: 'What it came to; null while it is open.',
    }),
    method: t.expose('method', { type: PoaiCheckMethod, nullable: true, description: 'How it was made.' }),
    finding: t.exposeString('finding', { nullable: true, description: 'What was found.' }),
    completedBy: t.field({
      type: User,
      nullable: true,
      description: 'Who completed it; null for the platform itself.',
      resolve: ({ completedBy }, _, ctx) => (completedBy === null ? null : userOf(ctx, completedBy)),
    }),
    completedAt: t.expose('completedAt', { type: 'DateTime', nullable: true, description: 'When.' }),
    evidence: t.field({
      type: [PoaiEvidence],
      description: 'What it rests on.',
      resolve: async ({ caseId, code }, _, ctx) =>
        (await ctx.loaders.poaiEvidenceOf.load(caseId)).filter((each) => each.code === code),
    }),
  }),
});

export const PoaiFinding = builder.objectRef<FindingRow>('PoaiFinding');
builder.node(PoaiFinding, {
  id: { resolve: (finding) => finding.id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => visibleFindings(ctx, ids),
  description: 'What a reviewer asks of the owner. A CAR or CL that is open keeps a case from being approved.',
  fields: (t) => ({
    number: t.exposeInt('number', { description: 'Its number within the case.' }),
    kind: t.expose('kind', { type: PoaiFindingKind, description: 'What it asks for.' }),
    code: t.exposeString('code', { description: 'The check that it is about.' }),
    text: t.exposeString('text', { description: 'What is wrong or not clear.' }),
    raisedBy: t.field({
      type: User,
      description: 'Who raised it.',
      resolve: (row, _, ctx) => userOf(ctx, row.raisedBy),
    }),
    raisedAt: t.expose('raisedAt', { type: 'DateTime', description: 'When.' }),
    answer: t.exposeString('answer', { nullable: true, description: 'What the owner says to it.' }),
    answeredAt: t.expose('answeredAt', { type: 'DateTime', nullable: true, description: 'When.' }),
    evidence: t.field({
      type: [PoaiEvidence],
      description: 'What was handed in with answers.',
      resolve: async ({ id }, _, ctx) => [...(await ctx.loaders.poaiAnswersOf.load(id))],
    }),
    resolution: t.exposeString('resolution', {
      nullable: true,
      description: 'How it was resolved; null while it is open.',
    }),
    closedAt: t.expose('closedAt', { type: 'DateTime', nullable: true, description: 'When it was closed.' }),
  }),
});

export const PoaiAssignment = builder.objectRef<AssignmentRow>('PoaiAssignment').implement({
  description: 'Who reviews a case.',
  fields: (t) => ({
    role: t.expose('role', { type: PoaiRole, description: 'As what.' }),
    user: t.field({ type: User, description: 'Who.', resolve: ({ userId }, _, ctx) => userOf(ctx, userId) }),
    organizationName: t.string({
      nullable: true,
      description: 'For whom; null for one who is in no organization.',
      resolve: (assignment, _, ctx) => organizationNameOf(ctx, assignment),
    }),
    assignedAt: t.expose('assignedAt', { type: 'DateTime', description: 'Since when.' }),
  }),
});

export const PoaiCaseEvent = builder.objectRef<CaseEventRow>('PoaiCaseEvent').implement({
  description: 'An entry of the history of a case. Never changed afterwards.',
  fields: (t) => ({
    number: t.exposeInt('seq', { description: 'Its number, from 1.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When.' }),
    actor: t.field({
      type: User,
      nullable: true,
      description: 'Who; null for the platform itself.',
      resolve: ({ actorId }, _, ctx) => (actorId === null ? null : userOf(ctx, actorId)),
    }),
    kind: t.exposeString('kind', {
      description: 'What: a step of `stateMachines(noun: "PoaiCase")`, or an action such as "COMPLETE_CHECK".',
    }),
    status: t.expose('status', { type: PoaiCaseStatus, description: 'How far the case was then.' }),
    detail: t.string({
      description: 'What was said and decided, as JSON.',
      resolve: ({ detail }) => JSON.stringify(detail),
    }),
  }),
});
