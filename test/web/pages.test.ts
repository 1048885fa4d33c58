import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PATHS, type Path } from '../../web/src/pages/paths.ts';
import { until } from '../clients.ts';
import { textAt } from '../journeys/answers.ts';
import { type Opened, openPlatform } from './opened.ts';
import { asker, axe, overflow, settled, visit } from './visits.ts';

// Every page of the dashboard, as those see it who have a use for it, on what `npm start` brings up.

let here: Opened;
beforeAll(async () => {
  here = await openPlatform();
});
afterAll(() => here[Symbol.asyncDispose]());

const ADMIN: readonly Path[] = PATHS.filter((path) => path.startsWith('/admin'));
const OF_NOBODY: readonly Path[] = ['/sign-in', '/sign-up', '/forgot-password', '/reset-password', '/verify-email'];
/** Nobody has proposed anything yet: the page of a proposal is looked at where one is made (yours.test.ts). */
const ELSEWHERE: readonly Path[] = ['/governance/:id'];
const OF_BOB = PATHS.filter(
  (path) =>
    !ADMIN.includes(path) && !OF_NOBODY.includes(path) && !path.startsWith('/cases') && !ELSEWHERE.includes(path),
);
const PEOPLE = { bob: OF_BOB, ines: ['/cases', '/cases/:id'], grace: ADMIN, nobody: OF_NOBODY } as const;

test('every address of the dashboard is somebody’s here', () => {
  expect([...Object.values(PEOPLE).flat(), ...ELSEWHERE].toSorted()).toEqual([...PATHS].toSorted());
});

/** Where there is an id in an address: one of a thing that is there. */
async function ids(): Promise<Readonly<Record<string, string>>> {
  const bob = await asker(here.platform.url, 'bob');
  const found = await bob(`{
    announcements(first: 1) { edges { node { id } } }
    projects(search: { text: "gazi" }, first: 1) { edges { node { id } } }
    poaiCases(first: 1) { edges { node { id } } }
    batch: projects(search: { text: "gazi" }, first: 1) { edges { node { batches(first: 1) { edges { node { id } } } } } } }`);
  const id = (name: string): string => textAt(found, 'data', name, 'edges', '0', 'node', 'id');
  const batch = textAt(found, 'data', 'batch', 'edges', '0', 'node', 'batches', 'edges', '0', 'node', 'id');
  const made = await bob(`mutation { orderCreate(input: { batchId: "${batch}", quantity: "1", currency: EUR,
    idempotencyKey: "an-order-to-look-at" }) { ... on OrderCreatePayload { order { id } } ... on Error { message } } }`);
  return {
    '/offers/:id': id('announcements'),
    '/projects/:id': id('projects'),
    '/cases/:id': id('poaiCases'),
    '/orders/:id': textAt(made, 'data', 'orderCreate', 'order', 'id'),
  };
}

describe.each([
  ['light, on a desk', { dark: false, phone: false }],
  ['dark, on a phone', { dark: true, phone: true }],
] as const)('%s', (_, look) => {
  test.each(['bob', 'ines', 'grace', 'nobody'] as const)(
    'the pages of %s have no fault that axe finds',
    async (name) => {
      const known = await ids();
      await using on = await visit(here.browser, here.platform.url, '/', {
        ...look,
        ...(name !== 'nobody' && { as: name }),
      });
      const { page } = on;
      const faults: string[] = [];
      for (const path of PEOPLE[name]) {
        await page.goto(`${here.platform.url}${path.replace(':id', known[path] ?? '')}`);
        await settled(page);
        const wide = await overflow(page);
        if (wide > 0) faults.push(`${path}: ${wide} px wider than the screen`);
        faults.push(...(await axe(page)).map((fault) => `${path}: ${fault}`));
        const closed = page.getByText(/This page is not for your account|Sign in to see this page|There is no such/);
        const problems = [...(await page.getByRole('alert').allTextContents()), ...(await closed.allTextContents())];
        faults.push(...problems.map((text) => `${path}: ${text}`));
      }
      expect(faults).toEqual([]);
      expect(on.complaints).toEqual([]);
      expect(on.outside).toEqual([]);
    },
  );
});

test('an address without a page says so, to people and to programs', async () => {
  await using on = await visit(here.browser, here.platform.url, '/nowhere/at/all');
  await on.page.getByRole('heading', { name: 'Nothing here' }).waitFor();
  expect(await axe(on.page)).toEqual([]);
  const statusOf = async (path: string, accept: string): Promise<number> =>
    (await fetch(`${here.platform.url}${path}`, { headers: { accept } })).status;
  expect(await statusOf('/nowhere', 'text/html')).toBe(404);
  expect(await statusOf('/projects/x', 'text/html')).toBe(200);
  expect(await statusOf('/projects/x/y', 'text/html')).toBe(404);
  expect(await statusOf('/projects', 'application/json')).toBe(404);
  expect(await statusOf('/assets/none.js', '*/*')).toBe(404);
});

test('projects are found by words, by filters and by a country on the map; the address keeps what was looked for', async () => {
  await using on = await visit(here.browser, here.platform.url, '/projects');
  const { page } = on;
  const found = page.getByRole('status').filter({ hasText: /project/ });
  await found.filter({ hasText: /\d+ projects/ }).waitFor();
  const all = await found.textContent();
  const brazil = page.getByRole('button', { name: /^Brazil: \d+ projects?$/ });
  await brazil.focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/country=BR/);
  await until(async () => (await found.textContent()) !== all);
  expect(await brazil.getAttribute('aria-pressed')).toBe('true');
  await page.getByRole('button', { name: 'Clear the search' }).click();
  await page.getByLabel('Search', { exact: true }).fill('mangorves');
  await page.waitForURL(/text=mangorves/);
  // Nothing is called that: what is most alike is found, and said.
  await page.getByText('Nothing has “mangorves”', { exact: false }).waitFor();
  await page
    .getByRole('link', { name: /Gazi Bay/ })
    .first()
    .click();
  await page.getByText(/^Verified just now/).waitFor();
  for (const stage of ['Checked', 'Bound into one hash', 'Signed by three', 'Anchored'])
    await page.getByRole('heading', { name: stage, exact: true }).waitFor();
  expect(on.complaints).toEqual([]);
});

test('finance records a deposit after it saw for whom, and lets a withdrawal go out; a role is given', async () => {
  const bob = await asker(here.platform.url, 'bob');
  await bob(`mutation { withdrawalRequest(input: { asset: EUR, amount: "40", destination: "DE89370400440532013000",
    idempotencyKey: "to-be-let-out" }) { __typename ... on Error { message } } }`);
  await using on = await visit(here.browser, here.platform.url, '/admin/money', { as: 'grace' });
  const { page } = on;
  await page.getByLabel('User name').fill('bob');
  await page.getByLabel('Amount', { exact: true }).fill('250.00');
  await page.getByLabel('Reference of the bank').fill('E2E-2026-1');
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByText('Bob Martin (bob)').waitFor();
  await page.getByRole('button', { name: 'Record 250.00 EUR' }).click();
  await page.getByText('250.00 EUR are in the wallet of Bob Martin.').waitFor();
  await page.getByRole('button', { name: 'Approve' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Pay out 40.00 EUR' }).click();
  await page.getByText('Nothing waits.').waitFor();
  await page.goto(`${here.platform.url}/admin/users`);
  await page.getByRole('button', { name: 'Change the roles of omar' }).click();
  await page.getByRole('dialog').getByLabel('Role').selectOption('GOVERNANCE_MEMBER');
  await page.getByRole('button', { name: 'Give the role' }).click();
  await page.getByRole('row', { name: /omar/ }).getByText('Governance member').waitFor();
  expect(await axe(page)).toEqual([]);
  expect(on.complaints).toEqual([]);
});
