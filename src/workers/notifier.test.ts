import { afterAll, beforeAll, expect, test } from 'vitest';
import { offerIn, step } from '../../test/announcements.ts';
import { openTestApp, type TestApp, type TestUser } from '../../test/harness.ts';
import {
  deliveriesTo,
  notice,
  passNotifier,
  proveEmail,
  skipPauses,
  startNotifier,
  toldTo,
} from '../../test/notifications.ts';
import { foundedBy } from '../../test/organizations.ts';
import { openSmtp, partsOf, type Smtp } from '../../test/smtp.ts';
import type { DeliveryRow } from '../db/notification-deliveries.ts';
import { type Context, platformContext } from '../resolvers/context.ts';
import { notify } from '../resolvers/notifications/notify.ts';
import { myNotifications, unreadCount, wordingOf } from '../resolvers/notifications/read.ts';
import { updateNotificationSettings } from '../resolvers/notifications/update-notification-settings.ts';
import { watchNotifications } from '../resolvers/notifications/watch.ts';
import { placeTrade } from '../resolvers/trades/place-trade.ts';
import { passNotificationMail } from './notification-mail.ts';
import { passNotificationSweep } from './notifier.ts';

let t: TestApp;
let smtp: Smtp;
let ctx: Context;
let [seller, buyer] = [] as unknown as [TestUser, TestUser];
beforeAll(async () => {
  smtp = await openSmtp();
  t = await openTestApp({
    SMTP_URL: smtp.url,
    PUBLIC_URL: 'https://ecocoin.example',
    NOTIFICATION_ATTEMPTS: '3',
    LOG_LEVEL: 'silent',
  });
  ctx = platformContext(t.app, 'test');
  await startNotifier(t);
  seller = await t.user('seller', { funds: { CARBON: '1000' } });
  buyer = await t.user('buyer', { funds: { EUR: '10000.00' } });
  await proveEmail(t, seller, buyer);
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await smtp[Symbol.asyncDispose]();
});

test('a trade is told to both sides: in their lists, live, and by mail', async () => {
  const live = await watchNotifications(buyer.ctx, {});
  const offer = await offerIn(t, seller, 'ACTIVE', { quantity: '120', price: { fixed: '8.35' } });
  const trade = await placeTrade(buyer.ctx, { ...step(offer), quantity: '120' });
  await passNotifier(t);
  expect(await toldTo(t, seller)).toMatchObject([{ kind: 'TRADE_SOLD', trigger: 'TRADE', subjectId: trade.id }]);
  const page = await myNotifications(buyer.ctx, {});
  expect(page.items).toMatchObject([{ kind: 'TRADE_BOUGHT', userId: buyer.id, subjectId: trade.id, readAt: null }]);
  expect(await unreadCount(buyer.ctx)).toBe(1);
  const [bought] = page.items;
  if (!bought) throw new Error('nobody was told');
  expect(await wordingOf(buyer.ctx, bought)).toEqual({
    title: 'You bought 120 t',
    body: '120 t for 1,002 EUR, at 8.35 EUR a tonne.',
  });

  await t.broadcast();
  expect(await live.next()).toMatchObject({
    value: { payload: { id: bought.id, userId: buyer.id, trigger: 'TRADE' } },
  });
  await live.return?.();

  expect(await passNotificationMail(ctx)).toBe(false);
  expect(smtp.received.map(({ to }) => to.join()).toSorted()).toEqual(['buyer@example.org', 'seller@example.org']);
  const mail = smtp.received.find(({ to }) => to[0] === 'buyer@example.org');
  expect(mail && partsOf(mail).text).toContain('You bought 120 t');
  expect(await passNotificationMail(ctx)).toBe(false);
  expect(smtp.received).toHaveLength(2);
});

test('the same thing is told once, whoever says it again', async () => {
  const ann = await t.user('ann');
  const said = {
    kind: 'TRANSFER_RECEIVED',
    ownerId: ann.id,
    key: 'once',
    facts: { amount: '1', currency: 'EUR' },
  } as const;
  const say = () => t.db.transact((tx) => notify(tx, t.app.config, [said, said]));
  await Promise.all([say(), say(), say()]);
  await say();
  expect(await toldTo(t, ann)).toHaveLength(1);
});

test('a mail speaks the language of its reader, in both of its parts, and holds nothing that a stranger could run', async () => {
  const bea = await t.user('bea');
  await proveEmail(t, bea);
  await updateNotificationSettings(bea.ctx, { language: 'DE' });
  const facts = { amount: '1234.5', currency: 'EUR', from: '<script>alert(1)</script>' };
  const said = { kind: 'TRANSFER_RECEIVED', ownerId: bea.id, key: 'x', facts } as const;
  await t.db.transact((tx) => notify(tx, t.app.config, [said]));
  await passNotificationMail(ctx);
  const mail = smtp.received.find(({ to }) => to[0] === 'bea@example.org');
  if (!mail) throw new Error('nothing came');
  const { headers, text, html } = partsOf(mail);
  expect(headers.get('subject')).toBe('EcoCoin: Sie haben 1.234,5 EUR erhalten');
  expect(headers.get('auto-submitted')).toBe('auto-generated');
  expect(text).toContain('Guten Tag bea,');
  expect(html).toContain('<html lang="de">');
  expect(html).not.toContain('<script>');
  expect(html).toContain('&lt;script&gt;');
});

test('a digest holds what was told until it is due, and what comes after it went is sent by itself', async () => {
  const cy = await t.user('cy');
  await proveEmail(t, cy);
  await updateNotificationSettings(cy.ctx, {
    preferences: [{ trigger: 'TRANSFER', channel: 'EMAIL', frequency: 'DAILY' }],
  });
  for (const amount of ['1', '2', '3']) await notice(t, cy, amount);
  await passNotificationMail(ctx);
  const mails = () => smtp.received.filter(({ to }) => to[0] === 'cy@example.org');
  expect(mails()).toEqual([]);
  await skipPauses(t);
  await passNotificationMail(ctx);
  const [digest] = mails();
  if (!digest) throw new Error('nothing came');
  const { headers, text } = partsOf(digest);
  expect(headers.get('subject')).toBe('EcoCoin: 3 news for you');
  for (const amount of ['1', '2', '3']) expect(text).toContain(`You received ${amount} EUR`);
  expect((await deliveriesTo(t, cy)).map(({ state }) => state)).toEqual(['SENT']);
  await notice(t, cy, '4');
  expect((await deliveriesTo(t, cy)).map(({ frequency }) => frequency)).toEqual(['DAILY', 'AT_ONCE']);
});

test('in quiet hours a message waits until they end, and what concerns safety does not', async () => {
  const dan = await t.user('dan');
  await proveEmail(t, dan);
  const night = new Date('2026-11-21T23:00:00Z');
  await updateNotificationSettings(dan.ctx, { timeZone: 'Europe/Zurich', quietHours: { from: '22:00', to: '07:00' } });
  const facts = { address: '192.0.2.1', device: '?', amount: '1', currency: 'EUR', from: 'x' };
  const kinds = ['TRANSFER_RECEIVED', 'LOGIN_FROM_NEW_PLACE'] as const;
  const said = kinds.map((kind) => ({ kind, ownerId: dan.id, key: 'night', facts }));
  await t.db.transact((tx) => notify(tx, t.app.config, said, night));
  expect((await deliveriesTo(t, dan)).map(({ dueAt }) => dueAt.toISOString()).toSorted()).toEqual([
    night.toISOString(),
    '2026-11-22T06:00:00.000Z',
  ]);
});

test('what a server does not take now is tried again, later each time, and given up in the end', async () => {
  const eve = await t.user('eve');
  await proveEmail(t, eve);
  await notice(t, eve);
  const now = async () => (await deliveriesTo(t, eve))[0] as DeliveryRow;
  smtp.refuseWith = 451;
  const pauses: number[] = [];
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    await passNotificationMail(ctx);
    expect(await passNotificationMail(ctx), 'not before the pause is over').toBe(false);
    const { attempts, nextAttemptAt, lastError } = await now();
    expect(attempts).toBe(attempt);
    expect(lastError).toContain('no such mailbox');
    pauses.push(nextAttemptAt.getTime() - Date.now());
    await skipPauses(t);
  }
  expect(pauses[1]).toBeGreaterThan((pauses[0] ?? 0) * 1.5);
  expect(await now()).toMatchObject({ state: 'DEAD', attempts: 3 });
  smtp.refuseWith = undefined;
  await passNotificationMail(ctx);
  expect(smtp.received.filter(({ to }) => to[0] === 'eve@example.org')).toEqual([]);
});

test('nothing goes to an address that is not proven, nor to a member who left', async () => {
  const [fay, gil] = [await t.user('fay'), await t.user('gil')];
  await notice(t, fay);
  expect(await deliveriesTo(t, fay)).toEqual([]);
  const moss = await foundedBy(t, fay, [gil, 'FINANCE']);
  await proveEmail(t, gil);
  await notice(t, moss.row);
  await t.db.sql`delete from organization_members where user_id = ${gil.id}`;
  await passNotificationMail(ctx);
  expect(await deliveriesTo(t, gil)).toMatchObject([{ state: 'SKIPPED' }]);
  expect((await myNotifications(gil.ctx, {})).items).toEqual([]);
});

test('what is old is forgotten, with the messages of it', async () => {
  const hal = await t.user('hal');
  await proveEmail(t, hal);
  await notice(t, hal);
  await passNotificationMail(ctx);
  await t.db.sql`update notifications set created_at = now() - interval '181 days' where user_id = ${hal.id}`;
  await t.db.sql`update notification_deliveries set created_at = now() - interval '181 days' where user_id = ${hal.id}`;
  expect(await passNotificationSweep(ctx)).toBe(false);
  expect([await toldTo(t, hal), await deliveriesTo(t, hal)]).toEqual([[], []]);
});
