import type { Fragment, Sql } from './client.ts';
import type { UserView } from './users.ts';

/** Where each part of a user lies: in `users` (u) or in `profiles` (p). */
const columns = {
  id: 'u.id',
  username: 'u.username',
  email: 'u.email',
  emailVerifiedAt: 'u.email_verified_at',
  createdAt: 'u.created_at',
  displayName: 'p.display_name',
  isSeller: 'p.is_seller',
  isBuyer: 'p.is_buyer',
  country: 'p.country',
} as const satisfies Record<keyof UserView, string>;

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const capitalize = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

export interface UserJoin<K extends string> {
  /** To follow the other columns: `, seller_u.username as seller_username, ...`. */
  readonly columns: Fragment;
  readonly join: Fragment;
  /** Puts the joined columns of a row, taken together, under the relation's name. */
  readonly nest: <Row extends object>(row: Row) => Row & { readonly [R in K]: UserView };
}

/**
 * The parts of a statement that join the user whose id is in `on` (such as `t.seller_id`) as `relation` (such as
 * `seller`). Both come from our own code, never from a client. Cut the page first and join it after: the other way
 * round the join reads every row before the limit.
 */
export function joinUser<const K extends string>(sql: Sql, relation: K, on: string): UserJoin<K> {
  const [u, p] = [`${relation}_u`, `${relation}_p`];
  const selected = Object.entries(columns).map(
    ([field, column]) => `, ${relation}_${column} as ${relation}_${snake(field)}`,
  );
  const keys = Object.keys(columns).map((field) => [field, `${relation}${capitalize(field)}`] as const);
  return {
    columns: sql`${sql.unsafe(selected.join(''))}`,
    join: sql`${sql.unsafe(`join users ${u} on ${u}.id = ${on} join profiles ${p} on ${p}.user_id = ${u}.id`)}`,
    nest: (row) => {
      const flat = row as Record<string, unknown>;
      const user: unknown = Object.fromEntries(keys.map(([field, key]) => [field, flat[key]]));
      return Object.assign(row, { [relation]: user } as { readonly [R in K]: UserView });
    },
  };
}
