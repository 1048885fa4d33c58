import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayOfSnapshot, isoDay, plainDecimal, plainNumber, plainPercent, plainVolume } from './vendor-text.ts';

/** The value of plain decimal text as an exact fraction over 10^40. */
function exact(text: string): bigint {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  return BigInt(whole + fraction.padEnd(40, '0')) * (text.startsWith('-') ? -1n : 1n);
}

const grouped = (digits: string, mark: string) => digits.replaceAll(/\B(?=(\d{3})+(?!\d))/g, mark);
const wholes = fc.bigInt({ min: 0n, max: 10n ** 15n }).map(String);
const fractions = fc.stringMatching(/^\d{1,18}$/);

describe('plainDecimal', () => {
  test.each([
    ['6,842.75', '6842.75'],
    [' 79.54 ', '79.54'],
    ['+0.19', '0.19'],
    ['-1.13', '-1.13'],
    ['224,400.01', '224400.01'],
    ['7', '7'],
  ])('reads %s', (text, plain) => {
    expect(plainDecimal(text)).toBe(plain);
  });

  test.each(['', '-', '.5', '5.', '1,23', '12,34.5', '1.234.567', '1e5', 'NaN', '0x10', '٣', '1 000', '7'.repeat(99)])(
    'does not guess what %s is',
    (text) => {
      expect(plainDecimal(text)).toBeUndefined();
    },
  );

  test('reads the same number with either mark, groups or none', () => {
    fc.assert(
      fc.property(wholes, fractions, (whole, fraction) => {
        const plain = `${whole}.${fraction}`;
        expect(plainDecimal(`${grouped(whole, ',')}.${fraction}`)).toBe(plain);
        expect(plainDecimal(`${grouped(whole, '.')},${fraction}`, 'COMMA')).toBe(plain);
        expect(plainDecimal(plain)).toBe(plain);
      }),
    );
  });
});

describe('plainNumber', () => {
  test.each([
    ['2.68e-05', '0.0000268'],
    ['1E3', '1000'],
    ['-0.5', '-0.5'],
    ['0.6875857090838133', '0.6875857090838133'],
    ['722199256', '722199256'],
    ['90622.0', '90622'],
    ['0', '0'],
  ])('reads %s', (text, plain) => {
    expect(plainNumber(text)).toBe(plain);
  });

  test.each(['', '1e', '1e400', '1e-400', 'Infinity', 'NaN', '--1', '+1', '1_000', '1'.repeat(61)])(
    'refuses %s',
    (text) => {
      expect(plainNumber(text)).toBeUndefined();
    },
  );

  test('moves the point exactly', () => {
    fc.assert(
      fc.property(wholes, fractions, fc.integer({ min: -20, max: 20 }), (whole, fraction, exponent) => {
        const value = exact(plainNumber(`${whole}.${fraction}e${exponent}`) ?? 'missing');
        const scaled = exact(`${whole}.${fraction}`);
        const expected = exponent >= 0 ? scaled * 10n ** BigInt(exponent) : scaled / 10n ** BigInt(-exponent);
        expect(value).toBe(expected);
      }),
    );
  });
});

describe('volumes, changes and days', () => {
  test.each([
    ['1.11M', '1110000'],
    ['313.25K', '313250'],
    ['0.71K', '710'],
    ['2.5B', '2500000000'],
    ['1,234', '1234'],
    ['', null],
    ['-', null],
    ['1.1X', undefined],
    ['-5K', undefined],
    ['K', undefined],
  ])('the volume %s', (text, plain) => {
    expect(plainVolume(text)).toBe(plain);
  });

  test.each([
    ['+0.19%', '0.19'],
    ['-1.13%', '-1.13'],
    ['224,400.01%', '224400.01'],
    ['', null],
    ['0.5', undefined],
    ['%', undefined],
  ])('the change %s', (text, plain) => {
    expect(plainPercent(text)).toBe(plain);
  });

  test.each([
    ['Jan 21, 2026', '2026-01-21'],
    ['01/21/2026', '2026-01-21'],
    ['21.01.2026', '2026-01-21'],
    ['2026-01-21', '2026-01-21'],
    ['Jan 9, 2026', '2026-01-09'],
    ['02/29/2023', undefined],
    ['21/01/2026', undefined],
    ['Foo 21, 2026', undefined],
    ['01/21-2026', undefined],
    ['0026-01-21', undefined],
  ])('the day %s', (text, iso) => {
    expect(isoDay(text)).toBe(iso);
  });

  test('day first where it is said', () => {
    expect(isoDay('03/04/2026', 'DMY')).toBe('2026-04-03');
    expect(isoDay('03/04/2026', 'MDY')).toBe('2026-03-04');
  });

  test.each([
    ['2026-01-21T00:00:00Z', '2026-01-20', 0],
    ['2026-01-21T00:05:23Z', '2026-01-20', 0],
    ['2026-01-21T00:10:01Z', '2026-01-21', 86_399_000 - 600_000],
    ['2026-01-20T23:00:00Z', '2026-01-20', 3_600_000],
  ])('a price seen at %s closes %s', (at, date, beforeEndMs) => {
    expect(dayOfSnapshot(Date.parse(at))).toEqual({ date, beforeEndMs });
  });
});
