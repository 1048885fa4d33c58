import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeAt, codeInput, enrolment, hashRecoveryCode, newRecoveryCode, stepOf } from './rules.ts';

/** RFC 6238, appendix B: the secret of SHA-1, and the last 6 of each 8 digits. */
const SEED = Buffer.from('12345678901234567890and what is not used', 'ascii');
const VECTORS = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
] as const;

describe('a code', () => {
  test.each(VECTORS)('of second %d is %s, as the standard has it', (second, code) => {
    expect(codeAt(SEED, new Date(second * 1_000))).toBe(code);
    expect(stepOf(SEED, code, new Date(second * 1_000))).toBe(Math.floor(second / 30));
  });

  test('is taken one step early or late, and no more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 100_000_000 }), fc.integer({ min: -5, max: 5 }), (step, off) => {
        const code = codeAt(SEED, new Date((step + off) * 30_000));
        const found = stepOf(SEED, code, new Date(step * 30_000 + 15_000));
        // Six digits of another step may be the same by chance; then they are those of that step too.
        if (Math.abs(off) <= 1) expect(codeAt(SEED, new Date((found ?? 0) * 30_000))).toBe(code);
        else if (found !== undefined) expect(codeAt(SEED, new Date(found * 30_000))).toBe(code);
      }),
    );
    const now = new Date(1_234_567_890_000);
    expect(stepOf(SEED, codeAt(SEED, new Date(now.getTime() + 60_000)), now)).toBeUndefined();
  });

  test('is typed with spaces or without, and nothing else', () => {
    expect(codeInput.parse('123 456')).toBe('123456');
    for (const wrong of ['', '12345', '1234567', '12345a', '１２３４５６', ' '.repeat(30)]) {
      expect(codeInput.safeParse(wrong).success, wrong).toBe(false);
    }
  });
});

test('an authenticator is given what it needs', () => {
  const { secret, uri } = enrolment(SEED, 'EcoCoin', 'ada');
  expect(secret).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
  const parsed = new URL(uri);
  expect(decodeURIComponent(parsed.pathname)).toContain('EcoCoin:ada');
  expect(Object.fromEntries(parsed.searchParams)).toMatchObject({
    secret,
    issuer: 'EcoCoin',
    digits: '6',
    period: '30',
  });
});

test('a recovery code is long, of letters that are not mistaken, and found however it is typed', () => {
  const codes = new Set(Array.from({ length: 1_000 }, newRecoveryCode));
  expect(codes.size).toBe(1_000);
  for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
  const code = '4T9K-20QX-7MZC-H1V1';
  for (const typed of ['4t9k20qx7mzch1v1', ' 4T9K 20QX 7MZC H1V1 ', '4T9K-2OQX-7MZC-HIVL']) {
    expect(hashRecoveryCode(typed)).toEqual(hashRecoveryCode(code));
  }
  expect(hashRecoveryCode('4T9K-20QX-7MZC-H1V2')).not.toEqual(hashRecoveryCode(code));
});
