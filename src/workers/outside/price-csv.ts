import type { Readable } from 'node:stream';
import { MAX_RECORD_CHARACTERS, records } from './csv-records.ts';
import type { SourceDay } from './price-source.ts';
import {
  dayOfSnapshot,
  isoDay,
  plainDecimal,
  plainNumber,
  plainPercent,
  plainVolume,
  type DateOrder,
  type DecimalMark,
} from './vendor-text.ts';

/** A row of the file that is a day, or why it is none. Lines count from 1, the header included. */
export type CsvRow =
  | { readonly line: number; readonly day: SourceDay }
  | { readonly line: number; readonly refused: string };

export interface CsvDialect {
  readonly delimiter: ',' | ';' | '\t';
  readonly dateOrder: DateOrder;
  readonly decimalMark: DecimalMark;
  /** No date of the file tells whether its day or its month comes first; the vendor's main edition puts the month first. */
  readonly dateOrderAssumed: boolean;
}

export type CsvFile =
  | { readonly state: 'READABLE'; readonly dialect: CsvDialect; readonly rows: () => AsyncGenerator<CsvRow> }
  | { readonly state: 'REFUSED'; readonly detail: string };

type Field = 'date' | 'close' | 'open' | 'high' | 'low' | 'volume' | 'change';
type Columns = Readonly<Partial<Record<Field, number>>>;

/** Headers of investing.com's exports (all years), of Yahoo's and of CoinGecko's. */
const HEADERS: Readonly<Record<Field, readonly string[]>> = {
  date: ['date', 'snapped_at'],
  close: ['price', 'close', 'last'],
  open: ['open'],
  high: ['high'],
  low: ['low'],
  volume: ['vol.', 'volume', 'total_volume'],
  change: ['change %'],
};

/**
 * Reads a vendor's CSV of daily prices as a stream, twice: first to learn how it writes dates and numbers, which one row
 * alone cannot tell (`03/04/2026`, `1,234`), then its rows. A file that mixes two ways is refused whole: half of its
 * prices would be misread, and nobody could say which half.
 * @param open opens the file from its start, each time anew
 */
export async function readPriceCsv(open: () => Readable, dateOrder?: DateOrder): Promise<CsvFile> {
  try {
    const delimiter = delimiterOf(await firstLine(open()));
    const survey = await surveyed(open, delimiter);
    if (typeof survey === 'string') return { state: 'REFUSED', detail: survey };
    const { columns, ...told } = survey;
    const dialect: CsvDialect = {
      delimiter,
      decimalMark: told.decimalMark ?? 'POINT',
      dateOrder: dateOrder ?? told.dateOrder ?? 'MDY',
      dateOrderAssumed: told.hasFigureDates && dateOrder === undefined && told.dateOrder === undefined,
    };
    return { state: 'READABLE', dialect, rows: () => rowsOf(open, columns, dialect) };
  } catch (error) {
    return { state: 'REFUSED', detail: error instanceof Error ? error.message : 'the file cannot be read' };
  }
}

async function firstLine(stream: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stream as AsyncIterable<Buffer | string>) {
    text += chunk.toString();
    const end = text.search(/[\r\n]/);
    if (end >= 0) return text.slice(0, end);
    if (text.length > MAX_RECORD_CHARACTERS) throw new Error('the first line is too long to be a header');
  }
  return text;
}

function delimiterOf(header: string): CsvDialect['delimiter'] {
  const bare = header.replaceAll(/"[^"]*"/g, '');
  const counts = ([',', ';', '\t'] as const).map((mark) => ({ mark, count: bare.split(mark).length }));
  return counts.toSorted((a, b) => b.count - a.count)[0]?.mark ?? ',';
}

interface Survey {
  readonly columns: Columns;
  readonly hasFigureDates: boolean;
  readonly dateOrder?: DateOrder;
  readonly decimalMark?: DecimalMark;
}

async function surveyed(open: () => Readable, delimiter: string): Promise<Survey | string> {
  let columns: Columns | undefined;
  let hasFigureDates = false;
  const orders = new Map<DateOrder, number>();
  const marks = new Map<DecimalMark, number>();
  for await (const { line, cells } of records(open, delimiter)) {
    if (columns === undefined) {
      const read = columnsOf(cells);
      if (typeof read === 'string') return read;
      columns = read;
    } else {
      const figures = /^(\d{1,2})[/-](\d{1,2})[/-]\d{4}$/.exec(cells[columns.date ?? -1] ?? '');
      if (figures !== null) hasFigureDates = true;
      if (Number(figures?.[1]) > 12) orders.set('DMY', orders.get('DMY') ?? line);
      if (Number(figures?.[2]) > 12) orders.set('MDY', orders.get('MDY') ?? line);
      const mark = markOf([columns.close, columns.open, columns.high, columns.low].map((at) => cells[at ?? -1] ?? ''));
      if (mark !== undefined) marks.set(mark, marks.get(mark) ?? line);
    }
  }
  if (columns === undefined) return 'the file is empty';
  const mixed = [orders, marks].find((ways) => ways.size > 1);
  if (mixed !== undefined) {
    const what = mixed === orders ? 'dates' : 'numbers';
    const lines = [...mixed].map(([way, line]) => `${way} in line ${line}`).join(', ');
    return `the file writes its ${what} in two ways: ${lines}`;
  }
  const [dateOrder] = orders.keys();
  const [decimalMark] = marks.keys();
  return {
    columns,
    hasFigureDates,
    ...(dateOrder === undefined ? {} : { dateOrder }),
    ...(decimalMark === undefined ? {} : { decimalMark }),
  };
}

function columnsOf(cells: readonly string[]): Columns | string {
  const heads = cells.map((cell) => cell.toLowerCase());
  const columns: Partial<Record<Field, number>> = {};
  for (const [field, names] of Object.entries(HEADERS) as [Field, readonly string[]][]) {
    const found = heads.flatMap((head, at) => (names.includes(head) ? [at] : []));
    if (found.length > 1) return `the header has ${found.length} columns for the ${field}`;
    if (found[0] !== undefined) columns[field] = found[0];
  }
  if (columns.date === undefined || columns.close === undefined) {
    const shown = cells.join(', ').slice(0, 200);
    return `the header needs a column Date (or snapped_at) and a column Price (or Close); it has: ${shown}`;
  }
  return columns;
}

/** Which mark these numbers can only be written with; undefined where both readings are possible (`1,234`). */
function markOf(numbers: readonly string[]): DecimalMark | undefined {
  for (const text of numbers) {
    const point = plainDecimal(text, 'POINT') !== undefined;
    const comma = plainDecimal(text, 'COMMA') !== undefined;
    if (point !== comma) return point ? 'POINT' : 'COMMA';
  }
  return undefined;
}

async function* rowsOf(open: () => Readable, columns: Columns, dialect: CsvDialect): AsyncGenerator<CsvRow> {
  let width: number | undefined;
  for await (const { line, cells } of records(open, dialect.delimiter)) {
    if (width === undefined) width = cells.length;
    else if (cells.length === width) yield row(line, cells, columns, dialect);
    else yield { line, refused: `the row has ${cells.length} columns, the header ${width}` };
  }
}

function row(line: number, cells: readonly string[], columns: Columns, dialect: CsvDialect): CsvRow {
  const mark = dialect.decimalMark;
  const cell = (field: Field) => cells[columns[field] ?? -1] ?? '';
  const number = (text: string) => plainDecimal(text, mark) ?? (mark === 'POINT' ? plainNumber(text) : undefined);
  const optional = (text: string) => (text === '' || text === '-' ? null : number(text));
  const dated = dateOf(cell('date'), dialect.dateOrder);
  const volume = plainVolume(cell('volume'), mark);
  const read = {
    date: dated,
    close: number(cell('close')),
    open: optional(cell('open')),
    high: optional(cell('high')),
    low: optional(cell('low')),
    volume: volume === undefined ? plainNumber(cell('volume')) : volume,
    change: plainPercent(cell('change'), mark),
  };
  for (const [field, value] of Object.entries(read) as [Field, string | null | undefined][]) {
    if (value === undefined) return { line, refused: `the ${field} is not understood: "${cell(field).slice(0, 40)}"` };
  }
  const { change, ...day } = read;
  return { line, day: { ...day, changePercent: change } as SourceDay };
}

/** A snapshot with a time is a close only if it was taken at midnight: the last row of an API's export is not. */
function dateOf(text: string, order: DateOrder): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} UTC$/.test(text)) return isoDay(text, order);
  const atMs = Date.parse(text.replace(' ', 'T').replace(' UTC', 'Z'));
  if (Number.isNaN(atMs)) return undefined;
  const { date, beforeEndMs } = dayOfSnapshot(atMs);
  return beforeEndMs === 0 ? date : undefined;
}
