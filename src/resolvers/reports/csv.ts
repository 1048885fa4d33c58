import type { Cell, CellType, CompiledReport, ReportTable } from './tables.ts';

/**
 * Spreadsheets take a cell that begins so for a formula (OWASP: CSV injection), whatever stands in quotes around it; some
 * also after spaces, or written full-width.
 */
const FORMULA = /^(?:[\t\r\n]|\s*[=+\-@\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}])/u;
const NUMBER = /^-?\d+(?:\.\d+)?$/;
const NEEDS_QUOTES = /[",\r\n]/;

/** Makes a cell harmless, and quotes it where it must be (RFC 4180). A number below zero stays what it is. */
export function csvCell(cell: Cell, type: CellType): string {
  if (cell === null || cell === '') return '';
  const isNumber = (type === 'DECIMAL' || type === 'INTEGER') && NUMBER.test(cell);
  const harmless = !isNumber && FORMULA.test(cell) ? `'${cell}` : cell;
  return NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

const lineOf = (cells: readonly string[]): string => `${cells.join(',')}\r\n`;

/**
 * A report as CSV in UTF-8 with a heading (RFC 4180). One table comes as it is. Of several, each row says in `section` of
 * which it is, and the columns are those of all of them; what a report is about comes first then, as `about`.
 */
export async function* csvOf({ tables, facts, notes }: CompiledReport): AsyncGenerator<string, void, void> {
  const [first] = tables;
  if (first && tables.length === 1) {
    yield* plainCsv(first);
    return;
  }
  const names = [
    ...new Set(['section', 'name', 'value', ...tables.flatMap(({ columns }) => columns.map(({ name }) => name))]),
  ];
  yield lineOf(names);
  const rowOf = (section: string, cells: ReadonlyMap<string, string>): string =>
    lineOf(names.map((name) => (name === 'section' ? section : (cells.get(name) ?? ''))));
  for (const [name, value] of [...facts, ...notes.map((note) => ['note', note] as const)]) {
    yield rowOf(
      'about',
      new Map([
        ['name', csvCell(name, 'TEXT')],
        ['value', csvCell(value, 'TEXT')],
      ]),
    );
  }
  for (const { name: section, columns, pages } of tables) {
    for await (const rows of pages()) {
      yield rows
        .map((row) =>
          rowOf(section, new Map(columns.map(({ name, type }, at) => [name, csvCell(row[at] ?? null, type)]))),
        )
        .join('');
    }
  }
}

async function* plainCsv({ columns, pages }: ReportTable): AsyncGenerator<string, void, void> {
  yield lineOf(columns.map(({ name }) => csvCell(name, 'TEXT')));
  for await (const rows of pages()) {
    yield rows.map((row) => lineOf(row.map((cell, at) => csvCell(cell, columns[at]?.type ?? 'TEXT')))).join('');
  }
}
