import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestChain, type TestChain } from '../../../test/chain.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import {
  bind,
  type Cast,
  caseIdOf,
  caseIn,
  caseNow,
  castOf,
  checkWish,
  seatsOf,
  signedCase,
} from '../../../test/poai.ts';
import type { CaseRow } from '../../db/poai.ts';
import { selectFindingsOf } from '../../db/poai-reviews.ts';
import type { Context } from '../context.ts';
import { IllegalTransition, NotFound } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { answerPoaiFinding } from './answer-poai-finding.ts';
import { approvePoaiCase } from './approve-poai-case.ts';
import { assignPoaiCase } from './assign-poai-case.ts';
import { closePoaiFinding } from './close-poai-finding.ts';
import { completePoaiCheck } from './complete-poai-check.ts';
import { completePoaiReview } from './complete-poai-review.ts';
import { preparePoaiBundle } from './prepare-poai-bundle.ts';
import { raisePoaiFinding } from './raise-poai-finding.ts';
import { proofOf } from './read.ts';
import { rejectPoaiCase } from './reject-poai-case.ts';
import { requestPoaiChanges } from './request-poai-changes.ts';
import { resubmitPoaiCase } from './resubmit-poai-case.ts';
import { revokePoaiCase } from './revoke-poai-case.ts';
import { type CaseAction, caseActions, mayNow, partiesFor, type Party, TECHNICAL_CHECK } from './rules.ts';
import { runPoaiChecks } from './run-poai-checks.ts';
import { startPoaiReview } from './start-poai-review.ts';
import { startPoaiTechnicalReview } from './start-poai-technical-review.ts';
import { submitPoaiAttestation } from './submit-poai-attestation.ts';
import { submitPoaiCase } from './submit-poai-case.ts';

let chain: TestChain;
let t: TestApp;
let cast: Cast;
beforeAll(async () => {
  chain = await startTestChain();
  t = await openTestApp({ POAI_INDEPENDENCE_YEARS: '0' }, chain);
  cast = await castOf(t);
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});

const findingIdIn = async ({ id }: CaseRow): Promise<string> =>
  encodeId('PoaiFinding', (await selectFindingsOf(t.db, [id]))[0]?.id ?? id);

type Verb = (ctx: Context, row: CaseRow, as: Party) => Promise<unknown>;

const addressOf = (as: Party) => cast[as === 'REVIEWER' ? 'reviewer' : 'technical'].wallet.address;
const said = (row: CaseRow) => ({ caseId: caseIdOf(row), reason: 'for a test' });

/** The verb of each action, with an input that is right in itself. */
const verbs: Readonly<Record<CaseAction, Verb>> = {
  SUBMIT: (ctx, row) => submitPoaiCase(ctx, { caseId: caseIdOf(row) }),
  ASSIGN: (ctx, row) => assignPoaiCase(ctx, seatsOf(row, cast)),
  START_REVIEW: (ctx, row) => startPoaiReview(ctx, { caseId: caseIdOf(row) }),
  RUN_CHECKS: (ctx, row) => runPoaiChecks(ctx, { caseId: caseIdOf(row) }),
  COMPLETE_CHECK: (ctx, row, as) =>
    completePoaiCheck(ctx, checkWish(row, as === 'REVIEWER' ? 'DESIGN' : TECHNICAL_CHECK)),
  RAISE_FINDING: (ctx, row) =>
    raisePoaiFinding(ctx, { caseId: caseIdOf(row), kind: 'FAR', code: 'DESIGN', text: 'next time' }),
  ANSWER_FINDING: async (ctx, row) => answerPoaiFinding(ctx, { findingId: await findingIdIn(row), answer: 'so' }),
  CLOSE_FINDING: async (ctx, row) => closePoaiFinding(ctx, { findingId: await findingIdIn(row), resolution: 'so' }),
  REQUEST_CHANGES: (ctx, row) => requestPoaiChanges(ctx, said(row)),
  RESUBMIT: (ctx, row) => resubmitPoaiCase(ctx, { caseId: caseIdOf(row) }),
  COMPLETE_REVIEW: (ctx, row, as) =>
    completePoaiReview(ctx, { caseId: caseIdOf(row), opinion: 'Fair.', address: addressOf(as) }),
  START_TECHNICAL_REVIEW: (ctx, row) => startPoaiTechnicalReview(ctx, { caseId: caseIdOf(row) }),
  PREPARE_BUNDLE: (ctx, row, as) => preparePoaiBundle(ctx, { caseId: caseIdOf(row), address: addressOf(as) }),
  ATTEST: (ctx, row, as) =>
    submitPoaiAttestation(ctx, { caseId: caseIdOf(row), role: as, signature: `0x${'11'.repeat(65)}` }),
  APPROVE: (ctx, row) => approvePoaiCase(ctx, { caseId: caseIdOf(row) }),
  REJECT: (ctx, row) => rejectPoaiCase(ctx, said(row)),
  REVOKE: (ctx, row) => revokePoaiCase(ctx, said(row)),
};

const actors = (): Readonly<Record<Party, Context>> => ({
  OWNER: cast.owner.ctx,
  REVIEWER: cast.reviewer.ctx,
  TECHNICAL_REVIEWER: cast.technical.ctx,
  DECIDER: cast.admin.ctx,
});

const raiseOne = (on: Cast, row: CaseRow) =>
  raisePoaiFinding(on.reviewer.ctx, { caseId: caseIdOf(row), kind: 'FAR', code: 'DESIGN', text: 'next time' });
const begun = (status: 'CHANGES_REQUESTED' | 'REVIEW_COMPLETE' | 'TECHNICAL_REVIEW' | 'IN_REVIEW') =>
  caseIn(cast, status, { meanwhile: raiseOne });
const approved = async () => {
  const row = await signedCase(cast);
  return approvePoaiCase(cast.admin.ctx, { caseId: caseIdOf(row) });
};

/** A case that has come to each state, with a finding on the way where there can be one. */
const states: Readonly<Record<string, () => Promise<CaseRow>>> = {
  DRAFT: () => caseIn(cast, 'DRAFT'),
  SUBMITTED: () => caseIn(cast, 'SUBMITTED'),
  ASSIGNED: () => caseIn(cast, 'ASSIGNED'),
  IN_REVIEW: () => begun('IN_REVIEW'),
  CHANGES_REQUESTED: () => begun('CHANGES_REQUESTED'),
  REVIEW_COMPLETE: () => begun('REVIEW_COMPLETE'),
  TECHNICAL_REVIEW: () => begun('TECHNICAL_REVIEW'),
  'TECHNICAL_REVIEW with a bundle': async () => bind(cast, await begun('TECHNICAL_REVIEW')),
  APPROVED: approved,
  REJECTED: async () => rejectPoaiCase(cast.admin.ctx, said(await begun('TECHNICAL_REVIEW'))),
  REVOKED: async () => revokePoaiCase(cast.admin.ctx, said(await approved())),
};

describe('what is not the time for is refused, and changes nothing, in a case that is', () => {
  test.each(Object.keys(states))('%s', async (name) => {
    const row = (await states[name]?.()) as CaseRow;
    const standpoint = { status: row.status, hasBundle: (await proofOf(cast.admin.ctx, row)) !== null };
    let refused = 0;
    for (const action of Object.keys(caseActions) as CaseAction[]) {
      for (const as of partiesFor(action)) {
        if (mayNow(action, as, standpoint)) continue;
        const outcome = await verbs[action](actors()[as], row, as).catch((error: unknown) => error);
        // Who has no seat yet does not know of the case, and what has not been raised is not there.
        const isRight = outcome instanceof IllegalTransition || outcome instanceof NotFound;
        expect(isRight, `${action} as ${as}: ${String(outcome)}`).toBe(true);
        if (outcome instanceof IllegalTransition) refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(2);
    expect(await caseNow(cast, row)).toEqual(row);
  });
});
