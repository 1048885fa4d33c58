import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { type Cast, caseIdOf, caseIn, castOf } from '../../../test/poai.ts';
import { auditOf } from '../../../test/projects.ts';
import { Forbidden, IllegalTransition, InputInvalid, NotFound } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { closePoaiFinding } from './close-poai-finding.ts';
import { raisePoaiFinding } from './raise-poai-finding.ts';

let t: TestApp;
let cast: Cast;
beforeAll(async () => {
  t = await openTestApp();
  cast = await castOf(t);
});
afterAll(() => t[Symbol.asyncDispose]());

test('is closed once, by a reviewer, who says how it was resolved', async () => {
  const row = await caseIn(cast, 'IN_REVIEW');
  const raised = { caseId: caseIdOf(row), kind: 'CAR', code: 'DESIGN', text: 'Not as registered.' };
  const finding = await raisePoaiFinding(cast.reviewer.ctx, raised);
  const wish = { findingId: encodeId('PoaiFinding', finding.id), resolution: 'The deviation is approved.' };
  await expect(closePoaiFinding(cast.owner.ctx, wish)).rejects.toThrow(Forbidden);
  await expect(closePoaiFinding(cast.stranger.ctx, wish)).rejects.toThrow(NotFound);
  await expect(closePoaiFinding(cast.reviewer.ctx, { ...wish, resolution: '' })).rejects.toThrow(InputInvalid);
  const closed = await closePoaiFinding(cast.reviewer.ctx, wish);
  expect(closed).toMatchObject({ resolution: wish.resolution, closedBy: cast.reviewer.id });
  await expect(closePoaiFinding(cast.reviewer.ctx, wish)).rejects.toThrow(IllegalTransition);
  expect((await auditOf(t, row)).at(-1)).toMatchObject({ action: 'POAI_FINDING_CLOSED' });
});
