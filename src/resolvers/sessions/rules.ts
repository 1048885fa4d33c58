import { z } from 'zod';
import type { Config } from '../../config.ts';
import type { Backoff } from '../../db/throttles.ts';
import { InputInvalid } from '../errors.ts';
import type { NewEvent } from '../feed.ts';
import { nodeId, optional, text } from '../input.ts';
import { keyOf } from '../throttle-keys.ts';

const LEAST_CHARACTERS = 10;
const MOST_CHARACTERS = 128;

/** Of the passwords that leaks have most often, those that are long enough to be tried here. */
const COMMONEST = new Set(
  `1234567890 12345678910 123456789a a123456789 0123456789 9876543210 0987654321 1q2w3e4r5t 123123123123
   123321123321 147258369 1122334455 1111111111 1q2w3e4r5t6y qwertyuiop qwerty12345 qwerty123456 qwertyuiop123
   asdfghjkl123 zxcvbnm123 1qaz2wsx3edc qazwsxedcrfv qwerty1234 password12 password123 password1234 password12345
   passwordpassword password123! p@ssw0rd123 passw0rd123 iloveyou123 iloveyou12 letmein123 letmein1234 welcome123
   welcome1234 admin12345 admin123456 administrator changeme123 changeme1234 superman123 football123 baseball123
   monkey12345 dragon12345 sunshine123 princess123 michael123 abcdefghij abcdefghijk abcd123456 abc1234567
   abc123456789 aa12345678 q1w2e3r4t5 q1w2e3r4t5y6 correcthorsebatterystaple trustno1trustno1`.split(/\s+/),
);

/** A new password, in characters as people count them; every character but control characters is welcome. */
export const newPassword = z
  .string()
  .refine((value) => value.isWellFormed(), 'holds a broken character (a lone surrogate)')
  .refine((value) => !/\p{Cc}/u.test(value.slice(0, 1_000)), 'holds a control character')
  .refine(
    (value) => value.length <= 1_000 && [...value].length <= MOST_CHARACTERS,
    `is longer than ${MOST_CHARACTERS} characters`,
  )
  .refine(
    (value) => value.length > 1_000 || [...value].length >= LEAST_CHARACTERS,
    `is shorter than ${LEAST_CHARACTERS} characters`,
  );

/** Why this password is too easy to guess for this user, or undefined if it may be taken. */
export function weaknessOf(password: string, owner: { username: string; email: string }): string | undefined {
  const folded = password.slice(0, 1_000).toLowerCase();
  const [mailbox = ''] = owner.email.toLowerCase().split('@');
  if ([owner.username.toLowerCase(), owner.email.toLowerCase(), mailbox].includes(folded)) {
    return 'is your own name or e-mail address';
  }
  if (COMMONEST.has(folded)) return 'is one of the commonest passwords';
  return new Set(folded).size < 4 ? 'repeats fewer than 4 different characters' : undefined;
}

/** Throws InputInvalid for a new password that is too easy to guess. */
export function refuseWeak(password: string, owner: { username: string; email: string }): void {
  const message = weaknessOf(password, owner);
  if (message !== undefined) throw new InputInvalid([{ path: ['newPassword'], message }]);
}

/** A password as someone types it to be let in: nothing is said about its form. */
const givenPassword = z.string().min(1, 'is empty').max(1_000, 'is too long');
const secret = z.string().min(1, 'is empty').max(200, 'is too long');

export const loginSessionInput = z.object({ login: text(1, 254), password: givenPassword });
export const refreshSessionInput = z.object({ refreshToken: secret });
export const logoutSessionInput = z.object({ everywhere: optional(z.boolean()) });
export const revokeSessionInput = z.object({ sessionId: nodeId('Session') });
export const requestPasswordResetInput = z.object({ email: text(1, 254) });
export const resetPasswordInput = z.object({ token: secret, newPassword });
export const changePasswordInput = z.object({ currentPassword: givenPassword, newPassword });

const LONGEST_BACKOFF_S = 3_600;

/** How failed logins slow down the next ones. */
export const loginBackoff = (config: Config, of: 'ACCOUNT' | 'ADDRESS'): Backoff => ({
  free: of === 'ACCOUNT' ? config.LOGIN_FAILURES_PER_ACCOUNT : config.LOGIN_FAILURES_PER_ADDRESS,
  firstS: config.LOGIN_BACKOFF_S,
  longestS: Math.max(LONGEST_BACKOFF_S, config.LOGIN_BACKOFF_S),
});

/** Under which the failed logins of an account are counted, by the name that was given, whether it exists or not. */
export const accountKey = (login: string): string => `login:account:${keyOf(login)}`;

/** In which the mails to one address are counted. */
export const MAIL_WINDOW_S = 3_600;

/** The events that end sessions in every process. */
export const sessionsEnded = (userId: string, ids: readonly string[]): NewEvent[] =>
  ids.map((id) => ({ topic: 'session', key: id, payload: { id, userId } }));
