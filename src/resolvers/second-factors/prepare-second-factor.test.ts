import { afterAll, beforeAll, expect, test } from 'vitest';
import { callWith, openAccount, signIn } from '../../../test/accounts.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { openGuarded } from '../../../test/second-factors.ts';
import { Unauthenticated } from '../errors.ts';
import { SecondFactorOn } from './errors.ts';
import { prepareSecondFactor } from './prepare-second-factor.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

test('gives a secret that is kept sealed and does not count yet; another takes its place', async () => {
  const ada = await openAccount(t, 'ada');
  const ctx = await callWith(t, (await signIn(t, ada)).accessToken);
  const one = await prepareSecondFactor(ctx);
  expect(one.uri).toContain(one.secret);
  expect(one.expiresAt.getTime()).toBeGreaterThan(Date.now());
  const two = await prepareSecondFactor(ctx);
  expect(two.secret).not.toBe(one.secret);
  const [kept] = await t.db.sql<{ text: string; enabledAt: Date | null }[]>`
    select second_factors::text as text, enabled_at from second_factors where user_id = ${ada.id}`;
  expect(kept?.enabledAt).toBeNull();
  for (const { secret } of [one, two]) expect(kept?.text).not.toContain(secret);
  await signIn(t, ada);
});

test('refuses whoever has one, or is nobody', async () => {
  const { ctx } = await openGuarded(t, 'ben');
  await expect(prepareSecondFactor(ctx)).rejects.toThrow(SecondFactorOn);
  await expect(prepareSecondFactor(t.nobody)).rejects.toThrow(Unauthenticated);
});
