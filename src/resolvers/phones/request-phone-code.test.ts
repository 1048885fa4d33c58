import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { openReceiver, jsonOf, type Receiver } from '../../../test/receiver.ts';
import { passPhoneCodes } from '../../workers/notification-sms.ts';
import { platformContext } from '../context.ts';
import { InputInvalid, RateLimited, Unauthenticated } from '../errors.ts';
import { PhoneNotServed } from './errors.ts';
import { requestPhoneCode } from './request-phone-code.ts';

let t: TestApp;
let provider: Receiver;
beforeAll(async () => {
  provider = await openReceiver();
  t = await openTestApp({
    SMS_URL: `${provider.url}/messages`,
    SMS_TOKEN: 'secret-of-the-provider',
    SMS_PREFIXES: '+41',
    PHONE_CODES_PER_HOUR: '2',
    LOG_LEVEL: 'silent',
  });
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});

const number = '+41 44 668 18 00';

test('a code goes to the provider, is kept nowhere in clear, and is another one at each attempt', async () => {
  const ann = await t.user('ann');
  expect(await requestPhoneCode(ann.ctx, { number })).toMatchObject({ number: '+41•••••••00' });
  provider.answers.push(503);
  const ctx = platformContext(t.app, 'test');
  await passPhoneCodes(ctx);
  await passPhoneCodes(ctx);
  expect(provider.received, 'not before the pause is over').toHaveLength(1);
  await t.db.sql`update phone_codes set next_attempt_at = now()`;
  await passPhoneCodes(ctx);
  await passPhoneCodes(ctx);
  expect(provider.received).toHaveLength(2);
  const [first, second] = provider.received.map(jsonOf);
  expect(second).toMatchObject({ from: 'EcoCoin', to: '+41446681800' });
  expect(second?.['text']).toMatch(/^\d{6} is your EcoCoin code/);
  expect(second?.['text']).not.toBe(first?.['text']);
  expect(provider.received[1]?.headers).toMatchObject({ authorization: 'Bearer secret-of-the-provider' });
  const code = String(second?.['text']).slice(0, 6);
  const [kept] = await t.db.sql<{ kept: string }[]>`select phone_codes::text as kept from phone_codes`;
  expect(kept?.kept).not.toContain(code);
});

test('only so many in an hour, by one user and to one number', async () => {
  const bob = await t.user('bob');
  await requestPhoneCode(bob.ctx, { number });
  await expect(requestPhoneCode(bob.ctx, { number }), 'the number got two').rejects.toThrow(RateLimited);
  const eve = await t.user('eve');
  for (const end of ['01', '02']) await requestPhoneCode(eve.ctx, { number: `+414466818${end}` });
  await expect(requestPhoneCode(eve.ctx, { number: '+41446681803' })).rejects.toThrow(RateLimited);
});

test('refuses numbers that are none or not served', async () => {
  const cy = await t.user('cy');
  await expect(requestPhoneCode(cy.ctx, { number: '+882 123 45 67' })).rejects.toThrow(PhoneNotServed);
  await expect(requestPhoneCode(cy.ctx, { number: '117' })).rejects.toThrow(InputInvalid);
  await expect(requestPhoneCode(t.nobody, { number })).rejects.toThrow(Unauthenticated);
});
