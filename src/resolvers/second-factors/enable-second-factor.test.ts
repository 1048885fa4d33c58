import { afterAll, beforeAll, expect, test } from 'vitest';
import { callWith, openAccount, signIn } from '../../../test/accounts.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { codeOf, openGuarded, wrongCode } from '../../../test/second-factors.ts';
import { PasswordWrong } from '../sessions/errors.ts';
import { enableSecondFactor } from './enable-second-factor.ts';
import { CodeWrong, SecondFactorOff, SecondFactorOn, SecondFactorRequired } from './errors.ts';
import { prepareSecondFactor } from './prepare-second-factor.ts';
import { mySecondFactor } from './read.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

test('needs the password and a first code, and is told and recorded', async () => {
  const ada = await openAccount(t, 'ada');
  const ctx = await callWith(t, (await signIn(t, ada)).accessToken);
  const { password } = ada;
  await expect(enableSecondFactor(ctx, { password, code: '123456' })).rejects.toThrow(SecondFactorOff);
  await prepareSecondFactor(ctx);
  const code = await codeOf(t, ada);
  await expect(enableSecondFactor(ctx, { password: 'not the password', code })).rejects.toThrow(PasswordWrong);
  await expect(enableSecondFactor(ctx, { password, code: await wrongCode(t, ada) })).rejects.toThrow(CodeWrong);
  await signIn(t, ada);

  const { recoveryCodes } = await enableSecondFactor(ctx, { password, code: await codeOf(t, ada) });
  expect(new Set(recoveryCodes).size).toBe(t.app.config.RECOVERY_CODES);
  await expect(signIn(t, ada)).rejects.toThrow(SecondFactorRequired);
  expect(await mySecondFactor(ctx)).toMatchObject({ recoveryCodesLeft: recoveryCodes.length });
  const [kept] = await t.db.sql<{ text: string }[]>`
    select string_agg(recovery_codes::text, ' ') as text from recovery_codes where user_id = ${ada.id}`;
  for (const each of recoveryCodes) expect(kept?.text).not.toContain(each);
  const told = await t.db.sql`
    select payload->>'kind' as kind from outbox where topic = 'security' and payload->>'userId' = ${ada.id}`;
  expect(told).toContainEqual({ kind: 'SECOND_FACTOR_ENABLED' });
  const audit = await t.db.sql`select action from audit_log where actor_id = ${ada.id}`;
  expect(audit).toEqual([{ action: 'SECOND_FACTOR_ENABLED' }]);
});

test('is refused where there is one already, or the secret is too old', async () => {
  const ben = await openGuarded(t, 'ben');
  const again = enableSecondFactor(ben.ctx, { password: ben.password, code: await codeOf(t, ben) });
  await expect(again).rejects.toThrow(SecondFactorOn);
  const cleo = await openAccount(t, 'cleo');
  const ctx = await callWith(t, (await signIn(t, cleo)).accessToken);
  await prepareSecondFactor(ctx);
  await t.db.sql`update second_factors set created_at = now() - interval '1 day' where user_id = ${cleo.id}`;
  const late = enableSecondFactor(ctx, { password: cleo.password, code: await codeOf(t, cleo) });
  await expect(late).rejects.toThrow(SecondFactorOff);
});
