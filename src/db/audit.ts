import { sql } from 'drizzle-orm';
import { bigint, jsonb, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, instant, table } from './columns.ts';

/**
 * Who did what, append-only. Each row holds the hash of the row before it, and `hash` is the SHA-256 over the
 * canonical JSON (RFC 8785) of the row without it: a row changed or removed later breaks the chain from there on.
 */
export const auditLog = table('audit_log', {
  seq: bigint({ mode: 'bigint' }).primaryKey(),
  at: instant().notNull(),
  actorId: uuid(),
  action: text().notNull(),
  subjectType: text().notNull(),
  subjectId: text().notNull(),
  detail: jsonb().notNull().default(sql`'{}'`),
  previousHash: bytes().notNull(),
  hash: bytes().notNull().unique(),
});

export type AuditRow = typeof auditLog.$inferSelect;
