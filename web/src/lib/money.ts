import { parse } from './decimal.ts';
import { LOCALE } from './locale.ts';

/** Minor units of what the platform counts in. */
const PLACES: Readonly<Record<string, number>> = { EUR: 2, USD: 2, ETH: 18, CARBON: 18 };
export const placesOf = (asset: string): number => PLACES[asset] ?? 0;

const FIAT = new Set(['EUR', 'USD']);

function grouped(text: string, least: number, most: number): string {
  const format = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: least, maximumFractionDigits: most });
  // Text is formatted exactly; a number would be a float.
  return format.format(text as `${number}`);
}

/** An amount with its currency, exact but for zeros at the end: "1,012.02 EUR", "0.5 ETH", "120 t". */
export function amount(text: string, asset: string): string {
  if (FIAT.has(asset)) return `${grouped(text, 2, 18)} ${asset}`;
  if (asset === 'CARBON') return `${grouped(text, 0, 18)} CARBON`;
  return `${grouped(text, 0, 18)} ${asset}`;
}

/** Where there is little room: an amount to so few places that it still says something. */
export function short(text: string, asset: string): string {
  return `${figure(text, asset)} ${asset}`;
}

/** The same without the currency. */
export function figure(text: string, asset: string): string {
  if (FIAT.has(asset)) return grouped(text, 2, 2);
  const parsed = parse(text);
  const isSmall = parsed !== undefined && Math.abs(Number(text)) < 1;
  return grouped(text, 0, isSmall ? 6 : 4);
}

/** Places that show four figures of a number about this large, and cents at least. */
export const placesFor = (about: number): number =>
  about <= 0 ? 2 : Math.min(12, Math.max(2, 3 - Math.floor(Math.log10(about))));

/** A price for one tonne to four figures, or to the cent. What is paid is said by `exactPrice`. */
export function price(text: string, currency: string): string {
  const places = placesFor(Number(text));
  return `${grouped(text, Number(text) < 1 ? places : 2, places)} ${currency}`;
}

/** A price with every figure that it has. */
export const exactPrice = (text: string, currency: string): string => `${grouped(text, 2, 18)} ${currency}`;

/** Tonnes of CO2e, exact. */
export const tonnes = (text: string): string => `${grouped(text, 0, 18)} t`;

export const count = (value: number | string): string => grouped(String(value), 0, 0);

/** Basis points as a percentage. */
export const percent = (bps: number): string => `${grouped((bps / 100).toFixed(2), 2, 2)} %`;
