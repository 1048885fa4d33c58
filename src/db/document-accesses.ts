import { bigint, index, text, uuid } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { createdAt, id, table } from './columns.ts';
import { documents, documentVersions } from './documents.ts';
import { newestOf } from './keyset.ts';
import { users } from './users.ts';

/** Who has fetched which version, when and from where. Append-only. */
export const documentAccesses = table(
  'document_accesses',
  {
    id: id(),
    documentId: uuid()
      .notNull()
      .references(() => documents.id),
    versionId: uuid()
      .notNull()
      .references(() => documentVersions.id),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    address: text().notNull(),
    userAgent: text().notNull(),
    /** Of the part that was asked for, ends included. */
    firstByte: bigint({ mode: 'bigint' }).notNull(),
    lastByte: bigint({ mode: 'bigint' }).notNull(),
    at: createdAt(),
  },
  (t) => [index('document_accesses_document').on(t.documentId, t.id)],
);

export type AccessRow = typeof documentAccesses.$inferSelect;
/** With the number of the version. */
export type AccessView = AccessRow & { readonly number: number };

export async function insertAccess({ orm }: Db, access: Omit<AccessRow, 'id' | 'at'>): Promise<void> {
  await orm.insert(documentAccesses).values(access);
}

/** Newest first: `limit` accesses after the access `after`. */
export async function selectAccesses(
  { sql }: Db,
  { documentId, after, limit }: { documentId: string; after: string | undefined; limit: number },
): Promise<AccessView[]> {
  return await sql<AccessView[]>`
    select a.*, v.number from (
      select * from document_accesses
      where ${newestOf(sql, 'document_id', sql`${documentId}`, after)} limit ${limit}) as a
    join document_versions v on v.id = a.version_id
    order by a.id desc`;
}
