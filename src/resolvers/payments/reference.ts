import { randomInt } from 'node:crypto';

const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const OWN = 'ECO';
const RANDOM_SIGNS = 12;

/** The rest of a text of letters and digits by 97, letters counting 10 to 35 (ISO 7064 MOD 97-10). */
export function mod97(text: string): number {
  let rest = 0;
  for (const sign of text) rest = Number(`${rest}${Number.parseInt(sign, 36)}`) % 97;
  return rest;
}

/** The check digits before a reference of ours: a slip of the pen at the bank gives no other payment's. */
const withCheck = (body: string): string => `RF${String(98 - mod97(`${body}RF00`)).padStart(2, '0')}${body}`;

/**
 * A structured creditor reference (ISO 11649), such as "RF18ECO4J7M2Q0XW8ZK": banks check it as the payer types it, and hand
 * it on as it is. 60 random bits, so nobody finds that of another; letters that look like digits are left out.
 */
export const newReference = (): string =>
  withCheck(OWN + Array.from({ length: RANDOM_SIGNS }, () => SIGNS[randomInt(SIGNS.length)]).join(''));

/** Whether its check digits are right. */
export const isReference = (text: string): boolean =>
  /^RF\d{2}[A-Z0-9]{1,21}$/.test(text) && mod97(text.slice(4) + text.slice(0, 4)) === 1;

/** In groups of four, as it stands on paper. */
export const spacedReference = (reference: string): string => reference.replaceAll(/(.{4})(?=.)/g, '$1 ');

const OURS = new RegExp(`RF[0-9]{2}${OWN}[${SIGNS}]{${RANDOM_SIGNS}}`, 'g');
const MOST_TEXT = 2_000;

/**
 * The references of ours in what a payer wrote, however it is spaced, cased or broken into lines; those whose check digits
 * are wrong are left out. Each once.
 */
export function referencesIn(text: string): string[] {
  const plain = text
    .slice(0, MOST_TEXT)
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, '');
  return [...new Set(plain.match(OURS) ?? [])].filter(isReference);
}
