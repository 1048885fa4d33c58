import { describe, expect, test } from 'vitest';
import { afterQuiet, type DayPlan, dueAt, frequencyOf, isQuiet, minuteOfDay, timeZone, writeMinute } from './rules.ts';

const plan = (more: Partial<DayPlan> = {}): DayPlan => ({
  timeZone: 'Europe/Zurich',
  quietFrom: null,
  quietTo: null,
  digestAt: 480,
  digestDay: 1,
  ...more,
});
const nights = plan({ quietFrom: 22 * 60, quietTo: 7 * 60 });
const at = (text: string) => new Date(text);

describe('quiet hours', () => {
  test('go over midnight, in the time of the user', () => {
    expect(isQuiet(nights, at('2026-11-21T20:59:00Z'))).toBe(false);
    expect(isQuiet(nights, at('2026-11-21T21:00:00Z'))).toBe(true);
    expect(isQuiet(nights, at('2026-11-22T05:59:00Z'))).toBe(true);
    expect(isQuiet(nights, at('2026-11-22T06:00:00Z'))).toBe(false);
    // In summer the same hours are others in UTC.
    expect(isQuiet(nights, at('2026-07-21T20:00:00Z'))).toBe(true);
    expect(isQuiet(plan(), at('2026-11-21T23:00:00Z'))).toBe(false);
  });

  test('within a day', () => {
    const noon = plan({ quietFrom: 12 * 60, quietTo: 13 * 60 });
    expect(isQuiet(noon, at('2026-11-21T11:30:00Z'))).toBe(true);
    expect(isQuiet(noon, at('2026-11-21T12:00:00Z'))).toBe(false);
  });

  test('put off until they end, by the clock of that morning', () => {
    expect(afterQuiet(nights, at('2026-11-21T21:30:00Z'))).toEqual(at('2026-11-22T06:00:00Z'));
    expect(afterQuiet(nights, at('2026-11-21T12:00:00Z'))).toEqual(at('2026-11-21T12:00:00Z'));
    // The night in which summer time begins: 07:00 is an hour sooner.
    expect(afterQuiet(nights, at('2026-03-28T22:30:00Z'))).toEqual(at('2026-03-29T05:00:00Z'));
    // And the night in which it ends.
    expect(afterQuiet(nights, at('2026-10-24T22:30:00Z'))).toEqual(at('2026-10-25T06:00:00Z'));
  });

  test('end with the gap where the clock leaves their end out', () => {
    const gap = plan({ quietFrom: 60, quietTo: 150 });
    expect(afterQuiet(gap, at('2026-03-29T00:30:00Z'))).toEqual(at('2026-03-29T01:30:00Z'));
  });
});

describe('when a message is due', () => {
  test('a digest of a day or a week, at its hour', () => {
    expect(dueAt(plan(), 'DAILY', at('2026-11-21T06:00:00Z'), false)).toEqual(at('2026-11-21T07:00:00Z'));
    expect(dueAt(plan(), 'DAILY', at('2026-11-21T07:00:00Z'), false)).toEqual(at('2026-11-22T07:00:00Z'));
    // 2026-11-21 is a Saturday.
    expect(dueAt(plan(), 'WEEKLY', at('2026-11-21T06:00:00Z'), false)).toEqual(at('2026-11-23T07:00:00Z'));
    expect(dueAt(plan({ digestDay: 6 }), 'WEEKLY', at('2026-11-21T08:00:00Z'), false)).toEqual(
      at('2026-11-28T07:00:00Z'),
    );
  });

  test('what is urgent waits for nothing', () => {
    const night = at('2026-11-21T23:00:00Z');
    expect(dueAt(nights, 'AT_ONCE', night, true)).toEqual(night);
    expect(dueAt(nights, 'DAILY', night, true)).toEqual(night);
    expect(dueAt(nights, 'AT_ONCE', night, false)).toEqual(at('2026-11-22T06:00:00Z'));
  });
});

test('what is urgent is mailed in any case, and by other channels at once or not at all', () => {
  const wish = { preset: 'AT_ONCE', urgent: true } as const;
  expect(frequencyOf({ ...wish, preferred: 'OFF', channel: 'EMAIL' })).toBe('AT_ONCE');
  expect(frequencyOf({ ...wish, preferred: 'WEEKLY', channel: 'EMAIL' })).toBe('AT_ONCE');
  expect(frequencyOf({ ...wish, preferred: 'OFF', channel: 'SMS' })).toBe('OFF');
  expect(frequencyOf({ ...wish, preferred: 'DAILY', channel: 'PUSH' })).toBe('AT_ONCE');
  expect(frequencyOf({ ...wish, urgent: false, preferred: 'WEEKLY', channel: 'EMAIL' })).toBe('WEEKLY');
  expect(frequencyOf({ ...wish, urgent: false, preferred: undefined, channel: 'EMAIL' })).toBe('AT_ONCE');
});

test('times of the day and time zones are read, and nothing else', () => {
  expect(['00:00', '22:30', '23:59'].map((text) => minuteOfDay.parse(text))).toEqual([0, 1_350, 1_439]);
  expect(writeMinute(1_350)).toBe('22:30');
  expect(writeMinute(5)).toBe('00:05');
  for (const wrong of ['24:00', '7:00', '12:60', '', 'noon']) expect(minuteOfDay.safeParse(wrong).success).toBe(false);
  expect(timeZone.parse('America/Argentina/Ushuaia')).toBe('America/Argentina/Ushuaia');
  for (const wrong of ['Mars/Base', '', 'x'.repeat(99), '+01:00', "Europe/Zurich'"]) {
    expect(timeZone.safeParse(wrong).success).toBe(false);
  }
});
