import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { codeOf, openGuarded } from '../../../test/second-factors.ts';
import { InputInvalid } from '../errors.ts';
import { CodeWrong } from './errors.ts';
import { proveSecondFactor } from './prove-second-factor.ts';
import { renewRecoveryCodes } from './renew-recovery-codes.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

test('makes new ones in the place of all before, for a code of the authenticator alone', async () => {
  const ada = await openGuarded(t, 'ada');
  const [old] = ada.recoveryCodes;
  await expect(renewRecoveryCodes(ada.ctx, { code: old })).rejects.toThrow(InputInvalid);
  const { recoveryCodes } = await renewRecoveryCodes(ada.ctx, { code: await codeOf(t, ada) });
  await expect(proveSecondFactor(ada.ctx, { recoveryCode: old })).rejects.toThrow(CodeWrong);
  await proveSecondFactor(ada.ctx, { recoveryCode: recoveryCodes[0] });
});
