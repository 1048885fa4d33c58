import { afterAll, beforeAll, expect, test } from 'vitest';
import { from } from '../../../test/accounts.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { EmailTaken, TooManySignUps } from './errors.ts';
import { registerUser } from './register-user.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp({ SIGN_UPS_PER_ADDRESS: '2', SIGN_UPS_WINDOW_S: '600' });
});
afterAll(() => t[Symbol.asyncDispose]());

let names = 0;
const register = (address: string, wish = {}) => {
  names += 1;
  const account = { username: `user${names}`, email: `user${names}@example.org`, password: 'a long enough one' };
  return registerUser(from(t.nobody, address), { ...account, ...wish });
};

test('an address, or a network of IPv6, opens as many accounts as it may; others open theirs', async () => {
  await register('2001:db8:1:2::1');
  // What comes to nothing does not count.
  await expect(register('2001:db8:1:2::1', { email: 'user1@example.org' })).rejects.toThrow(EmailTaken);
  await register('2001:db8:1:2::2');
  const refusal: unknown = await register('2001:db8:1:2:ffff::3').catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(TooManySignUps);
  const waitMs = (refusal as TooManySignUps).retryAt.getTime() - Date.now();
  expect(waitMs).toBeGreaterThan(500_000);
  expect(waitMs).toBeLessThanOrEqual(600_000);
  await expect(register('2001:db8:1:2::4')).rejects.toThrow(TooManySignUps);
  await register('2001:db8:1:3::1');
  await register('198.51.100.7');
  const audit = await t.db.sql`select action, subject_id, actor_id from audit_log`;
  expect(audit).toEqual([{ action: 'SIGN_UPS_REFUSED', subjectId: '2001:db8:1:2::/64', actorId: null }]);

  await t.db.sql`update throttles set ends_at = now() where key like 'sign-up:%'`;
  await register('2001:db8:1:2::5');
});

test('of many at once no more come to be', async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => register('203.0.113.5')));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
});
