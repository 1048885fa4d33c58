import { afterAll, beforeAll, expect, test } from 'vitest';
import { offerIn, step } from '../../test/announcements.ts';
import { openTestApp, type TestApp, type TestUser } from '../../test/harness.ts';
import { passNotifier, proveEmail, startNotifier, toldTo } from '../../test/notifications.ts';
import { openSmtp, partsOf, type Smtp } from '../../test/smtp.ts';
import { type Context, platformContext } from '../resolvers/context.ts';
import { myNotifications, unreadCount, wordingOf } from '../resolvers/notifications/read.ts';
import { watchNotifications } from '../resolvers/notifications/watch.ts';
import { placeTrade } from '../resolvers/trades/place-trade.ts';
import { passNotificationMail } from './notification-mail.ts';

let t: TestApp;
let smtp: Smtp;
let ctx: Context;
let [seller, buyer] = [] as unknown as [TestUser, TestUser];
beforeAll(async () => {
  smtp = await openSmtp();
  t = await openTestApp({ SMTP_URL: smtp.url, PUBLIC_URL: 'https://ecocoin.example' });
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
  expect(smtp.received.map(({ to }) => to[0]).toSorted()).toEqual(['buyer@example.org', 'seller@example.org']);
  const mail = smtp.received.find(({ to }) => to[0] === 'buyer@example.org');
  expect(mail && partsOf(mail).text).toContain('You bought 120 t');
  expect(await passNotificationMail(ctx)).toBe(false);
  expect(smtp.received).toHaveLength(2);
});
