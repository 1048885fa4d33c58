import { objectOf, type Part, pickColumns, type Picked } from './joins.ts';
import type { UserView } from './users.ts';

/**
 * Joins the user whose id is in `on` (such as `t.seller_id`) under names that begin with `relation`. The view holds what
 * is picked of it and the id, nothing else.
 */
export function joinUser(relation: string, on: string, picked: Picked = true): Part<UserView> {
  const [u, p] = [`${relation}_u`, `${relation}_p`];
  const all = {
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
  const columns = pickColumns(all, ['id'], picked);
  const profile = Object.values(columns).some((column) => column.startsWith(`${p}.`));
  return objectOf(
    columns,
    `join users ${u} on ${u}.id = ${on}${profile ? ` join profiles ${p} on ${p}.user_id = ${u}.id` : ''}`,
  );
}
