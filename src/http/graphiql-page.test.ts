import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApi, type TestApi, tickPrice, until } from '../../test/clients.ts';
import { findChromium } from '../workers/outside/chromium.ts';
import { metricsOf } from './metrics.ts';

let on: TestApi;
let browser: Browser;
let folder: string;
beforeAll(async () => {
  on = await openTestApi();
  folder = await mkdtemp(join(tmpdir(), 'ecocoin-graphiql-'));
  const found = await findChromium({ unpackDir: folder });
  if (found.state === 'NONE') throw new Error(found.detail);
  browser = await chromium.launch({ executablePath: found.path, args: ['--no-sandbox', '--disable-gpu'] });
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
  await on[Symbol.asyncDispose]();
});

test('GraphiQL runs under its policy without the internet: a query, and a price that arrives', async () => {
  const page = await browser.newPage();
  const complaints: string[] = [];
  const outside: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (/Content.Security.Policy|Refused to/i.test(message.text())) complaints.push(message.text());
  });
  await page.route('**/*', (route) => {
    const url = route.request().url();
    if (url.startsWith(on.api.url) || url.startsWith('data:') || url.startsWith('blob:')) return route.continue();
    outside.push(url);
    return route.abort();
  });
  const open = async (query: string): Promise<void> => {
    await page.goto(`${on.url}?query=${encodeURIComponent(query)}`);
    await page.getByRole('button', { name: /execute query/i }).click();
  };
  // The editor writes spaces that do not break.
  const answer = async (): Promise<string> =>
    (await page.locator('.graphiql-response, .result-window').first().innerText()).replaceAll('\u00a0', ' ');

  await open('{ __typename }');
  await expect.poll(answer, { timeout: 20_000 }).toContain('"__typename": "Query"');

  await open('subscription { priceTicked { price } }');
  await until(async () => ((await metricsOf(on.t.app).subscriptions.get()).values[0]?.value ?? 0) > 0);
  await tickPrice(on.t, 17);
  await on.t.broadcast();
  await expect.poll(answer, { timeout: 20_000 }).toContain('"price": "17.00"');

  expect(outside).toEqual([]);
  expect(complaints).toEqual([]);
}, 120_000);
