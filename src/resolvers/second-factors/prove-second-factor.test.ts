import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inDays } from '../../../test/api-keys.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { codeOf, openGuarded } from '../../../test/second-factors.ts';
import { createApiKey } from '../api-keys/create-api-key.ts';
import { changePassword } from '../sessions/change-password.ts';
import { requestWithdrawal } from '../withdrawals/request-withdrawal.ts';
import { InsufficientFunds } from '../errors.ts';
import { CodeWrong, SecondFactorNeeded } from './errors.ts';
import { proveSecondFactor } from './prove-second-factor.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

test('what is sensitive needs a factor that this session has proven lately', async () => {
  const ada = await openGuarded(t, 'ada');
  const sensitive = [
    () => createApiKey(ada.ctx, { name: 'a bot', scopes: ['READ'], expiresAt: inDays(1) }),
    () => changePassword(ada.ctx, { currentPassword: ada.password, newPassword: 'another long password' }),
    () => requestWithdrawal(ada.ctx, { asset: 'EUR', amount: '1.00', destination: 'DE', idempotencyKey: randomUUID() }),
  ];
  await t.db.sql`update sessions set factor_at = now() - interval '16 minutes' where user_id = ${ada.id}`;
  for (const call of sensitive) await expect(call()).rejects.toThrow(SecondFactorNeeded);
  const { provenUntil } = await proveSecondFactor(ada.ctx, { code: await codeOf(t, ada) });
  expect(provenUntil.getTime()).toBeGreaterThan(Date.now());
  await createApiKey(ada.ctx, { name: 'a bot', scopes: ['READ'], expiresAt: inDays(1) });
  await expect(sensitive[2]?.()).rejects.toThrow(InsufficientFunds);
});

test('a code counts once, and so do those before it; a recovery code counts once', async () => {
  const ben = await openGuarded(t, 'ben');
  const [early, now, late] = await Promise.all([-1, 0, 1].map((steps) => codeOf(t, ben, steps)));
  await proveSecondFactor(ben.ctx, { code: now });
  await expect(proveSecondFactor(ben.ctx, { code: now })).rejects.toThrow(CodeWrong);
  await expect(proveSecondFactor(ben.ctx, { code: early })).rejects.toThrow(CodeWrong);
  await proveSecondFactor(ben.ctx, { code: late });
  const [recoveryCode] = ben.recoveryCodes;
  await proveSecondFactor(ben.ctx, { recoveryCode });
  await expect(proveSecondFactor(ben.ctx, { recoveryCode })).rejects.toThrow(CodeWrong);
});

test('of one code sent twice at once, one is taken', async () => {
  const cleo = await openGuarded(t, 'cleo');
  const code = await codeOf(t, cleo);
  const outcomes = await Promise.allSettled([1, 2, 3].map(() => proveSecondFactor(cleo.ctx, { code })));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});
