import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { selectPriceDayRevisions, selectPriceDays } from '../../db/price-days.ts';
import { selectLatestPrices } from '../../db/prices.ts';
import { readInvestingPage } from '../../workers/outside/investing-page.ts';
import { recordSession } from './record-session.ts';

const EUA = { instrument: 'EUA', currency: 'EUR' } as const;
const EXPECTED = { path: '/commodities/carbon-emissions', title: 'Carbon Emissions', currency: 'EUR' };
const html = readFileSync(
  new URL('../../../../shared/data/pages/eua_2026-06_layout2026.html', import.meta.url),
  'utf8',
);

let t: TestApp;
beforeEach(async () => {
  t = await openTestApp();
});
afterEach(() => t[Symbol.asyncDispose]());

/** Takes in the real page, with texts replaced, as if it had been read at `now`. */
async function take(now: string, changes: Readonly<Record<string, string>> = {}) {
  const text = Object.entries(changes).reduce((page, [from, to]) => page.replaceAll(from, to), html);
  const page = readInvestingPage(text, EXPECTED);
  if (page.state !== 'OK') throw new Error(page.detail);
  return recordSession(t.nobody, { source: 'INVESTING', pair: EUA, ...page, now: new Date(now) });
}
const latest = async () => (await selectLatestPrices(t.db))[0];
const day = async (date: string) => (await selectPriceDays(t.db, EUA, { from: date, to: date, limit: 1 }))[0];

test('while the session goes on, its day is open and its price is of now', async () => {
  expect(await take('2026-07-01T10:00:00Z')).toMatchObject({ days: { stored: 23 }, ticks: { moved: 1 } });
  expect(await latest()).toMatchObject({
    price: 7_954n * 10n ** 16n,
    source: 'INVESTING',
    asOf: new Date('2026-07-01T10:00:00Z'),
    session: '2026-07-01',
    marketOpen: true,
  });
  expect(await day('2026-07-01')).toMatchObject({ isOpenDay: true });
  expect(await day('2026-06-30')).toMatchObject({ isOpenDay: false, flags: [] });
});

test('the open day is revised until it is over, and yesterday when it is corrected', async () => {
  await take('2026-07-01T10:00:00Z');
  const moved = { '79.54': '79.80', '-0.77': '-0.45', '80.26': '80.40' };
  const later = await take('2026-07-01T14:00:00Z', moved);
  expect(later).toMatchObject({ days: { stored: 0, revised: 1, unchanged: 22 }, ticks: { moved: 1 } });
  const corrected = await take('2026-07-01T15:00:00Z', {
    ...moved,
    '80.16': '80.20',
    '+1.75': '+1.80',
    '"1.75': '"1.80',
  });
  expect(corrected).toMatchObject({ days: { revised: 1, unchanged: 22 }, ticks: { moved: 0, same: 1 } });
  expect(await selectPriceDayRevisions(t.db, EUA, '2026-06-30')).toMatchObject([
    { close: 8_016n * 10n ** 16n, revision: 1 },
  ]);
  expect(await day('2026-07-01')).toMatchObject({ close: 7_980n * 10n ** 16n, isOpenDay: true });
});

test('on a Sunday it is the price of the last session, and says so', async () => {
  await take('2026-07-05T12:00:00Z');
  expect(await latest()).toMatchObject({
    asOf: new Date('2026-07-01T16:00:00Z'),
    seenAt: new Date('2026-07-05T12:00:00Z'),
    session: '2026-07-01',
    marketOpen: false,
  });
  expect(await day('2026-07-01')).toMatchObject({ isOpenDay: false });
});

test('the close of a session tells the market closed, even if the price stays', async () => {
  await take('2026-07-01T15:59:00Z');
  expect(await take('2026-07-01T16:05:00Z')).toMatchObject({ ticks: { moved: 1 } });
  expect(await latest()).toMatchObject({ marketOpen: false, asOf: new Date('2026-07-01T16:00:00Z') });
});

test('a page whose newest day is refused gives no price', async () => {
  const future = { 'Jul 01, 2026': 'Jul 31, 2026' };
  expect(await take('2026-07-01T10:00:00Z', future)).toMatchObject({ days: { stored: 22 }, ticks: { moved: 0 } });
  expect(await latest()).toBeUndefined();
});

test('a price far from the last one waits for a second look, while its day is stored as told', async () => {
  await take('2026-07-01T10:00:00Z');
  const wild = { '79.54': '7.95', '-0.77': '-90.08', '79.25': '7.90' };
  expect(await take('2026-07-01T10:05:00Z', wild)).toMatchObject({ ticks: { suspect: 1 } });
  expect((await latest())?.price).toBe(7_954n * 10n ** 16n);
  expect(await take('2026-07-01T10:10:00Z', wild)).toMatchObject({ ticks: { moved: 1 } });
});
