import { createHash, randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { z } from 'zod';
import type { Config } from '../../config.ts';
import type { Backoff } from '../../db/throttles.ts';
import { optional } from '../input.ts';
import { loginBackoff } from '../sessions/rules.ts';

// Time-based one-time passwords (RFC 6238) as every authenticator app knows them: SHA-1, 6 digits, steps of 30 s.

const STEP_S = 30;
const DIGITS = 6;
/** A code is taken one step before and after its own: clocks differ, and people type slowly (RFC 6238, section 5.2). */
const SKEW_STEPS = 1;
/** Of the 32 bytes that are kept, as many as RFC 4226 (section 4) recommends for the secret of HMAC-SHA-1. */
const SECRET_BYTES = 20;

const totpOf = (seed: Buffer, issuer: string, label: string): TOTP =>
  new TOTP({
    issuer,
    label,
    algorithm: 'SHA1',
    digits: DIGITS,
    period: STEP_S,
    secret: new Secret({ buffer: new Uint8Array(seed.subarray(0, SECRET_BYTES)).buffer }),
  });

/** What an authenticator is given: its secret in Base32, and the same as an address that a QR code can carry. */
export function enrolment(seed: Buffer, issuer: string, label: string): { secret: string; uri: string } {
  const totp = totpOf(seed, issuer, label);
  return { secret: totp.secret.base32, uri: totp.toString() };
}

/** The code of a moment. */
export const codeAt = (seed: Buffer, at: Date): string => totpOf(seed, '', '').generate({ timestamp: at.getTime() });

/** The number of the step whose code this is, near to now; undefined if it is that of none. Compared in constant time. */
export function stepOf(seed: Buffer, code: string, now: Date): number | undefined {
  const timestamp = now.getTime();
  const delta = totpOf(seed, '', '').validate({ token: code, timestamp, window: SKEW_STEPS });
  return delta === null ? undefined : Math.floor(timestamp / 1_000 / STEP_S) + delta;
}

/** Crockford's Base32: no letter looks like another, and none makes a word. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GROUPS = 4;
const GROUP = 4;

/** A recovery code of 80 random bits, such as "4T9K-20QX-7MZC-H8V1". */
export function newRecoveryCode(): string {
  const letters = [...randomBytes(GROUPS * GROUP)].map((byte) => ALPHABET[byte % ALPHABET.length] ?? '');
  return Array.from({ length: GROUPS }, (_, at) => letters.slice(at * GROUP, (at + 1) * GROUP).join('')).join('-');
}

/** What is kept of a recovery code, however it was typed: of 80 random bits SHA-256 gives nothing away. */
export function hashRecoveryCode(code: string): Buffer {
  const plain = code
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  return createHash('sha256').update(`recovery-code\0${plain}`).digest();
}

/** A secret opens for its own user alone. */
export const sealContext = (userId: string): Buffer => Buffer.from(`second-factor\0${userId}`);

export const codeInput = z.string().transform((text, ctx) => {
  const digits = text.length > 20 ? '' : text.replaceAll(/\s/g, '');
  if (/^\d{6}$/.test(digits)) return digits;
  ctx.addIssue('must be the 6 digits that the authenticator shows');
  return z.NEVER;
});
const recoveryCode = z.string().min(1, 'is empty').max(60, 'is too long');
const secret = z.string().min(1, 'is empty').max(200, 'is too long');
const password = z.string().min(1, 'is empty').max(1_000, 'is too long');

const factor = { code: optional(codeInput), recoveryCode: optional(recoveryCode) };
const one = ({ code, recoveryCode }: { code?: string | undefined; recoveryCode?: string | undefined }): boolean =>
  (code === undefined) !== (recoveryCode === undefined);
const ONE = { path: ['code'], message: 'give either `code` or `recoveryCode`' };

/** A code of the authenticator, or one that replaces it. */
export type GivenFactor = { readonly code?: string | undefined; readonly recoveryCode?: string | undefined };

export const factorInput = z.object(factor).refine(one, ONE);
export const confirmSessionInput = z.object({ challenge: secret, ...factor }).refine(one, ONE);
export const enableSecondFactorInput = z.object({ password, code: codeInput });
export const renewRecoveryCodesInput = z.object({ code: codeInput });

/** How wrong codes of a user slow down the next ones. */
export const factorBackoff = (config: Config): Backoff => loginBackoff(config, 'ACCOUNT');
export const factorKey = (userId: string): string => `factor:${userId}`;
