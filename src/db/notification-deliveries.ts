import { sql } from 'drizzle-orm';
import { index, integer, pgEnum, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { createdAt, id, instant, table } from './columns.ts';
import {
  notificationChannel,
  type NotificationChannel,
  notificationFrequency,
  type NotificationFrequency,
} from './notification-settings.ts';
import { type NotificationRow, notifications } from './notifications.ts';
import { users } from './users.ts';

/** DEAD: given up, an administrator sees it. SKIPPED: nobody wants or may get it any more. */
export const deliveryState = pgEnum('notification_delivery_state', ['WAITING', 'SENT', 'DEAD', 'SKIPPED']);
export type DeliveryState = (typeof deliveryState.enumValues)[number];

/** The channels over which something is sent. */
export type SentChannel = Exclude<NotificationChannel, 'IN_APP'>;

/** One message to somebody: of one notification, or a digest of many. */
export const notificationDeliveries = table(
  'notification_deliveries',
  {
    id: id(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    channel: notificationChannel().notNull(),
    /** To which of several, where a channel has several: a subscription for pushes. */
    targetId: uuid(),
    frequency: notificationFrequency().notNull(),
    /** When it was to be sent: of a digest, what is told until then is in it. */
    dueAt: instant().notNull(),
    state: deliveryState().notNull().default('WAITING'),
    attempts: integer().notNull().default(0),
    nextAttemptAt: instant().notNull(),
    lastError: text(),
    createdAt: createdAt(),
    endedAt: instant(),
  },
  (t) => [
    index('notification_deliveries_waiting')
      .on(t.channel, t.nextAttemptAt)
      .where(sql`${t.state} = 'WAITING'`),
    index('notification_deliveries_dead')
      .on(t.id)
      .where(sql`${t.state} = 'DEAD'`),
    uniqueIndex('notification_deliveries_digest')
      .on(t.userId, t.channel, sql`coalesce(${t.targetId}, ${t.userId})`, t.frequency, t.dueAt)
      .where(sql`${t.frequency} <> 'AT_ONCE'`),
    index('notification_deliveries_age').on(t.createdAt),
    index('notification_deliveries_sent')
      .on(t.userId, t.channel, t.endedAt)
      .where(sql`${t.state} = 'SENT'`),
  ],
);

/** What a message tells. */
export const notificationDeliveryItems = table(
  'notification_delivery_items',
  {
    deliveryId: uuid()
      .notNull()
      .references(() => notificationDeliveries.id, { onDelete: 'cascade' }),
    notificationId: uuid()
      .notNull()
      .references(() => notifications.id, { onDelete: 'cascade' }),
  },
  (t) => [
    primaryKey({ columns: [t.deliveryId, t.notificationId] }),
    index('notification_delivery_items_notification').on(t.notificationId),
  ],
);

export type DeliveryRow = typeof notificationDeliveries.$inferSelect;

export interface NewDelivery {
  readonly id: string;
  readonly notificationId: string;
  readonly userId: string;
  readonly channel: SentChannel;
  readonly targetId: string | null;
  readonly frequency: Exclude<NotificationFrequency, 'OFF'>;
  readonly dueAt: Date;
}

/**
 * Asks for messages, in the transaction that writes their notifications. What belongs into a digest that waits already is
 * put into it, which nobody sends meanwhile: the row is locked. What comes just after its digest went is sent by itself.
 */
export async function insertDeliveries({ sql }: Db, rows: readonly NewDelivery[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    with wanted as (
      select * from unnest(
        ${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.notificationId)}::uuid[],
        ${rows.map((row) => row.userId)}::uuid[], ${rows.map((row) => row.channel)}::notification_channel[],
        ${rows.map((row) => row.targetId)}::uuid[], ${rows.map((row) => row.frequency)}::notification_frequency[],
        ${rows.map((row) => row.dueAt.toISOString())}::timestamptz[])
        as w (id, notification_id, user_id, channel, target_id, frequency, due_at)
    ), single as (
      insert into notification_deliveries (id, user_id, channel, target_id, frequency, due_at, next_attempt_at)
      select id, user_id, channel, target_id, frequency, due_at, due_at from wanted where frequency = 'AT_ONCE'
      returning id
    ), digest as (
      insert into notification_deliveries as d (id, user_id, channel, target_id, frequency, due_at, next_attempt_at)
      select distinct on (user_id, channel, target_id, frequency, due_at)
             id, user_id, channel, target_id, frequency, due_at, due_at
      from wanted where frequency <> 'AT_ONCE'
      order by user_id, channel, target_id, frequency, due_at
      on conflict (user_id, channel, coalesce(target_id, user_id), frequency, due_at) where frequency <> 'AT_ONCE'
      do update set state = d.state where d.state = 'WAITING' and d.attempts = 0
      returning id, user_id, channel, target_id, frequency, due_at
    ), late as (
      insert into notification_deliveries (id, user_id, channel, target_id, frequency, due_at, next_attempt_at)
      select id, user_id, channel, target_id, 'AT_ONCE', due_at, now() from wanted w
      where w.frequency <> 'AT_ONCE' and not exists (
        select from digest d where d.user_id = w.user_id and d.channel = w.channel
          and d.target_id is not distinct from w.target_id and d.frequency = w.frequency and d.due_at = w.due_at)
      returning id
    )
    insert into notification_delivery_items (delivery_id, notification_id)
    select w.id, w.notification_id from wanted w join single s on s.id = w.id
    union all
    select w.id, w.notification_id from wanted w join late l on l.id = w.id
    union all
    select d.id, w.notification_id from wanted w
    join digest d on d.user_id = w.user_id and d.channel = w.channel and d.target_id is not distinct from w.target_id
      and d.frequency = w.frequency and d.due_at = w.due_at`;
}

export interface ClaimTerms {
  readonly channel: SentChannel;
  readonly attempts: number;
  readonly firstPauseS: number;
  readonly longestPauseS: number;
  readonly limit: number;
}

/** A message to be sent now. */
export type DueDelivery = Pick<DeliveryRow, 'id' | 'userId' | 'targetId' | 'frequency' | 'attempts'> & {
  readonly channel: SentChannel;
};

/**
 * Takes the messages that have waited longest, counts the attempt and puts the next one off, all before any is sent: a
 * process that dies while sending loses nothing, and nobody else sends the same meanwhile.
 */
export async function claimDeliveries({ sql }: Db, terms: ClaimTerms): Promise<DueDelivery[]> {
  const { channel, attempts, firstPauseS, longestPauseS, limit } = terms;
  return await sql<DueDelivery[]>`
    with due as (
      select id from notification_deliveries
      where state = 'WAITING' and channel = ${channel} and next_attempt_at <= now() and attempts < ${attempts}
      order by next_attempt_at limit ${limit} for update skip locked
    )
    update notification_deliveries d set attempts = d.attempts + 1,
      next_attempt_at = now() + make_interval(secs => least(${longestPauseS}::float8, ${firstPauseS}::float8 * 2 ^ d.attempts))
    from due where d.id = due.id
    returning d.id, d.user_id, d.channel, d.target_id, d.frequency, d.attempts`;
}

/** What each message tells, oldest first: what its reader may still see. */
export async function selectItems(
  { sql }: Db,
  deliveryIds: readonly string[],
): Promise<(NotificationRow & { readonly deliveryId: string })[]> {
  return await sql<(NotificationRow & { readonly deliveryId: string })[]>`
    select i.delivery_id, n.* from notification_delivery_items i join notifications n on n.id = i.notification_id
    where i.delivery_id = any(${deliveryIds}::uuid[])
      and (n.organization_id is null or exists (
        select from organization_members m where m.organization_id = n.organization_id and m.user_id = n.user_id))
    order by i.delivery_id, n.id`;
}

/** Ends a message that waits. */
export async function endDelivery(
  { sql }: Db,
  id: string,
  state: Exclude<DeliveryState, 'WAITING'>,
  lastError: string | null = null,
): Promise<void> {
  await sql`
    update notification_deliveries set state = ${state}, ended_at = now(), last_error = ${lastError}
    where id = ${id} and state = 'WAITING'`;
}

/** Notes why an attempt failed; the next one is due when the claim said. */
export async function noteFailure({ sql }: Db, id: string, lastError: string): Promise<void> {
  await sql`update notification_deliveries set last_error = ${lastError} where id = ${id} and state = 'WAITING'`;
}

/** Gives up what has had its last attempt and is not being sent any more; gives their ids. */
export async function buryDeliveries({ sql }: Db, channel: SentChannel, attempts: number): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    update notification_deliveries set state = 'DEAD', ended_at = now()
    where state = 'WAITING' and channel = ${channel} and next_attempt_at <= now() and attempts >= ${attempts}
    returning id`;
  return rows.map((row) => row.id);
}

export interface DeliveryFilter {
  readonly states: readonly DeliveryState[];
  readonly channel: SentChannel | undefined;
  readonly before: string | undefined;
  readonly limit: number;
}

/** Messages in these states, newest first. */
export async function selectDeliveries(
  { sql }: Db,
  { states, channel, before, limit }: DeliveryFilter,
): Promise<DeliveryRow[]> {
  return await sql<DeliveryRow[]>`
    select * from notification_deliveries
    where state = any(${[...states]}::notification_delivery_state[])
      ${channel === undefined ? sql`` : sql`and channel = ${channel}`}
      ${before === undefined ? sql`` : sql`and id < ${before}`}
    order by id desc limit ${limit}`;
}

export async function selectDeliveriesById({ sql }: Db, ids: readonly string[]): Promise<DeliveryRow[]> {
  return await sql<DeliveryRow[]>`select * from notification_deliveries where id = any(${[...ids]}::uuid[])`;
}

export async function lockDelivery({ sql }: Db, id: string): Promise<DeliveryRow | undefined> {
  const [row] = await sql<DeliveryRow[]>`select * from notification_deliveries where id = ${id} for no key update`;
  return row;
}

/** Has a message that was given up sent again, with all of its attempts. */
export async function reviveDelivery({ sql }: Db, id: string): Promise<DeliveryRow> {
  const [row] = await sql<DeliveryRow[]>`
    update notification_deliveries set state = 'WAITING', attempts = 0, next_attempt_at = now(), ended_at = null
    where id = ${id} returning *`;
  return row as DeliveryRow;
}

/** How many messages of a channel went to a user within the last day. */
export async function countSentToday({ sql }: Db, userId: string, channel: SentChannel): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from notification_deliveries
    where user_id = ${userId} and channel = ${channel} and state = 'SENT' and ended_at > now() - interval '1 day'`;
  return row?.count ?? 0;
}

/** Forgets messages that ended and tell of nothing any more; gives how many. */
export async function deleteOldDeliveries({ sql }: Db, before: Date, limit: number): Promise<number> {
  const gone = await sql`
    delete from notification_deliveries where id in (
      select id from notification_deliveries where created_at < ${before} and state <> 'WAITING'
      order by created_at limit ${limit})`;
  return gone.count;
}
