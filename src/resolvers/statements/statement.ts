import { hash } from 'node:crypto';
import type { NewBankLine } from '../../db/bank-statements.ts';
import { parseDecimal } from '../amounts.ts';

/** What a file of a bank says. */
export interface ReadStatement {
  readonly iban: string | null;
  readonly lines: readonly NewBankLine[];
}

/** A file that is no statement, or says what cannot be; nothing of it is taken. */
export class StatementUnreadable extends Error {
  override readonly name = 'StatementUnreadable';
}

const MOST_TEXT = 2_000;
const MOST_REFERENCE = 140;

/** Text of a bank, of at most so many characters and without what no text holds. */
export const clipped = (text: string, most = MOST_TEXT): string =>
  text
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, most);

/** What banks write where they have no reference; every other entry has the same. */
const NO_REFERENCE = /^(?:NONREF|NOREF|NONE|NOTPROVIDED|NOTAVAILABLE|UNKNOWN|N\/?A|[^A-Z1-9]*)$/;

/** The bank's own reference as all verbs know it: capitals, without spaces. Undefined where it is none. */
export function bankReferenceOf(text: string | undefined): string | undefined {
  const reference = clipped(text ?? '', MOST_REFERENCE)
    .toUpperCase()
    .replaceAll(' ', '');
  return NO_REFERENCE.test(reference) ? undefined : reference;
}

/** Throws StatementUnreadable for what is no amount of cents. */
export function centsOf(text: string, where: string): bigint {
  const cents = parseDecimal(text.trim(), 2);
  if (cents === undefined || cents === 0n)
    throw new StatementUnreadable(`${where}: "${clipped(text, 40)}" is no amount`);
  return cents;
}

export function currencyOf(text: string): 'EUR' | 'USD' | undefined {
  const code = text.trim().toUpperCase();
  return code === 'EUR' || code === 'USD' ? code : undefined;
}

/** Throws StatementUnreadable for what is no day. */
export function dayOf(text: string, where: string): string {
  const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text.trim());
  const plain = german
    ? `${german[3]}-${german[2]?.padStart(2, '0')}-${german[1]?.padStart(2, '0')}`
    : text.trim().slice(0, 10);
  const date = new Date(`${plain}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(plain) || Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== plain) {
    throw new StatementUnreadable(`${where}: "${clipped(text, 40)}" is no day`);
  }
  return plain;
}

/**
 * Names an entry for which the bank gives no reference, by all that it says and by how many alike came before it in the file:
 * the same entry in another file has the same name, and two alike in one file have two.
 */
export function nameEntry(said: readonly (string | bigint | null)[], seen: Map<string, number>): string {
  const digest = hash('sha256', JSON.stringify(said.map(String)), 'hex')
    .slice(0, 32)
    .toUpperCase();
  const count = (seen.get(digest) ?? 0) + 1;
  seen.set(digest, count);
  return `MADE-${digest}-${count}`;
}
