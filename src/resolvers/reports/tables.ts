import type { RowSource } from '../../db/report-snapshot.ts';

/**
 * What stands in a column. A DECIMAL is plain decimal text, a MOMENT is ISO 8601 in UTC, a DAY as "2026-11-21", a BOOLEAN
 * "true" or "false".
 */
export type CellType = 'TEXT' | 'DECIMAL' | 'INTEGER' | 'MOMENT' | 'DAY' | 'BOOLEAN';

/** Null: nothing is known, or nothing is there to be known. */
export type Cell = string | null;

export interface TableColumn {
  /** For programs: a heading in CSV and a field in JSON. */
  readonly name: string;
  readonly type: CellType;
}

export interface ReportTable {
  /** For programs, and the name of an Excel sheet: 31 characters at most, none of []:*?/\ among them. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  readonly columns: readonly TableColumn[];
  count(): Promise<bigint>;
  /** As many cells as there are columns, row by row. */
  pages(): AsyncIterable<readonly (readonly Cell[])[]>;
}

export interface CompiledReport {
  readonly title: string;
  /** What it is about and what it comes to, name by name. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** What whoever reads it must know, such as what was left empty. */
  readonly notes: readonly string[];
  readonly tables: readonly ReportTable[];
}

type Columns<T> = Readonly<Record<string, readonly [type: CellType, cell: (row: T) => Cell]>>;

/** A table of rows that the database has, each cell made as its column says. */
export function tableOf<T>(
  { name, title }: Pick<ReportTable, 'name' | 'title'>,
  source: RowSource<T>,
  columns: Columns<T>,
): ReportTable {
  const makers = Object.values(columns).map(([, cell]) => cell);
  return {
    name,
    title,
    columns: Object.entries(columns).map(([column, [type]]) => ({ name: column, type })),
    count: source.count,
    async *pages() {
      for await (const rows of source.pages()) yield rows.map((row) => makers.map((cell) => cell(row)));
    },
  };
}

/** A table of a few rows that are there already. */
export const tableOfRows = <T>(
  about: Pick<ReportTable, 'name' | 'title'>,
  rows: readonly T[],
  columns: Columns<T>,
): ReportTable =>
  tableOf(
    about,
    {
      count: () => Promise.resolve(BigInt(rows.length)),
      async *pages() {
        if (rows.length > 0) yield rows;
      },
    },
    columns,
  );

export const momentCell = (at: Date | null | undefined): Cell => at?.toISOString() ?? null;
