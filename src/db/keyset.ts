import type { Fragment, Sql } from './client.ts';

const FIRST = '00000000-0000-0000-0000-000000000000';
const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/**
 * The condition and order of a page: what belongs to `owner` by `column`, newest first, older than `after`; a limit is to
 * follow. It is a range of (column, id) and no equality: with one, PostgreSQL takes ids to be in order already, and may
 * walk the primary key past everybody else's rows until it meets enough of this owner's.
 */
export function newestOf(sql: Sql, column: string, owner: Fragment, after: string | undefined): Fragment {
  const key = sql`(${sql(column)}, id)`;
  return sql`
    ${key} > (${owner}, ${FIRST}::uuid) and ${key} < (${owner}, ${after ?? LAST}::uuid)
    order by ${sql(column)} desc, id desc`;
}
