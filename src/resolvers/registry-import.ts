import type { Db } from '../db/client.ts';
import { type Context, transact } from './context.ts';
import { InputInvalid } from './errors.ts';

/** A row of a registry's file, as `readRegistryCsv` gives it. Lines count from 1, the header included. */
export type RegistryFileRow =
  | { readonly line: number; readonly cells: Readonly<Record<string, string>> }
  | { readonly line: number; readonly refused: string };

export interface RefusedRow {
  readonly line: number;
  readonly reason: string;
}

/** What became of some of the rows. */
export interface Taken {
  readonly stored: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly refused: readonly RefusedRow[];
}

export interface RegistryImportReport {
  /** Rows of the file, the header not counted: the sum of the counts that follow. */
  readonly read: number;
  readonly stored: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly refused: number;
  /** The first of those that were refused (REGISTRY_REFUSALS), in the order of their lines. */
  readonly refusals: readonly RefusedRow[];
}

export interface RegistryImport<T> {
  readonly rows: AsyncIterable<RegistryFileRow>;
  /** What the row says, or words about why it is refused. */
  readonly read: (row: { readonly line: number; readonly cells: Readonly<Record<string, string>> }) => T | string;
  /** Writes some of it. It may be called again with the same after a transaction that failed. */
  readonly take: (tx: Db, given: readonly T[]) => Promise<Taken>;
  /** Whether a transaction that failed so may succeed as it is when it is tried once more. */
  readonly mayPass?: (error: unknown) => boolean;
}

/**
 * Takes in a file of a registry, so much of it in each transaction that memory and locks stay small; what was taken before
 * a failure stays, and the file can be given again. Throws InputInvalid where it has more than REGISTRY_IMPORT_ROWS.
 */
export async function importRegistryRows<T>(ctx: Context, given: RegistryImport<T>): Promise<RegistryImportReport> {
  const { REGISTRY_IMPORT_BATCH: most, REGISTRY_IMPORT_ROWS: mostRows, REGISTRY_REFUSALS: shown } = ctx.app.config;
  const counts = { read: 0, stored: 0, changed: 0, unchanged: 0, refused: 0 };
  const refusals: RefusedRow[] = [];
  let pending: T[] = [];
  let refused: RefusedRow[] = [];
  const flush = async (): Promise<void> => {
    const taken = pending.length > 0 ? await takeTwice(ctx, given, pending) : undefined;
    for (const key of ['stored', 'changed', 'unchanged'] as const) counts[key] += taken?.[key] ?? 0;
    const all = [...refused, ...(taken?.refused ?? [])].toSorted((a, b) => a.line - b.line);
    counts.refused += all.length;
    refusals.push(...all.slice(0, Math.max(0, shown - refusals.length)));
    [pending, refused] = [[], []];
  };
  for await (const row of given.rows) {
    if (counts.read === mostRows) {
      throw new InputInvalid([
        { path: [], message: `The file has more than ${mostRows} rows (REGISTRY_IMPORT_ROWS).` },
      ]);
    }
    counts.read += 1;
    const read = 'refused' in row ? row.refused : given.read(row);
    if (typeof read === 'string') refused.push({ line: row.line, reason: read });
    else pending.push(read);
    if (pending.length + refused.length >= most) await flush();
  }
  await flush();
  return { ...counts, refusals };
}

async function takeTwice<T>(ctx: Context, { take, mayPass }: RegistryImport<T>, pending: readonly T[]): Promise<Taken> {
  try {
    return await transact(ctx, (tx) => take(tx, pending));
  } catch (error) {
    if (!mayPass?.(error)) throw error;
    return transact(ctx, (tx) => take(tx, pending));
  }
}
