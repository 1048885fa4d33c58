import { sql } from 'drizzle-orm';
import { bigint, index, integer, pgEnum, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { createdAt, id, instant, json, table } from './columns.ts';
import { type EndpointRow, webhookEndpoints } from './webhooks.ts';

/** DEAD: given up after the last attempt; its owner can have it sent again. */
export const webhookMessageState = pgEnum('webhook_message_state', ['WAITING', 'DELIVERED', 'DEAD']);
export type WebhookMessageState = (typeof webhookMessageState.enumValues)[number];

/** What an endpoint is told, once for each thing that happened; sent in the order of the positions. */
export const webhookMessages = table(
  'webhook_messages',
  {
    id: id(),
    position: bigint({ mode: 'bigint' }).notNull().generatedAlwaysAsIdentity(),
    endpointId: uuid()
      .notNull()
      .references(() => webhookEndpoints.id),
    type: text().notNull(),
    /** What is sent, but for its outer shape. */
    data: json<Readonly<Record<string, unknown>>>().notNull(),
    dedupeKey: text().notNull(),
    state: webhookMessageState().notNull().default('WAITING'),
    attempts: integer().notNull().default(0),
    createdAt: createdAt(),
    endedAt: instant(),
  },
  (t) => [
    unique('webhook_messages_once').on(t.endpointId, t.dedupeKey),
    index('webhook_messages_waiting')
      .on(t.endpointId, t.position)
      .where(sql`${t.state} = 'WAITING'`),
    index('webhook_messages_log').on(t.endpointId, t.id),
    index('webhook_messages_dead')
      .on(t.id)
      .where(sql`${t.state} = 'DEAD'`),
    index('webhook_messages_age').on(t.createdAt),
  ],
);

/** Each attempt to deliver a message. */
export const webhookAttempts = table(
  'webhook_attempts',
  {
    messageId: uuid()
      .notNull()
      .references(() => webhookMessages.id, { onDelete: 'cascade' }),
    at: createdAt(),
    /** What the endpoint answered; null if it did not. */
    status: integer(),
    durationMs: integer().notNull(),
    /** Why it failed. Never what the endpoint said: it would make a way to read what only the platform reaches. */
    error: text(),
  },
  (t) => [index('webhook_attempts_message').on(t.messageId, t.at)],
);

export type MessageRow = typeof webhookMessages.$inferSelect;
export type AttemptRow = typeof webhookAttempts.$inferSelect;
export type NewMessage = Pick<MessageRow, 'id' | 'endpointId' | 'type' | 'data' | 'dedupeKey'>;

/** Writes what was not written yet, in this order, and has it sent. */
export async function insertMessages({ sql: statement }: Db, rows: readonly NewMessage[]): Promise<void> {
  if (rows.length === 0) return;
  await statement`
    with written as (
      insert into webhook_messages (id, endpoint_id, type, data, dedupe_key)
      select id, endpoint_id, type, data::jsonb, dedupe_key
      from unnest(
        ${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.endpointId)}::uuid[],
        ${rows.map((row) => row.type)}::text[], ${rows.map((row) => JSON.stringify(row.data))}::text[],
        ${rows.map((row) => row.dedupeKey)}::text[])
        with ordinality as m (id, endpoint_id, type, data, dedupe_key, place)
      order by place
      on conflict on constraint webhook_messages_once do nothing
      returning endpoint_id
    ), counted as (
      select endpoint_id, count(*) as count from written group by endpoint_id
    )
    update webhook_endpoints e set enqueued = e.enqueued + c.count, waiting = true
    from counted c where e.id = c.endpoint_id`;
}

/** Takes endpoints that have something to send, for so long nobody else sends to them. */
export async function claimEndpoints(
  { sql: statement }: Db,
  { leaseS, limit }: { readonly leaseS: number; readonly limit: number },
): Promise<EndpointRow[]> {
  return await statement<EndpointRow[]>`
    with due as (
      select id from webhook_endpoints
      where waiting and status = 'ACTIVE' and next_attempt_at <= now() and (leased_until is null or leased_until <= now())
      order by next_attempt_at limit ${limit} for no key update skip locked
    )
    update webhook_endpoints e set leased_until = now() + make_interval(secs => ${leaseS}::float8)
    from due where e.id = due.id returning e.*, e.triggers::text[] as triggers`;
}

/** What an endpoint is to be sent next, in order. */
export async function selectWaitingMessages(
  { sql: statement }: Db,
  endpointId: string,
  limit: number,
): Promise<MessageRow[]> {
  return await statement<MessageRow[]>`
    select * from webhook_messages where endpoint_id = ${endpointId} and state = 'WAITING'
    order by position limit ${limit}`;
}

/** Whether more than this waits for an endpoint. */
export async function waitsMoreThan({ sql: statement }: Db, endpointId: string, most: number): Promise<boolean> {
  const rows = await statement`
    select from webhook_messages where endpoint_id = ${endpointId} and state = 'WAITING' offset ${most} limit 1`;
  return rows.length > 0;
}

export interface Attempted {
  readonly messageId: string;
  readonly status: number | null;
  readonly durationMs: number;
  readonly error: string | null;
  /** What becomes of the message. */
  readonly state: WebhookMessageState;
}

/** Notes an attempt and what follows for the message. */
export async function insertAttempt({ sql: statement }: Db, attempt: Attempted): Promise<void> {
  const { messageId, status, durationMs, error, state } = attempt;
  await statement`
    with noted as (
      insert into webhook_attempts (message_id, status, duration_ms, error)
      values (${messageId}, ${status}, ${durationMs}, ${error})
    )
    update webhook_messages set attempts = attempts + 1, state = ${state},
      ended_at = ${state === 'WAITING' ? null : statement`now()`}
    where id = ${messageId} and state = 'WAITING'`;
}

/**
 * Ends the work of who claimed an endpoint. Nothing waits any more only if nothing was written since the claim; whoever
 * writes just now makes it wait again.
 */
export async function releaseEndpoint(
  { sql: statement }: Db,
  { id, enqueued }: Pick<EndpointRow, 'id' | 'enqueued'>,
  outcome: { readonly drained: boolean; readonly pauseS: number; readonly failed: boolean; readonly took: boolean },
): Promise<void> {
  const { drained, pauseS, failed, took } = outcome;
  await statement`
    update webhook_endpoints set leased_until = null,
      next_attempt_at = now() + make_interval(secs => ${pauseS}::float8),
      waiting = not (${drained}::boolean and enqueued = ${enqueued.toString()}::bigint),
      failing_since = case when ${failed}::boolean and not ${took}::boolean then coalesce(failing_since, now())
                           when ${failed}::boolean then now() end,
      last_delivered_at = case when ${took}::boolean then now() else last_delivered_at end
    where id = ${id}`;
}

/** The log of an endpoint, newest first. */
export async function selectMessagesOf(
  { sql: statement }: Db,
  endpointId: string,
  page: { readonly state: WebhookMessageState | undefined; readonly after: string | undefined; readonly limit: number },
): Promise<MessageRow[]> {
  const { state, after, limit } = page;
  return await statement<MessageRow[]>`
    select * from webhook_messages where endpoint_id = ${endpointId}
      ${state === undefined ? statement`` : statement`and state = ${state}`}
      ${after === undefined ? statement`` : statement`and id < ${after}`}
    order by id desc limit ${limit}`;
}

/** Messages of all endpoints that were given up, newest first. */
export async function selectDeadMessages(
  { sql: statement }: Db,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<MessageRow[]> {
  return await statement<MessageRow[]>`
    select * from webhook_messages where state = 'DEAD' ${after === undefined ? statement`` : statement`and id < ${after}`}
    order by id desc limit ${limit}`;
}

export async function selectMessagesById({ sql: statement }: Db, ids: readonly string[]): Promise<MessageRow[]> {
  return await statement<MessageRow[]>`select * from webhook_messages where id = any(${[...ids]}::uuid[])`;
}

/** The attempts of messages, oldest first. */
export async function selectAttemptsOf({ sql: statement }: Db, messageIds: readonly string[]): Promise<AttemptRow[]> {
  return await statement<AttemptRow[]>`
    select * from webhook_attempts where message_id = any(${[...messageIds]}::uuid[]) order by message_id, at`;
}

/** Has a message that ended sent again, in its old place; false if it waits. */
export async function retryMessage({ sql: statement }: Db, id: string): Promise<boolean> {
  const done = await statement`
    with again as (
      update webhook_messages set state = 'WAITING', attempts = 0, ended_at = null
      where id = ${id} and state <> 'WAITING' returning endpoint_id
    )
    update webhook_endpoints e set enqueued = e.enqueued + 1, waiting = true, next_attempt_at = now()
    from again where e.id = again.endpoint_id`;
  return done.count > 0;
}

/** Forgets messages older than this, with their attempts; gives how many. */
export async function deleteOldMessages({ sql: statement }: Db, before: Date, limit: number): Promise<number> {
  const gone = await statement`
    delete from webhook_messages where id in (
      select id from webhook_messages where created_at < ${before} order by created_at limit ${limit})`;
  return gone.count;
}
