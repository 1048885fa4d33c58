import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../clients.ts';
import { textAt } from '../journeys/answers.ts';
import { jsonOf, openReceiver, type Receiver } from '../receiver.ts';
import { verified } from '../webhooks.ts';
import { type Opened, openPlatform } from './opened.ts';
import { asker, axe, dialogOf, overflow, press, visit } from './visits.ts';

// What goes out to programs and phones, in a real browser, on what `npm start` brings up: somebody's webhook and the provider
// of text messages are servers of this machine.

let hook: Receiver;
let provider: Receiver;
let here: Opened;
beforeAll(async () => {
  [hook, provider] = [await openReceiver(), await openReceiver()];
  here = await openPlatform({
    OUTSIDE_PRIVATE_HOSTS: '127.0.0.1',
    WEBHOOK_ATTEMPTS: '2',
    // Long enough to be looked at before it is over, on a machine that does other things as well.
    WEBHOOK_BACKOFF_S: '10',
    SMS_URL: provider.url,
  });
});
afterAll(async () => {
  await here[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
  await hook[Symbol.asyncDispose]();
});

const webhook = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });
/** The newest row of the log of a webhook. */
const newest = (of: Locator): Locator => of.getByRole('table', { name: 'What it was told' }).getByRole('row').nth(1);
const idOf = (index: number): unknown => hook.received.at(index)?.headers['webhook-id'];

/** Makes a webhook that hears of price alerts, which nobody sets here, so of tests alone; gives its secret. */
async function makeWebhook(page: Page, name: string): Promise<string> {
  await press(page, 'New webhook');
  await dialogOf(page).getByLabel('Address').fill(`${hook.url}/${name}`);
  await dialogOf(page).getByLabel('What you call it').fill(name);
  await dialogOf(page)
    .getByLabel(/^Everything/)
    .uncheck();
  await dialogOf(page).getByLabel('Price alert').check();
  expect(await axe(page)).toEqual([]);
  await press(dialogOf(page), 'Make the webhook');
  await dialogOf(page)
    .getByText(/^It is shown this once/)
    .waitFor();
  return (await dialogOf(page).locator('code').textContent()) ?? '';
}

test('a webhook is made, its secret is seen once, and a test arrives signed by it and stands in the log', async () => {
  await using on = await visit(here.browser, here.platform.url, '/notifications/settings', { as: 'bob' });
  const { page } = on;
  await on.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('main').getByRole('link', { name: 'Webhooks' }).click();
  await page.getByText('No program is told anything yet.').waitFor();
  const secret = await makeWebhook(page, 'ledger');
  expect(secret).toMatch(/^whsec_/);
  await press(dialogOf(page), 'Copy');
  await dialogOf(page).getByText('Copied.').waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
  expect(await axe(page)).toEqual([]);
  await press(dialogOf(page), 'I have it');
  const ledger = webhook(page, 'ledger');
  await ledger.getByText('Active', { exact: true }).waitFor();
  expect(await page.content()).not.toContain(secret);

  await press(ledger, 'Send a test');
  await newest(ledger).getByText('Taken', { exact: true }).waitFor();
  await newest(ledger).getByText('answered 200').waitFor();
  const [received] = hook.received;
  expect(received && verified(secret, received)).toMatchObject({ type: 'webhook.test' });
  await press(newest(ledger), 'Details');
  await dialogOf(page)
    .getByText(String(idOf(0)), { exact: true })
    .waitFor();
  expect(await axe(page)).toEqual([]);
  await press(dialogOf(page), 'Done');

  // A program that lost it is told again, under the same id.
  await press(newest(ledger), 'Send again');
  await until(() => hook.received.length === 2);
  expect(idOf(1)).toBe(idOf(0));
  expect(on.complaints).toEqual([]);
  expect(on.outside).toEqual([]);
});

test('an address inside is refused in the API’s own words, on a phone, too', async () => {
  await using on = await visit(here.browser, here.platform.url, '/webhooks', { as: 'alice', phone: true });
  const { page } = on;
  await press(page, 'New webhook');
  await dialogOf(page).getByLabel('Address').fill('https://10.0.0.7/hook');
  await press(dialogOf(page), 'Make the webhook');
  await dialogOf(page).getByText('must name a public host').first().waitFor();
  expect(await axe(page)).toEqual([]);
  expect(await overflow(page)).toBe(0);
});

test('a webhook is changed, paused and resumed, signs with two secrets as it gets another, and is deleted', async () => {
  await using on = await visit(here.browser, here.platform.url, '/webhooks', { as: 'alice' });
  const { page } = on;
  const first = await makeWebhook(page, 'books');
  await press(dialogOf(page), 'I have it');
  await press(webhook(page, 'books'), 'New secret');
  await press(dialogOf(page), 'Make a new secret');
  await dialogOf(page)
    .getByText(/^It is shown this once/)
    .waitFor();
  const second = (await dialogOf(page).locator('code').textContent()) ?? '';
  expect(second).not.toBe(first);
  await press(dialogOf(page), 'I have it');
  await webhook(page, 'books')
    .getByText(/^Signs too until/)
    .waitFor();

  await press(webhook(page, 'books'), 'Pause');
  await webhook(page, 'books').getByText('Paused', { exact: true }).waitFor();
  expect(await webhook(page, 'books').getByRole('button', { name: 'Send a test' }).count()).toBe(0);
  await press(webhook(page, 'books'), 'Resume');
  await press(webhook(page, 'books'), 'Change');
  await dialogOf(page).getByLabel('What you call it').fill('accounts');
  await dialogOf(page).getByLabel('Trade', { exact: true }).check();
  await press(dialogOf(page), 'Change it');
  const accounts = webhook(page, 'accounts');
  await accounts.getByText('Price alert, Trade', { exact: true }).waitFor();

  const before = hook.received.length;
  await press(accounts, 'Send a test');
  await newest(accounts).getByText('Taken', { exact: true }).waitFor();
  const received = hook.received[before];
  expect([first, second].map((secret) => received && verified(secret, received)['type'])).toEqual([
    'webhook.test',
    'webhook.test',
  ]);
  await press(accounts, 'Delete');
  expect(await axe(page)).toEqual([]);
  await press(dialogOf(page), 'Delete it');
  await accounts.waitFor({ state: 'detached' });
  expect(on.complaints).toEqual([]);
});

test('a message is tried again and given up, as its log says by itself, and an administrator has it sent again', async () => {
  await using on = await visit(here.browser, here.platform.url, '/webhooks', { as: 'alice' });
  await makeWebhook(on.page, 'dead-end');
  await press(dialogOf(on.page), 'I have it');
  const deadEnd = webhook(on.page, 'dead-end');
  hook.answers.push(500, 503);
  const before = hook.received.length;
  await press(deadEnd, 'Send a test');
  await newest(deadEnd)
    .getByText(/next try in/)
    .waitFor();
  await newest(deadEnd).getByText('answered 500').waitFor();
  await newest(deadEnd).getByText('Given up', { exact: true }).waitFor();
  await newest(deadEnd).getByText('answered 503').waitFor();
  expect(await axe(on.page)).toEqual([]);

  await using admin = await visit(here.browser, here.platform.url, '/admin/deliveries', { as: 'grace' });
  const missed = admin.page.getByRole('region', { name: 'To webhooks' });
  await missed.getByRole('row', { name: /webhook\.test.*answered 503/ }).waitFor();
  expect(await axe(admin.page)).toEqual([]);
  await press(missed, 'Send again');
  await missed.getByText('No webhook has missed anything.').waitFor();
  await until(() => hook.received.length === before + 3);
  expect(idOf(before + 2)).toBe(idOf(before));
  expect([...on.complaints, ...admin.complaints]).toEqual([]);
});

test('whoever acts for an organization sees its webhooks, and not their own', async () => {
  const [grace, alice] = [await asker(here.platform.url, 'grace'), await asker(here.platform.url, 'alice')];
  const { data } = (await alice('{ me { id } }')) as { data: { me: { id: string } } };
  await grace(`mutation { roleGrant(input: { userId: "${data.me.id}", role: ENTERPRISE_USER }) { __typename } }`);
  const founded = await alice(`mutation { organizationCreate(input: { legalName: "Rio Verde Ltda", country: "BR" }) {
    ... on OrganizationCreatePayload { organization { legalName } } ... on Error { message } } }`);
  expect(textAt(founded, 'data', 'organizationCreate', 'organization', 'legalName')).toBe('Rio Verde Ltda');

  await using on = await visit(here.browser, here.platform.url, '/webhooks', { as: 'alice' });
  const { page } = on;
  await makeWebhook(page, 'of my own');
  await press(dialogOf(page), 'I have it');
  await webhook(page, 'of my own').waitFor();
  await page.getByLabel('You act for').selectOption({ label: 'Rio Verde Ltda' });
  await page.getByText('No program is told anything yet.').waitFor();
  await makeWebhook(page, 'of the house');
  await press(dialogOf(page), 'I have it');
  await webhook(page, 'of the house').waitFor();
  await page.getByLabel('You act for').selectOption({ label: 'Yourself' });
  await webhook(page, 'of my own').waitFor();
  expect(await webhook(page, 'of the house').count()).toBe(0);
  expect(on.complaints).toEqual([]);
});

/** The code of the last text message that holds one. */
const sentCode = (): string | undefined =>
  provider.received
    .map((each) => /^\d{6}/.exec(String(jsonOf(each)['text']))?.[0])
    .findLast((code) => code !== undefined);

test('a number is proven by its code; what the provider refuses then, an administrator has sent again', async () => {
  await using on = await visit(here.browser, here.platform.url, '/notifications/settings', { as: 'bob' });
  const { page } = on;
  await page.getByLabel('Security: Text message').selectOption('AT_ONCE');
  await page.getByText('Kept.').waitFor();
  const card = page.getByRole('region', { name: 'Text messages' });
  await card.getByLabel('Your number').fill('+41 44 668 18 00');
  // That a number was verified is told to the number itself, which the provider then refuses for good.
  provider.answers.push(200, 400);
  await press(card, 'Send me a code');
  await card.getByText('Not verified yet').waitFor();
  await card.getByText('+41•••••••00', { exact: true }).waitFor();
  expect(await axe(page)).toEqual([]);
  await until(() => sentCode() !== undefined);
  await card.getByLabel('Code of the text message').fill(sentCode() === '000000' ? '000001' : '000000');
  await press(card, 'Verify the number');
  await card.getByRole('alert').waitFor();
  await card.getByLabel('Code of the text message').fill(sentCode() ?? '');
  await press(card, 'Verify the number');
  await card.getByText('Verified', { exact: true }).waitFor();
  expect(await axe(page)).toEqual([]);

  await until(() => provider.received.length === 2);
  await using admin = await visit(here.browser, here.platform.url, '/admin/deliveries', { as: 'grace' });
  const missed = admin.page.getByRole('region', { name: 'To people' });
  await missed.getByRole('row', { name: /Bob Martin.*Text message.*the provider answered 400/ }).waitFor();
  expect(await axe(admin.page)).toEqual([]);
  await press(missed, 'Send again');
  await missed.getByText('No message is like that.').waitFor();
  await until(() => provider.received.length === 3);
  await missed.getByLabel('What became of it').selectOption('SENT');
  await missed.getByRole('row', { name: /Bob Martin.*Text message/ }).waitFor();
  const [, refused, again] = provider.received.map(jsonOf);
  expect(again).toEqual(refused);

  await press(card, 'Remove the number');
  await card.getByText('They go to no number of yours.').waitFor();
  expect([...on.complaints, ...admin.complaints]).toEqual([]);
});
