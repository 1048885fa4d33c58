import { ChainUnavailable } from '../resolvers/errors.ts';
import { answerPoaiFinding } from '../resolvers/poai/answer-poai-finding.ts';
import { approvePoaiCase } from '../resolvers/poai/approve-poai-case.ts';
import { assignPoaiCase } from '../resolvers/poai/assign-poai-case.ts';
import { createPoaiCase } from '../resolvers/poai/create-poai-case.ts';
import {
  ApprovalByParty,
  CaseExists,
  CaseIncomplete,
  ConflictOfInterest,
  ProofSignerUnavailable,
} from '../resolvers/poai/errors.ts';
import { rejectPoaiCase } from '../resolvers/poai/reject-poai-case.ts';
import { resubmitPoaiCase } from '../resolvers/poai/resubmit-poai-case.ts';
import { revokePoaiCase } from '../resolvers/poai/revoke-poai-case.ts';
import { submitPoaiCase } from '../resolvers/poai/submit-poai-case.ts';
import { builder } from './builder.ts';
import { PoaiAssurance } from './poai-facts.ts';
import { caseId, caseMutation, evidence, findingId, findingMutation, note, reason } from './poai-mutation.ts';
import './poai-errors.ts';

caseMutation('poaiCaseCreate', {
  description:
    'Opens a case about a project of yours, or about one batch of its credits. PLATFORM_ADMIN opens those about projects that came from a registry.',
  input: 'What the case is about, and how it is to be reviewed.',
  inputFields: (t) => ({
    projectId: t.id({ description: 'Id of the project.' }),
    batchId: t.id({
      required: false,
      description: 'Id of the batch of credits; left out, it is about all of the project.',
    }),
    assurance: t.field({ type: PoaiAssurance, description: 'How sure the reviewer has to be.' }),
    materialityPercent: t.field({
      type: 'Decimal',
      description: 'By how many percent the reductions may be misstated, such as "5".',
    }),
    supersedesId: t.id({
      required: false,
      description: 'The approved case about the same, whose place it is to take.',
    }),
  }),
  refusals: [CaseExists],
  resolve: createPoaiCase,
});

caseMutation('poaiCaseSubmit', {
  description: 'Hands a case of yours in: its reviewers are assigned next.',
  input: 'Which case.',
  inputFields: (t) => ({ caseId: caseId(t) }),
  refusals: [CaseExists],
  resolve: submitPoaiCase,
});

const Seat = builder.inputType('PoaiSeatInput', {
  description: 'Who is to review.',
  fields: (t) => ({
    userId: t.id({ description: 'A user with the role POAI_REVIEWER.' }),
    organizationId: t.id({ required: false, description: 'For which of their organizations, if they are in several.' }),
  }),
});

caseMutation('poaiCaseAssign', {
  description:
    'Gives a case its reviewer and its technical reviewer, independent of its owner and of each other. For PLATFORM_ADMIN.',
  input: 'Who reviews which case.',
  inputFields: (t) => ({
    caseId: caseId(t),
    reviewer: t.field({ type: Seat, description: 'Who goes through the checks.' }),
    technicalReviewer: t.field({ type: Seat, description: 'Who reviews the review.' }),
  }),
  refusals: [ConflictOfInterest],
  resolve: assignPoaiCase,
});

findingMutation('poaiFindingAnswer', {
  description: 'Answers a finding on a case of yours. A later answer takes the place of one before.',
  input: 'What there is to say.',
  inputFields: (t) => ({
    findingId: findingId(t),
    answer: t.string({ description: 'The answer, up to 10,000 characters.' }),
    evidence: evidence(t),
  }),
  resolve: answerPoaiFinding,
});

caseMutation('poaiCaseResubmit', {
  description: 'Hands a case of yours in again, after changes were requested.',
  input: 'Which case.',
  inputFields: (t) => ({ caseId: caseId(t), note: note(t) }),
  resolve: resubmitPoaiCase,
});

caseMutation('poaiCaseApprove', {
  description:
    'Approves a case that both reviewers have signed: the platform signs as well, and the proof is anchored on the chain. For PLATFORM_ADMIN, and not for one who opened the case.',
  input: 'Which case.',
  inputFields: (t) => ({ caseId: caseId(t) }),
  refusals: [CaseIncomplete, ConflictOfInterest, ApprovalByParty, ProofSignerUnavailable, ChainUnavailable],
  resolve: approvePoaiCase,
});

caseMutation('poaiCaseReject', {
  description: 'Rejects a case in its technical review. For its technical reviewer and PLATFORM_ADMIN.',
  input: 'Which case, and why.',
  inputFields: (t) => ({ caseId: caseId(t), reason: reason(t) }),
  resolve: rejectPoaiCase,
});

caseMutation('poaiCaseRevoke', {
  description: 'Takes an approval back, for good: whoever verifies the proof here is told. For PLATFORM_ADMIN.',
  input: 'Which case, and why.',
  inputFields: (t) => ({ caseId: caseId(t), reason: reason(t) }),
  resolve: revokePoaiCase,
});
