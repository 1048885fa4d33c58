import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mineBlock } from './browser-wallet.ts';
import { type Opened, openPlatform } from './opened.ts';
import { openStaking, stakeFive } from './staked.ts';
import { axe, dialogOf, press, signIn, visit } from './visits.ts';

// What somebody does with what is theirs, in a real browser, on what `npm start` brings up.

let here: Opened;
beforeAll(async () => {
  here = await openPlatform();
});
afterAll(() => here[Symbol.asyncDispose]());

const wallet = (page: Page, asset: string): Locator => page.getByRole('article', { name: `${asset} wallet` });

test('money is sent to somebody by name after one saw who it is; both wallets and the statement follow by themselves', async () => {
  await using on = await visit(here.browser, here.platform.url, '/wallets', { as: 'bob' });
  await using others = await visit(here.browser, here.platform.url, '/wallets', { as: 'alice' });
  const { page } = on;
  await wallet(others.page, 'EUR').getByText('1,000.00').waitFor();
  await wallet(page, 'EUR').getByRole('button', { name: 'Send' }).click();
  await dialogOf(page).getByLabel('To whom').fill('alice');
  await dialogOf(page).getByLabel('How much').fill('12.50');
  await press(dialogOf(page), 'Review');
  await dialogOf(page).getByText('Alice Silva (alice)').waitFor();
  await press(dialogOf(page), 'Send 12.50 EUR');
  await dialogOf(page).getByText('12.50 EUR are with Alice Silva.').waitFor();
  expect(await axe(page)).toEqual([]);
  await press(dialogOf(page), 'Done');
  await wallet(page, 'EUR').getByText('24,987.50').waitFor();
  await wallet(others.page, 'EUR').getByText('1,012.50').waitFor();
  await page.getByRole('group', { name: 'Movements of EUR' }).getByText('−12.50 EUR').waitFor();
  await others.page.getByRole('region', { name: 'Sent and received' }).getByText('from Bob Martin').waitFor();
  expect([...on.complaints, ...others.complaints]).toEqual([]);
});

test('an order from a quote is paid in the local gateway, and goes through to completed while one looks', async () => {
  await using on = await visit(here.browser, here.platform.url, '/projects', { as: 'bob' });
  const { page } = on;
  await page.getByLabel('Search', { exact: true }).fill('gazi');
  await page
    .getByRole('link', { name: /Gazi Bay/ })
    .first()
    .click();
  await page.getByRole('region', { name: 'Vintage 2025' }).getByRole('button', { name: 'Get a quote' }).click();
  await dialogOf(page).getByLabel('How many tonnes').fill('7');
  await press(dialogOf(page), 'Get a quote');
  await dialogOf(page).getByRole('timer').waitFor();
  expect(await axe(page)).toEqual([]);
  await press(dialogOf(page), /^Order for/);
  await page.waitForURL(/\/orders\/.+/);
  await press(page, /^Pay [\d.,]+ EUR by card$/);
  await press(page, /\(simulated\)$/);
  await page.getByText('Completed', { exact: true }).first().waitFor();
  expect(await axe(page)).toEqual([]);
  // What came of it was told without a reload.
  await page.getByRole('link', { name: /^Notifications, \d+ new/ }).click();
  await page
    .getByRole('list')
    .getByText(/7 t|order/i)
    .first()
    .waitFor();
  await press(page, 'Mark all as read');
  await page.getByRole('heading', { name: 'Nothing new' }).waitFor();
  expect(await axe(page)).toEqual([]);
  expect(on.complaints).toEqual([]);
});

test('retiring is confirmed twice, is followed until it is final, and ends in a certificate as a PDF', async () => {
  await using on = await visit(here.browser, here.platform.url, '/credits', { as: 'alice' });
  const { page } = on;
  await press(page, /^Retire credits of .*2024$/);
  await dialogOf(page).getByLabel('How many tonnes').fill('3');
  await dialogOf(page).getByLabel('For whom').fill('Rio Verde Ltda');
  await press(dialogOf(page), 'Review');
  const retire = dialogOf(page).getByRole('button', { name: 'Retire 3 t for ever' });
  expect(await retire.isDisabled()).toBe(true);
  await dialogOf(page)
    .getByLabel(/^I understand/)
    .check();
  expect(await axe(page)).toEqual([]);
  await retire.click();
  await dialogOf(page).getByRole('link', { name: 'To your retirements' }).click();
  await page.getByText('For Rio Verde Ltda', { exact: false }).first().waitFor();
  const pdf = page.getByRole('link', { name: 'PDF' });
  await pdf.waitFor();
  expect(await axe(page)).toEqual([]);
  const file = await fetch(new URL((await pdf.getAttribute('href')) ?? '', here.platform.url));
  expect([file.status, file.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  expect(
    Buffer.from(await file.arrayBuffer())
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-');
  // Whoever is told of it finds the same in the public register, and on the certificate's own page.
  await page.goto(`${here.platform.url}/retired`);
  await page.getByRole('region', { name: 'Retirements' }).getByText('Rio Verde Ltda').waitFor();
  await page.getByRole('link', { name: 'Open' }).click();
  await page.getByText('Rio Verde Ltda').first().waitFor();
  expect(await axe(page)).toEqual([]);
  expect(on.complaints).toEqual([]);
});

test('a wallet of the browser signs in, stakes with two signatures, and the page shows it once the chain has it', async () => {
  await using on = await openStaking(here);
  const { page } = on;
  expect(await axe(page)).toEqual([]);
  await stakeFive(page);
  expect(await axe(page)).toEqual([]);
  await mineBlock(here.platform);
  await proposeAndVote(page);
  expect(on.complaints).toEqual([]);
});

/** What is staked proposes and votes; the chain decides when the voting begins, so its blocks are waited for. */
async function proposeAndVote(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Governance' }).click();
  await press(page, 'Propose');
  await dialogOf(page).getByLabel('Title').fill('Plant more mangroves');
  await dialogOf(page).getByLabel('What is proposed, and why').fill('They hold the coast.');
  await press(dialogOf(page), 'Prepare the transaction');
  expect(await axe(page)).toEqual([]);
  await press(dialogOf(page), 'Sign and send with Test wallet');
  await page.waitForURL(/\/governance\/.+/);
  await press(page, 'Vote');
  await press(dialogOf(page), 'For');
  await press(dialogOf(page), 'Prepare the transaction');
  await press(dialogOf(page), 'Sign and send with Test wallet');
  await page.getByText(/^You voted for with 5/).waitFor();
  expect(await axe(page)).toEqual([]);
}

test('somebody new opens an account by the form, and a wrong password says what to do', async () => {
  await using on = await visit(here.browser, here.platform.url, '/sign-up');
  const { page } = on;
  await page.getByLabel('User name').fill('newcomer');
  await page.getByLabel('E-mail').fill('newcomer@example.org');
  await page.getByLabel('Password').fill('short');
  await press(page, 'Open the account');
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Password').fill('a-long-green-password');
  await press(page, 'Open the account');
  await press(page, 'Sign out');
  await page.goto(`${here.platform.url}/sign-in`);
  await page.getByLabel('User name or e-mail').fill('bob');
  await page.getByLabel('Password').fill('not-the-password');
  await press(page.getByRole('main'), 'Sign in');
  await page.getByRole('alert').waitFor();
  expect(await axe(page)).toEqual([]);
  await signIn(page, 'bob');
});

test('what one is told, and how, is changed by picking it, and stays', async () => {
  await using on = await visit(here.browser, here.platform.url, '/notifications/settings', { as: 'bob' });
  const { page } = on;
  await page.getByText(/^Text messages are not set up on this platform/).waitFor();
  await page.getByLabel('Trade: E-mail').selectOption('WEEKLY');
  await page.getByLabel('Language', { exact: true }).selectOption('DE');
  await page.getByLabel('Threshold').fill('0.5');
  await press(page, 'Set the alert');
  await page.getByText('MCO2 above 0.50 EUR').waitFor();
  await page.reload();
  await page.getByText('MCO2 above 0.50 EUR').waitFor();
  expect(await page.getByLabel('Trade: E-mail').inputValue()).toBe('WEEKLY');
  expect(await page.getByLabel('Language', { exact: true }).inputValue()).toBe('DE');
  expect(on.complaints).toEqual([]);
});
