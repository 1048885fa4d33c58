import { CsvError, parse } from 'csv-parse/sync';
import type { NewBankLine } from '../../db/bank-statements.ts';
import {
  bankReferenceOf,
  centsOf,
  clipped,
  currencyOf,
  dayOf,
  nameEntry,
  type ReadStatement,
  StatementUnreadable,
} from './statement.ts';

/** What the columns may be called; they stand in any order, and what is not here is not read. */
const COLUMNS = {
  date: ['date', 'booking date', 'booked on', 'buchungstag', 'buchungsdatum'],
  amount: ['amount', 'betrag'],
  currency: ['currency', 'währung', 'waehrung'],
  remittance: ['remittance', 'purpose', 'description', 'verwendungszweck'],
  name: ['name', 'counterparty', 'payer', 'beguenstigter/zahlungspflichtiger', 'name zahlungsbeteiligter'],
  iban: ['iban', 'counterparty iban', 'kontonummer/iban', 'iban zahlungsbeteiligter'],
  // The bank's: what the payer calls it ("Kundenreferenz") many a payer says again with the next payment.
  reference: ['reference', 'bank reference', 'transaction id', 'bankreferenz'],
} as const;
type Column = keyof typeof COLUMNS;
const NEEDED: readonly Column[] = ['date', 'amount', 'currency', 'remittance'];

/**
 * Reads a statement as CSV: a header that names its columns, commas, semicolons or tabs between them, days as 2026-11-21 or
 * 21.11.2026, amounts as 1002.50, 1.002,50 or -5,00. Throws StatementUnreadable, with the line.
 */
export function readStatementCsv(text: string): ReadStatement {
  const [header, ...rows] = recordsOf(text);
  if (!header) throw new StatementUnreadable('it is empty');
  const at = columnsOf(header);
  const seen = new Map<string, number>();
  const cell = (row: readonly string[], column: Column): string => row[at[column] ?? -1]?.trim() ?? '';
  const lines = rows.map((row, index): NewBankLine => {
    const where = `line ${index + 2}`;
    if (row.length !== header.length)
      throw new StatementUnreadable(`${where} has ${row.length} columns, the header ${header.length}`);
    const currency = currencyOf(cell(row, 'currency'));
    if (!currency)
      throw new StatementUnreadable(`${where}: "${clipped(cell(row, 'currency'), 10)}" is no currency of ours`);
    const said = {
      currency,
      amount: signedCents(cell(row, 'amount'), where),
      bookedOn: dayOf(cell(row, 'date'), where),
      remittance: clipped(cell(row, 'remittance')),
      counterparty: clipped(cell(row, 'name'), 140) || null,
      counterpartyIban: clipped(cell(row, 'iban').replaceAll(' ', ''), 34) || null,
    };
    const bankReference = bankReferenceOf(cell(row, 'reference')) ?? nameEntry(Object.values(said), seen);
    return { ...said, position: index + 1, bankReference };
  });
  return { iban: null, lines };
}

function recordsOf(text: string): string[][] {
  const first = text.slice(0, text.search(/\r?\n|$/));
  const counts = [',', ';', '\t'].map((sign) => [sign, first.split(sign).length] as const);
  const [delimiter] = counts.toSorted((a, b) => b[1] - a[1])[0] ?? [','];
  try {
    return parse(text, {
      bom: true,
      delimiter,
      skip_empty_lines: true,
      relax_column_count: true,
      max_record_size: 10_000,
    });
  } catch (error) {
    throw new StatementUnreadable(error instanceof CsvError ? clipped(error.message, 200) : 'it is no CSV');
  }
}

function columnsOf(header: readonly string[]): Partial<Record<Column, number>> {
  const names = header.map((name) => name.trim().toLowerCase());
  const at: Partial<Record<Column, number>> = {};
  for (const [column, known] of Object.entries(COLUMNS) as [Column, readonly string[]][]) {
    const found = names.findIndex((name) => known.includes(name));
    if (found >= 0) at[column] = found;
  }
  const missing = NEEDED.filter((column) => at[column] === undefined);
  if (missing.length > 0) throw new StatementUnreadable(`its header lacks ${missing.join(', ')}`);
  return at;
}

/** The last of a comma and a point that has two digits after it is the decimal sign; another before it groups thousands. */
function signedCents(text: string, where: string): bigint {
  const plain = text.replaceAll(/[\s']/g, '');
  const match = /^([+-]?)(\d{1,3}(?:([.,])\d{3})*|\d+)(?:([.,])(\d{1,2}))?$/.exec(plain);
  const [, sign = '', whole = '', group, point, fraction = ''] = match ?? [];
  if (!match || (group !== undefined && group === point))
    throw new StatementUnreadable(`${where}: "${clipped(text, 40)}" is no amount`);
  const cents = centsOf(`${whole.replaceAll(/[.,]/g, '').replace(/^0+(?=\d)/, '')}.${fraction || '0'}`, where);
  return sign === '-' ? -cents : cents;
}
