import type { Readable } from 'node:stream';
import { records } from './csv-records.ts';

/** A row of a registry's export: its cells by the names of the header; or why it cannot be read. */
export type RegistryRow =
  | { readonly line: number; readonly cells: Readonly<Record<string, string>> }
  | { readonly line: number; readonly refused: string };

/** The file is not what it was said to be. */
export class RegistryFileError extends Error {}

/**
 * Reads an export as a stream, one row at a time. `columns` are the names that its header must have, in any order; others
 * may stand beside them. Throws RegistryFileError when the header lacks one, or the file is no CSV.
 */
export async function* readRegistryCsv(
  open: () => Readable,
  columns: readonly string[],
): AsyncGenerator<RegistryRow, void, void> {
  let header: readonly string[] | undefined;
  try {
    for await (const { line, cells } of records(open, ',')) {
      if (header === undefined) {
        const missing = columns.filter((column) => !cells.includes(column));
        if (missing.length > 0) throw new RegistryFileError(headerError(missing, cells));
        header = cells;
      } else if (cells.length === header.length) {
        yield { line, cells: Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ''])) };
      } else yield { line, refused: `the row has ${cells.length} columns, the header ${header.length}` };
    }
  } catch (error) {
    if (error instanceof RegistryFileError || !isCsvError(error)) throw error;
    throw new RegistryFileError(error.message, { cause: error });
  }
  if (header === undefined) throw new RegistryFileError('the file is empty');
}

const headerError = (missing: readonly string[], cells: readonly string[]): string =>
  `the header has no column ${missing.map((name) => `"${name}"`).join(', ')}: is it an export of this registry? ` +
  `It begins with: ${cells.join(', ').slice(0, 200)}`;

/** Of csv-parse, or of the file system. */
const isCsvError = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && /^(?:CSV_|E[A-Z]+$)/.test(String(error.code));
