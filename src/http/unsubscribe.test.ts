import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApi, send, type TestApi } from '../../test/clients.ts';
import type { TestUser } from '../../test/harness.ts';
import { deliveriesTo, notice, proveEmail } from '../../test/notifications.ts';
import { openSmtp, type Parts, partsOf, type Smtp } from '../../test/smtp.ts';
import { platformContext } from '../resolvers/context.ts';
import { mySettings } from '../resolvers/notifications/settings.ts';
import { passNotificationMail } from '../workers/notification-mail.ts';

let on: TestApi;
let smtp: Smtp;
let ann: TestUser;
let parts: Parts;
let [url, link] = ['', ''];
beforeAll(async () => {
  smtp = await openSmtp();
  on = await openTestApi({ SMTP_URL: smtp.url, PUBLIC_URL: 'https://ecocoin.example' });
  ann = await on.t.user('ann');
  await proveEmail(on.t, ann);
  await notice(on.t, ann);
  await passNotificationMail(platformContext(on.t.app, 'test'));
  const [mail] = smtp.received;
  if (!mail) throw new Error('nothing was mailed');
  parts = partsOf(mail);
  url = /^<(https:\/\/ecocoin\.example\/\S+)>$/.exec(parts.headers.get('list-unsubscribe') ?? '')?.[1] ?? '';
  link = url.replace('https://ecocoin.example', on.api.url);
});
afterAll(async () => {
  await on[Symbol.asyncDispose]();
  await smtp[Symbol.asyncDispose]();
});

const frequency = async () =>
  (await mySettings(ann.ctx)).preferences.find(({ trigger, channel }) => trigger === 'TRANSFER' && channel === 'EMAIL')
    ?.frequency;

test('a mail names the link in its header and in both of its parts', () => {
  expect(parts.headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
  expect(url).not.toBe('');
  expect(parts.text).toContain(url);
  expect(parts.html).toContain(`<a href="${url}">`);
});

test('opening the link shows what would end, and ends nothing', async () => {
  const { status, text, headers } = await send(link, {});
  expect(status).toBe(200);
  expect(headers['content-security-policy']).toContain("form-action 'self'");
  expect(text).toContain('<li>Transfers</li>');
  expect(text).toContain('<form method="post">');
  expect(await frequency()).toBe('AT_ONCE');
  expect((await send(link, { method: 'HEAD' })).text).toBe('');
});

test('a link that was changed in any place is none', async () => {
  const at = link.lastIndexOf('/') + 1;
  const [head, token] = [link.slice(0, at), link.slice(at)];
  for (const wrong of [
    `${token.startsWith('e') ? 'f' : 'e'}${token.slice(1)}`,
    token.split('.')[0] ?? '',
    `${token}.a`,
    `${token.slice(0, -2)}AA`,
    '',
    'a'.repeat(2_000),
  ]) {
    for (const method of ['GET', 'POST']) expect((await send(`${head}${wrong}`, { method })).status).toBe(404);
  }
  expect(await frequency()).toBe('AT_ONCE');
});

test('one POST ends such mails, what waits too, without a sign-in; more change nothing', async () => {
  await notice(on.t, ann, '7');
  const oneClick = {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
  };
  expect((await send(link, oneClick)).status).toBe(200);
  expect(await frequency()).toBe('OFF');
  expect((await send(link, oneClick)).text).toContain('Done');
  await passNotificationMail(platformContext(on.t.app, 'test'));
  expect((await deliveriesTo(on.t, ann)).map(({ state }) => state)).toEqual(['SENT', 'SKIPPED']);
  await notice(on.t, ann, '8');
  expect(await deliveriesTo(on.t, ann), 'nothing more is written').toHaveLength(2);
  expect(smtp.received).toHaveLength(1);
  expect((await send(link, { method: 'PUT' })).status).toBe(405);
  expect((await send(link, { ...oneClick, body: 'x'.repeat(5_000) })).status).toBe(413);
});
