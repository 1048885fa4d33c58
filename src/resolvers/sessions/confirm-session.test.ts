import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Account, callWith, endBackoffs, plantToken, signIn } from '../../../test/accounts.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { codeOf, forgetSteps, openGuarded, wrongCode } from '../../../test/second-factors.ts';
import { RateLimited } from '../errors.ts';
import { ChallengeEnded, CodeWrong, SecondFactorRequired } from '../second-factors/errors.ts';
import { createApiKey } from '../api-keys/create-api-key.ts';
import { inDays } from '../../../test/api-keys.ts';
import { confirmSession } from './confirm-session.ts';
import { resetPassword } from './reset-password.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp({ SECOND_FACTOR_ATTEMPTS: '3', LOGIN_FAILURES_PER_ACCOUNT: '4' });
});
afterAll(() => t[Symbol.asyncDispose]());

async function challengeOf(account: Account): Promise<string> {
  const refusal: unknown = await signIn(t, account).then(
    () => 'in',
    (error: unknown) => error,
  );
  if (refusal instanceof SecondFactorRequired) return refusal.challenge;
  throw new Error('no second factor was asked for', { cause: refusal });
}

test('signs in with the code, once for a challenge, and such a session has proven its factor', async () => {
  const ada = await openGuarded(t, 'ada');
  const challenge = await challengeOf(ada);
  const held = await confirmSession(t.nobody, { challenge, code: await codeOf(t, ada) });
  const ctx = await callWith(t, held.accessToken);
  expect(ctx.viewer?.userId).toBe(ada.id);
  await createApiKey(ctx, { name: 'a bot', scopes: ['READ'], expiresAt: inDays(1) });
  await forgetSteps(t, ada);
  const again = confirmSession(t.nobody, { challenge, code: await codeOf(t, ada) });
  await expect(again).rejects.toThrow(ChallengeEnded);
  const other = await challengeOf(ada);
  const recovered = await confirmSession(t.nobody, { challenge: other, recoveryCode: ada.recoveryCodes[3] });
  expect(recovered.userId).toBe(ada.id);
  const none = confirmSession(t.nobody, { challenge: 'x'.repeat(43), code: '123456' });
  await expect(none).rejects.toThrow(ChallengeEnded);
});

test('a challenge has as many answers as it may, and wrong codes slow down those of any other', async () => {
  const ben = await openGuarded(t, 'ben');
  const challenge = await challengeOf(ben);
  const wrong = await wrongCode(t, ben);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await expect(confirmSession(t.nobody, { challenge, code: wrong })).rejects.toThrow(CodeWrong);
  }
  const right = { challenge, code: await codeOf(t, ben) };
  await expect(confirmSession(t.nobody, right)).rejects.toThrow(ChallengeEnded);
  const second = await challengeOf(ben);
  await expect(confirmSession(t.nobody, { challenge: second, code: wrong })).rejects.toThrow(CodeWrong);
  await expect(confirmSession(t.nobody, { ...right, challenge: second })).rejects.toThrow(RateLimited);
  await endBackoffs(t);
  await confirmSession(t.nobody, { challenge: second, code: await codeOf(t, ben) });
});

test('a challenge ends by itself, and with the password that it was given for', async () => {
  const cleo = await openGuarded(t, 'cleo');
  const late = await challengeOf(cleo);
  await t.db.sql`update login_challenges set expires_at = now() where user_id = ${cleo.id}`;
  const answer = async (challenge: string) => confirmSession(t.nobody, { challenge, code: await codeOf(t, cleo) });
  await expect(answer(late)).rejects.toThrow(ChallengeEnded);
  const before = await challengeOf(cleo);
  const token = await plantToken(t, cleo.id, 'PASSWORD_RESET');
  await resetPassword(t.nobody, { token, newPassword: 'a new and long password' });
  await expect(answer(before)).rejects.toThrow(ChallengeEnded);
});
