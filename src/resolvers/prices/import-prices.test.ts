import { createReadStream } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { selectPriceDayRevisions, selectPriceDays } from '../../db/price-days.ts';
import type { Pair } from '../../db/prices.ts';
import { readPriceCsv } from '../../workers/outside/price-csv.ts';
import { importPrices, type ImportRow } from './import-prices.ts';
import { recordDays } from './record-days.ts';
import { SIMULATED } from './rules.ts';

const EUA: Pair = { instrument: 'EUA', currency: 'EUR' };
const NOW = new Date('2026-11-21T12:00:00Z');
const ALL = { from: '1990-01-01', to: '2199-01-01', limit: 10_000 };

let t: TestApp;
beforeEach(async () => {
  t = await openTestApp();
});
afterEach(() => t[Symbol.asyncDispose]());

async function importFile(name: string, pair = EUA) {
  const path = fileURLToPath(new URL(`../../../../shared/data/prices/${name}`, import.meta.url));
  const file = await readPriceCsv(() => createReadStream(path));
  if (file.state !== 'READABLE') throw new Error(file.detail);
  return importPrices(t.nobody, { pair, rows: file.rows(), now: NOW });
}

async function* rows(days: readonly [line: number, date: string, close: string][]): AsyncGenerator<ImportRow> {
  const rest = { open: null, high: null, low: null, volume: null, changePercent: null };
  for (const [line, date, close] of days) yield { line, day: { date, close, ...rest } };
}
const importDays = (days: readonly [number, string, string][], pair = EUA) =>
  importPrices(t.nobody, { pair, rows: rows(days), now: NOW });

describe('the real files', () => {
  test('both EUA files, in either order, twice: the same days, phantom Sundays refused by line', async () => {
    const older = await importFile('eua_daily_2005-04_2024-06.csv');
    expect(older).toMatchObject({ read: 4_957, stored: 4_915, revised: 0, unchanged: 0, newestDay: '2024-06-05' });
    expect(older.refused).toHaveLength(42);
    expect(older.refused.every(({ reason }) => reason.startsWith('phantom day'))).toBe(true);
    // The file's first Sunday is 2014-12-28.
    expect(older.refused[0]?.line).toBe(2_429);

    const newer = await importFile('eua_daily_2022-07_2026-07.csv');
    // The older file ends with a day that was still open when it was written; 495 days are in both and agree.
    expect(newer).toMatchObject({
      read: 1_026,
      stored: 530,
      revised: 1,
      unchanged: 495,
      refused: [],
      newestDay: '2026-07-01',
    });
    const before = await selectPriceDays(t.db, EUA, ALL);
    expect(before).toHaveLength(5_445);
    expect(await selectPriceDayRevisions(t.db, EUA, '2024-06-05')).toMatchObject([
      { close: 7_207n * 10n ** 16n, isOpenDay: true },
    ]);

    expect(await importFile('eua_daily_2005-04_2024-06.csv')).toMatchObject({
      stored: 0,
      revised: 0,
      unchanged: 4_914,
      kept: 1,
    });
    expect(await importFile('eua_daily_2022-07_2026-07.csv')).toMatchObject({
      stored: 0,
      revised: 0,
      unchanged: 1_026,
    });
    expect(await selectPriceDays(t.db, EUA, ALL)).toEqual(before);
  });

  test('changes are exact, and flagged only where they refer to a phantom Sunday', async () => {
    await importFile('eua_daily_2005-04_2024-06.csv');
    const days = await selectPriceDays(t.db, EUA, ALL);
    expect(days.find(({ date }) => date === '2007-12-19')?.changeBps).toBe(22_440_001);
    const flagged = days.filter(({ flags }) => flags.includes('CHANGE_MISMATCH'));
    expect(flagged.length).toBeGreaterThan(20);
    expect(flagged.length).toBeLessThanOrEqual(42);
    expect(new Set(flagged.map(({ date }) => new Date(`${date}T00:00:00Z`).getUTCDay()))).toEqual(new Set([1]));
    expect(days.filter(({ flags }) => flags.includes('OHLC_INCONSISTENT')).length).toBeGreaterThan(900);
  });

  test('ETH in EUR and USD', async () => {
    const eur = await importFile('eth_eur_daily_2017-11_2024-05.csv', { instrument: 'ETH', currency: 'EUR' });
    expect(eur).toMatchObject({ read: 2_370, stored: 2_370, refused: [] });
    const usd = await importFile('eth_usd_daily_2015-08_2025-02.csv', { instrument: 'ETH', currency: 'USD' });
    expect(usd).toMatchObject({ read: 3_484, stored: 3_484, refused: [] });
  });
});

describe('a file of something else', () => {
  test('ETH is no EUA: it has prices of week-ends', async () => {
    await expect(importFile('eth_eur_daily_2017-11_2024-05.csv')).rejects.toThrow(/week-ends .* not of EUA/);
    expect(await selectPriceDays(t.db, EUA, ALL)).toEqual([]);
  });

  test('EUA is no MCO2: its prices are far from the known ones', async () => {
    const pair: Pair = { instrument: 'MCO2', currency: 'EUR' };
    await importDays(
      Array.from({ length: 9 }, (_, i) => [i, `2026-06-0${i + 1}`, '0.07']),
      pair,
    );
    await expect(importFile('eua_daily_2022-07_2026-07.csv', pair)).rejects.toThrow(/differs by over 5 % on 7 of 7/);
  });

  test('what is simulated is no measure', async () => {
    const day = { open: null, high: null, low: null, close: '1', volume: null, changePercent: null, isOpenDay: false };
    const days = Array.from({ length: 9 }, (_, i) => ({ ...day, date: `2026-06-0${i + 1}` }));
    await recordDays(t.nobody, { source: SIMULATED, pair: EUA, days, now: NOW });
    expect(await importFile('eua_daily_2022-07_2026-07.csv')).toMatchObject({ stored: 1_019, revised: 7 });
  });

  test('the ratio has no file of its own, and there is no EUA in USD', async () => {
    await expect(importDays([], { instrument: 'EUA', currency: 'ETH' })).rejects.toThrow(/EUA\/ETH/);
    await expect(importDays([], { instrument: 'EUA', currency: 'USD' })).rejects.toThrow(/EUA\/USD/);
  });
});

test('a day that is told twice counts once; told in two ways, the second is refused', async () => {
  const report = await importDays([
    [2, '2026-06-01', '78.13'],
    [3, '2026-06-01', '78.13'],
    [4, '2026-06-01', '79'],
    [5, '2026-06-02', '0'],
  ]);
  expect(report).toEqual({
    read: 4,
    stored: 1,
    revised: 0,
    unchanged: 0,
    kept: 0,
    repeated: 1,
    refused: [
      { line: 4, reason: 'line 2 tells otherwise of 2026-06-01' },
      { line: 5, reason: 'the close is no price: 0' },
    ],
    newestDay: '2026-06-02',
  });
});

test('a file has a limit', async () => {
  await using small = await openTestApp({ PRICE_IMPORT_ROWS: '2' });
  const three = rows([
    [2, '2026-06-01', '1'],
    [3, '2026-06-02', '1'],
    [4, '2026-06-03', '1'],
  ]);
  await expect(importPrices(small.nobody, { pair: EUA, rows: three, now: NOW })).rejects.toThrow(/more than 2 rows/);
});
