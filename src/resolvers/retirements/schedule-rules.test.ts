import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scheduleInterval, scheduleStatus } from '../../db/retirement-schedules.ts';
import { IllegalTransition } from '../errors.ts';
import {
  createScheduleInput,
  nextOccurrence,
  nextScheduleStatus,
  occurrenceAt,
  periodOf,
  scheduleMachine,
} from './schedule-rules.ts';

const at = (text: string): Date => new Date(text);
const days = (start: string, interval: 'MONTHLY' | 'QUARTERLY' | 'YEARLY', count: number) =>
  Array.from({ length: count }, (_, i) => occurrenceAt(at(start), interval, i)?.toISOString());

test('the machine knows every status', () => {
  expect(Object.keys(scheduleMachine).toSorted()).toEqual([...scheduleStatus.enumValues].toSorted());
  expect(nextScheduleStatus('PAUSED', 'RESUME')).toBe('ACTIVE');
  expect(() => nextScheduleStatus('CANCELLED', 'RESUME')).toThrow(IllegalTransition);
});

test('a month that is too short gives its last day, and the next one has the day again', () => {
  expect(days('2027-01-31T08:30:00Z', 'MONTHLY', 5)).toEqual([
    '2027-01-31T08:30:00.000Z',
    '2027-02-28T08:30:00.000Z',
    '2027-03-31T08:30:00.000Z',
    '2027-04-30T08:30:00.000Z',
    '2027-05-31T08:30:00.000Z',
  ]);
  expect(days('2026-11-30T00:00:00Z', 'QUARTERLY', 3)).toEqual([
    '2026-11-30T00:00:00.000Z',
    '2027-02-28T00:00:00.000Z',
    '2027-05-30T00:00:00.000Z',
  ]);
  expect(days('2028-02-29T12:00:00Z', 'YEARLY', 5).at(4)).toBe('2032-02-29T12:00:00.000Z');
  expect(days('2028-02-29T12:00:00Z', 'YEARLY', 2).at(1)).toBe('2029-02-28T12:00:00.000Z');
});

test('once is once, and nothing is due after the end', () => {
  const startsAt = at('2027-01-01T00:00:00Z');
  expect(nextOccurrence({ startsAt, interval: 'ONCE', endsAt: null }, 0)).toBeUndefined();
  const endsAt = at('2027-01-08T00:00:00Z');
  expect(nextOccurrence({ startsAt, interval: 'WEEKLY', endsAt }, 0)).toEqual({ occurrence: 1, at: endsAt });
  expect(nextOccurrence({ startsAt, interval: 'WEEKLY', endsAt }, 1)).toBeUndefined();
});

const start = fc.date({ min: at('2000-01-01T00:00:00Z'), max: at('2100-01-01T00:00:00Z'), noInvalidDate: true });
const interval = fc.constantFrom(...scheduleInterval.enumValues.filter((each) => each !== 'ONCE'));

test('each time comes after the one before, on its day or the last of the month, at the same time of day', () => {
  fc.assert(
    fc.property(start, interval, fc.integer({ min: 0, max: 400 }), (startsAt, every, occurrence) => {
      const [one, next] = [occurrenceAt(startsAt, every, occurrence), occurrenceAt(startsAt, every, occurrence + 1)];
      if (!one || !next) throw new Error('a recurring schedule has no end of its own');
      expect(next.getTime()).toBeGreaterThan(one.getTime());
      expect(next.toISOString().slice(10)).toBe(startsAt.toISOString().slice(10));
      if (every === 'DAILY' || every === 'WEEKLY') return;
      const last = new Date(Date.UTC(next.getUTCFullYear(), next.getUTCMonth() + 1, 0)).getUTCDate();
      expect(next.getUTCDate()).toBe(Math.min(startsAt.getUTCDate(), last));
    }),
  );
});

test('the periods of recurring retirements follow each other without a gap', () => {
  fc.assert(
    fc.property(start, interval, fc.integer({ min: 1, max: 100 }), (startsAt, every, occurrence) => {
      const [one, next] = [
        periodOf({ startsAt, interval: every }, occurrence),
        periodOf({ startsAt, interval: every }, occurrence + 1),
      ];
      expect((one?.consumptionFrom ?? '') <= (one?.consumptionTo ?? '')).toBe(true);
      const following = new Date(at(`${one?.consumptionTo}T00:00:00Z`).getTime() + 86_400_000);
      expect(next?.consumptionFrom).toBe(following.toISOString().slice(0, 10));
    }),
  );
  expect(periodOf({ startsAt: at('2027-01-01T00:00:00Z'), interval: 'MONTHLY' }, 0)).toBeUndefined();
});

test('a schedule neither begins long ago nor ends before it begins', () => {
  const shape = createScheduleInput(at('2027-01-10T00:00:00Z'));
  const wish = {
    quantity: '0.25',
    claim: { beneficiary: { name: 'X' }, reason: 'OTHER' },
    interval: 'MONTHLY',
    startsAt: '2027-01-09T12:00:00Z',
    idempotencyKey: 'a-schedule',
  };
  expect(shape.safeParse(wish).success).toBe(true);
  expect(shape.safeParse({ ...wish, startsAt: '2027-01-08T00:00:00Z' }).success).toBe(false);
  expect(shape.safeParse({ ...wish, endsAt: '2027-01-09T00:00:00Z' }).success).toBe(false);
});
