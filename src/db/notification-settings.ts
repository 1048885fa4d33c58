import { sql } from 'drizzle-orm';
import { check, integer, pgEnum, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { createdAt, table } from './columns.ts';
import { notificationTrigger, type NotificationTrigger } from './notifications.ts';
import { users } from './users.ts';

export const notificationChannel = pgEnum('notification_channel', ['IN_APP', 'EMAIL', 'SMS', 'PUSH']);
export type NotificationChannel = (typeof notificationChannel.enumValues)[number];
export const notificationFrequency = pgEnum('notification_frequency', ['OFF', 'AT_ONCE', 'DAILY', 'WEEKLY']);
export type NotificationFrequency = (typeof notificationFrequency.enumValues)[number];
export const notificationLanguage = pgEnum('notification_language', ['EN', 'DE', 'FR']);
export type NotificationLanguage = (typeof notificationLanguage.enumValues)[number];

const minuteOfDay = (column: unknown) => sql`${column} between 0 and 1439`;

/** How somebody wants to be told. Whoever has no row has the defaults. */
export const notificationSettings = table(
  'notification_settings',
  {
    userId: uuid()
      .primaryKey()
      .references(() => users.id),
    language: notificationLanguage().notNull().default('EN'),
    /** Of the IANA time zone database. */
    timeZone: text().notNull().default('UTC'),
    /** Minutes of the local day between which only what is urgent is sent; over midnight where the end is first. */
    quietFrom: integer(),
    quietTo: integer(),
    /** When digests come: the minute of the local day, and of weekly ones the day (1: Monday). */
    digestAt: integer().notNull().default(480),
    digestDay: integer().notNull().default(1),
    updatedAt: createdAt(),
  },
  (t) => [
    check('notification_settings_quiet', sql`(${t.quietFrom} is null) = (${t.quietTo} is null)`),
    check(
      'notification_settings_minutes',
      sql`${minuteOfDay(t.quietFrom)} and ${minuteOfDay(t.quietTo)} and ${minuteOfDay(t.digestAt)}
          and ${t.quietFrom} <> ${t.quietTo} and ${t.digestDay} between 1 and 7`,
    ),
  ],
);

/** What somebody wants otherwise than it is by default. */
export const notificationPreferences = table(
  'notification_preferences',
  {
    userId: uuid()
      .notNull()
      .references(() => users.id),
    trigger: notificationTrigger().notNull(),
    channel: notificationChannel().notNull(),
    frequency: notificationFrequency().notNull(),
    updatedAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.userId, t.trigger, t.channel] }),
    check('notification_preferences_in_app', sql`${t.channel} <> 'IN_APP' or ${t.frequency} in ('OFF', 'AT_ONCE')`),
  ],
);

export type SettingsRow = typeof notificationSettings.$inferSelect;
export type PreferenceRow = Pick<
  typeof notificationPreferences.$inferSelect,
  'userId' | 'trigger' | 'channel' | 'frequency'
>;

/** Whom to tell, and how. */
export interface Recipient {
  readonly userId: string;
  readonly language: NotificationLanguage;
  readonly timeZone: string;
  readonly quietFrom: number | null;
  readonly quietTo: number | null;
  readonly digestAt: number;
  readonly digestDay: number;
  /** Whether mail may go to them: only to an address that was proven. */
  readonly hasEmail: boolean;
  readonly hasPhone: boolean;
  /** Ids of the subscriptions of their browsers. */
  readonly pushIds: readonly string[];
}

/** How each of these users wants to be told. */
export async function selectRecipients({ sql }: Db, userIds: readonly string[]): Promise<Recipient[]> {
  if (userIds.length === 0) return [];
  return await sql<Recipient[]>`
    select u.id as user_id, coalesce(s.language, 'EN') as language, coalesce(s.time_zone, 'UTC') as time_zone,
           s.quiet_from, s.quiet_to, coalesce(s.digest_at, 480) as digest_at, coalesce(s.digest_day, 1) as digest_day,
           u.email_verified_at is not null as has_email, p.user_id is not null as has_phone,
           array(select b.id::text from push_subscriptions b where b.user_id = u.id order by b.id) as push_ids
    from users u left join notification_settings s on s.user_id = u.id left join phones p on p.user_id = u.id
    where u.id = any(${userIds}::uuid[])`;
}

/** What these users want otherwise, of these triggers. */
export async function selectPreferences(
  { sql }: Db,
  userIds: readonly string[],
  triggers?: readonly NotificationTrigger[],
): Promise<PreferenceRow[]> {
  if (userIds.length === 0) return [];
  return await sql<PreferenceRow[]>`
    select user_id, trigger, channel, frequency from notification_preferences
    where user_id = any(${userIds}::uuid[])
      ${triggers === undefined ? sql`` : sql`and trigger = any(${[...triggers]}::notification_trigger[])`}
    order by user_id, trigger, channel`;
}

/** Where somebody is reached, and in which language. */
export interface Reached {
  readonly userId: string;
  readonly username: string;
  readonly email: string;
  readonly emailVerified: boolean;
  /** Proven; null where there is none. */
  readonly phone: string | null;
  readonly language: NotificationLanguage;
  readonly timeZone: string;
}

/** Where these users are reached now. */
export async function selectReached({ sql }: Db, userIds: readonly string[]): Promise<Reached[]> {
  return await sql<Reached[]>`
    select u.id as user_id, u.username, u.email, u.email_verified_at is not null as email_verified,
           p.number as phone, coalesce(s.language, 'EN') as language, coalesce(s.time_zone, 'UTC') as time_zone
    from users u left join notification_settings s on s.user_id = u.id left join phones p on p.user_id = u.id
    where u.id = any(${userIds}::uuid[])`;
}

/** How somebody wants to be told; as by default where they never said. */
export async function selectSettings({ sql }: Db, userId: string): Promise<Omit<SettingsRow, 'updatedAt'>> {
  const [row] = await sql<SettingsRow[]>`
    select ${userId}::uuid as user_id, coalesce(s.language, 'EN') as language, coalesce(s.time_zone, 'UTC') as time_zone,
           s.quiet_from, s.quiet_to, coalesce(s.digest_at, 480) as digest_at, coalesce(s.digest_day, 1) as digest_day
    from (select) as one left join notification_settings s on s.user_id = ${userId}`;
  return row as SettingsRow;
}

/** Changes what is given; the rest stays as it is in the row, whoever changes that at the same moment. */
export async function upsertSettings(
  { orm }: Db,
  userId: string,
  given: Partial<Omit<SettingsRow, 'userId' | 'updatedAt'>>,
): Promise<void> {
  await orm
    .insert(notificationSettings)
    .values({ userId, ...given })
    .onConflictDoUpdate({ target: notificationSettings.userId, set: { ...given, updatedAt: sql`now()` } });
}

/** Writes what users want otherwise than by default. Each trigger and channel of a user at most once. */
export async function upsertPreferences({ sql }: Db, rows: readonly PreferenceRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into notification_preferences (user_id, trigger, channel, frequency)
    select * from unnest(
      ${rows.map((row) => row.userId)}::uuid[], ${rows.map((row) => row.trigger)}::notification_trigger[],
      ${rows.map((row) => row.channel)}::notification_channel[],
      ${rows.map((row) => row.frequency)}::notification_frequency[])
    on conflict (user_id, trigger, channel) do update set frequency = excluded.frequency, updated_at = now()`;
}
