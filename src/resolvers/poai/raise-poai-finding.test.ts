import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { type Cast, caseIdOf, caseIn, castOf } from '../../../test/poai.ts';
import { auditOf } from '../../../test/projects.ts';
import { Forbidden, IllegalTransition, InputInvalid } from '../errors.ts';
import { raisePoaiFinding } from './raise-poai-finding.ts';

let t: TestApp;
let cast: Cast;
beforeAll(async () => {
  t = await openTestApp({ POAI_FINDINGS: '2' });
  cast = await castOf(t);
});
afterAll(() => t[Symbol.asyncDispose]());

test('numbers what a reviewer asks of the owner, up to a limit', async () => {
  const row = await caseIn(cast, 'IN_REVIEW');
  const wish = { caseId: caseIdOf(row), kind: 'CAR', code: 'CALIBRATION', text: 'Meter 7 has no certificate.' };
  const raise = (given: object = {}, by = cast.reviewer) => raisePoaiFinding(by.ctx, { ...wish, ...given });
  await expect(raise({}, cast.technical)).rejects.toThrow(IllegalTransition);
  await expect(raisePoaiFinding(cast.owner.ctx, wish)).rejects.toThrow(Forbidden);
  await expect(raise({ code: 'NO_SUCH' })).rejects.toThrow(InputInvalid);
  expect(await raise()).toMatchObject({ number: 1, kind: 'CAR', closedAt: null, raisedBy: cast.reviewer.id });
  expect(await raise({ kind: 'FAR' })).toMatchObject({ number: 2 });
  await expect(raise()).rejects.toThrow(/more than the 2 findings/);
  expect((await auditOf(t, row)).at(-1)).toMatchObject({ action: 'POAI_FINDING_RAISED', detail: { number: '2' } });
});
