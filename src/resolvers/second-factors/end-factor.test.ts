import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn } from '../../../test/accounts.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { openGuarded } from '../../../test/second-factors.ts';
import { endFactor } from './end-factor.ts';
import { SecondFactorRequired } from './errors.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

test('the operator ends one that was lost: recorded as nobody’s, and told to its owner', async () => {
  const ada = await openGuarded(t, 'ada');
  await expect(signIn(t, ada)).rejects.toThrow(SecondFactorRequired);
  expect(await t.db.transact((tx) => endFactor(tx, ada.id, null))).toBe(true);
  await signIn(t, ada);
  expect(await t.db.transact((tx) => endFactor(tx, ada.id, null))).toBe(false);
  const audit = await t.db.sql`
    select actor_id from audit_log where subject_id = ${ada.id} and action = 'SECOND_FACTOR_DISABLED'`;
  expect(audit).toEqual([{ actorId: null }]);
  const told = await t.db.sql`
    select 1 as one from outbox where topic = 'security' and payload->>'kind' = 'SECOND_FACTOR_DISABLED'`;
  expect(told).toEqual([{ one: 1 }]);
});
