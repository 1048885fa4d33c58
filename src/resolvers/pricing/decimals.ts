import { parseDecimal, PRICE_SCALE } from '../amounts.ts';
import { dividedHalfEven } from '../prices/rules.ts';

// Arithmetic of the pricing model: integers of 10^-18, rounded half-even, the same on every machine. No floats: those of
// two processors may differ in their last bit, and a price must come out the same for whoever computes it again.

export const ONE = 10n ** BigInt(PRICE_SCALE);

/** Decimal text as an integer of 10^-18. Throws RangeError for what is no decimal of up to 18 places. */
export function scaled(text: string): bigint {
  const value = parseDecimal(text, PRICE_SCALE);
  if (value === undefined) throw new RangeError(`${text} is no decimal of up to ${PRICE_SCALE} places`);
  return value;
}

/** Digits beyond the 18th with which exp and ln are computed, so that rounding at the end is all that is lost. */
const GUARD = 10n ** 22n;
const WORK = ONE * GUARD;
/** ln 2 to 40 places (OEIS A002162). */
const LN2 = 6_931_471_805_599_453_094_172_321_214_581_765_680_755n;
/** e^40 is 2 * 10^17: beyond, a factor of a price means nothing. */
const MOST_EXPONENT = 40n * ONE;

/** a * b; both not negative. */
export const times = (a: bigint, b: bigint): bigint => dividedHalfEven(a * b, ONE);

/** a / b; a not negative, b above zero. */
export const over = (a: bigint, b: bigint): bigint => dividedHalfEven(a * ONE, b);

export const clamp = (value: bigint, least: bigint, most: bigint): bigint =>
  value < least ? least : value > most ? most : value;

/** e^x by its series after x = k ln 2 + r, right to the last place. Throws RangeError beyond e^40. */
export function exp(x: bigint): bigint {
  if (x > MOST_EXPONENT) throw new RangeError('an exponent above 40');
  if (x < -MOST_EXPONENT * 2n) return 0n;
  const exact = x * GUARD;
  const k = floorDiv(exact, LN2);
  const r = exact - k * LN2;
  let sum = WORK;
  let term = WORK;
  for (let n = 1n; term > 0n; n += 1n) {
    term = (term * r) / (WORK * n);
    sum += term;
  }
  return dividedHalfEven(k >= 0n ? sum << k : sum >> -k, GUARD);
}

/**
 * ln x, which may be below zero, by ln x = k ln 2 + 2 artanh((m - 1) / (m + 1)) with m between 1 and 2; right to the last
 * place. Throws RangeError unless x is above zero.
 */
export function ln(x: bigint): bigint {
  if (x <= 0n) throw new RangeError('the logarithm of what is not above zero');
  let mantissa = x * GUARD;
  let k = 0n;
  for (; mantissa >= 2n * WORK; k += 1n) mantissa >>= 1n;
  for (; mantissa < WORK; k -= 1n) mantissa <<= 1n;
  const y = ((mantissa - WORK) * WORK) / (mantissa + WORK);
  const squared = (y * y) / WORK;
  let sum = 0n;
  for (let power = y, n = 1n; power > 0n; n += 2n) {
    sum += power / n;
    power = (power * squared) / WORK;
  }
  const exact = k * LN2 + 2n * sum;
  return exact < 0n ? -dividedHalfEven(-exact, GUARD) : dividedHalfEven(exact, GUARD);
}

function floorDiv(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
}
