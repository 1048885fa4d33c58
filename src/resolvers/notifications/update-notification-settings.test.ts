import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { deliveriesTo, notice, proveEmail, toldTo } from '../../../test/notifications.ts';
import { InputInvalid } from '../errors.ts';
import { mySettings } from './settings.ts';
import { updateNotificationSettings } from './update-notification-settings.ts';
import { wordsFor } from './words.ts';

let t: TestApp;
let ann: TestUser;
beforeAll(async () => {
  t = await openTestApp();
  ann = await t.user('ann');
  await proveEmail(t, ann);
});
afterAll(() => t[Symbol.asyncDispose]());

const of = (settings: Awaited<ReturnType<typeof mySettings>>, trigger: string, channel: string) =>
  settings.preferences.find((each) => each.trigger === trigger && each.channel === channel);

test('changes what is given and leaves the rest', async () => {
  const before = await mySettings(ann.ctx);
  expect(before).toMatchObject({ language: 'EN', timeZone: 'UTC', quietFrom: null, digestAt: 480, digestDay: 1 });
  expect(of(before, 'TRADE', 'EMAIL')).toMatchObject({ frequency: 'AT_ONCE', chosen: false });
  await updateNotificationSettings(ann.ctx, {
    language: 'DE',
    timeZone: 'Europe/Zurich',
    quietHours: { from: '22:00', to: '07:00' },
    preferences: [
      { trigger: 'TRANSFER', channel: 'EMAIL', frequency: 'OFF' },
      { trigger: 'TRANSFER', channel: 'EMAIL', frequency: 'WEEKLY' },
      { trigger: 'SECURITY', channel: 'EMAIL', frequency: 'OFF' },
      { trigger: 'SECURITY', channel: 'IN_APP', frequency: 'OFF' },
    ],
  });
  const after = await updateNotificationSettings(ann.ctx, { digestAt: '18:15' });
  expect(after).toMatchObject({
    language: 'DE',
    timeZone: 'Europe/Zurich',
    quietFrom: 1_320,
    quietTo: 420,
    digestAt: 1_095,
  });
  expect(of(after, 'TRANSFER', 'EMAIL'), 'the last word counts').toMatchObject({ frequency: 'WEEKLY', chosen: true });
  expect(of(after, 'SECURITY', 'EMAIL'), 'what is urgent stays').toMatchObject({ frequency: 'AT_ONCE' });
  expect(of(after, 'SECURITY', 'IN_APP')).toMatchObject({ frequency: 'AT_ONCE' });
  expect(await updateNotificationSettings(ann.ctx, { quietHours: null })).toMatchObject({ quietFrom: null });
});

test('two changes at once are both kept', async () => {
  const bob = await t.user('bob');
  const changes = [{ language: 'FR' }, { digestAt: '07:30' }, { timeZone: 'Asia/Tokyo' }, { digestDay: 5 }];
  await Promise.all(changes.map((change) => updateNotificationSettings(bob.ctx, change)));
  expect(await mySettings(bob.ctx)).toMatchObject({
    language: 'FR',
    digestAt: 450,
    timeZone: 'Asia/Tokyo',
    digestDay: 5,
  });
});

test('what is told follows them: digests are gathered, lists leave out, words are in the language', async () => {
  await updateNotificationSettings(ann.ctx, {
    preferences: [{ trigger: 'TRANSFER', channel: 'IN_APP', frequency: 'OFF' }],
  });
  await notice(t, ann, '1234.5');
  await notice(t, ann, '6');
  const [first, second] = await toldTo(t, ann);
  expect([first?.inApp, second?.inApp]).toEqual([false, false]);
  expect(await deliveriesTo(t, ann), 'one digest for both').toMatchObject([{ channel: 'EMAIL', frequency: 'WEEKLY' }]);
  expect(wordsFor(first as NonNullable<typeof first>, { language: 'DE', timeZone: 'UTC' }).title).toBe(
    'Sie haben 1.234,5 EUR erhalten',
  );
});

test('refuses what cannot be', async () => {
  for (const wrong of [
    { language: 'ES' },
    { timeZone: 'Mars/Base' },
    { quietHours: { from: '07:00', to: '07:00' } },
    { quietHours: { from: '25:00', to: '07:00' } },
    { digestDay: 0 },
    { preferences: [{ trigger: 'TRADE', channel: 'IN_APP', frequency: 'WEEKLY' }] },
    { preferences: [{ trigger: 'NOTHING', channel: 'EMAIL', frequency: 'OFF' }] },
  ]) {
    await expect(updateNotificationSettings(ann.ctx, wrong)).rejects.toThrow(InputInvalid);
  }
});
