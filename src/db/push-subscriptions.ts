import { sql } from 'drizzle-orm';
import { check, index, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { bytes, createdAt, id, instant, table } from './columns.ts';
import { users } from './users.ts';

/** A browser that shows a user's notifications (RFC 8030). The endpoint is a secret: whoever has it can send to it. */
export const pushSubscriptions = table(
  'push_subscriptions',
  {
    id: id(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    /** Where its push service takes messages, as the browser said: hostile. */
    endpoint: text().notNull(),
    /** The browser's public key on P-256, uncompressed, and its secret (RFC 8291). */
    p256dh: bytes().notNull(),
    auth: bytes().notNull(),
    /** What the user calls the device. */
    name: text().notNull(),
    createdAt: createdAt(),
    lastSentAt: instant(),
  },
  (t) => [
    unique('push_subscriptions_endpoint').on(t.endpoint),
    index('push_subscriptions_user').on(t.userId, t.id),
    check('push_subscriptions_keys', sql`octet_length(${t.p256dh}) = 65 and octet_length(${t.auth}) = 16`),
  ],
);

export type PushSubscriptionRow = typeof pushSubscriptions.$inferSelect;

/**
 * Writes a browser's subscription, in place of the one with the same endpoint (a browser that changes hands, or renews its
 * keys), and forgets the oldest of the user beyond `most`.
 */
export async function upsertPushSubscription(
  { sql }: Db,
  row: Pick<PushSubscriptionRow, 'userId' | 'endpoint' | 'p256dh' | 'auth' | 'name'>,
  most: number,
): Promise<PushSubscriptionRow> {
  const [written] = await sql<PushSubscriptionRow[]>`
    insert into push_subscriptions (user_id, endpoint, p256dh, auth, name)
    values (${row.userId}, ${row.endpoint}, ${row.p256dh}, ${row.auth}, ${row.name})
    on conflict on constraint push_subscriptions_endpoint do update set
      id = case when push_subscriptions.user_id = excluded.user_id then push_subscriptions.id else uuidv7() end,
      user_id = excluded.user_id, p256dh = excluded.p256dh, auth = excluded.auth, name = excluded.name
    returning *`;
  await sql`
    delete from push_subscriptions where id in (
      select id from push_subscriptions where user_id = ${row.userId} and id <> ${written?.id ?? null}
      order by id desc offset ${most - 1})`;
  return written as PushSubscriptionRow;
}

/** A user's, newest first. */
export async function selectPushSubscriptions({ sql }: Db, userId: string): Promise<PushSubscriptionRow[]> {
  return await sql<PushSubscriptionRow[]>`select * from push_subscriptions where user_id = ${userId} order by id desc`;
}

export async function selectPushSubscriptionsById({ sql }: Db, ids: readonly string[]): Promise<PushSubscriptionRow[]> {
  return await sql<PushSubscriptionRow[]>`select * from push_subscriptions where id = any(${[...ids]}::uuid[])`;
}

/** Forgets one of a user's; false if there is none. */
export async function deletePushSubscription({ sql }: Db, id: string, userId: string): Promise<boolean> {
  return (await sql`delete from push_subscriptions where id = ${id} and user_id = ${userId}`).count > 0;
}

export async function touchPushSubscription({ sql }: Db, id: string): Promise<void> {
  await sql`update push_subscriptions set last_sent_at = now() where id = ${id}`;
}
