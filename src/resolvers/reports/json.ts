import type { Imprint } from './formats.ts';
import type { Cell, CellType, CompiledReport } from './tables.ts';

/** Decimals are text, so that no reader rounds them. */
function jsonCell(cell: Cell, type: CellType): string {
  if (cell === null) return 'null';
  if (type === 'BOOLEAN') return cell;
  const isSafe = type === 'INTEGER' && /^-?\d{1,15}$/.test(cell);
  return isSafe ? cell : JSON.stringify(cell);
}

/** A report as one JSON object: `title`, `at`, `facts`, `notes`, and in `tables` a list of objects for each table. */
export async function* jsonOf(
  { title, facts, notes, tables }: CompiledReport,
  { at, issuer }: Imprint,
): AsyncGenerator<string, void, void> {
  const head = { title, issuer, at: at.toISOString(), facts: Object.fromEntries(facts), notes };
  yield `${JSON.stringify(head).slice(0, -1)},"tables":{`;
  for (const [index, { name, columns, pages }] of tables.entries()) {
    yield `${index === 0 ? '' : ','}\n${JSON.stringify(name)}:[`;
    const keys = columns.map((column) => JSON.stringify(column.name));
    let isFirst = true;
    for await (const rows of pages()) {
      const objects = rows.map(
        (row) => `{${row.map((cell, at) => `${keys[at]}:${jsonCell(cell, columns[at]?.type ?? 'TEXT')}`).join(',')}}`,
      );
      if (objects.length > 0) yield `${isFirst ? '' : ','}\n${objects.join(',\n')}`;
      isFirst = isFirst && objects.length === 0;
    }
    yield ']';
  }
  yield '}}\n';
}
