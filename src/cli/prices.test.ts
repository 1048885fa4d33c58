import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countsOf, runCommand } from '../../test/commands.ts';
import { openTestApp, type TestApp } from '../../test/harness.ts';
import { selectPriceDays } from '../db/price-days.ts';
import { readPrices } from '../resolvers/prices/read.ts';

const REAL = '../shared/data/prices';

let t: TestApp;
let scratch: string;
beforeAll(async () => {
  t = await openTestApp();
  scratch = await mkdtemp(join(tmpdir(), 'ecocoin-prices-'));
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await rm(scratch, { recursive: true });
});

const prices = (...args: string[]) =>
  runCommand('prices', args, { env: { DATABASE_URL: t.databaseUrl, DATA_DIR: scratch } });

test(
  'imports a real file, tells every refused line, and a second time nothing changes',
  { timeout: 60_000 },
  async () => {
    const first = await prices('import', `${REAL}/eua_daily_2005-04_2024-06.csv`, '--instrument', 'EUA');
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(countsOf(first)).toEqual({
      read: 4_957,
      stored: 4_915,
      revised: 0,
      unchanged: 0,
      kept: 0,
      repeated: 0,
      refused: 42,
    });
    expect(first.out).toContain('line 2429: phantom day');
    expect(first.out).toContain('2024-06-05 is the newest day');
    const second = await prices(
      'import',
      `${REAL}/eua_daily_2005-04_2024-06.csv`,
      '--instrument',
      'eua',
      '--currency',
      'eur',
    );
    expect(countsOf(second)).toMatchObject({ stored: 0, revised: 0, unchanged: 4_915, refused: 42 });
  },
);

test('the ratio follows, and the last known price is told with its age', { timeout: 60_000 }, async () => {
  await prices('import', `${REAL}/eth_eur_daily_2017-11_2024-05.csv`, '--instrument', 'ETH');
  const ratio = await selectPriceDays(
    t.db,
    { instrument: 'EUA', currency: 'ETH' },
    { from: '2017-01-01', to: '2024-12-31', limit: 9_999 },
  );
  expect(ratio.length).toBeGreaterThan(1_600);
  expect(await readPrices(t.nobody, ['EUA'])).toMatchObject([
    { currency: 'EUR', source: 'IMPORT', session: '2024-06-05', stale: true },
    { currency: 'ETH', source: 'DERIVED', stale: true },
  ]);
});

test('refuses in words what it cannot do', { timeout: 60_000 }, async () => {
  const wrong = [
    [],
    ['import'],
    ['import', 'x.csv'],
    ['import', 'x.csv', '--instrument', 'GOLD'],
    ['import', 'x.csv', '--instrument', 'EUA', '--date-order', 'YMD'],
    ['export', 'x.csv', '--instrument', 'EUA'],
  ];
  for (const args of wrong) {
    expect(await prices(...args)).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/^Usage:/) as string });
  }
  expect((await prices('import', 'x.csv', '--gold')).err).toMatch(/Unknown option '--gold'[\s\S]*Usage:/);
  expect((await prices('import', '/nowhere/x.csv', '--instrument', 'EUA')).err).toMatch(/^x\.csv: ENOENT/);
  const stranger = await prices('import', `${REAL}/eth_eur_daily_2017-11_2024-05.csv`, '--instrument', 'EUA');
  expect(stranger).toMatchObject({ code: 1, out: '', err: expect.stringContaining('not of EUA') as string });
});

test('says when it had to assume which of day and month comes first', async () => {
  const file = join(scratch, 'few.csv');
  await writeFile(file, 'Date,Price\n03/04/2020,1.5\n');
  const told = await prices('import', file, '--instrument', 'MCO2', '--currency', 'USD');
  expect(told.out).toContain('the month was assumed');
  const given = await prices('import', file, '--instrument', 'MCO2', '--currency', 'USD', '--date-order', 'DMY');
  expect(given.out).not.toContain('assumed');
  const days = await selectPriceDays(
    t.db,
    { instrument: 'MCO2', currency: 'USD' },
    { from: '2020-01-01', to: '2020-12-31', limit: 9 },
  );
  expect(days.map(({ date }) => date)).toEqual(['2020-03-04', '2020-04-03']);
});
