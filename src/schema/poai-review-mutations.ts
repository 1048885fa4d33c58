import type { CheckRow } from '../db/poai-checks.ts';
import { AddressNotLinked, SignatureInvalid } from '../resolvers/addresses/errors.ts';
import { DocumentSpaceExhausted } from '../resolvers/documents/errors.ts';
import { Busy, ChainUnavailable } from '../resolvers/errors.ts';
import { closePoaiFinding } from '../resolvers/poai/close-poai-finding.ts';
import { completePoaiCheck } from '../resolvers/poai/complete-poai-check.ts';
import { completePoaiReview } from '../resolvers/poai/complete-poai-review.ts';
import { AttestationInvalid, CaseExists, CaseIncomplete } from '../resolvers/poai/errors.ts';
import { preparePoaiBundle } from '../resolvers/poai/prepare-poai-bundle.ts';
import { raisePoaiFinding } from '../resolvers/poai/raise-poai-finding.ts';
import { caseOf } from '../resolvers/poai/read.ts';
import { requestPoaiChanges } from '../resolvers/poai/request-poai-changes.ts';
import { runPoaiChecks } from '../resolvers/poai/run-poai-checks.ts';
import { startPoaiReview } from '../resolvers/poai/start-poai-review.ts';
import { startPoaiTechnicalReview } from '../resolvers/poai/start-poai-technical-review.ts';
import { submitPoaiAttestation } from '../resolvers/poai/submit-poai-attestation.ts';
import { builder } from './builder.ts';
import { PoaiCheck, PoaiCheckMethod, PoaiCheckResult, PoaiFindingKind, PoaiRole } from './poai-facts.ts';
import { PoaiCase } from './poai.ts';
import {
  address,
  caseId,
  caseMutation,
  evidence,
  findingId,
  findingMutation,
  note,
  reason,
  USUAL,
} from './poai-mutation.ts';

caseMutation('poaiReviewStart', {
  description:
    'Begins your review of a case. The platform checks by itself what it can; a project that is LISTED is UNDER_VALIDATION from now on.',
  input: 'Which case.',
  inputFields: (t) => ({ caseId: caseId(t) }),
  resolve: startPoaiReview,
});

caseMutation('poaiChecksRun', {
  description: 'Has the platform check again what it can check by itself; what you have completed stays yours.',
  input: 'Which case.',
  inputFields: (t) => ({ caseId: caseId(t) }),
  resolve: runPoaiChecks,
});

builder.relayMutationField(
  'poaiCheckComplete',
  {
    description: 'What the check came to.',
    inputFields: (t) => ({
      caseId: caseId(t),
      code: t.string({ description: 'Code of the check, such as "CALIBRATION".' }),
      result: t.field({ type: PoaiCheckResult, description: 'What it came to.' }),
      method: t.field({ type: PoaiCheckMethod, description: 'How it was made; not AUTOMATED.' }),
      finding: t.string({ description: 'What was found, or why it does not apply, up to 10,000 characters.' }),
      evidence: evidence(t),
    }),
  },
  {
    description:
      'Completes a check of a case that you review, or completes it anew. The technical reviewer completes TECHNICAL_REVIEW, the reviewer all others.',
    errors: { types: USUAL },
    resolve: (_, { input }, ctx) => completePoaiCheck(ctx, input),
  },
  {
    description: 'What has become of it.',
    outputFields: (t) => ({
      check: t.field({
        type: PoaiCheck,
        description: 'The check as it is now.',
        resolve: async (check: CheckRow, _, ctx) => ({
          ...check,
          catalogue: (await caseOf(ctx, check.caseId)).catalogue,
        }),
      }),
      case: t.field({
        type: PoaiCase,
        description: 'Its case as it is now.',
        resolve: (check: CheckRow, _, ctx) => caseOf(ctx, check.caseId),
      }),
    }),
  },
);

findingMutation('poaiFindingRaise', {
  description: 'Raises a finding on a check of a case that you review.',
  input: 'What is asked of the owner.',
  inputFields: (t) => ({
    caseId: caseId(t),
    kind: t.field({ type: PoaiFindingKind, description: 'What it asks for.' }),
    code: t.string({ description: 'Code of the check that it is about.' }),
    text: t.string({ description: 'What is wrong or not clear, up to 10,000 characters.' }),
  }),
  resolve: raisePoaiFinding,
});

findingMutation('poaiFindingClose', {
  description: 'Closes a finding of a case that you review.',
  input: 'How it was resolved.',
  inputFields: (t) => ({
    findingId: findingId(t),
    resolution: t.string({ description: 'How, up to 10,000 characters.' }),
  }),
  resolve: closePoaiFinding,
});

caseMutation('poaiChangesRequest', {
  description: 'Gives a case that you review back to its owner.',
  input: 'Which case, and what is to be changed.',
  inputFields: (t) => ({ caseId: caseId(t), reason: reason(t) }),
  resolve: requestPoaiChanges,
});

caseMutation('poaiReviewComplete', {
  description: 'Ends your review of a case: every check has its result, and you state your opinion.',
  input: 'Your opinion.',
  inputFields: (t) => ({
    caseId: caseId(t),
    opinion: t.string({ description: 'The statement that the bundle holds, up to 10,000 characters.' }),
    address: address(t),
  }),
  refusals: [CaseIncomplete, AddressNotLinked],
  resolve: completePoaiReview,
});

caseMutation('poaiTechnicalReviewStart', {
  description: 'Begins your technical review of a case.',
  input: 'Which case.',
  inputFields: (t) => ({ caseId: caseId(t), note: note(t) }),
  resolve: startPoaiTechnicalReview,
});

caseMutation('poaiBundlePrepare', {
  description:
    'Ends your technical review well: binds all that was found into the bundle that both reviewers are asked to sign (`proof.signingRequests`). Made once; nothing in it changes any more.',
  input: 'Which case.',
  inputFields: (t) => ({ caseId: caseId(t), address: address(t) }),
  refusals: [CaseIncomplete, CaseExists, AddressNotLinked, ChainUnavailable, Busy, DocumentSpaceExhausted],
  resolve: preparePoaiBundle,
});

caseMutation('poaiAttestationSubmit', {
  description: 'Hands in your signature over the bundle of a case that you review.',
  input: 'The signature of `typedData` of your signing request.',
  inputFields: (t) => ({
    caseId: caseId(t),
    role: t.field({ type: PoaiRole, description: 'As what you review it.' }),
    signature: t.string({ description: 'The signature, in hexadecimal: of a key or of a contract wallet (ERC-1271).' }),
  }),
  refusals: [AddressNotLinked, AttestationInvalid, SignatureInvalid, ChainUnavailable],
  resolve: submitPoaiAttestation,
});
