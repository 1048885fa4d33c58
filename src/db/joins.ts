import type { Fragment, Sql } from './client.ts';

/** The parts of a statement that join one row, and the way to find it again in the result. */
export interface Join<K extends string, V> {
  /** To follow the other columns: `, s.username as seller_username, ...`. */
  readonly columns: Fragment;
  readonly join: Fragment;
  /** Puts the joined columns of a row, taken together, under the relation's name. */
  readonly nest: <Row extends object>(row: Row) => Row & { readonly [R in K]: V };
}

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const capitalize = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/**
 * Joins a row as `relation`: `columns` says for each field which column it is, `join` is the join itself. All of it
 * comes from our own code, never from a client. Cut the page first and join it after: the other way round the join
 * reads every row before the limit.
 */
export function joinAs<const K extends string, V>(
  sql: Sql,
  relation: K,
  columns: Readonly<Record<string, string>>,
  join: string,
): Join<K, V> {
  const selected = Object.entries(columns).map(([field, column]) => `, ${column} as ${relation}_${snake(field)}`);
  const keys = Object.keys(columns).map((field) => [field, `${relation}${capitalize(field)}`] as const);
  return {
    columns: sql`${sql.unsafe(selected.join(''))}`,
    join: sql`${sql.unsafe(join)}`,
    nest: (row) => {
      const flat = row as Record<string, unknown>;
      const nested: Record<string, unknown> = {};
      for (const [field, key] of keys) nested[field] = flat[key];
      return Object.assign(row, { [relation]: nested } as unknown as { readonly [R in K]: V });
    },
  };
}
