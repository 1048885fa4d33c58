import { openPaper } from '../papers/paper.ts';
import type { Imprint } from './formats.ts';
import type { Cell, CellType, CompiledReport, ReportTable } from './tables.ts';

const WIDE = 6;
const SMALL = 5.5;

const words = (name: string): string => {
  const text = name.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
};

const shown = (cell: Cell, type: CellType): string => {
  if (cell === null) return '';
  return type === 'MOMENT' ? cell.slice(0, 19).replace('T', ' ') : cell;
};

/** A report to be read and printed. All of it is held: how many rows it may have is REPORT_PDF_ROWS. */
export async function pdfOf(
  { title, facts, notes, tables }: CompiledReport,
  { at, issuer }: Imprint,
): Promise<Uint8Array> {
  const widest = Math.max(0, ...tables.map(({ columns }) => columns.length));
  const paper = openPaper({
    title,
    language: 'en',
    author: issuer,
    at,
    isLandscape: widest > WIDE,
    footer: `${issuer} · ${title} · as of ${at.toISOString().slice(0, 19)}Z`,
  });
  paper.heading(title);
  paper.fields(facts.map(([name, value]) => [words(name), value] as const));
  for (const note of notes) paper.paragraph(note, { size: 8 });
  for (const table of tables) {
    const rows = await allRows(table);
    paper.heading(table.title, 2);
    if (rows.length === 0) {
      paper.paragraph('Nothing.');
      continue;
    }
    const columns = table.columns.map(({ name, type }, column) => ({
      title: words(name),
      share: Math.min(30, Math.max(6, ...rows.slice(0, 200).map((row) => row[column]?.length ?? 0))),
      align: type === 'DECIMAL' || type === 'INTEGER' ? ('end' as const) : ('start' as const),
    }));
    paper.table(columns, rows, { size: columns.length > WIDE ? Math.max(SMALL, 9 - columns.length * 0.25) : 9 });
  }
  return paper.bytes();
}

async function allRows({ columns, pages }: ReportTable): Promise<string[][]> {
  const all: string[][] = [];
  for await (const rows of pages()) {
    for (const row of rows) all.push(row.map((cell, at) => shown(cell, columns[at]?.type ?? 'TEXT')));
  }
  return all;
}
