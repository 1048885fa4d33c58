import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { type Exact, readExact } from './exact.ts';
import { clip } from './outcome.ts';

/** The columns of a monitoring file, in this order (docs/MONITORING.md). */
export const MONITORING_COLUMNS = [
  'parameter',
  'unit',
  'value',
  'period_start',
  'period_end',
  'source',
  'method',
  'frequency',
  'equipment',
  'qa_qc',
] as const;

/** What says how a value was come by: each must be there. */
const METADATA = ['source', 'method', 'frequency', 'equipment', 'qa_qc'] as const;

/** From `start` to before `end`, in milliseconds since 1970. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One value of one parameter over one period. */
export interface MonitoringRow extends Span {
  /** Counts from 1, the header included. */
  readonly line: number;
  readonly parameter: string;
  readonly unit: string;
  readonly value: Exact;
  /** Columns of METADATA that are empty. */
  readonly missing: readonly string[];
}

/** A line that cannot be read, and why; after one of the file itself nothing follows. */
export interface RefusedLine {
  readonly line: number;
  readonly refused: string;
}

export interface MonitoringLimits {
  readonly bytes: number;
  readonly rows: number;
}

const MAX_RECORD_BYTES = 10_000;
const MAX_CELL_CHARACTERS = 1_000;

/** Something is wrong with the file at this line, so that nothing behind it can be trusted. */
class MonitoringFileError extends Error {
  readonly line: number;
  constructor(line: number, reason: string) {
    super(reason);
    this.line = line;
  }
}

/**
 * Reads a monitoring file as a stream, in memory that does not grow with it. What is wrong with a row is told with its line,
 * and what is wrong with the file as well: nothing is thrown but what `bytes` itself fails with.
 */
export async function* readMonitoringCsv(
  bytes: AsyncIterable<Uint8Array>,
  limits: MonitoringLimits,
): AsyncGenerator<MonitoringRow | RefusedLine, void, void> {
  let [line, records] = [0, 0];
  try {
    for await (const { at, cells } of recordsOf(bytes, limits.bytes)) {
      [line, records] = [at, records + 1];
      if (records - 1 > limits.rows) {
        throw new MonitoringFileError(at, `the file has more than ${limits.rows} rows (MONITORING_ROWS)`);
      }
      if (records === 1) refuseHeader(at, cells);
      else yield readRow(at, cells);
    }
    if (records === 0) yield { line: 1, refused: 'the file is empty' };
  } catch (error) {
    if (error instanceof MonitoringFileError) yield { line: error.line, refused: error.message };
    else if (error instanceof CsvError) yield { line: lineOf(error, line), refused: `it is no CSV: ${error.message}` };
    else throw error;
  }
}

async function* recordsOf(
  bytes: AsyncIterable<Uint8Array>,
  most: number,
): AsyncGenerator<{ at: number; cells: readonly string[] }, void, void> {
  const parser = parse({
    bom: true,
    info: true,
    max_record_size: MAX_RECORD_BYTES,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
  });
  const source = Readable.from(textOf(bytes, most));
  source.on('error', (error) => parser.destroy(error));
  const read = source.pipe(parser) as AsyncIterable<{ record: string[]; info: { lines: number } }>;
  try {
    for await (const { record, info } of read) yield { at: info.lines, cells: record };
  } finally {
    source.destroy();
  }
}

// eslint-disable-next-line no-control-regex -- these are the characters to refuse
const CONTROL = /[\u0000-\u0008\u000b-\u000c\u000e-\u001f\u007f]/;

/** The file as text, which must be UTF-8 without control characters. */
async function* textOf(bytes: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let [lines, read] = [1, 0];
  const decoded = (piece?: Uint8Array): string => {
    try {
      return decoder.decode(piece, { stream: piece !== undefined });
    } catch {
      throw new MonitoringFileError(lines, 'there, or soon after, it is no text in UTF-8');
    }
  };
  for await (const piece of bytes) {
    read += piece.length;
    if (read > most) throw new MonitoringFileError(lines, `the file has more than ${most} bytes (MONITORING_BYTES)`);
    const text = decoded(piece);
    const wrong = text.search(CONTROL);
    if (wrong >= 0) throw new MonitoringFileError(lines + breaksIn(text.slice(0, wrong)), 'it has a control character');
    lines += breaksIn(text);
    yield text;
  }
  decoded();
}

const breaksIn = (text: string): number => text.split('\n').length - 1;

function lineOf(error: CsvError, last: number): number {
  const { lines } = error as { lines?: unknown };
  return typeof lines === 'number' ? lines : last + 1;
}

function refuseHeader(line: number, cells: readonly string[]): void {
  if (cells.length === MONITORING_COLUMNS.length && MONITORING_COLUMNS.every((name, at) => cells[at] === name)) return;
  const begins = clip(cells.join(','), 200);
  throw new MonitoringFileError(line, `the header is not "${MONITORING_COLUMNS.join(',')}": it is "${begins}"`);
}

/** Whether a file that begins so has the header of a monitoring file. */
export const looksMonitored = (beginning: string): boolean =>
  /^\uFEFF?([^\r\n]*)/.exec(beginning)?.[1]?.replaceAll(/[\s"]/g, '') === MONITORING_COLUMNS.join(',');

const PARAMETER = /^[a-z][a-z0-9_]{0,59}$/;

function readRow(line: number, cells: readonly string[]): MonitoringRow | RefusedLine {
  const refuse = (refused: string): RefusedLine => ({ line, refused });
  if (cells.length !== MONITORING_COLUMNS.length) {
    return refuse(`the row has ${cells.length} columns, and not ${MONITORING_COLUMNS.length}`);
  }
  const cell = (name: (typeof MONITORING_COLUMNS)[number]): string => cells[MONITORING_COLUMNS.indexOf(name)] ?? '';
  const shown = (name: (typeof MONITORING_COLUMNS)[number]): string => `"${clip(cell(name), 40)}"`;
  if (cells.some((given) => given.length > MAX_CELL_CHARACTERS || /[\r\n]/.test(given))) {
    return refuse(`a cell has a line break or more than ${MAX_CELL_CHARACTERS} characters`);
  }
  const parameter = cell('parameter');
  if (!PARAMETER.test(parameter)) {
    return refuse(`${shown('parameter')} is no name of a parameter such as "baseline_emissions"`);
  }
  const value = readExact(cell('value'));
  if (!value) {
    const form = 'no sign, exponent or thousands mark, 30 digits and 18 places at most';
    return refuse(`the value ${shown('value')} is no plain decimal such as "1002.5" (${form})`);
  }
  const span = readSpan(cell('period_start'), cell('period_end'));
  if (!span) {
    const form = 'both are days such as 2026-01-31, or both moments such as 2026-01-31T12:00:00Z';
    return refuse(`${shown('period_start')} to ${shown('period_end')} is no period: ${form}`);
  }
  if (span.end <= span.start) return refuse(`the period ends at ${cell('period_end')}, before it begins`);
  return { line, parameter, unit: cell('unit'), value, ...span, missing: METADATA.filter((name) => cell(name) === '') };
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
const DAY_MS = 86_400_000;

/** The period between two days, both of which belong to it, or between two moments. Undefined where it is neither. */
export function readSpan(from: string, to: string): Span | undefined {
  const areDays = DAY.test(from) && DAY.test(to);
  if (!areDays && !(MOMENT.test(from) && MOMENT.test(to))) return undefined;
  const [start, end] = [Date.parse(from), Date.parse(to)];
  // The 30th of February is no day, and would be read as one of March.
  const isThere = [start, end].every((at, place) => {
    const given = place === 0 ? from : to;
    return !Number.isNaN(at) && new Date(at).toISOString().startsWith(given.slice(0, areDays ? 10 : 19));
  });
  return isThere ? { start, end: areDays ? end + DAY_MS : end } : undefined;
}

/** As days where it begins and ends with them, or else as moments. */
export function showSpan({ start, end }: Span): string {
  const isOfDays = start % DAY_MS === 0 && end % DAY_MS === 0;
  const show = (at: number): string => new Date(at).toISOString().slice(0, isOfDays ? 10 : 19) + (isOfDays ? '' : 'Z');
  return `${show(start)} to ${show(isOfDays ? end - DAY_MS : end)}`;
}
