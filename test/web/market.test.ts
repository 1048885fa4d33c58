import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../clients.ts';
import { textAt } from '../journeys/answers.ts';
import { type RunningPlatform, startPlatformProcess } from '../platform.ts';
import { asker, axe, openBrowser, visit } from './visits.ts';

// The market in a real browser, on what `npm start` brings up.

let platform: RunningPlatform;
let browser: Browser;
beforeAll(async () => {
  [browser, platform] = await Promise.all([openBrowser(), startPlatformProcess()]);
});
afterAll(async () => {
  await browser.close();
  await platform[Symbol.asyncDispose]();
});

const OFFER = 'Amazon reforestation, 2021';
const offer = { hasText: OFFER };

test('the price moves, and what others buy is gone from the offers without a reload', async () => {
  await using on = await visit(browser, platform.url, '/');
  const { page } = on;
  const price = page.locator('[data-price]');
  const first = await price.textContent();
  await until(async () => (await price.textContent()) !== first);

  const left = page.locator('article', offer).locator('[data-available]');
  expect(await left.textContent()).toBe('1,200 t');
  const bob = await asker(platform.url, 'bob');
  const found = await bob(`{ announcements(filterBy: { text: "${OFFER}" }, first: 1) { edges { node { id } } } }`);
  const id = textAt(found, 'data', 'announcements', 'edges', '0', 'node', 'id');
  await bob(`mutation { tradePlace(input: { announcementId: "${id}", quantity: "20", idempotencyKey: "somebody-else" }) {
    ... on Error { message } } }`);
  await until(async () => (await left.textContent()) === '1,180 t');
  expect(on.outside).toEqual([]);
  expect(on.complaints).toEqual([]);
});

test('a purchase shows its price, its fee and its total to the cent before it is paid, and what it came to after', async () => {
  await using on = await visit(browser, platform.url, '/', { as: 'bob' });
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

test('more than there is, or than one has, is refused before it is sent', async () => {
  await using on = await visit(browser, platform.url, '/', { as: 'bob' });
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
  await using on = await visit(browser, platform.url, '/');
  const { page } = on;
  await page.locator('article', offer).getByRole('button', { name: /^Buy/ }).click();
  await page.getByRole('dialog').getByRole('link', { name: 'Sign in' }).click();
  await page.waitForURL(/\/sign-in\?to=%2F$/);
  expect(await axe(page)).toEqual([]);
});
