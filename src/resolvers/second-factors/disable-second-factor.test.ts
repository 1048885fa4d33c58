import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn } from '../../../test/accounts.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { codeOf, openGuarded, wrongCode } from '../../../test/second-factors.ts';
import { InputInvalid } from '../errors.ts';
import { disableSecondFactor } from './disable-second-factor.ts';
import { CodeWrong, SecondFactorOff } from './errors.ts';
import { mySecondFactor } from './read.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

test('needs a code, or a recovery code; one of the two', async () => {
  const ada = await openGuarded(t, 'ada');
  await expect(disableSecondFactor(ada.ctx, {})).rejects.toThrow(InputInvalid);
  const both = { code: await codeOf(t, ada), recoveryCode: ada.recoveryCodes[0] };
  await expect(disableSecondFactor(ada.ctx, both)).rejects.toThrow(InputInvalid);
  await expect(disableSecondFactor(ada.ctx, { code: await wrongCode(t, ada) })).rejects.toThrow(CodeWrong);
  await expect(disableSecondFactor(ada.ctx, { recoveryCode: '0000-0000-0000-0000' })).rejects.toThrow(CodeWrong);
  await disableSecondFactor(ada.ctx, { code: await codeOf(t, ada) });
  await signIn(t, ada);
  expect(await mySecondFactor(ada.ctx)).toEqual({ enabledAt: null, recoveryCodesLeft: 0 });
  await expect(disableSecondFactor(ada.ctx, { code: '123456' })).rejects.toThrow(SecondFactorOff);

  const ben = await openGuarded(t, 'ben');
  await disableSecondFactor(ben.ctx, { recoveryCode: ben.recoveryCodes[0]?.toLowerCase() });
  await signIn(t, ben);
  const audit = await t.db.sql`select action from audit_log where actor_id = ${ben.id} order by seq`;
  expect(audit.map(({ action }) => action as string)).toEqual([
    'SECOND_FACTOR_ENABLED',
    'RECOVERY_CODE_USED',
    'SECOND_FACTOR_DISABLED',
  ]);
});
