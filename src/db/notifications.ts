import { sql } from 'drizzle-orm';
import { boolean, index, pgEnum, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { createdAt, id, instant, json, table } from './columns.ts';
import { organizations } from './organizations.ts';
import { users } from './users.ts';

export const notificationTrigger = pgEnum('notification_trigger', [
  'PROJECT_STATUS',
  'POAI_CASE',
  'PURCHASE',
  'TRADE',
  'TRANSFER',
  'RETIREMENT',
  'CERTIFICATE',
  'GOVERNANCE_PROPOSAL',
  'SCHEDULED_RETIREMENT',
  'PRICE_ALERT',
  'DEPOSIT',
  'WITHDRAWAL',
  'CHAIN_EVENT',
  'SECURITY',
  'WEBHOOK',
]);
export type NotificationTrigger = (typeof notificationTrigger.enumValues)[number];

/** What the words of a notification name: decimals, moments (ISO 8601), names. */
export type Facts = Readonly<Record<string, string>>;

/**
 * What somebody is told. Written before anything is sent, once for each thing that happened: `dedupeKey` names it, so
 * an event that comes twice is told once for as long as the row is kept.
 */
export const notifications = table(
  'notifications',
  {
    id: id(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    /** Whose matter it is, where they are told as a member. */
    organizationId: uuid().references(() => organizations.id),
    trigger: notificationTrigger().notNull(),
    /** Which words tell it. */
    kind: text().notNull(),
    facts: json<Facts>().notNull(),
    /** What it is about, as clients know it: the type of the node and the id within. */
    subjectType: text(),
    subjectId: uuid(),
    dedupeKey: text().notNull(),
    /** Whether it is in the user's list; other channels are told of it all the same. */
    inApp: boolean().notNull(),
    createdAt: createdAt(),
    readAt: instant(),
  },
  (t) => [
    unique('notifications_once').on(t.userId, t.dedupeKey),
    index('notifications_list')
      .on(t.userId, t.id)
      .where(sql`${t.inApp}`),
    index('notifications_unread')
      .on(t.userId, t.id)
      .where(sql`${t.inApp} and ${t.readAt} is null`),
    index('notifications_age').on(t.createdAt),
  ],
);

export type NotificationRow = typeof notifications.$inferSelect;
export type NewNotification = Omit<NotificationRow, 'createdAt' | 'readAt'>;

/** Writes what is not written yet; gives the ids of what was. */
export async function insertNotifications({ sql }: Db, rows: readonly NewNotification[]): Promise<ReadonlySet<string>> {
  if (rows.length === 0) return new Set();
  const written = await sql<{ id: string }[]>`
    insert into notifications
      (id, user_id, organization_id, trigger, kind, facts, subject_type, subject_id, dedupe_key, in_app)
    select id, user_id, organization_id, trigger::notification_trigger, kind, facts::jsonb, subject_type, subject_id,
           dedupe_key, in_app::boolean
    from unnest(
      ${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.userId)}::uuid[],
      ${rows.map((row) => row.organizationId)}::uuid[], ${rows.map((row) => row.trigger)}::text[],
      ${rows.map((row) => row.kind)}::text[], ${rows.map((row) => JSON.stringify(row.facts))}::text[],
      ${rows.map((row) => row.subjectType)}::text[], ${rows.map((row) => row.subjectId)}::uuid[],
      ${rows.map((row) => row.dedupeKey)}::text[], ${rows.map((row) => String(row.inApp))}::text[])
      as n (id, user_id, organization_id, trigger, kind, facts, subject_type, subject_id, dedupe_key, in_app)
    on conflict on constraint notifications_once do nothing
    returning id`;
  return new Set(written.map((row) => row.id));
}

/** Whether its reader may still see it: of an organization, as long as they are a member. */
const mayStillSee = ({ sql }: Db) => sql`
  (n.organization_id is null or exists (
    select from organization_members m where m.organization_id = n.organization_id and m.user_id = n.user_id))`;

export interface NotificationFilter {
  readonly userId: string;
  readonly unread: boolean;
  readonly triggers: readonly NotificationTrigger[] | undefined;
  readonly before: string | undefined;
  readonly limit: number;
}

/** A page of a user's list, newest first. */
export async function selectNotifications(
  db: Db,
  { userId, unread, triggers, before, limit }: NotificationFilter,
): Promise<NotificationRow[]> {
  const { sql } = db;
  return await sql<NotificationRow[]>`
    select n.* from notifications n
    where n.user_id = ${userId} and n.in_app and ${mayStillSee(db)}
      ${unread ? sql`and n.read_at is null` : sql``}
      ${triggers === undefined ? sql`` : sql`and n.trigger = any(${[...triggers]}::notification_trigger[])`}
      ${before === undefined ? sql`` : sql`and n.id < ${before}`}
    order by n.id desc limit ${limit}`;
}

export async function selectNotificationsById(db: Db, ids: readonly string[]): Promise<NotificationRow[]> {
  const { sql } = db;
  return await sql<NotificationRow[]>`
    select n.* from notifications n where n.id = any(${ids}::uuid[]) and n.in_app and ${mayStillSee(db)}`;
}

/** How many a user has not read, counted up to `most`. */
export async function countUnread(db: Db, userId: string, most: number): Promise<number> {
  const { sql } = db;
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from (
      select from notifications n
      where n.user_id = ${userId} and n.in_app and n.read_at is null and ${mayStillSee(db)} limit ${most}) as unread`;
  return row?.count ?? 0;
}

/** Notes that a user has read these, or all up to one; gives how many they had not read before. */
export async function updateRead(
  { sql }: Db,
  { userId, ids, until }: { userId: string; ids: readonly string[] | undefined; until: string | undefined },
): Promise<number> {
  const read = await sql`
    update notifications set read_at = now()
    where user_id = ${userId} and in_app and read_at is null
      ${ids === undefined ? sql`` : sql`and id = any(${[...ids]}::uuid[])`}
      ${until === undefined ? sql`` : sql`and id <= ${until}`}`;
  return read.count;
}

/** Forgets notifications older than this, with what was sent of them; gives how many. */
export async function deleteOldNotifications({ sql }: Db, before: Date, limit: number): Promise<number> {
  const gone = await sql`
    delete from notifications where id in (
      select n.id from notifications n where n.created_at < ${before} order by n.created_at limit ${limit})`;
  return gone.count;
}
