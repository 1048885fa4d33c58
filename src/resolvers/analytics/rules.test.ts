import { expect, test } from 'vitest';
import { isTimeZone, periodInput } from './rules.ts';

test('a time zone has rules, under a name', () => {
  for (const name of ['UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5'])
    expect(isTimeZone(name), name).toBe(true);
  for (const name of ['', '+05:30', '05', 'Berlin', 'Europe/Berlin ', `UTC'--`, 'x'.repeat(10_000), 'Europe\u0000'])
    expect(isTimeZone(name), name).toBe(false);
});

test('the ends of a period are given for a custom one, and for no other', () => {
  const [from, to] = ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00+01:00'];
  const issues = (input: object) =>
    periodInput.safeParse({ timeZone: 'UTC', ...input }).error?.issues.map(({ path }) => path.join('.')) ?? [];
  expect(periodInput.parse({ period: 'CUSTOM', from, to, timeZone: 'UTC' })).toEqual({
    period: 'CUSTOM',
    from: new Date(from),
    to: new Date('2026-01-31T23:00:00Z'),
    timeZone: 'UTC',
  });
  expect(issues({ period: 'DAY' })).toEqual([]);
  expect(issues({ period: 'DAY', at: from })).toEqual([]);
  expect(issues({ period: 'DAY', from })).toEqual(['from']);
  expect(issues({ period: 'CUSTOM', from })).toEqual(['to']);
  expect(issues({ period: 'CUSTOM', from, to, at: from })).toEqual(['at']);
  expect(issues({ period: 'CUSTOM', from, to: from })).toEqual(['to']);
  expect(issues({ period: 'DAY', at: '1999-12-31T23:59:59Z' })).toEqual(['at']);
  expect(issues({ period: 'YEAR' })).toEqual(['period']);
});
