import type { Readable } from 'node:stream';
import { parse } from 'csv-parse';

/** A record that is longer is no record of ours: a quote was never closed. */
export const MAX_RECORD_CHARACTERS = 10_000;

/**
 * The records of a CSV file, trimmed, one at a time: a file of any length takes the same memory. Lines count from 1.
 * @param open opens the file from its start
 */
export async function* records(
  open: () => Readable,
  delimiter: string,
): AsyncGenerator<{ line: number; cells: readonly string[] }> {
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    max_record_size: MAX_RECORD_CHARACTERS,
    // Rows of another length are refused one by one, with their line, and not the file with the first of them.
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
  });
  const source = open();
  source.on('error', (error) => parser.destroy(error));
  const read = source.pipe(parser) as AsyncIterable<{ record: string[]; info: { lines: number } }>;
  try {
    for await (const { record, info } of read) yield { line: info.lines, cells: record };
  } finally {
    source.destroy();
  }
}
