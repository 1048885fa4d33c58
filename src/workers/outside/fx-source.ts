import type { Readable } from 'node:stream';
import { XMLParser } from 'fast-xml-parser';
import { SyntaxValidator } from 'fast-xml-validator';
import { z } from 'zod';
import { records } from './csv-records.ts';
import type { SourceFailure, SourceWarning } from './price-source.ts';
import { plainNumber } from './vendor-text.ts';

/** What one euro costs in a currency on a day, as plain decimal text: exact, and of no scale yet. */
export interface ToldRate {
  /** ISO 4217. */
  readonly quote: string;
  /** ISO date, as the source labels the day. */
  readonly date: string;
  readonly rate: string;
}

export interface ToldRates {
  readonly state: 'OK';
  readonly rates: readonly ToldRate[];
  readonly warnings: readonly SourceWarning[];
}

/** A source of reference rates of the euro. It never throws for outside trouble: what the world does is named. */
export interface FxSource {
  readonly name: string;
  readonly readRates: (signal?: AbortSignal) => Promise<ToldRates | SourceFailure>;
}

const CURRENCY = /^[A-Z]{3}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

const LISTS = new Set(['Cube']);
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  // Rates are text: as numbers they would lose digits.
  parseTagValue: false,
  parseAttributeValue: false,
  removeNSPrefix: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  isArray: (name) => LISTS.has(name),
});
const envelope = z.object({
  Envelope: z.object({
    Cube: z.tuple([
      z.object({
        Cube: z.array(
          z.object({
            '@time': z.string().regex(DAY),
            Cube: z.array(z.object({ '@currency': z.string().regex(CURRENCY), '@rate': z.string() })),
          }),
        ),
      }),
    ]),
  }),
});

function isWellFormed(text: string): boolean {
  try {
    return SyntaxValidator.validate(text);
  } catch {
    return false;
  }
}

/**
 * Reads the reference rates of the European Central Bank as it publishes them in XML (eurofxref-daily.xml and
 * eurofxref-hist.xml, https://www.ecb.europa.eu/stats/policy_and_exchange_rates). Undefined if it is not that.
 */
export function readFxXml(text: string): ToldRate[] | undefined {
  // Its own form has neither; what declares entities is not read at all.
  if (/<!DOCTYPE|<!ENTITY/i.test(text) || !isWellFormed(text)) return undefined;
  const read = envelope.safeParse(parser.parse(text));
  if (!read.success) return undefined;
  const days = read.data.Envelope.Cube[0].Cube;
  const rates = days.flatMap(({ '@time': date, Cube }) =>
    Cube.flatMap(({ '@currency': quote, '@rate': told }): ToldRate[] => {
      const rate = plainNumber(told);
      return rate === undefined ? [] : [{ quote, date, rate }];
    }),
  );
  return rates.length === 0 ? undefined : rates;
}

/** A line of a file of rates: its rates, or why it is none. Lines count from 1, the header included. */
export type FxLine =
  | { readonly line: number; readonly rates: readonly ToldRate[] }
  | { readonly line: number; readonly refused: string };

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** "2026-11-20", or "20 November 2026" as in the ECB's file of one day. */
function dayOf(text: string): string | undefined {
  if (DAY.test(text)) return text;
  const [, day = '', name = '', year = ''] = /^(\d{1,2}) ([A-Z][a-z]+) (\d{4})$/.exec(text) ?? [];
  const month = MONTHS.indexOf(name) + 1;
  return month === 0 ? undefined : `${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/**
 * Reads rates as the ECB publishes them in CSV (eurofxref-hist.csv, eurofxref.csv): a line a day, a column a currency, "N/A"
 * where there was no rate. A line is read at a time. Undefined if the first line is not of that form.
 * @param open opens the file from its start
 */
export async function* readFxCsv(open: () => Readable): AsyncGenerator<FxLine> {
  let header: readonly string[] | undefined;
  for await (const { line, cells } of records(open, ',')) {
    if (!header) {
      header = cells;
      const [first = '', ...currencies] = cells.filter((cell) => cell !== '');
      const isKnown = first.toLowerCase() === 'date' && currencies.every((cell) => CURRENCY.test(cell));
      if (isKnown && currencies.length > 0) continue;
      yield { line, refused: 'the first line is not "Date" and codes of currencies, such as USD' };
      return;
    }
    const date = dayOf(cells[0] ?? '');
    if (date === undefined) {
      yield { line, refused: `"${(cells[0] ?? '').slice(0, 40)}" is not a day` };
      continue;
    }
    const rates = header.flatMap((quote, at): ToldRate[] => {
      const rate = at === 0 || quote === '' ? undefined : plainNumber(cells[at] ?? '');
      return rate === undefined ? [] : [{ quote, date, rate }];
    });
    yield { line, rates };
  }
}
