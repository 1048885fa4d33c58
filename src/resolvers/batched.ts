import DataLoader from 'dataloader';
import type { Db } from '../db/client.ts';

/** How many ids a statement is given at most. */
const BATCH = 1_000;

/** Look-ups that are collected while a request goes on, and asked together. */
export interface Batched {
  /** One row an id. */
  byId<T extends { id: string }>(
    select: (db: Db, ids: readonly string[]) => Promise<T[]>,
  ): DataLoader<string, T | undefined>;
  /** The rows of an owner, in the order of the statement. */
  listsOf<T>(
    select: (db: Db, ids: readonly string[]) => Promise<T[]>,
    ownerOf: (row: T) => string,
  ): DataLoader<string, readonly T[]>;
  /** For what is found by more than an id: gives a result for each key, in their order. */
  byKey<T>(load: (db: Db, keys: readonly string[]) => Promise<T[]>): DataLoader<string, T>;
}

/**
 * `cache` only for a context that lives as long as one request: in a subscription it would serve the rows of the first
 * event for ever.
 */
export function batchedOn(db: Db, { cache }: { readonly cache: boolean }): Batched {
  const byKey: Batched['byKey'] = (load) => new DataLoader((keys) => load(db, keys), { cache, maxBatchSize: BATCH });
  return {
    byKey,
    byId: (select) =>
      byKey(async (on, ids) => {
        const rows = new Map((await select(on, ids)).map((row) => [row.id, row]));
        return ids.map((id) => rows.get(id));
      }),
    listsOf: (select, ownerOf) =>
      byKey(async (on, ids) => {
        const rows = Map.groupBy(await select(on, ids), ownerOf);
        return ids.map((id) => rows.get(id) ?? []);
      }),
  };
}
