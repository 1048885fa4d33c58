import type { NotificationLanguage } from '../../db/notification-settings.ts';
import type { Facts } from '../../db/notifications.ts';
import type { NotificationKind } from './kinds.ts';
import { nameStatus } from './status-words.ts';
import { german } from './words-de.ts';
import { english } from './words-en.ts';
import { french } from './words-fr.ts';

/** A title and a sentence or two, in which `{name}` stands for a fact. */
export type WordsOf = Readonly<Record<NotificationKind, readonly [title: string, body: string]>>;

const words: Readonly<Record<NotificationLanguage, WordsOf>> = { EN: english, DE: german, FR: french };

/** How the languages are named where numbers and dates are written (BCP 47). */
export const localeOf: Readonly<Record<NotificationLanguage, string>> = { EN: 'en-GB', DE: 'de-DE', FR: 'fr-FR' };

export interface Told {
  readonly kind: string;
  readonly facts: Facts;
}

export interface Reader {
  readonly language: NotificationLanguage;
  readonly timeZone: string;
}

export interface Wording {
  readonly title: string;
  readonly body: string;
}

/** A notification in its reader's language: decimals and moments as they are written there. */
export function wordsFor({ kind, facts }: Told, reader: Reader): Wording {
  const [title, body] = words[reader.language][kind as NotificationKind];
  const said = Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, writeFact(name, fact, reader)]));
  return { title: fill(title, said), body: fill(body, said) };
}

const fill = (text: string, facts: Facts): string =>
  text.replaceAll(/\{(\w+)\}/g, (_, name: string) => facts[name] ?? '…');

/** Facts that are decimals, by their names. A name that ends in `At` is of a moment, a status has words, the rest is text. */
const DECIMALS: ReadonlySet<string> = new Set(['quantity', 'amount', 'total', 'price', 'threshold']);

function writeFact(name: string, fact: string, { language, timeZone }: Reader): string {
  if (DECIMALS.has(name)) {
    const format = new Intl.NumberFormat(localeOf[language], { maximumFractionDigits: 18 });
    // As text, since a number would round it.
    return format.format(fact as `${number}`);
  }
  if (name.endsWith('At')) {
    const format = new Intl.DateTimeFormat(localeOf[language], { dateStyle: 'medium', timeStyle: 'short', timeZone });
    return format.format(new Date(fact));
  }
  return name === 'status' || name === 'before' ? nameStatus(language, fact) : fact;
}
