import { sql } from 'drizzle-orm';
import { index, integer, pgEnum, text, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id, instant, table } from './columns.ts';
import type { Db } from './client.ts';
import { users } from './users.ts';

export const mailKind = pgEnum('mail_kind', [
  'EMAIL_VERIFICATION',
  'PASSWORD_RESET',
  'PASSWORD_CHANGED',
  'ADDRESS_LINKED',
  'ADDRESS_UNLINKED',
]);
export const mailStatus = pgEnum('mail_status', ['WAITING', 'SENT', 'GIVEN_UP']);
export type MailKind = (typeof mailKind.enumValues)[number];

/**
 * Mails to send, written with what caused them. A row holds no secret: the token that a mail carries is made when it
 * is sent, and only its hash is kept.
 */
export const mails = table(
  'mails',
  {
    id: id(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    kind: mailKind().notNull(),
    /** What it tells of, where that is not the account as a whole: an address of the chain, checksummed. */
    about: text(),
    status: mailStatus().notNull().default('WAITING'),
    attempts: integer().notNull().default(0),
    nextAttemptAt: createdAt(),
    lastError: text(),
    createdAt: createdAt(),
    sentAt: instant(),
  },
  (t) => [
    index('mails_waiting')
      .on(t.nextAttemptAt)
      .where(sql`${t.status} = 'WAITING'`),
  ],
);

export type MailRow = typeof mails.$inferSelect;

/** Asks for a mail to the user, in the transaction of what causes it. */
export async function insertMail({ orm }: Db, userId: string, kind: MailKind, about?: string): Promise<void> {
  await orm.insert(mails).values({ userId, kind, about });
}

/**
 * Asks for a mail to whoever has this address, if anyone has. The transaction's commit does not wait for the disk, or
 * its time would tell whether there was anything to write; a crash in that moment loses the wish, and one asks again.
 */
export async function insertMailTo({ sql }: Db, email: string, kind: MailKind): Promise<void> {
  await sql`set local synchronous_commit = off`;
  await sql`insert into mails (user_id, kind) select id, ${kind} from users where lower(email) = lower(${email})`;
}

/** Takes back what waits to be sent to these users. */
export async function deleteWaitingMails({ sql }: Db, usernames: readonly string[]): Promise<void> {
  await sql`
    delete from mails using users
    where users.id = mails.user_id and users.username = any(${[...usernames]}::text[]) and mails.status = 'WAITING'`;
}

/** A mail to be sent now, with the person to whom. */
export interface DueMail {
  readonly id: string;
  readonly kind: MailKind;
  readonly about: string | null;
  readonly attempts: number;
  readonly userId: string;
  readonly username: string;
  readonly email: string;
  readonly emailVerified: boolean;
}

/**
 * Takes the mail that has waited longest, counts the attempt and puts the next one off, all before it is sent: a
 * process that dies while sending loses nothing, and nobody else sends the same mail meanwhile.
 */
export async function claimMail(
  { sql }: Db,
  { attempts, firstPauseS, longestPauseS }: { attempts: number; firstPauseS: number; longestPauseS: number },
): Promise<DueMail | undefined> {
  const [mail] = await sql<DueMail[]>`
    with due as (
      select id from mails
      where status = 'WAITING' and next_attempt_at <= now() and attempts < ${attempts}
      order by next_attempt_at limit 1 for update skip locked
    ), claimed as (
      update mails m set attempts = m.attempts + 1,
        next_attempt_at = now() + make_interval(secs => least(${longestPauseS}::float8, ${firstPauseS}::float8 * 2 ^ m.attempts))
      from due where m.id = due.id
      returning m.id, m.kind, m.about, m.attempts, m.user_id
    )
    select claimed.*, u.username, u.email, u.email_verified_at is not null as email_verified
    from claimed join users u on u.id = claimed.user_id`;
  return mail;
}

export async function updateMailSent({ sql }: Db, id: string): Promise<void> {
  await sql`update mails set status = 'SENT', sent_at = now(), last_error = null where id = ${id}`;
}

/** Notes why an attempt failed; the next one is due when the claim said. */
export async function updateMailFailed({ sql }: Db, id: string, lastError: string): Promise<void> {
  await sql`update mails set last_error = ${lastError} where id = ${id}`;
}

/** Gives a mail up that is no longer wanted. */
export async function updateMailGivenUp({ sql }: Db, id: string, lastError: string): Promise<void> {
  await sql`update mails set status = 'GIVEN_UP', last_error = ${lastError} where id = ${id} and status = 'WAITING'`;
}

/** Gives up the mails whose last attempt failed, or was cut short and is not being made any more; gives their ids. */
export async function giveUpMails({ sql }: Db, attempts: number): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    update mails set status = 'GIVEN_UP'
    where status = 'WAITING' and next_attempt_at <= now() and attempts >= ${attempts} returning id`;
  return rows.map((row) => row.id);
}
