import type { CDPSession, Page, Worker } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser as openPushBrowser } from '../browsers.ts';
import { until } from '../clients.ts';
import { textAt } from '../journeys/answers.ts';
import { openReceiver, type Receiver } from '../receiver.ts';
import { type Opened, openPlatform } from './opened.ts';
import { type Asker, asker, axe, visit, type Visit } from './visits.ts';

// Pushes to a browser, as far as they go without its maker: Chromium subscribes at a push service that cannot be reached from
// here (and never in a context like those of tests, which is a private window), and the one for machines without a screen has
// nothing to show notifications with. So what the page says where subscribing fails is looked at; in place of that service
// stands a server to which the platform pushes, encrypted; what comes there is opened by the keys of the subscription and handed
// to the service worker of a real browser, as a push service would; and what the worker has shown is kept for us.

let opened: Opened;
let service: Receiver;
beforeAll(async () => {
  service = await openReceiver();
  opened = await openPlatform({ OUTSIDE_PRIVATE_HOSTS: '127.0.0.1' });
});
afterAll(async () => {
  await opened[Symbol.asyncDispose]();
  await service[Symbol.asyncDispose]();
});

const come = (permission: 'granted' | 'asked'): Promise<Visit> =>
  visit(opened.browser, opened.platform.url, '/notifications/settings', {
    as: 'bob',
    before: async (context) => {
      const { url } = opened.platform;
      if (permission === 'granted') await context.grantPermissions(['notifications'], { origin: url });
    },
  });

/** What Chromium itself says of subscribing in a private window. */
const CHROMIUMS_OWN = [expect.stringContaining('does not support the Push API in incognito mode') as string];

/** Presses what subscribes this browser, as far as its push service, which is not there. */
async function optIn(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Show them in this browser' }).click();
  await page
    .getByRole('alert')
    .getByText(/^Your browser could not reach its push service\. Check that you are online/)
    .waitFor();
}

test('who does not let the page show notifications, and whose push service cannot be reached, is told what to do', async () => {
  await using refusing = await come('asked');
  await refusing.page.getByRole('button', { name: 'Show them in this browser' }).click();
  await refusing.page
    .getByRole('alert')
    .getByText('Your browser does not let this page show notifications. Allow it in the settings of the page.')
    .waitFor();
  await using on = await come('granted');
  await optIn(on.page);
  expect(await axe(on.page)).toEqual([]);
  // Nothing of it was kept, and one can try again.
  await on.page.getByText('No browser of yours shows notifications while this page is closed.').waitFor();
  expect(await on.page.getByRole('button', { name: 'Show them in this browser' }).isEnabled()).toBe(true);
  expect(refusing.complaints).toEqual([]);
  expect(on.complaints).toEqual(CHROMIUMS_OWN);
});

/** Subscribes a browser of bob whose push service is ours, and has alice send him money; gives what comes. */
async function pushed(bob: Asker, alice: Asker, amount: string): Promise<Record<string, unknown>> {
  const browser = openPushBrowser(`${service.url}/push/${amount}`);
  const added = await bob(
    `mutation ($input: PushSubscriptionAddInput!) { pushSubscriptionAdd(input: $input) { __typename
      ... on Error { message } } }`,
    { input: browser.wish },
  );
  expect(JSON.stringify(added)).toContain('PushSubscriptionAddPayload');
  const recipientId = textAt(await bob('{ me { id } }'), 'data', 'me', 'id');
  const sent =
    await alice(`mutation { transferSend(input: { recipientId: "${recipientId}", asset: EUR, amount: "${amount}",
    idempotencyKey: "push-${amount}" }) { __typename ... on Error { message } } }`);
  expect(JSON.stringify(sent)).toContain('TransferSendPayload');
  const mine = () => service.received.find(({ path }) => path === `/push/${amount}`);
  await until(() => Promise.resolve(mine() !== undefined));
  return browser.read(mine()?.body ?? Buffer.alloc(0));
}

/** Hands a push to the service worker of the page, as the browser's own push service would. */
async function deliver(cdp: CDPSession, registrationId: string, data: object): Promise<void> {
  const origin = opened.platform.url;
  await cdp.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data: JSON.stringify(data) });
}

interface Shown {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
}

/** The part of a service worker that ours uses, and its own function. */
interface WorkerScope {
  readonly registration: { showNotification(title: string, options: Omit<Shown, 'title'>): Promise<void> };
  readonly openNotifications: () => Promise<unknown>;
  shown: Shown[];
}

/** Keeps what the worker has shown, in place of the screen that is not there. */
const keepShown = (worker: Worker): Promise<void> =>
  worker.evaluate(() => {
    const scope = globalThis as unknown as WorkerScope;
    scope.shown = [];
    scope.registration.showNotification = (title, options) => {
      scope.shown.push({ title, ...options });
      return Promise.resolve();
    };
  });

const shownBy = (worker: Worker): Promise<Shown[]> =>
  worker.evaluate(() => (globalThis as unknown as WorkerScope).shown);

/** The registration of the worker of the page, as DevTools knows it. */
async function registrationOf(cdp: CDPSession): Promise<string> {
  const registered = new Promise<string>((resolve) => {
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations: [first] }) => {
      if (first) resolve(first.registrationId);
    });
  });
  await cdp.send('ServiceWorker.enable');
  return registered;
}

test('what the platform pushes is shown under its title and its tag, and a click on it opens the notifications', async () => {
  const [bob, alice] = [await asker(opened.platform.url, 'bob'), await asker(opened.platform.url, 'alice')];
  const push = await pushed(bob, alice, '3.25');
  expect(`${String(push['title'])} ${String(push['body'])}`).toMatch(/3\.25/);
  await using on = await come('granted');
  const { page, context } = on;
  await optIn(page);
  // From its next load on the page is the worker's.
  await page.reload();
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  const cdp = await context.newCDPSession(page);
  const registrationId = await registrationOf(cdp);
  const [worker] = context.serviceWorkers();
  if (!worker) throw new Error('there is no service worker');
  await keepShown(worker);
  await deliver(cdp, registrationId, push);
  await until(async () => (await shownBy(worker)).length === 1);
  // By the tag, one that comes twice takes the place of itself.
  expect(await shownBy(worker)).toEqual([{ title: push['title'], body: push['body'], tag: push['tag'] }]);
  // What the worker does when somebody clicks: only the browser itself can say that they did.
  await worker.evaluate(() => (globalThis as unknown as WorkerScope).openNotifications().then(() => undefined));
  await page.waitForURL(/\/notifications$/);
  await page.getByText(/3\.25/).first().waitFor();
  expect(on.complaints).toEqual(CHROMIUMS_OWN);
});
