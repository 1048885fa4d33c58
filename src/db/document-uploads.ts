import { sql } from 'drizzle-orm';
import { bigint, check, index, pgEnum, text, uuid } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { createdAt, id, instant, table } from './columns.ts';
import { type DocumentKind, documentKind, documents, documentStorage } from './documents.ts';
import { organizations } from './organizations.ts';
import { projects } from './projects.ts';
import { users } from './users.ts';

export const uploadStatus = pgEnum('document_upload_status', ['PREPARED', 'RECEIVING']);

/**
 * An upload that is to come or under way. The row goes when it ends, however it ends: what is left behind by a process
 * that died is found by it and cleared away.
 */
export const documentUploads = table(
  'document_uploads',
  {
    id: id(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    status: uploadStatus().notNull(),
    /** A new version of this document, or a new document of `kind` and `name`. */
    documentId: uuid().references(() => documents.id),
    kind: documentKind(),
    projectId: uuid().references(() => projects.id),
    organizationId: uuid().references(() => organizations.id),
    name: text(),
    /** What a prepared upload is bound to. */
    mediaType: text(),
    size: bigint({ mode: 'bigint' }),
    /** The id of the version to be, under which the storage takes the bytes. */
    versionId: uuid().notNull(),
    storage: documentStorage().notNull(),
    /** Where the bytes lie, from when the storage has all of them. */
    place: text(),
    receivedBytes: bigint({ mode: 'bigint' }).notNull().default(0n),
    touchedAt: createdAt(),
    expiresAt: instant().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    index('document_uploads_user').on(t.userId, t.id),
    index('document_uploads_touched').on(t.touchedAt),
    check(
      'document_uploads_target',
      sql`(${t.documentId} is null) = (${t.kind} is not null) and (${t.kind} is null) = (${t.name} is null)`,
    ),
    check('document_uploads_bound', sql`(${t.mediaType} is null) = (${t.size} is null)`),
  ],
);

export type UploadRow = typeof documentUploads.$inferSelect;

/** What the bytes are to become. */
export type UploadTarget =
  | { readonly documentId: string }
  | {
      readonly kind: DocumentKind;
      readonly projectId: string | null;
      readonly organizationId?: string | null;
      readonly name: string;
    };

export type NewUpload = UploadTarget &
  Pick<UploadRow, 'userId' | 'status' | 'versionId' | 'storage'> &
  Partial<Pick<UploadRow, 'mediaType' | 'size'>> & { readonly ttlS: number };

export async function insertUpload({ orm }: Db, { ttlS, ...upload }: NewUpload): Promise<UploadRow> {
  const expiresAt = sql`now() + make_interval(secs => ${ttlS})`;
  const [row] = await orm
    .insert(documentUploads)
    .values({ ...upload, expiresAt } as unknown as typeof documentUploads.$inferInsert)
    .returning();
  return row as UploadRow;
}

/** Begins a prepared upload; undefined if it was begun before, has expired or does not exist. Of two, one begins. */
export async function beginUpload({ sql }: Db, id: string, ttlS: number): Promise<UploadRow | undefined> {
  const [row] = await sql<UploadRow[]>`
    update document_uploads
    set status = 'RECEIVING', touched_at = now(), expires_at = now() + make_interval(secs => ${ttlS})
    where id = ${id} and status = 'PREPARED' and expires_at > now() returning *`;
  return row;
}

/** Notes how far an upload is; false if its time is over, or somebody clears it away. */
export async function touchUpload({ sql }: Db, id: string, receivedBytes: bigint): Promise<boolean> {
  const done = await sql`
    update document_uploads set received_bytes = ${receivedBytes}, touched_at = now()
    where id = ${id} and expires_at > now()`;
  return done.count === 1;
}

export async function updateUploadPlace({ sql }: Db, id: string, place: string): Promise<boolean> {
  const done = await sql`
    update document_uploads set place = ${place}, touched_at = now() where id = ${id} and expires_at > now()`;
  return done.count === 1;
}

/** Ends an upload whose version is written in the same transaction; false if it was given up before. */
export async function completeUpload({ sql }: Db, id: string): Promise<boolean> {
  const done = await sql`delete from document_uploads where id = ${id} and expires_at > now()`;
  return done.count === 1;
}

/**
 * Gives an upload up: from now on it cannot be completed, so what it stored can be removed. Waits for a transaction that
 * completes it; false if there is nothing to give up (any more).
 */
export async function giveUpUpload({ sql }: Db, id: string): Promise<boolean> {
  const done = await sql`
    update document_uploads set expires_at = least(expires_at, now()), touched_at = now() where id = ${id}`;
  return done.count === 1;
}

/** Forgets an upload that was given up and of which nothing is left. */
export async function deleteUpload({ sql }: Db, id: string): Promise<boolean> {
  const done = await sql`delete from document_uploads where id = ${id}`;
  return done.count === 1;
}

/** The uploads of a user that have not ended, and how many bytes they may still bring. */
export async function countUploads({ sql }: Db, userId: string): Promise<{ open: number; bytes: bigint }> {
  const [row] = await sql<{ open: number; bytes: bigint }[]>`
    select count(*)::int as open, coalesce(sum(greatest(size, received_bytes)), 0) as bytes
    from document_uploads where user_id = ${userId} and (status = 'RECEIVING' or expires_at > now())`;
  return row ?? { open: 0, bytes: 0n };
}

/** Makes the uploads of a user count one after another, until the end of the transaction. */
export async function lockUploader({ sql }: Db, userId: string): Promise<void> {
  await sql`select from users where id = ${userId} for no key update`;
}

/** What a dead process or a client that never came has left, the longest silent first; at most `limit`. */
export async function selectAbandonedUploads(
  { sql }: Db,
  { silentS, limit }: { silentS: number; limit: number },
): Promise<UploadRow[]> {
  return await sql<UploadRow[]>`
    select * from document_uploads
    where (status = 'PREPARED' and expires_at < now())
       or (status = 'RECEIVING' and touched_at < now() - make_interval(secs => ${silentS}))
    order by touched_at limit ${limit}`;
}
