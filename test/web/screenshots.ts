import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { textAt } from '../journeys/answers.ts';
import { openPlatform } from './opened.ts';
import { asker, settled, visit, type VisitOptions } from './visits.ts';

// `npm run screenshots` takes the pictures of docs/DASHBOARD.md anew, of what `npm start` brings up.

const INTO = join(import.meta.dirname, '../../docs/images');
const MOST_BYTES = 300_000;

interface Shot extends VisitOptions {
  readonly name: string;
  readonly path: string;
  /** What is done before the picture is taken. */
  readonly act?: (page: Page) => Promise<void>;
}

await using here = await openPlatform();
await mkdir(INTO, { recursive: true });
await trade();
for (const shot of await shots()) await take(shot);

async function take({ name, path, act, ...options }: Shot): Promise<void> {
  await using on = await visit(here.browser, here.platform.url, path, options);
  const { page } = on;
  await settled(page);
  // Where a button was pressed last, a chart would draw its cross.
  await page.mouse.move(0, 0);
  await act?.(page);
  await settled(page);
  const picture = await page.screenshot({ animations: 'disabled' });
  if (picture.length > MOST_BYTES) throw new Error(`${name}.png has ${picture.length} bytes; at most ${MOST_BYTES}`);
  await writeFile(join(INTO, `${name}.png`), picture);
  console.log(`docs/images/${name}.png  ${Math.ceil(picture.length / 1_000)} kB`);
}

/** Somebody has bought, so that there is something to be seen. */
async function trade(): Promise<void> {
  const bob = await asker(here.platform.url, 'bob');
  const found = await bob('{ announcements(first: 10) { edges { node { id title minimumFill } } } }');
  const offers = (found as { data: { announcements: { edges: { node: { id: string } }[] } } }).data.announcements.edges;
  for (const [index, quantity] of ['12', '40', '3', '25', '7', '60'].entries()) {
    const { id } = (offers[index % offers.length] as (typeof offers)[number]).node;
    await bob(`mutation { tradePlace(input: { announcementId: "${id}", quantity: "${quantity}",
      idempotencyKey: "screenshot-${index}" }) { __typename ... on Error { message } } }`);
  }
}

async function shots(): Promise<readonly Shot[]> {
  const bob = await asker(here.platform.url, 'bob');
  const found = await bob('{ projects(search: { text: "gazi" }, first: 1) { edges { node { id } } } }');
  const project = textAt(found, 'data', 'projects', 'edges', '0', 'node', 'id');
  return [
    { name: 'market', path: '/', as: 'bob' },
    { name: 'market-phone', path: '/', as: 'bob', dark: true, phone: true },
    {
      name: 'buy',
      path: '/',
      as: 'bob',
      act: async (page) => {
        await page.getByRole('button', { name: /^Buy from Amazon/ }).click();
        await page.getByLabel('How many tonnes').fill('120');
        await page.getByText('1,012.02 EUR').waitFor();
      },
    },
    { name: 'projects', path: '/projects' },
    {
      name: 'proof',
      path: `/projects/${project}`,
      act: async (page) => {
        const proof = page.getByRole('region', { name: 'Proof of Asset Integrity' });
        await proof.getByText(/^Verified just now/).waitFor();
        await proof.evaluate((element) => {
          element.scrollIntoView();
          scrollBy(0, -80);
        });
      },
    },
    { name: 'wallets', path: '/wallets', as: 'bob', dark: true },
    { name: 'statistics', path: '/statistics' },
    { name: 'admin', path: '/admin', as: 'grace' },
  ];
}
