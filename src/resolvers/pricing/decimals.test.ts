import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exp, ln, ONE, over, times } from './decimals.ts';

const of = (text: string): bigint => {
  const [whole = '', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(18, '0').slice(0, 18));
};

test('known values come out to the last place', () => {
  // Computed with 50 digits (OEIS A001113, A092553, A002162, A002392, A068985).
  expect(exp(ONE)).toBe(of('2.718281828459045235'));
  expect(exp(10n * ONE)).toBe(of('22026.465794806716516958'));
  expect(exp(-ONE)).toBe(of('0.367879441171442322'));
  expect(exp(0n)).toBe(ONE);
  expect(ln(2n * ONE)).toBe(of('0.693147180559945309'));
  expect(ln(10n * ONE)).toBe(of('2.302585092994045684'));
  expect(ln(ONE / 10n)).toBe(-of('2.302585092994045684'));
  expect(ln(ONE)).toBe(0n);
  expect(exp(-90n * ONE)).toBe(0n);
  expect(() => exp(41n * ONE)).toThrow(RangeError);
  expect(() => ln(0n)).toThrow(RangeError);
});

test('exp and ln rise, undo each other, and agree with the floats of the machine as far as those go', () => {
  const exponents = fc.bigInt(-5n * ONE, 5n * ONE);
  fc.assert(
    fc.property(exponents, exponents, (a, b) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      expect(exp(low) <= exp(high)).toBe(true);
      expect(ln(exp(low)) <= ln(exp(high))).toBe(true);
      // e^x is rounded to 18 places, which is up to 75 units of the exponent's last place where e^x is least.
      const off = ln(exp(a)) - a;
      expect(off >= -100n && off <= 100n).toBe(true);
      expect(Number(exp(a)) / 1e18).toBeCloseTo(Math.exp(Number(a) / 1e18), 9);
    }),
  );
});

test('what is multiplied and divided again is off by the rounding alone', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 24n), fc.bigInt(ONE / 100n, 100n * ONE), (a, b) => {
      const off = over(times(a, b), b) - a;
      expect(off >= -51n && off <= 51n).toBe(true);
    }),
  );
});
