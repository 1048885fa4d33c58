import type { Fragment, Sql } from './client.ts';

// PostgreSQL plans a prepared statement once and keeps the plan only if a plan that suits all parameters looks no dearer
// than one made for these. Where it does look dearer, every execution is planned anew: of a read with six joins that
// takes 0.2 ms, 3 ms each time. These forms keep the plan.

/** `limit 50` as a literal: of a parameter the planner assumes a tenth of the table. There are few page sizes. */
export const atMost = (sql: Sql, rows: number): Fragment => sql`limit ${sql.unsafe(String(Math.trunc(rows)))}`;

/** Whether the column `id`, a uuid, is among `ids`. A lone id is compared: of an array the planner assumes ten. */
export const isAmong = (sql: Sql, ids: readonly string[]): Fragment =>
  ids.length === 1 ? sql`id = ${ids[0] ?? ''}::uuid` : sql`id = any(${ids}::uuid[])`;
