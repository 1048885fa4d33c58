import { sql } from 'drizzle-orm';
import { check, index, integer, text, uuid } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { bytes, createdAt, id, instant, table } from './columns.ts';
import { users } from './users.ts';

/** Where text messages of a user go: a number (E.164) that they have proven to hold. */
export const phones = table(
  'phones',
  {
    userId: uuid()
      .primaryKey()
      .references(() => users.id),
    number: text().notNull(),
    verifiedAt: createdAt(),
  },
  (t) => [check('phones_number', sql`${t.number} ~ '^\\+[1-9][0-9]{6,14}$'`)],
);

/**
 * Codes that prove a number. The code is made as it is sent and only its keyed hash is kept; of a user the newest one
 * counts.
 */
export const phoneCodes = table(
  'phone_codes',
  {
    id: id(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    number: text().notNull(),
    codeHash: bytes(),
    expiresAt: instant().notNull(),
    /** Wrong codes that were tried. */
    tries: integer().notNull().default(0),
    /** How often it was tried to send it. */
    attempts: integer().notNull().default(0),
    nextAttemptAt: createdAt(),
    lastError: text(),
    sentAt: instant(),
    usedAt: instant(),
    createdAt: createdAt(),
  },
  (t) => [
    index('phone_codes_user').on(t.userId, t.id),
    index('phone_codes_waiting')
      .on(t.nextAttemptAt)
      .where(sql`${t.sentAt} is null and ${t.usedAt} is null`),
    index('phone_codes_expiry').on(t.expiresAt),
    check('phone_codes_number', sql`${t.number} ~ '^\\+[1-9][0-9]{6,14}$'`),
  ],
);

export type PhoneRow = typeof phones.$inferSelect;
export type PhoneCodeRow = typeof phoneCodes.$inferSelect;

export async function selectPhone({ sql }: Db, userId: string): Promise<PhoneRow | undefined> {
  const [row] = await sql<PhoneRow[]>`select * from phones where user_id = ${userId}`;
  return row;
}

/** Writes or replaces a user's number, which is proven. */
export async function upsertPhone({ sql }: Db, userId: string, number: string): Promise<PhoneRow> {
  const [row] = await sql<PhoneRow[]>`
    insert into phones (user_id, number) values (${userId}, ${number})
    on conflict (user_id) do update set number = excluded.number, verified_at = now() returning *`;
  return row as PhoneRow;
}

/** Forgets a user's number and codes; false if there was no number. */
export async function deletePhone({ sql }: Db, userId: string): Promise<boolean> {
  await sql`delete from phone_codes where user_id = ${userId}`;
  return (await sql`delete from phones where user_id = ${userId}`).count > 0;
}

/** Asks for a code to be sent; codes that were asked for before do not count any more. */
export async function insertPhoneCode(
  { sql }: Db,
  { userId, number, ttlS }: { readonly userId: string; readonly number: string; readonly ttlS: number },
): Promise<PhoneCodeRow> {
  await sql`delete from phone_codes where user_id = ${userId}`;
  const [row] = await sql<PhoneCodeRow[]>`
    insert into phone_codes (user_id, number, expires_at)
    values (${userId}, ${number}, now() + make_interval(secs => ${ttlS}::float8)) returning *`;
  return row as PhoneCodeRow;
}

/** Counts a try of the newest code of a user that can still be used, before it is compared. */
export async function countPhoneTry(
  { sql }: Db,
  userId: string,
  most: number,
): Promise<Pick<PhoneCodeRow, 'id' | 'number' | 'codeHash'> | undefined> {
  const [row] = await sql<PhoneCodeRow[]>`
    update phone_codes set tries = tries + 1
    where id = (select id from phone_codes where user_id = ${userId} order by id desc limit 1)
      and code_hash is not null and used_at is null and expires_at > now() and tries < ${most}
    returning id, number, code_hash`;
  return row;
}

/** Uses a code up; false if somebody did before. */
export async function usePhoneCode({ sql }: Db, id: string): Promise<boolean> {
  return (await sql`update phone_codes set used_at = now() where id = ${id} and used_at is null`).count > 0;
}

/** Takes a code that is to be sent and puts the next attempt off, so that nobody else sends it meanwhile. */
export async function claimPhoneCode(
  { sql }: Db,
  { attempts, pauseS }: { readonly attempts: number; readonly pauseS: number },
): Promise<PhoneCodeRow | undefined> {
  const [row] = await sql<PhoneCodeRow[]>`
    with due as (
      select id from phone_codes
      where sent_at is null and used_at is null and next_attempt_at <= now() and expires_at > now()
        and attempts < ${attempts}
      order by next_attempt_at limit 1 for update skip locked
    )
    update phone_codes c set attempts = c.attempts + 1,
      next_attempt_at = now() + make_interval(secs => ${pauseS}::float8)
    from due where c.id = due.id returning c.*`;
  return row;
}

/** The code of this hash is about to be sent: from now on it is the one that counts. */
export async function updatePhoneCodeHash({ sql }: Db, id: string, codeHash: Buffer): Promise<void> {
  await sql`update phone_codes set code_hash = ${codeHash} where id = ${id}`;
}

/** How sending went. */
export async function updatePhoneCodeSent({ sql }: Db, id: string, lastError: string | null): Promise<void> {
  await sql`
    update phone_codes set last_error = ${lastError}, sent_at = ${lastError === null ? sql`now()` : null} where id = ${id}`;
}

/** Forgets codes that have expired; gives how many. */
export async function deleteOldPhoneCodes({ sql }: Db, limit: number): Promise<number> {
  const gone = await sql`
    delete from phone_codes where id in (select id from phone_codes where expires_at < now() limit ${limit})`;
  return gone.count;
}
