import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { deliveriesTo, notice } from '../../../test/notifications.ts';
import { provenPhone } from '../../../test/phones.ts';
import { openReceiver, type Receiver } from '../../../test/receiver.ts';
import { passNotificationSms } from '../../workers/notification-sms.ts';
import { platformContext } from '../context.ts';
import { Unauthenticated } from '../errors.ts';
import { phoneOf } from '../notifications/settings.ts';
import { updateNotificationSettings } from '../notifications/update-notification-settings.ts';
import { removePhone } from './remove-phone.ts';

let t: TestApp;
let provider: Receiver;
beforeAll(async () => {
  provider = await openReceiver();
  t = await openTestApp({ SMS_URL: provider.url });
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});

test('ends text messages, those that wait too', async () => {
  const ann = await t.user('ann');
  await provenPhone(t, provider, ann, '+41446681800');
  const sms = { trigger: 'TRANSFER', channel: 'SMS', frequency: 'AT_ONCE' };
  await updateNotificationSettings(ann.ctx, { preferences: [sms] });
  await notice(t, ann);
  const before = provider.received.length;
  expect(await removePhone(ann.ctx)).toEqual({ removed: true });
  expect(await removePhone(ann.ctx)).toEqual({ removed: false });
  expect(await phoneOf(ann.ctx, ann.id)).toBeNull();
  await passNotificationSms(platformContext(t.app, 'test'));
  expect(await deliveriesTo(t, ann)).toMatchObject([{ channel: 'SMS', state: 'SKIPPED' }]);
  expect(provider.received).toHaveLength(before);
  await expect(removePhone(t.nobody)).rejects.toThrow(Unauthenticated);
});
