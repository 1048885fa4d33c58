import { sql } from 'drizzle-orm';
import { bigint, boolean, check, index, integer, pgEnum, text, uuid } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { bytes, createdAt, id, instant, table } from './columns.ts';
import { type NotificationTrigger, notificationTrigger } from './notifications.ts';
import { parties } from './parties.ts';
import { users } from './users.ts';

/** DISABLED: it failed for so long that the platform gave it up, or it said itself that it is gone. */
export const webhookStatus = pgEnum('webhook_status', ['ACTIVE', 'PAUSED', 'DISABLED', 'DELETED']);
export type WebhookStatus = (typeof webhookStatus.enumValues)[number];

/** Where an owner's own programs hear of what concerns the owner. */
export const webhookEndpoints = table(
  'webhook_endpoints',
  {
    id: id(),
    ownerId: uuid()
      .notNull()
      .references(() => parties.id),
    createdBy: uuid()
      .notNull()
      .references(() => users.id),
    /** As its owner said: hostile. */
    url: text().notNull(),
    description: text().notNull(),
    /** What it hears of; null: everything. */
    triggers: notificationTrigger().array(),
    status: webhookStatus().notNull().default('ACTIVE'),
    /** Why it was disabled. */
    statusReason: text(),
    /** Wrapped by a master key, under the id of the endpoint and the secret's number. */
    masterKeyId: text().notNull(),
    secret: bytes().notNull(),
    secretNumber: integer().notNull().default(1),
    /** The secret before, which signs beside the new one until then. */
    previousMasterKeyId: text(),
    previousSecret: bytes(),
    previousUntil: instant(),
    /** How many messages were ever written for it, and whether some may wait. */
    enqueued: bigint({ mode: 'bigint' })
      .notNull()
      .default(sql`0`),
    waiting: boolean().notNull().default(false),
    /** Nobody sends before. */
    nextAttemptAt: createdAt(),
    /** Until then a process is sending, and no other does. */
    leasedUntil: instant(),
    /** Since when nothing was taken. */
    failingSince: instant(),
    lastDeliveredAt: instant(),
    createdAt: createdAt(),
  },
  (t) => [
    index('webhook_endpoints_owner').on(t.ownerId, t.id),
    index('webhook_endpoints_due')
      .on(t.nextAttemptAt)
      .where(sql`${t.waiting} and ${t.status} = 'ACTIVE'`),
    check(
      'webhook_endpoints_previous',
      sql`(${t.previousSecret} is null) = (${t.previousUntil} is null)
          and (${t.previousSecret} is null) = (${t.previousMasterKeyId} is null)`,
    ),
    check('webhook_endpoints_triggers', sql`cardinality(${t.triggers}) > 0`),
  ],
);

export type EndpointRow = typeof webhookEndpoints.$inferSelect;

export async function insertEndpoint({ orm }: Db, row: typeof webhookEndpoints.$inferInsert): Promise<EndpointRow> {
  const [inserted] = await orm.insert(webhookEndpoints).values(row).returning();
  return inserted as EndpointRow;
}

export async function countEndpoints({ sql: statement }: Db, ownerId: string): Promise<number> {
  const [row] = await statement<{ count: number }[]>`
    select count(*)::int as count from webhook_endpoints where owner_id = ${ownerId} and status <> 'DELETED'`;
  return row?.count ?? 0;
}

/** An owner's, newest first. */
export async function selectEndpointsOf({ sql: statement }: Db, ownerId: string): Promise<EndpointRow[]> {
  return await statement<EndpointRow[]>`
    select *, triggers::text[] as triggers from webhook_endpoints
    where owner_id = ${ownerId} and status <> 'DELETED' order by id desc`;
}

export async function selectEndpointsById({ sql: statement }: Db, ids: readonly string[]): Promise<EndpointRow[]> {
  return await statement<EndpointRow[]>`
    select *, triggers::text[] as triggers from webhook_endpoints
    where id = any(${[...ids]}::uuid[]) and status <> 'DELETED'`;
}

export async function lockEndpoint({ sql: statement }: Db, id: string): Promise<EndpointRow | undefined> {
  const [row] = await statement<EndpointRow[]>`
    select *, triggers::text[] as triggers from webhook_endpoints
    where id = ${id} and status <> 'DELETED' for no key update`;
  return row;
}

/** Of what these owners may hear where: the endpoints that take messages. */
export async function selectListening(
  { sql: statement }: Db,
  ownerIds: readonly string[],
): Promise<Pick<EndpointRow, 'id' | 'ownerId' | 'triggers'>[]> {
  if (ownerIds.length === 0) return [];
  return await statement<Pick<EndpointRow, 'id' | 'ownerId' | 'triggers'>[]>`
    select id, owner_id, triggers::text[] as triggers from webhook_endpoints
    where owner_id = any(${[...ownerIds]}::uuid[]) and status in ('ACTIVE', 'PAUSED') order by id`;
}

export type EndpointChange = Partial<
  Pick<EndpointRow, 'url' | 'description' | 'status' | 'statusReason' | 'failingSince' | 'nextAttemptAt'> & {
    readonly triggers: NotificationTrigger[] | null;
  }
>;

export async function updateEndpoint(db: Db, id: string, change: EndpointChange): Promise<EndpointRow> {
  const { sql: statement } = db;
  const { triggers, ...plain } = change;
  const columns = Object.keys(plain) as (keyof typeof plain)[];
  if (columns.length > 0) {
    await statement`update webhook_endpoints set ${statement(plain, ...columns)} where id = ${id}`;
  }
  if (triggers !== undefined) {
    await statement`update webhook_endpoints set triggers = ${triggers}::text[]::notification_trigger[] where id = ${id}`;
  }
  return (await lockEndpoint(db, id)) as EndpointRow;
}

/** Ends an endpoint for good, with its secrets. */
export async function deleteEndpoint({ sql: statement }: Db, id: string): Promise<void> {
  await statement`
    update webhook_endpoints set status = 'DELETED', secret = '', previous_secret = null, previous_until = null,
      previous_master_key_id = null, waiting = false
    where id = ${id}`;
}

export interface SealedSecret {
  readonly masterKeyId: string;
  readonly secret: Buffer;
}

/** Another secret signs from now on, and the one before beside it for this long. */
export async function updateSecret(
  db: Db,
  id: string,
  { masterKeyId, secret, overlapS }: SealedSecret & { readonly overlapS: number },
): Promise<EndpointRow> {
  const kept = overlapS > 0;
  await db.sql`
    update webhook_endpoints set
      previous_master_key_id = ${kept ? db.sql`master_key_id` : null}, previous_secret = ${kept ? db.sql`secret` : null},
      previous_until = ${kept ? db.sql`now() + make_interval(secs => ${overlapS}::float8)` : null},
      master_key_id = ${masterKeyId}, secret = ${secret}, secret_number = secret_number + 1
    where id = ${id}`;
  return (await lockEndpoint(db, id)) as EndpointRow;
}

/** Endpoints whose secrets another master key wraps, a page of them. */
export async function selectSecretsToWrap(
  { sql: statement }: Db,
  { masterKeyId, after, limit }: { masterKeyId: string; after: string | undefined; limit: number },
): Promise<EndpointRow[]> {
  return await statement<EndpointRow[]>`
    select *, triggers::text[] as triggers from webhook_endpoints
    where status <> 'DELETED' and (master_key_id <> ${masterKeyId} or previous_master_key_id <> ${masterKeyId})
      ${after === undefined ? statement`` : statement`and id > ${after}`}
    order by id limit ${limit}`;
}

/** Keeps secrets that another master key wraps now; false if they were changed meanwhile. */
export async function updateSecretWraps(
  { sql: statement }: Db,
  endpoint: Pick<EndpointRow, 'id' | 'secretNumber'>,
  now: SealedSecret,
  before: SealedSecret | null,
): Promise<boolean> {
  const done = await statement`
    update webhook_endpoints set master_key_id = ${now.masterKeyId}, secret = ${now.secret},
      previous_master_key_id = ${before?.masterKeyId ?? null}, previous_secret = ${before?.secret ?? null},
      previous_until = ${before ? statement`previous_until` : null}
    where id = ${endpoint.id} and secret_number = ${endpoint.secretNumber} and status <> 'DELETED'`;
  return done.count > 0;
}
