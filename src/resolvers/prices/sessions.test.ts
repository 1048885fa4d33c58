import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isStale,
  isTradingDay,
  isWithinSession,
  openMsBetween,
  sessionClosing,
  sessionOfNewest,
  tradingDay,
} from './sessions.ts';

const HOUR = 3_600_000;
const at = (iso: string) => new Date(iso);

describe('sessions', () => {
  test.each([
    ['2026-07-01T05:59:59Z', false],
    ['2026-07-01T06:00:00Z', true],
    ['2026-07-01T15:59:59Z', true],
    ['2026-07-01T16:00:00Z', false],
    ['2026-01-21T06:59:59Z', false],
    ['2026-01-21T16:59:59Z', true],
    ['2026-07-04T10:00:00Z', false],
  ])('at %s the market is open: %s', (iso, open) => {
    expect(isWithinSession(at(iso))).toBe(open);
  });

  test('close at 17:00 in London, in summer and in winter', () => {
    expect(sessionClosing('2026-07-01').toISOString()).toBe('2026-07-01T16:00:00.000Z');
    expect(sessionClosing('2026-01-21').toISOString()).toBe('2026-01-21T17:00:00.000Z');
    expect(sessionClosing('2026-03-30').toISOString()).toBe('2026-03-30T16:00:00.000Z');
  });

  test('a trading day is a day in London', () => {
    expect(tradingDay(at('2026-07-01T23:30:00Z'))).toBe('2026-07-02');
    expect(tradingDay(at('2026-01-21T23:30:00Z'))).toBe('2026-01-21');
    expect(['2014-12-28', '2014-12-29', '2014-12-27'].map(isTradingDay)).toEqual([false, true, false]);
  });

  test('open time adds up', () => {
    expect(openMsBetween(at('2026-07-01T00:00:00Z'), at('2026-07-02T00:00:00Z'))).toBe(10 * HOUR);
    expect(openMsBetween(at('2026-07-03T16:00:00Z'), at('2026-07-06T06:00:00Z'))).toBe(0);
    expect(openMsBetween(at('2026-07-03T15:00:00Z'), at('2026-07-06T07:00:00Z'))).toBe(2 * HOUR);
    const moments = fc.date({ min: at('2026-01-01T00:00:00Z'), max: at('2026-02-01T00:00:00Z'), noInvalidDate: true });
    fc.assert(
      fc.property(fc.tuple(moments, moments, moments), (three) => {
        const [a, b, c] = three.toSorted((x, y) => x.getTime() - y.getTime()) as [Date, Date, Date];
        expect(openMsBetween(a, b) + openMsBetween(b, c)).toBe(openMsBetween(a, c));
        expect(openMsBetween(a, c)).toBeLessThanOrEqual(c.getTime() - a.getTime());
      }),
      { numRuns: 40 },
    );
  });
});

describe('stale', () => {
  const limits = { seenMs: 15 * 60_000, asOfMs: 6 * HOUR };
  const seen = (instrument: 'EUA' | 'MCO2', seenAt: string, asOf = seenAt) => ({
    instrument,
    asOf: at(asOf),
    seenAt: at(seenAt),
  });

  test.each([
    ['MCO2 of ten minutes ago', seen('MCO2', '2026-07-01T11:50:00Z'), false],
    ['MCO2 of twenty minutes ago', seen('MCO2', '2026-07-01T11:40:00Z'), true],
    [
      'MCO2 that its source last saw seven hours ago',
      seen('MCO2', '2026-07-01T11:59:00Z', '2026-07-01T05:00:00Z'),
      true,
    ],
    ['EUA of twenty minutes ago in the session', seen('EUA', '2026-07-01T11:40:00Z'), true],
    ['a price of last month', seen('EUA', '2026-06-01T11:40:00Z'), true],
  ])('%s: %s', (_name, price, stale) => {
    expect(isStale(price, at('2026-07-01T12:00:00Z'), limits)).toBe(stale);
  });

  test('on a Sunday, Friday’s last price is the price', () => {
    const friday = seen('EUA', '2026-07-03T16:05:00Z', '2026-07-03T16:00:00Z');
    expect(isStale(friday, at('2026-07-05T12:00:00Z'), limits)).toBe(false);
    expect(isStale(friday, at('2026-07-06T06:10:00Z'), limits)).toBe(false);
    expect(isStale(friday, at('2026-07-06T06:20:00Z'), limits)).toBe(true);
  });
});

describe('the newest row of a page', () => {
  test.each([
    ['today, in the session', '2026-07-01', null, '2026-07-01T10:00:00Z', 'open', '2026-07-01T10:00:00Z'],
    ['today, and the page says closed', '2026-07-01', false, '2026-07-01T10:00:00Z', 'today', '2026-07-01T10:00:00Z'],
    ['today, after the close', '2026-07-01', null, '2026-07-01T19:00:00Z', 'today', '2026-07-01T16:00:00Z'],
    ['Friday, on a Sunday', '2026-07-03', null, '2026-07-05T10:00:00Z', 'over', '2026-07-03T16:00:00Z'],
    ['yesterday, before the opening', '2026-06-30', true, '2026-07-01T05:00:00Z', 'over', '2026-06-30T16:00:00Z'],
  ] as const)('%s', (...[, newest, says, now, state, asOf]) => {
    expect(sessionOfNewest(newest, says, at(now))).toEqual({
      marketOpen: state === 'open',
      isOpenDay: state !== 'over',
      asOf: at(asOf),
    });
  });
});
