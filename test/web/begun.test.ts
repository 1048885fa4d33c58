import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PDF } from '../documents.ts';
import { textAt } from '../journeys/answers.ts';
import { mineBlock } from './browser-wallet.ts';
import { type Opened, openPlatform } from './opened.ts';
import { openStaking, stakeFive } from './staked.ts';
import { type Asker, asker, axe, dialogOf, press, visit } from './visits.ts';

// What somebody begins and others decide: a PoAI case, a proposal. On what `npm start` brings up.

let here: Opened;
beforeAll(async () => {
  here = await openPlatform();
});
afterAll(() => here[Symbol.asyncDispose]());

async function projectId(text: string): Promise<string> {
  const alice = await asker(here.platform.url, 'alice');
  const found = await alice(`{ myProjects(search: { text: "${text}" }, first: 1) { edges { node { id } } } }`);
  return textAt(found, 'data', 'myProjects', 'edges', '0', 'node', 'id');
}

/** Uploads a file in the dialog that is open, under this name. */
async function bring(page: Page, name: string, bytes: Buffer = PDF): Promise<void> {
  const dialog = dialogOf(page);
  const field = dialog.getByLabel('File', { exact: true });
  if (!(await field.isVisible())) await dialog.getByText('Bring a document').click();
  await field.setInputFiles({ name: 'design.pdf', mimeType: 'application/pdf', buffer: bytes });
  await dialog.getByLabel('What it is called').fill(name);
  await press(dialog, 'Upload it');
}

test('the owner of a project opens a case about it, is told which field is wrong, brings a document, and hands it in', async () => {
  const path = `/projects/${encodeURIComponent(await projectId('gazi'))}`;
  await using on = await visit(here.browser, here.platform.url, path, { as: 'alice' });
  const { page } = on;
  await press(page, 'Open a case');
  const dialog = dialogOf(page);
  // What the demo's proof is about: another case takes its place.
  await dialog.getByLabel('What it is about').selectOption(await provenBatch());
  await dialog.getByText(/^A case about this is approved/).waitFor();
  await dialog.getByLabel('What it is about').selectOption({ label: 'The whole project' });
  const percent = dialog.getByLabel('How much may be misstated');
  await percent.fill('much');
  await dialog.getByText('A percentage, such as 5 or 2.5.').waitFor();
  expect(await dialog.getByRole('button', { name: 'Open the case' }).isDisabled()).toBe(true);
  await percent.fill('150');
  await press(dialog, 'Open the case');
  await dialog.getByText(/^is not a percentage below 100/).waitFor();
  expect(await percent.getAttribute('aria-invalid')).toBe('true');
  expect(await axe(page)).toEqual([]);
  await percent.fill('2.5');
  await bring(page, 'No PDF at all', Buffer.from('words'));
  await dialog.getByText(/nothing was kept/i).waitFor();
  await bring(page, 'Design of the project');
  await dialog.getByRole('link', { name: 'Design of the project' }).waitFor();
  await press(dialog, 'Open the case');
  await page.waitForURL(/\/cases\/.+/);
  await page.getByText('2.5 %').waitFor();
  await press(page, 'Hand it in');
  await press(dialog, 'Hand it in');
  await page.locator('.way [aria-current]', { hasText: 'Submitted' }).waitFor();
  await page.getByText('Your turn').waitFor({ state: 'detached' });
  expect(await axe(page)).toEqual([]);
  expect(on.complaints).toEqual([]);
});

/** The batch of credits about which the demo's case is approved. */
async function provenBatch(): Promise<string> {
  const nobody = await asker(here.platform.url);
  const found = await nobody(
    '{ poaiCases(filterBy: { statuses: [APPROVED] }, first: 1) { edges { node { batchId } } } }',
  );
  return textAt(found, 'data', 'poaiCases', 'edges', '0', 'node', 'batchId');
}

test('whose project it is not has nothing to open it with', async () => {
  const path = `/projects/${encodeURIComponent(await projectId('gazi'))}`;
  await using on = await visit(here.browser, here.platform.url, path, { as: 'bob' });
  await on.page.getByRole('heading', { name: 'Proof of Asset Integrity' }).waitFor();
  expect(await on.page.getByRole('button', { name: 'Open a case' }).count()).toBe(0);
  expect(await on.page.getByText('Bring a document').count()).toBe(0);
});

/** Has the case go as far as its reviewer asks something of its owner. */
async function askOfOwner(caseId: string): Promise<void> {
  const [grace, ines] = [await asker(here.platform.url, 'grace'), await asker(here.platform.url, 'ines')];
  const id = async (name: string): Promise<string> =>
    textAt(await (await asker(here.platform.url, name))('{ me { id } }'), 'data', 'me', 'id');
  const step = async (ask: Asker, verb: string, input: string): Promise<void> => {
    const done = await ask(`mutation { ${verb}(input: { ${input} }) { __typename ... on Error { message } } }`);
    expect(textAt(done, 'data', verb, '__typename')).toMatch(/Payload$/);
  };
  const [reviewer, technical] = [await id('ines'), await id('omar')];
  await step(
    grace,
    'poaiCaseAssign',
    `caseId: "${caseId}", reviewer: { userId: "${reviewer}" }, technicalReviewer: { userId: "${technical}" }`,
  );
  await step(ines, 'poaiReviewStart', `caseId: "${caseId}"`);
  await step(ines, 'poaiFindingRaise', `caseId: "${caseId}", kind: CL, code: "DESIGN", text: "Where is the design?"`);
}

test('a case that was opened from the list is answered with a document, whose hash stands beside the finding', async () => {
  await using on = await visit(here.browser, here.platform.url, '/cases', { as: 'alice' });
  const { page } = on;
  await press(page, 'Open a case');
  const dialog = dialogOf(page);
  await dialog.getByLabel('Project', { exact: true }).selectOption({ label: 'Demo: Rooftop solar, Recife' });
  await dialog.getByText('Nothing is there yet: without documents most checks cannot be passed.').waitFor();
  expect(await axe(page)).toEqual([]);
  await press(dialog, 'Open the case');
  await page.waitForURL(/\/cases\/.+/);
  await press(page, 'Hand it in');
  await press(dialog, 'Hand it in');
  await page.locator('.way [aria-current]', { hasText: 'Submitted' }).waitFor();
  await askOfOwner(decodeURIComponent(page.url().split('/').at(-1) ?? ''));
  await page.getByText('Where is the design?').waitFor();
  await press(page, 'Answer');
  await dialog.getByLabel('Your answer').fill('Here it is.');
  await bring(page, 'Design of the roofs');
  await dialog.getByRole('checkbox', { name: 'Design of the roofs' }).waitFor();
  expect(await dialog.getByRole('checkbox', { name: 'Design of the roofs' }).isChecked()).toBe(true);
  expect(await axe(page)).toEqual([]);
  await press(dialog, 'Answer');
  await page.getByRole('list', { name: 'Evidence' }).getByText('Design of the roofs, version 1').waitFor();
  expect(on.complaints).toEqual([]);
});

test('a member proposes other fees and prices beside those of today, and the proposal shows what it sets', async () => {
  await using on = await openStaking(here);
  const { page } = on;
  await stakeFive(page);
  await mineBlock(here.platform);
  await page.goto(`${here.platform.url}/governance`);
  await press(page, 'Propose');
  const dialog = dialogOf(page);
  await press(dialog, 'Other fees');
  const buyers = dialog.getByLabel('Fee of buyers', { exact: true });
  await dialog.getByText('Today 100 (1.00 %).').first().waitFor();
  const prepare = dialog.getByRole('button', { name: 'Prepare the transaction' });
  await dialog.getByLabel('Title').fill('Cheaper for buyers');
  await dialog.getByLabel('What is proposed, and why').fill('80 basis points are enough.');
  expect(await prepare.isDisabled()).toBe(true);
  await buyers.fill('12000');
  await prepare.click();
  await dialog.getByText(/^is more than 10000/).waitFor();
  expect(await buyers.getAttribute('aria-invalid')).toBe('true');
  await buyers.fill('80');
  await press(dialog, 'Add a tier');
  // It comes after those that there are.
  await dialog
    .getByLabel(/^Tier \d+: from a volume of$/)
    .last()
    .fill('50000000');
  await dialog
    .getByLabel(/^Tier \d+: fee of buyers$/)
    .last()
    .fill('30');
  await dialog
    .getByLabel(/^Tier \d+: fee of sellers$/)
    .last()
    .fill('10');
  expect(await axe(page)).toEqual([]);
  await prepare.click();
  await dialog.getByText(/which set fees\/takerBps = 80/).waitFor();
  await press(dialog, 'Sign and send with Test wallet');
  await page.waitForURL(/\/governance\/.+/);
  const setting = (name: string) => page.getByRole('row', { name });
  await setting('Fee of buyers 0.80 % 1.00 %').waitFor();
  await setting('Fee of buyers from 50,000,000.00 EUR on 0.30 % nothing').waitFor();
  expect(await axe(page)).toEqual([]);
  await proposePrice(page);
  expect(on.complaints).toEqual([]);
});

async function proposePrice(page: Page): Promise<void> {
  await page.goto(`${here.platform.url}/governance`);
  await press(page, 'Propose');
  const dialog = dialogOf(page);
  await press(dialog, 'Other prices');
  await dialog.getByLabel('Which parameter').selectOption('pricing/TICK/EUR/');
  const tick = dialog.getByRole('textbox', { name: 'Tick, EUR' });
  const today = await tick.inputValue();
  await dialog.getByText(`Today ${today}.`).waitFor();
  await dialog.getByLabel('Title').fill('Coarser prices');
  await dialog.getByLabel('What is proposed, and why').fill('Who needs the last cent?');
  await tick.fill('1000');
  await press(dialog, 'Prepare the transaction');
  await dialog.getByText(/^is not between/).waitFor();
  await tick.fill('0.05');
  expect(await axe(page)).toEqual([]);
  await press(dialog, 'Prepare the transaction');
  await dialog.getByText(/which set pricing\/TICK\/EUR\/ = 50000000000000000/).waitFor();
  await press(dialog, 'Sign and send with Test wallet');
  await page.waitForURL(/\/governance\/.+/);
  await page.getByRole('row', { name: `Tick, EUR 0.05 EUR ${today} EUR` }).waitFor();
  expect(await axe(page)).toEqual([]);
}
