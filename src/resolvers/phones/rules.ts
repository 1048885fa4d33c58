import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

const DIGITS = 6;

/** A number as people write it: with its country, and spaces, dots, hyphens and brackets anywhere. */
export const phoneNumber = z
  .string()
  .max(40, 'is longer than any number')
  .transform((value, ctx) => {
    const number = value.replaceAll(/[\s().-]/g, '').replace(/^00/, '+');
    // E.164: up to fifteen digits with the country before the rest.
    if (/^\+[1-9]\d{6,14}$/.test(number)) return number;
    ctx.addIssue('is not a number with its country, such as "+41 44 668 18 00"');
    return z.NEVER;
  });

/** A number of which only as much is shown as its owner needs to know it again: `+41•••••••00`. */
export const maskNumber = (number: string): string =>
  `${number.slice(0, 3)}${'•'.repeat(Math.max(0, number.length - 5))}${number.slice(-2)}`;

/** Whether text messages go to such numbers; with no prefixes, to all. */
export const isServed = (number: string, prefixes: readonly string[]): boolean =>
  prefixes.length === 0 || prefixes.some((prefix) => number.startsWith(prefix));

export const newCode = (): string =>
  randomInt(10 ** DIGITS)
    .toString()
    .padStart(DIGITS, '0');

/**
 * What is kept of a code: a million codes are soon tried, so the hash is keyed, and it is good for this number of this
 * user alone.
 */
export const hashCode = (key: Buffer, of: { readonly userId: string; readonly number: string }, code: string): Buffer =>
  createHmac('sha256', key).update(`ecocoin/phone-code\0${of.userId}\0${of.number}\0${code}`).digest();

export const isSameHash = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);
