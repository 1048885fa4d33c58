import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { type Cast, caseIdOf, caseIn, castOf, documentOf } from '../../../test/poai.ts';
import { selectAnswerEvidenceOf } from '../../db/poai-reviews.ts';
import { Forbidden, IllegalTransition, NotFound } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { answerPoaiFinding } from './answer-poai-finding.ts';
import { closePoaiFinding } from './close-poai-finding.ts';
import { raisePoaiFinding } from './raise-poai-finding.ts';
import { requestPoaiChanges } from './request-poai-changes.ts';
import { resubmitPoaiCase } from './resubmit-poai-case.ts';

let t: TestApp;
let cast: Cast;
beforeAll(async () => {
  t = await openTestApp();
  cast = await castOf(t);
});
afterAll(() => t[Symbol.asyncDispose]());

test('the owner answers with documents, again if need be, until the finding is closed', async () => {
  const row = await caseIn(cast, 'IN_REVIEW');
  const caseId = caseIdOf(row);
  const { ctx } = cast.reviewer;
  const finding = await raisePoaiFinding(ctx, { caseId, kind: 'CL', code: 'UNITS', text: 'kWh or MWh?' });
  const findingId = encodeId('PoaiFinding', finding.id);
  await requestPoaiChanges(ctx, { caseId, reason: 'see CL 1' });
  const answer = (text: string, evidence: string[] = []) =>
    answerPoaiFinding(cast.owner.ctx, { findingId, answer: text, evidence });
  await answer('kWh', [await documentOf(cast, row, 'first')]);
  const document = await documentOf(cast, row, 'second');
  expect(await answer('MWh', [document])).toMatchObject({ answer: 'MWh', answeredBy: cast.owner.id });
  const handed = await selectAnswerEvidenceOf(t.db, [finding.id]);
  expect(handed.map(({ name }) => name)).toEqual(['first.json', 'second.json']);
  await expect(answerPoaiFinding(ctx, { findingId, answer: 'x' })).rejects.toThrow(Forbidden);
  await expect(answerPoaiFinding(cast.stranger.ctx, { findingId, answer: 'x' })).rejects.toThrow(NotFound);
  await resubmitPoaiCase(cast.owner.ctx, { caseId });
  await closePoaiFinding(ctx, { findingId, resolution: 'MWh it is' });
  await expect(answer('or not')).rejects.toThrow(IllegalTransition);
});
