import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { recordFxRates } from './record-fx-rates.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

const now = new Date('2026-11-21T10:00:00Z');
const record = (rates: Parameters<typeof recordFxRates>[1]['rates'], guarded = true) =>
  recordFxRates(t.nobody, { source: 'ECB', rates, guarded, now });
const usd = (rate: string, date = '2026-11-20') => ({ quote: 'USD', date, rate });

test('a rate is stored once, and again as it is told otherwise', async () => {
  expect(await record([usd('1.1623')])).toEqual({ stored: 1, unchanged: 0, refused: [] });
  expect(await record([usd('1.1623'), usd('1.16230', '2026-11-19')])).toEqual({ stored: 1, unchanged: 1, refused: [] });
  expect(await record([usd('1.1624')])).toMatchObject({ stored: 1 });
});

test('what cannot be is refused, each by its number', async () => {
  const wrong = [usd('0'), usd('1.1', '2026-11-22'), usd('1.1', '1998-12-31'), usd('1.1', 'x'), usd('1,1'), usd('9')];
  const { stored, refused } = await record([...wrong, usd('1.17', '2026-11-21'), usd('1.18', '2026-11-21')]);
  expect(stored).toBe(1);
  expect(refused.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 7]);
});

test('who vouches for a rate may tell of a leap', async () => {
  expect(await record([usd('9')], false)).toMatchObject({ stored: 1, refused: [] });
});
