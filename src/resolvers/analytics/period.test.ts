import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { selectBorders } from '../../db/rollup-periods.ts';
import { InputInvalid } from '../errors.ts';
import { readPeriod } from './period.ts';
import { readPlatformStatistics, readSeries } from './read.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp({ ANALYTICS_POINTS: '50' });
});
afterAll(() => t[Symbol.asyncDispose]());

const later = new Date('2030-01-01T00:00:00Z');
const ends = async (input: object, now = later) => {
  const { from, to } = await readPeriod(t.nobody, input, now);
  return [from.toISOString(), to.toISOString()];
};
const hours = async (input: object) => {
  const { from, to } = await readPeriod(t.nobody, input, later);
  return (to.getTime() - from.getTime()) / 3_600_000;
};

describe('a period of the calendar', () => {
  test('is that of the time zone', async () => {
    const at = '2026-11-21T23:30:00Z';
    expect(await ends({ period: 'DAY', at, timeZone: 'UTC' })).toEqual([
      '2026-11-21T00:00:00.000Z',
      '2026-11-22T00:00:00.000Z',
    ]);
    expect(await ends({ period: 'DAY', at, timeZone: 'Europe/Berlin' })).toEqual([
      '2026-11-21T23:00:00.000Z',
      '2026-11-22T23:00:00.000Z',
    ]);
    expect(await ends({ period: 'DAY', at, timeZone: 'Asia/Kathmandu' })).toEqual([
      '2026-11-21T18:15:00.000Z',
      '2026-11-22T18:15:00.000Z',
    ]);
    expect(await ends({ period: 'WEEK', at, timeZone: 'America/New_York' })).toEqual([
      '2026-11-16T05:00:00.000Z',
      '2026-11-23T05:00:00.000Z',
    ]);
    expect(await ends({ period: 'MONTH', at, timeZone: 'Pacific/Auckland' })).toEqual([
      '2026-10-31T11:00:00.000Z',
      '2026-11-30T11:00:00.000Z',
    ]);
  });

  test('is as long as its clocks made it', async () => {
    const berlin = { period: 'DAY', timeZone: 'Europe/Berlin' };
    expect(await hours({ ...berlin, at: '2026-03-29T12:00:00Z' })).toBe(23);
    expect(await hours({ ...berlin, at: '2026-10-25T12:00:00Z' })).toBe(25);
    expect(await hours({ period: 'WEEK', timeZone: 'Europe/Berlin', at: '2026-10-25T12:00:00Z' })).toBe(7 * 24 + 1);
    // Half an hour, and a day that begins at one o'clock.
    expect(await hours({ period: 'DAY', timeZone: 'Australia/Lord_Howe', at: '2026-10-04T03:00:00Z' })).toBe(23.5);
    expect(await ends({ period: 'DAY', timeZone: 'America/Santiago', at: '2026-09-06T12:00:00Z' })).toEqual([
      '2026-09-06T04:00:00.000Z',
      '2026-09-07T03:00:00.000Z',
    ]);
  });

  test('begins at the first of two midnights', async () => {
    // At one o'clock in Havana it was midnight again.
    const day = { period: 'DAY', timeZone: 'America/Havana' };
    const ambiguous = ['2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z'];
    expect(await ends({ ...day, at: '2026-11-01T04:30:00Z' })).toEqual(ambiguous);
    expect(await ends({ ...day, at: '2026-11-01T05:30:00Z' })).toEqual(ambiguous);
    expect(await ends({ ...day, at: '2026-10-31T12:00:00Z' })).toEqual(['2026-10-31T04:00:00.000Z', ambiguous[0]]);
    const span = { from: new Date('2026-10-31T04:00:00Z'), to: new Date('2026-11-02T05:00:00Z') };
    const borders = await selectBorders(t.db, 'DAY', { ...span, timeZone: 'America/Havana', limit: 10 });
    expect(borders).toEqual([span.from, new Date('2026-11-01T04:00:00Z'), span.to]);
  });

  test('is compared with the one before, and while it lasts with as much of that', async () => {
    const over = await readPeriod(t.nobody, { period: 'MONTH', at: '2026-03-10T00:00:00Z', timeZone: 'UTC' }, later);
    expect([over.isOver, over.compared]).toEqual([true, { from: new Date('2026-02-01'), to: new Date('2026-03-01') }]);
    const now = new Date('2026-03-10T10:05:00Z');
    const current = await readPeriod(t.nobody, { period: 'MONTH', timeZone: 'UTC' }, now);
    expect(current.isOver).toBe(false);
    expect(current.compared).toEqual({ from: new Date('2026-02-01'), to: new Date('2026-02-10T10:15:00Z') });
    // The 30th of March has no day of its own in February.
    const end = await readPeriod(t.nobody, { period: 'MONTH', timeZone: 'UTC' }, new Date('2026-03-30T10:00:00Z'));
    expect(end.compared.to).toEqual(new Date('2026-03-01'));
  });
});

test('a period of one’s own is widened to quarters of an hour', async () => {
  const custom = { period: 'CUSTOM', from: '2026-11-01T00:01:00Z', to: '2026-11-02T00:16:00+01:00', timeZone: 'UTC' };
  expect(await ends(custom)).toEqual(['2026-11-01T00:00:00.000Z', '2026-11-01T23:30:00.000Z']);
});

test('pieces follow each other from end to end, whatever the clocks do', async () => {
  const span = {
    from: new Date('2026-10-24T10:15:00Z'),
    to: new Date('2026-10-26T10:30:00Z'),
    timeZone: 'Europe/Berlin',
  };
  const days = await selectBorders(t.db, 'DAY', { ...span, limit: 100 });
  expect(days.map((at) => at.toISOString())).toEqual([
    '2026-10-24T10:15:00.000Z',
    '2026-10-24T22:00:00.000Z',
    '2026-10-25T23:00:00.000Z',
    '2026-10-26T10:30:00.000Z',
  ]);
  const all = await selectBorders(t.db, 'HOUR', { ...span, limit: 100 });
  expect(all).toHaveLength(50);
  expect(new Set(all.map(Number)).size).toBe(50);
});

describe('refuses', () => {
  const issues = async (input: object): Promise<Record<string, string>> => {
    const error = await readPeriod(t.nobody, { timeZone: 'UTC', ...input }, later).catch((thrown: unknown) => thrown);
    if (!(error instanceof InputInvalid)) throw error;
    return Object.fromEntries(error.issues.map(({ path, message }) => [path.join('.'), message]));
  };
  const [from, to] = ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'];

  test.each([
    ['a zone that is none', { period: 'DAY', timeZone: 'Mars/Olympus' }, ['timeZone']],
    ['an offset, which has no rules', { period: 'DAY', timeZone: '+05:30' }, ['timeZone']],
    ['an injection', { period: 'DAY', timeZone: `UTC'; select 1` }, ['timeZone']],
    ['a period without ends', { period: 'CUSTOM' }, ['from', 'to']],
    ['ends in the wrong order', { period: 'CUSTOM', from: to, to: from }, ['to']],
    ['ends of a month', { period: 'MONTH', from, to }, ['from', 'to']],
    ['more than is read at once', { period: 'CUSTOM', from: '2001-01-01T00:00:00Z', to }, ['from']],
    ['a moment before all platforms', { period: 'DAY', at: '1900-01-01T00:00:00Z' }, ['at']],
  ])('%s', async (_, input, paths) => {
    expect(Object.keys(await issues(input))).toEqual(paths);
  });

  test('more points than there may be', async () => {
    const year = await readPlatformStatistics(t.nobody, {
      period: 'CUSTOM',
      from: '2026-01-01T00:00:00Z',
      to: '2026-03-01T00:00:00Z',
      timeZone: 'UTC',
    });
    await expect(readSeries(t.nobody, year, 'DAY')).rejects.toThrow(InputInvalid);
    expect(await readSeries(t.nobody, year, 'WEEK')).toHaveLength(9);
  });
});
