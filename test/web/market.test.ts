import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../clients.ts';
import { textAt } from '../journeys/answers.ts';
import { type Opened, openPlatform } from './opened.ts';
import { asker, axe, visit } from './visits.ts';
import { openWire } from './wire.ts';

// The market in a real browser, on what `npm start` brings up.

let here: Opened;
beforeAll(async () => {
  here = await openPlatform();
});
afterAll(() => here[Symbol.asyncDispose]());

const OFFER = 'Amazon reforestation, 2021';
const offer = { hasText: OFFER };

/** Somebody else buys from the offer, beside the browser. */
async function buyBeside(quantity: string, key: string): Promise<void> {
  const bob = await asker(here.platform.url, 'bob');
  const found = await bob(`{ announcements(filterBy: { text: "${OFFER}" }, first: 1) { edges { node { id } } } }`);
  const id = textAt(found, 'data', 'announcements', 'edges', '0', 'node', 'id');
  const done = await bob(`mutation { tradePlace(input: { announcementId: "${id}", quantity: "${quantity}",
    idempotencyKey: "${key}" }) { __typename ... on Error { message } } }`);
  expect(textAt(done, 'data', 'tradePlace', '__typename')).toBe('TradePlacePayload');
}

const left = (page: Page) => page.locator('article', offer).locator('[data-available]');
/** Tonnes that are left, as a number. */
const leftIn = async (page: Page): Promise<number> =>
  Number((await left(page).textContent())?.replaceAll(/[^\d.]/g, ''));

test('the price moves, and what others buy is gone from the offers without a reload', async () => {
  await using on = await visit(here.browser, here.platform.url, '/');
  const { page } = on;
  const price = page.locator('[data-price]');
  const first = await price.textContent();
  await until(async () => (await price.textContent()) !== first);
  const before = await leftIn(page);
  await buyBeside('20', 'somebody-else');
  await until(async () => (await leftIn(page)) === before - 20);
  expect(on.outside).toEqual([]);
  expect(on.complaints).toEqual([]);
});

test('the chart is of what one chose: another currency, another instrument, candles or a line, and a table of the same', async () => {
  await using on = await visit(here.browser, here.platform.url, '/');
  const { page } = on;
  const chart = page.locator('.chart');
  await chart.locator('canvas').first().waitFor();
  const price = page.locator('[data-price]');
  for (const currency of ['USD', 'ETH', 'EUR']) {
    await page.getByRole('group', { name: 'Currency' }).getByRole('button', { name: currency }).click();
    await until(async () => (await price.textContent())?.endsWith(currency) === true);
    await until(async () => (await chart.getAttribute('aria-label'))?.includes(currency) === true);
  }
  const drawn = await chart.screenshot();
  await page.getByRole('button', { name: 'Line', exact: true }).click();
  await until(async () => !(await chart.screenshot()).equals(drawn));
  await page.getByText('As a table').click();
  await page
    .getByRole('group', { name: /^Prices of/ })
    .getByRole('row')
    .nth(2)
    .waitFor();
  expect(await axe(page)).toEqual([]);
  expect(on.complaints).toEqual([]);
});

test('a purchase shows its price, its fee and its total to the cent before it is paid, and what it came to after', async () => {
  await using on = await visit(here.browser, here.platform.url, '/', { as: 'bob' });
  const { page } = on;
  await page.locator('article', offer).getByRole('button', { name: /^Buy/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('How many tonnes').fill('120');
  // The worked example of the rules: 120 t at 8.35 EUR, and 100 basis points.
  for (const text of ['1,002.00 EUR', '10.02 EUR', '1,012.02 EUR'])
    await dialog.getByText(text, { exact: true }).waitFor();
  expect(await axe(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Review' }).click();
  await dialog.getByRole('button', { name: 'Pay 1,012.02 EUR' }).click();
  await dialog.getByText('You have bought 120 t.').waitFor();
  expect(await axe(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Done' }).click();
  expect(on.complaints).toEqual([]);
});

/** Presses Tab until what has the focus fits. */
async function tabTo(page: Page, fits: (name: string) => boolean): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    const name = await page.evaluate(() => {
      const { activeElement: at } = document;
      const label = at instanceof HTMLInputElement ? at.labels?.[0]?.textContent : undefined;
      return label ?? at?.getAttribute('aria-label') ?? at?.textContent ?? '';
    });
    if (fits(name.trim())) return;
  }
  throw new Error('Tab does not get there.');
}

test('a purchase needs no pointer: Tab, letters and Enter lead from the first page to the receipt and back', async () => {
  await using on = await visit(here.browser, here.platform.url, '/', { as: 'bob' });
  const { page } = on;
  await left(page).waitFor();
  await tabTo(page, (name) => name === `Buy from ${OFFER}`);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('How many tonnes').waitFor();
  await tabTo(page, (name) => name === 'How many tonnes');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('2');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Pay 16.87 EUR' }).waitFor();
  await tabTo(page, (name) => name === 'Pay 16.87 EUR');
  await page.keyboard.press('Enter');
  await dialog.getByText('You have bought 2 t.').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  // Who does not see the page is where they were, a moment after the dialog has gone.
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  await until(async () => (await focused()) === `Buy from ${OFFER}`);
});

test('more than there is, or than one has, is refused before it is sent', async () => {
  await using on = await visit(here.browser, here.platform.url, '/', { as: 'bob' });
  const { page } = on;
  await page.locator('article', offer).getByRole('button', { name: /^Buy/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('How many tonnes').fill('5000');
  await dialog.getByText(/No more than [\d,]+ t can be bought just now/).waitFor();
  expect(await dialog.getByRole('button', { name: 'Review' }).isDisabled()).toBe(true);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
});

test('nobody buys without signing in, and comes back to the same page after it', async () => {
  await using on = await visit(here.browser, here.platform.url, '/');
  const { page } = on;
  await page.locator('article', offer).getByRole('button', { name: /^Buy/ }).click();
  await page.getByRole('dialog').getByRole('link', { name: 'Sign in' }).click();
  await page.waitForURL(/\/sign-in\?to=%2F$/);
  expect(await axe(page)).toEqual([]);
});

test('a page whose network was cut says so, catches up from its cursor when it is back, and says that, too', async () => {
  await using wire = await openWire(here.platform.url);
  await using on = await visit(here.browser, wire.url, '/');
  const { page } = on;
  await page.getByText('Live', { exact: true }).waitFor();
  const before = await leftIn(page);
  // An event of the offers has been seen, so there is a cursor to go on from.
  await buyBeside('1', 'before-the-cut');
  await until(async () => (await leftIn(page)) === before - 1);
  wire.cut();
  await page.getByText(/^The connection was lost at/).waitFor();
  await buyBeside('3', 'during-the-cut');
  expect(await leftIn(page)).toBe(before - 1);
  wire.mend();
  await page.getByText(/missed changes? caught up/).waitFor();
  await until(async () => (await leftIn(page)) === before - 4);
  expect(await axe(page)).toEqual([]);
});
