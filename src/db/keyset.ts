import type { Fragment, Sql } from './client.ts';

const FIRST = '00000000-0000-0000-0000-000000000000';
const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/**
 * The condition and order of a page: what belongs to `owner` by `column` (or an expression that has
 * an index), newest first, older than `after`; a limit is to
 * follow. It is a range of (column, id) and no equality: with one, PostgreSQL takes ids to be in order already, and may
 * walk the primary key past everybody else's rows until it meets enough of this owner's.
 */
export function newestOf(sql: Sql, column: string | Fragment, owner: Fragment, after: string | undefined): Fragment {
  const by = typeof column === 'string' ? sql`${sql(column)}` : column;
  const key = sql`(${by}, id)`;
  return sql`
    ${key} > (${owner}, ${FIRST}::uuid) and ${key} < (${owner}, ${after ?? LAST}::uuid)
    order by ${by} desc, id desc`;
}
