import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { boolean, check, index, integer, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { createdAt, id, instant, json, table } from './columns.ts';
import type { OrderCriteria } from './orders.ts';
import { organizations } from './organizations.ts';
import { users } from './users.ts';

/** A named set of kinds of credits with weights, from which an order of any size can be made. */
export const baskets = table(
  'baskets',
  {
    id: id(),
    /** Who wrote it. */
    createdBy: uuid()
      .notNull()
      .references(() => users.id),
    /** Whose it is; null: its writer's own. */
    organizationId: uuid().references(() => organizations.id),
    /** Offered by the platform to everybody. */
    isPublic: boolean().notNull().default(false),
    name: text().notNull(),
    description: text().notNull().default(''),
    createdAt: createdAt(),
    updatedAt: createdAt(),
    /** Nothing is ordered from it any more; it stays for the orders that were. */
    archivedAt: instant(),
  },
  (t) => [
    // By the owner: the organization, or else the writer.
    index('baskets_owner').on(sql`coalesce(${t.organizationId}, ${t.createdBy})`, t.id),
    index('baskets_public')
      .on(t.id)
      .where(sql`${t.isPublic} and ${t.archivedAt} is null`),
    check('baskets_name', sql`${t.name} <> ''`),
    check('baskets_public_of_platform', sql`not ${t.isPublic} or ${t.organizationId} is null`),
  ],
);

/** One kind of credits in a basket. */
export const basketItems = table(
  'basket_items',
  {
    basketId: uuid()
      .notNull()
      .references(() => baskets.id),
    position: smallint().notNull(),
    /** Its part of the whole is its weight by the sum of all weights. */
    weight: integer().notNull(),
    criteria: json<OrderCriteria>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.basketId, t.position] }),
    check('basket_items_weight', sql`${t.weight} between 1 and 10000`),
  ],
);

export type BasketRow = typeof baskets.$inferSelect;
export type BasketItemRow = typeof basketItems.$inferSelect;
export type BasketItem = Pick<BasketItemRow, 'weight' | 'criteria'>;

/** Whose basket it is: the organization's, or else its writer's. */
export const ownerOfBasket = ({ createdBy, organizationId }: Pick<BasketRow, 'createdBy' | 'organizationId'>): string =>
  organizationId ?? createdBy;

export async function insertBasket(
  { orm }: Db,
  row: typeof baskets.$inferInsert & { readonly id: string },
  items: readonly BasketItem[],
): Promise<BasketRow> {
  const [inserted] = await orm.insert(baskets).values(row).returning();
  await orm.insert(basketItems).values(items.map((item, position) => ({ ...item, basketId: row.id, position })));
  return inserted as BasketRow;
}

/** Locks a basket; orders read theirs without a lock. */
export async function lockBasket({ orm }: Db, basketId: string): Promise<BasketRow | undefined> {
  const [row] = await orm.select().from(baskets).where(eq(baskets.id, basketId)).for('no key update');
  return row;
}

/** Changes a locked basket; its items, if they are given, are all replaced. */
export async function updateBasketRow(
  { orm }: Db,
  basketId: string,
  change: Partial<Pick<BasketRow, 'name' | 'description' | 'isPublic' | 'archivedAt'>>,
  items?: readonly BasketItem[],
): Promise<BasketRow> {
  const [updated] = await orm
    .update(baskets)
    .set({ ...change, updatedAt: new Date() })
    .where(eq(baskets.id, basketId))
    .returning();
  if (items) {
    await orm.delete(basketItems).where(eq(basketItems.basketId, basketId));
    await orm.insert(basketItems).values(items.map((item, position) => ({ ...item, basketId, position })));
  }
  return updated as BasketRow;
}

export async function selectBasketsById({ orm }: Db, ids: readonly string[]): Promise<BasketRow[]> {
  return await orm
    .select()
    .from(baskets)
    .where(inArray(baskets.id, [...ids]));
}

/** The items of baskets, of each in its order. */
export async function selectBasketItems({ orm }: Db, basketIds: readonly string[]): Promise<BasketItemRow[]> {
  return await orm
    .select()
    .from(basketItems)
    .where(inArray(basketItems.basketId, [...basketIds]))
    .orderBy(basketItems.basketId, basketItems.position);
}

/** Newest first, without those that were archived: an owner's, or those that the platform offers to everybody. */
export async function selectBaskets(
  { orm }: Db,
  { ownerId, after, limit }: { ownerId: string | undefined; after: string | undefined; limit: number },
): Promise<BasketRow[]> {
  const whose =
    ownerId === undefined
      ? sql`${baskets.isPublic}`
      : sql`coalesce(${baskets.organizationId}, ${baskets.createdBy}) = ${ownerId}::uuid`;
  return await orm
    .select()
    .from(baskets)
    .where(
      and(
        whose,
        sql`${baskets.archivedAt} is null`,
        after === undefined ? undefined : sql`${baskets.id} < ${after}::uuid`,
      ),
    )
    .orderBy(desc(baskets.id))
    .limit(limit);
}

/** How many baskets an owner keeps; counted up to `most`. */
export async function countBaskets({ sql: statement }: Db, ownerId: string, most: number): Promise<number> {
  const [row] = await statement<{ kept: number }[]>`
    select count(*)::int as kept from (
      select from baskets where coalesce(organization_id, created_by) = ${ownerId}::uuid and archived_at is null
      limit ${most}::int) as found`;
  return row?.kept ?? 0;
}
