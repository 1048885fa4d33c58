import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { selectPriceDayRevisions, selectPriceDays } from '../../db/price-days.ts';
import type { Pair } from '../../db/prices.ts';
import { type DayInput, recordDays } from './record-days.ts';
import { SIMULATED } from './rules.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

// A pair of its own for every test: revisions are never deleted.
const EUA: Pair = { instrument: 'EUA', currency: 'EUR' };
const NOW = new Date('2026-07-01T18:00:00Z');
let year = 2000;
beforeEach(() => {
  year += 1;
});
/** The nth Monday of June of this test's year. */
const monday = (n: number) => {
  const june = new Date(Date.UTC(year, 5, 1));
  return new Date(june.getTime() + (((8 - june.getUTCDay()) % 7) + (n - 1) * 7) * 86_400_000)
    .toISOString()
    .slice(0, 10);
};
const after = (date: string, days: number) => new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
const day = (date: string, close: string, more: Partial<DayInput> = {}): DayInput => ({
  date,
  close,
  open: null,
  high: null,
  low: null,
  volume: null,
  changePercent: null,
  isOpenDay: false,
  ...more,
});
const record = (days: DayInput[], source = 'INVESTING', pair = EUA) =>
  recordDays(t.nobody, { source, pair, days, now: NOW });
const stored = (pair = EUA) => selectPriceDays(t.db, pair, { from: `${year}-01-01`, to: `${year}-12-31`, limit: 100 });

describe('days', () => {
  test('are stored with all that was told, and twice is once', async () => {
    const full = day(monday(1), '79.54', {
      open: '79.97',
      high: '80.26',
      low: '79.25',
      volume: '13440',
      changePercent: '-0.77',
    });
    expect(await record([full])).toEqual({ stored: 1, revised: 0, unchanged: 0, kept: 0, refused: [] });
    expect(await record([full])).toEqual({ stored: 0, revised: 0, unchanged: 1, kept: 0, refused: [] });
    const unit = 10n ** 16n;
    expect(await stored()).toMatchObject([
      {
        date: monday(1),
        open: 7_997n * unit,
        high: 8_026n * unit,
        low: 7_925n * unit,
        close: 7_954n * unit,
        volume: 13_440n * 10n ** 18n,
        changeBps: -77,
        source: 'INVESTING',
        revision: 1,
      },
    ]);
  });

  test('are revised while open and when corrected, and every earlier value is kept', async () => {
    await record([day(monday(1), '72.07', { isOpenDay: true })]);
    await record([day(monday(1), '72.05', { isOpenDay: true })]);
    await record([day(monday(1), '72.05')]);
    expect(await record([day(monday(1), '72.00')])).toMatchObject({ revised: 1 });
    expect(await stored()).toMatchObject([{ close: 72n * 10n ** 18n, isOpenDay: false, revision: 3 }]);
    const earlier = await selectPriceDayRevisions(t.db, EUA, monday(1));
    expect(earlier.map(({ close, isOpenDay, revision }) => [close / 10n ** 16n, isOpenDay, revision])).toEqual([
      [7_207n, true, 1],
      [7_205n, false, 2],
    ]);
  });

  test('that were open in an old file do not undo what is known', async () => {
    await record([day(monday(1), '72.00')]);
    expect(await record([day(monday(1), '72.07', { isOpenDay: true })], 'IMPORT')).toMatchObject({
      kept: 1,
      revised: 0,
    });
    expect(await stored()).toMatchObject([{ close: 72n * 10n ** 18n, revision: 1 }]);
  });

  test('are flagged when the printed change does not follow from the close before, in whatever order they come', async () => {
    const days = [
      day(monday(1), '100.00'),
      day(after(monday(1), 1), '101.00', { changePercent: '1.00' }),
      day(after(monday(1), 2), '101.00', { changePercent: '1.00' }),
      day(after(monday(1), 3), '102.00', { changePercent: '0.99', open: '99', high: '101', low: '98' }),
      // Too long after: days are missing between, and the change is of another day.
      day(monday(3), '110.00', { changePercent: '0.50' }),
    ];
    await record(days.toReversed());
    expect((await stored()).map(({ flags }) => flags)).toEqual([
      [],
      [],
      ['CHANGE_MISMATCH'],
      ['OHLC_INCONSISTENT'],
      [],
    ]);
    await record([day(after(monday(1), 1), '102.00', { changePercent: '2.00' }), ...days.slice(2)]);
    expect((await stored())[2]?.flags).toEqual(['CHANGE_MISMATCH']);
  });

  test('are checked against the close that is stored, not only against those told with them', async () => {
    await record([day(monday(1), '100.00')]);
    await record([day(after(monday(1), 1), '101.00', { changePercent: '5.00' })]);
    expect((await stored())[1]?.flags).toEqual(['CHANGE_MISMATCH']);
  });

  test.each([
    ['of a Sunday', () => day(after(monday(1), -1), '7.47'), /phantom day/],
    ['of the future', () => day('2026-07-03', '80'), /future/],
    ['without a price', () => day(monday(1), '0.00'), /close is no price/],
    ['with a broken high', () => day(monday(1), '80', { high: 'x' }), /open, high or low/],
    ['with a broken volume', () => day(monday(1), '80', { volume: '-1' }), /volume/],
    ['with a change in thousandths', () => day(monday(1), '80', { changePercent: '0.001' }), /basis points/],
  ])('%s are refused, and the others are stored', async (_name, bad, reason) => {
    const report = await record([day(monday(2), '80.00'), bad()]);
    expect(report).toMatchObject({
      stored: 1,
      refused: [{ index: 1, reason: expect.stringMatching(reason) as string }],
    });
  });

  test('of markets that never close have week-ends', async () => {
    const pair: Pair = { instrument: 'ETH', currency: 'EUR' };
    expect(await record([day(after(monday(1), -1), '2500.5')], 'COINGECKO', pair)).toMatchObject({
      stored: 1,
      refused: [],
    });
  });

  test('simulated ones give way to real ones, never the other way', async () => {
    await record([day(monday(1), '80')], SIMULATED);
    expect(await record([day(monday(1), '81')])).toMatchObject({ revised: 1 });
    expect(await record([day(monday(1), '82')], SIMULATED)).toMatchObject({ kept: 1 });
    expect(await stored()).toMatchObject([{ source: 'INVESTING', close: 81n * 10n ** 18n }]);
  });

  test('from many writers at once are stored once', async () => {
    const all = Array.from({ length: 6 }, () => record([day(monday(1), '80'), day(monday(2), '81')]));
    const reports = await Promise.all(all);
    expect(reports.reduce((sum, report) => sum + report.stored, 0)).toBe(2);
    expect(reports.reduce((sum, report) => sum + report.unchanged, 0)).toBe(10);
  });

  test('what a day was before cannot be changed by anyone', async () => {
    await record([day(monday(1), '80')]);
    await record([day(monday(1), '81')]);
    await expect(t.db.sql`update price_day_revisions set close = 1`).rejects.toThrow(/append-only/);
    await expect(t.db.sql`delete from price_day_revisions`).rejects.toThrow(/append-only/);
  });
});

test('closes of a source that tells no more do not take away the range that was seen', async () => {
  const pair: Pair = { instrument: 'MCO2', currency: 'USD' };
  const sampled = { instrument: pair.instrument, currency: pair.currency, date: monday(1), source: 'COINGECKO' };
  await t.db
    .sql`insert into price_days ${t.db.sql({ ...sampled, open: '5', high: '9', low: '4', close: '8', flags: '{SAMPLED}', isOpenDay: true, revision: 1 })}`;
  await record([day(monday(1), '0.00000000000000001')], 'COINGECKO', pair);
  expect(await stored(pair)).toMatchObject([
    { open: 5n, high: 10n, low: 4n, close: 10n, flags: ['SAMPLED'], isOpenDay: false },
  ]);
});
