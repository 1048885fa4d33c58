import { sql } from 'drizzle-orm';
import { index, integer, pgEnum, text, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id, instant, table } from './columns.ts';
import { users } from './users.ts';

export const mailKind = pgEnum('mail_kind', ['EMAIL_VERIFICATION', 'PASSWORD_RESET', 'PASSWORD_CHANGED']);
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
    status: mailStatus().notNull().default('WAITING'),
    attempts: integer().notNull().default(0),
    nextAttemptAt: createdAt(),
    lastError: text(),
    createdAt: createdAt(),
    sentAt: instant(),
  },
  (t) => [index('mails_waiting').on(t.nextAttemptAt).where(sql`${t.status} = 'WAITING'`)],
);

export type MailRow = typeof mails.$inferSelect;
