import type { Sql } from './client.ts';
import { type Join, joinAs } from './joins.ts';
import type { UserView } from './users.ts';

/** Joins the user whose id is in `on` (such as `t.seller_id`), with the profile, as `relation` (such as `seller`). */
export function joinUser<const K extends string>(sql: Sql, relation: K, on: string): Join<K, UserView> {
  const [u, p] = [`${relation}_u`, `${relation}_p`];
  const columns = {
    id: `${u}.id`,
    username: `${u}.username`,
    email: `${u}.email`,
    emailVerifiedAt: `${u}.email_verified_at`,
    createdAt: `${u}.created_at`,
    displayName: `${p}.display_name`,
    isSeller: `${p}.is_seller`,
    isBuyer: `${p}.is_buyer`,
    country: `${p}.country`,
  } as const satisfies Record<keyof UserView, string>;
  return joinAs(
    sql,
    relation,
    columns,
    `join users ${u} on ${u}.id = ${on} join profiles ${p} on ${p}.user_id = ${u}.id`,
  );
}
