import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from './clients.ts';
import { type Doomed, openDoomed } from './crashes.ts';
import { newestPlace } from './databases.ts';
import { openTestApp, type TestApp, type TestUser } from './harness.ts';
import { deliveriesTo, passNotifier, proveEmail, skipPauses, startNotifier, toldTo } from './notifications.ts';
import { openReceiver, type Receiver } from './receiver.ts';
import { openSmtp, partsOf, type Smtp } from './smtp.ts';
import { skipWebhookPauses, webhookOf } from './webhooks.ts';
import { isPastPlace } from '../src/db/outbox.ts';
import { platformContext } from '../src/resolvers/context.ts';
import { sendTransfer } from '../src/resolvers/transfers/send-transfer.ts';
import { encodeId } from '../src/resolvers/ids.ts';
import { passNotificationMail } from '../src/workers/notification-mail.ts';
import { passWebhooks } from '../src/workers/webhooks.ts';

let t: TestApp;
let smtp: Smtp;
let receiver: Receiver;
let [ann, bob] = [] as unknown as [TestUser, TestUser];
let doomed: Doomed;
beforeAll(async () => {
  [smtp, receiver] = [await openSmtp(), await openReceiver()];
  t = await openTestApp({ SMTP_URL: smtp.url, OUTSIDE_PRIVATE_HOSTS: '127.0.0.1' });
  ann = await t.user('ann', { funds: { EUR: '10000.00' } });
  bob = await t.user('bob');
  await proveEmail(t, bob);
  await webhookOf(bob, receiver.url);
  await startNotifier(t);
  doomed = await openDoomed(t, 'test/notification-crash-child.ts', {
    dataDir: t.app.config.dataDir,
    smtpUrl: smtp.url,
  });
});
afterAll(async () => {
  await doomed[Symbol.asyncDispose]();
  await t[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
  await smtp[Symbol.asyncDispose]();
});

/** Ann sends Bob something; gives the id of the transfer. */
async function happen(): Promise<string> {
  const wish = {
    recipientId: encodeId('User', bob.id),
    asset: 'EUR',
    amount: '1.00',
    idempotencyKey: crypto.randomUUID(),
  };
  const { id } = await sendTransfer(ann.ctx, wish);
  // Reading stops below the oldest transaction of the whole server, which another test may be running just now.
  const newest = await newestPlace(t.db);
  await until(async () => newest !== undefined && (await isPastPlace(t.db, newest)));
  return id;
}

/** What another process does after one has died: all that is left, whatever the pauses. */
async function finish(): Promise<void> {
  const ctx = platformContext(t.app, 'test');
  await t.db.sql`update webhook_endpoints set leased_until = null`;
  await skipWebhookPauses(t);
  await skipPauses(t);
  await passNotifier(t);
  while (await passNotificationMail(ctx));
  while (await passWebhooks(ctx));
}

/** How often each thing was told, by what receivers know it again. */
function heard() {
  const mails = smtp.received.map((mail) => partsOf(mail).headers.get('message-id') ?? '');
  const calls = receiver.received.map(({ headers }) => String(headers['webhook-id']));
  return { mails, calls };
}

test('a process killed anywhere loses no notification and tells none twice under another name', async () => {
  const transfers = [await happen()];
  const steps = await doomed.toTheEnd();
  expect(heard()).toMatchObject({ mails: { length: 1 }, calls: { length: 1 } });
  expect(steps).toBeGreaterThanOrEqual(20);

  const stages = { unwritten: 0, unsent: 0, sent: 0 };
  for (let step = 1; step <= steps; step += 1) {
    transfers.push(await happen());
    await doomed.toStep(step);
    const told = await toldTo(t, bob);
    const last = (await deliveriesTo(t, bob)).at(-1);
    stages[told.length < transfers.length ? 'unwritten' : last?.state === 'WAITING' ? 'unsent' : 'sent'] += 1;

    await finish();
    expect((await toldTo(t, bob)).map(({ subjectId }) => subjectId)).toEqual(transfers);
    const deliveries = await deliveriesTo(t, bob);
    expect(deliveries.map(({ state }) => state)).toEqual(transfers.map(() => 'SENT'));
    const { mails, calls } = heard();
    expect(new Set(mails).size).toBe(transfers.length);
    expect(new Set(calls).size).toBe(transfers.length);
    // Once more at most for each kill: what was taken and could not be noted, under the same id.
    expect(mails.length).toBeLessThanOrEqual(transfers.length + step);
  }
  expect(stages.unwritten).toBeGreaterThanOrEqual(2);
  expect(stages.unsent).toBeGreaterThanOrEqual(2);
  expect(stages.sent).toBeGreaterThanOrEqual(1);
}, 600_000);
