import { mkdir } from 'node:fs/promises';
import type { Page, WebSocket } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../clients.ts';
import { textAt } from '../journeys/answers.ts';
import { type Opened, openPlatform } from '../web/opened.ts';

// A person's first minutes: a real browser, without the internet, on what `npm start` brings up.

let here: Opened;
beforeAll(async () => {
  here = await openPlatform();
});
afterAll(() => here[Symbol.asyncDispose]());

interface Visit {
  readonly page: Page;
  /** Where the page wanted to go outside of us. */
  readonly outside: string[];
  /** What the page found wrong itself: refused by its policy, thrown by its scripts. */
  readonly complaints: string[];
  /** What its requests over HTTP carry. */
  readonly posted: string[];
  /** Messages of its WebSockets. */
  readonly sent: string[];
  readonly received: string[];
  close(): Promise<void>;
}

async function visit(): Promise<Visit> {
  const context = await here.browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const [outside, complaints, posted, sent, received]: string[][] = [[], [], [], [], []];
  await context.route('**/*', (route) => {
    const url = route.request().url();
    if (url.startsWith(`${here.platform.url}/`) || /^(?:blob|data):/.test(url)) return route.continue();
    outside?.push(url);
    return route.abort();
  });
  page.on('console', (message) => {
    if (message.type() === 'error') complaints?.push(message.text());
  });
  page.on('pageerror', (error) => complaints?.push(String(error)));
  page.on('request', (request) => posted?.push(request.postData() ?? ''));
  page.on('websocket', (socket: WebSocket) => {
    if (!socket.url().startsWith(here.platform.url.replace('http', 'ws'))) outside?.push(socket.url());
    socket.on('framesent', ({ payload }) => sent?.push(String(payload)));
    socket.on('framereceived', ({ payload }) => received?.push(String(payload)));
  });
  await page.goto(`${here.platform.url}/graphql`);
  // Until the text of the tab is in the editor, the button runs nothing.
  await page.locator('.graphiql-query-editor .view-line', { hasText: /\S/ }).first().waitFor();
  const close = (): Promise<void> => context.close();
  return {
    page,
    outside: outside ?? [],
    complaints: complaints ?? [],
    posted: posted ?? [],
    sent: sent ?? [],
    received: received ?? [],
    close,
  };
}

/** Puts text into an editor of the tab that is open. The one of queries would close a brace at its beginning twice. */
async function write(page: Page, editor: string, text: string): Promise<void> {
  await page.locator(`${editor} .view-lines`).click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(text);
}

/** Puts an operation into the tab; it would run the one of before until the page has read the new one's name. */
async function writeOperation(page: Page, name: string, text: string): Promise<void> {
  await write(page, '.graphiql-query-editor', text);
  await page.locator('.graphiql-tab-active', { hasText: name }).waitFor();
}

const run = (page: Page): Promise<void> =>
  page
    .getByRole('button', { name: /Execute|Stop/ })
    .first()
    .click();
const resultOf = async (page: Page): Promise<string> =>
  ((await page.locator('.result-window .view-lines').textContent()) ?? '').replaceAll('\u00a0', ' ');

async function expectInSight(page: Page, tab: string): Promise<void> {
  const box = await page.getByRole('button', { name: tab, exact: true }).boundingBox();
  const { width = 0, height = 0 } = page.viewportSize() ?? {};
  expect(box && { right: box.x + box.width <= width, bottom: box.y + box.height <= height }).toEqual({
    right: true,
    bottom: true,
  });
}

async function logIn(login: string): Promise<string> {
  const query = `mutation { sessionLogin(input: { login: "${login}", password: "green-forest-7" }) {
    ... on SessionLoginPayload { credentials { accessToken } } ... on Error { message } } }`;
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ query });
  const answer: unknown = await (await fetch(`${here.platform.url}/graphql`, { method: 'POST', headers, body })).json();
  return textAt(answer, 'data', 'sessionLogin', 'credentials', 'accessToken');
}

test('shows prices as they move, and needs nothing from outside', async () => {
  const on = await visit();
  const { page } = on;
  // It opens with the first step of the tour, which needs no more than the button.
  await run(page);
  await until(() => on.received.some((frame) => frame.includes('"priceTicked"')));
  await until(async () => (await resultOf(page)).includes('priceTicked'));
  await run(page);
  await until(() => on.sent.some((frame) => frame.includes('"type":"complete"')));

  // The last step of the tour is in sight.
  await expectInSight(page, 'VerifyCertificate');
  await openTab(page, 'Wallets');
  await writeOperation(page, 'Offers', 'query Offers { announcements(first: 1) { edges { node { title } } } }');
  await run(page);
  await until(async () => (await resultOf(page)).includes('announcements'));
  await mkdir('.data/screenshots', { recursive: true });
  await page.screenshot({ path: '.data/screenshots/graphiql.png' });
  expect(on.outside).toEqual([]);
  expect(on.complaints).toEqual([]);
  await on.close();
});

test('sends the token of the headers when a WebSocket opens, so that own subscriptions are accepted', async () => {
  const on = await visit();
  const { page } = on;
  const token = await logIn('alice');
  await page.getByRole('button', { name: 'Headers' }).click();
  await write(page, '.graphiql-editor-tool .graphiql-editor:not(.hidden)', `{"Authorization":"Bearer ${token}"}`);
  await writeOperation(page, 'Mine', 'subscription Mine { walletChanged { wallet { asset held } } }');
  // The page keeps what was written a moment later; the socket takes it from there.
  await page.waitForFunction((text) => localStorage.getItem('graphiql:tabState')?.includes(text), token.slice(-40));
  await run(page);
  await until(() => on.sent.some((frame) => frame.includes('"type":"subscribe"') || frame.includes('walletChanged')));
  const opening = JSON.parse(on.sent[0] ?? '{}') as object;
  expect(opening).toEqual({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });

  const query = `mutation { announcementDraft(input: { title: "A", quantity: "5", currency: EUR, price: { fixed: "1" } }) {
    ... on AnnouncementDraftPayload { announcement { id } } } }`;
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const ask = async (text: string): Promise<unknown> =>
    (
      await fetch(`${here.platform.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query: text }) })
    ).json();
  await until(async () => / 1$/m.exec(await metric('ecocoin_subscriptions')) !== null);
  const id = textAt(await ask(query), 'data', 'announcementDraft', 'announcement', 'id');
  await ask(`mutation { announcementOpen(input: { announcementId: "${id}", idempotencyKey: "from-a-browser" }) {
    ... on Error { message } } }`);
  await until(() => on.received.some((frame) => frame.includes('"walletChanged"')));
  await until(async () => (await resultOf(page)).includes('CARBON'));
  expect(on.received.find((frame) => frame.includes('"error"'))).toBeUndefined();
  expect(on.outside).toEqual([]);
  await on.close();
});

/** The first press of the mouse on a tab opens it. */
async function openTab(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
  await page.locator('.graphiql-tab-active', { hasText: name }).waitFor();
}

/**
 * Runs a tab, and waits until it has. GraphiQL misses what is pressed in the first moment after a tab was opened, so it is
 * pressed until the operation goes out, and no more: who logs in too often is refused.
 */
async function runTab(
  { page, posted, sent }: Visit,
  name: string,
  has: () => boolean | Promise<boolean>,
): Promise<void> {
  const times = () => [...posted, ...sent].filter((text) => text.includes(`"operationName":"${name}"`)).length;
  const before = times();
  await openTab(page, name);
  const execute = page.getByRole('button', { name: /Execute/ });
  await until(async () => {
    if (times() > before) return true;
    if (await execute.isVisible()) await execute.click();
    return false;
  });
  await until(has);
}

test('sends the tokens of those who have logged in where the headers name them, over HTTP and WebSocket', async () => {
  const on = await visit();
  const { page } = on;
  const shows = (text: string) => async () => (await resultOf(page)).includes(text);
  await runTab(on, 'Wallets', shows('UNAUTHENTICATED'));
  await runTab(on, 'LogIn', shows('accessToken'));
  await runTab(on, 'Wallets', shows('available'));
  await runTab(on, 'WatchWallets', () => on.sent.some((frame) => frame.includes('walletChanged')));
  const { payload } = JSON.parse(on.sent[0] ?? '{}') as { payload?: { authorization?: string } };
  expect(payload?.authorization).toMatch(/^Bearer eyJ/);
  expect(on.received.find((frame) => frame.includes('"error"'))).toBeUndefined();
  expect(on.complaints).toEqual([]);
  await on.close();
});

async function metric(name: string): Promise<string> {
  const text = await (await fetch(`${here.platform.url}/metrics`)).text();
  return text.split('\n').find((line) => line.startsWith(`${name} `)) ?? '';
}
