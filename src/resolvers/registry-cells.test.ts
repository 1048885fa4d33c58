import { expect, test } from 'vitest';
import { readRow, type RowReader } from './registry-cells.ts';

const of = <T>(cell: string, read: (row: RowReader) => T): T | string => readRow({ It: cell }, read);

test('text is of one line with single spaces, composed, and not too long', () => {
  const line = (row: RowReader): string => row.text('It', 20);
  expect(of(' Cafe\u0301  do\nSul\u202f', line)).toBe('Café do Sul');
  expect(of('x'.repeat(21), line)).toBe('the It is longer than 20 characters');
  expect(of('a\u0000b', line)).toBe('the It holds a control character');
  expect(of('\ud800', line)).toMatch(/broken character/);
  expect(of('', line)).toBe('');
  expect(of(' \u00a0 ', (row) => row.needed('It', 20))).toBe('the It is empty');
  expect(of('a\n\nb', (row) => row.prose('It', 20))).toBe('a\n\nb');
  expect(readRow({}, (row) => row.text('It', 20))).toBe('');
});

test('a day is a day of the calendar, and may be missing', () => {
  const days = (cell: string): string | null => of(cell, (row) => row.day('It'));
  expect(days('2024-02-29')).toBe('2024-02-29');
  expect(days('')).toBeNull();
  for (const wrong of ['2023-02-29', '2024-13-01', '01/02/2024', '2024-1-1', 'soon']) {
    expect(days(wrong)).toBe(`the It is not a day: "${wrong}"`);
  }
});

test('a count may have commas where thousands have them', () => {
  const counts = (cell: string): bigint | string | null => of(cell, (row) => row.count('It'));
  expect(['72,000', '1,390,319', '0', '5880'].map(counts)).toEqual([72_000n, 1_390_319n, 0n, 5_880n]);
  expect(counts('')).toBeNull();
  for (const wrong of ['72,00', ',5', '1,', '-1', '1.5', '1e3', '9'.repeat(41)]) {
    expect(counts(wrong)).toMatch(/^the It is not a count: "/);
  }
});

test('what stands for a text is found, or what it is not is said', () => {
  const known = (cell: string): number | string | null =>
    of(cell, (row) => row.oneOf('It', (text) => ({ one: 1 })[text], 'is no number'));
  expect([known('one '), known(''), known('two')]).toEqual([1, null, 'the It is no number: "two"']);
  const needed = (cell: string): number | string =>
    of(cell, (row) => row.neededOf('It', (text) => ({ one: 1 })[text], 'is no number'));
  expect([needed('one'), needed(''), needed('two')]).toEqual([1, 'the It is empty', 'the It is no number: "two"']);
});

test('a fault of the mapping itself is not taken for one of the row', () => {
  expect(() =>
    of('x', () => {
      throw new TypeError('no');
    }),
  ).toThrow(TypeError);
});
