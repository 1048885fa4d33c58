import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { provenPhone, sentCode } from '../../../test/phones.ts';
import { jsonOf, openReceiver, type Receiver } from '../../../test/receiver.ts';
import { deliveriesTo, notice, passNotifier, startNotifier, toldTo } from '../../../test/notifications.ts';
import { passNotificationSms } from '../../workers/notification-sms.ts';
import { platformContext } from '../context.ts';
import { updateNotificationSettings } from '../notifications/update-notification-settings.ts';
import { phoneOf } from '../notifications/settings.ts';
import { PhoneCodeWrong } from './errors.ts';
import { verifyPhone } from './verify-phone.ts';

let t: TestApp;
let provider: Receiver;
let ann: TestUser;
beforeAll(async () => {
  provider = await openReceiver();
  t = await openTestApp({ SMS_URL: provider.url, PHONE_CODE_TRIES: '3', SMS_PER_DAY: '2', LOG_LEVEL: 'silent' });
  await startNotifier(t);
  ann = await t.user('ann');
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});

test('the code proves the number, once, and its owner is told', async () => {
  const code = await sentCode(t, provider, ann, '+41446681801');
  expect(await verifyPhone(ann.ctx, { code: ` ${code} ` })).toMatchObject({ number: '+41446681801' });
  await expect(verifyPhone(ann.ctx, { code })).rejects.toThrow(PhoneCodeWrong);
  expect(await phoneOf(ann.ctx, ann.id)).toMatchObject({ number: '+41446681801' });
  await passNotifier(t);
  expect(await toldTo(t, ann)).toMatchObject([{ kind: 'PHONE_VERIFIED', facts: { phone: '+41•••••••01' } }]);
});

test('wrong codes run out, also when many are tried at once; the code of another does not count', async () => {
  const [bob, eve] = [await t.user('bob'), await t.user('eve')];
  const code = await sentCode(t, provider, bob, '+41446681802');
  await expect(verifyPhone(eve.ctx, { code })).rejects.toThrow(PhoneCodeWrong);
  const wrong = code === '000000' ? '000001' : '000000';
  const tried = await Promise.allSettled(Array.from({ length: 6 }, () => verifyPhone(bob.ctx, { code: wrong })));
  expect(tried.every(({ status }) => status === 'rejected')).toBe(true);
  await expect(verifyPhone(bob.ctx, { code }), 'it was tried too often').rejects.toThrow(PhoneCodeWrong);
  expect(await phoneOf(bob.ctx, bob.id)).toBeNull();
});

test('a code that has expired does not count', async () => {
  const cy = await t.user('cy');
  const code = await sentCode(t, provider, cy, '+41446681803');
  await t.db.sql`update phone_codes set expires_at = now() where user_id = ${cy.id}`;
  await expect(verifyPhone(cy.ctx, { code })).rejects.toThrow(PhoneCodeWrong);
});

test('text messages go there from now on, where they are wanted, and only so many a day', async () => {
  const dan = await t.user('dan');
  await provenPhone(t, provider, dan, '+41446681804');
  const sms = { trigger: 'TRANSFER', channel: 'SMS', frequency: 'AT_ONCE' };
  await notice(t, dan, '1');
  expect(await deliveriesTo(t, dan), 'by default none').toEqual([]);
  await updateNotificationSettings(dan.ctx, { language: 'FR', preferences: [sms] });
  for (const amount of ['2', '3', '4']) await notice(t, dan, amount);
  provider.received.length = 0;
  await passNotificationSms(platformContext(t.app, 'test'));
  const states = (await deliveriesTo(t, dan)).map(({ state }) => state).toSorted();
  expect(states.filter((state) => state === 'SENT').length).toBeGreaterThanOrEqual(2);
  expect(jsonOf(provider.received[0] as never)).toMatchObject({ to: '+41446681804', from: 'EcoCoin' });
  expect(jsonOf(provider.received[0] as never)['text']).toContain('Vous avez reçu');
});
