import { sql } from 'drizzle-orm';
import { check, index, integer, pgEnum, text, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id, instant, table } from './columns.ts';
import type { Db, Sql } from './client.ts';
import { invoices, type InvoiceKind } from './invoices.ts';
import { organizationInvitations } from './organization-invitations.ts';
import { users } from './users.ts';

export const mailKind = pgEnum('mail_kind', [
  'EMAIL_VERIFICATION',
  'PASSWORD_RESET',
  'PASSWORD_CHANGED',
  'ADDRESS_LINKED',
  'ADDRESS_UNLINKED',
  'ORGANIZATION_INVITATION',
  'REPORT_READY',
  'INVOICE_ISSUED',
  'INVOICE_REMINDER',
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
    userId: uuid().references(() => users.id),
    /** To whom an organization sends an invitation, who need not have an account. */
    invitationId: uuid().references(() => organizationInvitations.id),
    /** To whoever an invoice is for, at the address that it names. */
    invoiceId: uuid().references(() => invoices.id),
    kind: mailKind().notNull(),
    /** What it tells of, where that is not the account as a whole: an address of the chain (checksummed), or a report. */
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
    check('mails_to_one', sql`num_nonnulls(${t.userId}, ${t.invitationId}, ${t.invoiceId}) = 1`),
  ],
);

export type MailRow = typeof mails.$inferSelect;

/** What is mailed to a user. */
export type InvoiceMailKind = Extract<MailKind, 'INVOICE_ISSUED' | 'INVOICE_REMINDER'>;
export type UserMailKind = Exclude<MailKind, 'ORGANIZATION_INVITATION' | InvoiceMailKind>;

/** Asks for a mail to the user, in the transaction of what causes it. */
export async function insertMail({ orm }: Db, userId: string, kind: UserMailKind, about?: string): Promise<void> {
  await orm.insert(mails).values({ userId, kind, about });
}

/** Asks for the mail of an invitation, in its transaction. */
export async function insertInvitationMail({ orm }: Db, invitationId: string): Promise<void> {
  await orm.insert(mails).values({ invitationId, kind: 'ORGANIZATION_INVITATION' });
}

/** Asks for a mail about an invoice, or its reminder of this level, in the transaction of what causes it. */
export async function insertInvoiceMail(
  { orm }: Db,
  invoiceId: string,
  kind: InvoiceMailKind,
  level?: number,
): Promise<void> {
  await orm.insert(mails).values({ invoiceId, kind, about: level === undefined ? null : String(level) });
}

/**
 * Asks for a mail to whoever has this address, if anyone has. The transaction's commit does not wait for the disk, or
 * its time would tell whether there was anything to write; a crash in that moment loses the wish, and one asks again.
 */
export async function insertMailTo({ sql }: Db, email: string, kind: UserMailKind): Promise<void> {
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
  readonly attempts: number;
  readonly email: string;
  readonly about: AboutUser | AboutInvitation | AboutInvoice;
}

interface AboutUser {
  readonly kind: UserMailKind;
  readonly userId: string;
  readonly username: string;
  readonly emailVerified: boolean;
  /** The address of the chain, or the report, that it tells of. */
  readonly address: string | null;
}

interface AboutInvitation {
  readonly kind: 'ORGANIZATION_INVITATION';
  readonly invitationId: string;
  readonly organizationId: string;
  /** Username of who invites. */
  readonly inviter: string;
  /** Whether it can still be accepted. */
  readonly open: boolean;
}

export interface AboutInvoice {
  readonly kind: InvoiceMailKind;
  readonly invoiceId: string;
  readonly paper: InvoiceKind;
  readonly number: string;
  readonly currency: 'EUR' | 'USD';
  /** In minor units. */
  readonly gross: bigint;
  readonly dueAt: Date | null;
  /** Of a reminder: which one. */
  readonly level: number;
  /** Whether something of it is still to be paid. */
  readonly open: boolean;
}

type ClaimedMail = Pick<MailRow, 'id' | 'kind' | 'about' | 'attempts' | 'userId' | 'invitationId' | 'invoiceId'>;

/**
 * Takes the mail that has waited longest, counts the attempt and puts the next one off, all before it is sent: a
 * process that dies while sending loses nothing, and nobody else sends the same mail meanwhile.
 */
export async function claimMail(
  { sql }: Db,
  { attempts, firstPauseS, longestPauseS }: { attempts: number; firstPauseS: number; longestPauseS: number },
): Promise<DueMail | undefined> {
  const [mail] = await sql<ClaimedMail[]>`
    with due as (
      select id from mails
      where status = 'WAITING' and next_attempt_at <= now() and attempts < ${attempts}
      order by next_attempt_at limit 1 for update skip locked
    ), claimed as (
      update mails m set attempts = m.attempts + 1,
        next_attempt_at = now() + make_interval(secs => least(${longestPauseS}::float8, ${firstPauseS}::float8 * 2 ^ m.attempts))
      from due where m.id = due.id
      returning m.id, m.kind, m.about, m.attempts, m.user_id, m.invitation_id, m.invoice_id
    )
    select * from claimed`;
  if (!mail) return undefined;
  const { id, attempts: made, kind, userId, invitationId, invoiceId, about } = mail;
  return { id, attempts: made, ...(await addressed()) };

  function addressed(): Promise<Addressed> {
    if (kind === 'ORGANIZATION_INVITATION') return ofInvitation(sql, invitationId);
    if (kind === 'INVOICE_ISSUED' || kind === 'INVOICE_REMINDER') return ofInvoice(sql, { kind, invoiceId, about });
    return ofUser(sql, { kind, userId, address: about });
  }
}

type Addressed = Pick<DueMail, 'email' | 'about'>;

async function ofUser(
  sql: Sql,
  { kind, userId, address }: { kind: UserMailKind; userId: string | null; address: string | null },
): Promise<Addressed> {
  const [user] = await sql<(Omit<AboutUser, 'kind' | 'address'> & { email: string })[]>`
    select id as user_id, username, email, email_verified_at is not null as email_verified
    from users where id = ${userId}`;
  if (!user) throw new Error('a mail is to a user who does not exist');
  const { email, ...about } = user;
  return { email, about: { kind, address, ...about } };
}

async function ofInvitation(sql: Sql, invitationId: string | null): Promise<Addressed> {
  const [invitation] = await sql<(Omit<AboutInvitation, 'kind'> & { email: string })[]>`
    select i.id as invitation_id, i.organization_id, i.email, u.username as inviter,
           i.accepted_at is null and i.revoked_at is null as open
    from organization_invitations i join users u on u.id = i.invited_by where i.id = ${invitationId}`;
  if (!invitation) throw new Error('a mail is of an invitation that does not exist');
  const { email, ...about } = invitation;
  return { email, about: { kind: 'ORGANIZATION_INVITATION', ...about } };
}

async function ofInvoice(
  sql: Sql,
  { kind, invoiceId, about }: { kind: InvoiceMailKind; invoiceId: string | null; about: string | null },
): Promise<Addressed> {
  const [invoice] = await sql<(Omit<AboutInvoice, 'kind' | 'level'> & { email: string | null })[]>`
    select i.id as invoice_id, i.kind as paper, i.number, i.currency, i.gross, i.due_at,
           coalesce(i.buyer->>'email', u.email) as email, p.status = 'AUTHORIZED' as open
    from invoices i join payments p on p.id = i.payment_id join users u on u.id = p.payer_id where i.id = ${invoiceId}`;
  if (!invoice?.email) throw new Error('a mail is of an invoice that does not exist');
  const { email, ...facts } = invoice;
  return { email, about: { kind, level: Number(about ?? 0), ...facts } };
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
