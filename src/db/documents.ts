import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  index,
  integer,
  pgEnum,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { bytes, createdAt, id, instant, table } from './columns.ts';
import { newestOf } from './keyset.ts';
import { organizations } from './organizations.ts';
import { projects } from './projects.ts';
import { users } from './users.ts';

export const documentKind = pgEnum('document_kind', [
  'PROJECT_DOCUMENT',
  'POAI_BUNDLE',
  'CERTIFICATE',
  'REPORT',
  'USER_FILE',
]);
export type DocumentKind = (typeof documentKind.enumValues)[number];

/** Where the sealed bytes of a version lie. */
export const documentStorage = pgEnum('document_storage', ['FOLDER', 'S3', 'IPFS']);
export type DocumentStorage = (typeof documentStorage.enumValues)[number];

/** Something that was written down, in versions that do not change. It is deleted by a mark, never removed. */
export const documents = table(
  'documents',
  {
    id: id(),
    kind: documentKind().notNull(),
    projectId: uuid().references(() => projects.id),
    /** Who brought it here; of what the platform made, for whom it was made. */
    createdBy: uuid()
      .notNull()
      .references(() => users.id),
    organizationId: uuid().references(() => organizations.id),
    /** For people. No path is ever made of it. */
    name: text().notNull(),
    deletedAt: instant(),
    deletedBy: uuid().references(() => users.id),
    createdAt: createdAt(),
  },
  (t) => [
    index('documents_creator').on(t.createdBy, t.id),
    index('documents_project').on(t.projectId, t.id),
    index('documents_organization')
      .on(t.organizationId, t.id)
      .where(sql`${t.organizationId} is not null`),
    index('documents_deleted')
      .on(t.deletedAt)
      .where(sql`${t.deletedAt} is not null`),
    check('documents_deletion', sql`(${t.deletedAt} is null) = (${t.deletedBy} is null)`),
  ],
);

/**
 * What a document was at one time. Its bytes are sealed with a key of their own, which is kept wrapped by a master key
 * (see resolvers/documents/sealing.ts); they are authenticated under the id of the version. Once erased, key and bytes
 * are gone and the hash stays.
 */
export const documentVersions = table(
  'document_versions',
  {
    id: uuid().primaryKey(),
    documentId: uuid()
      .notNull()
      .references(() => documents.id),
    number: integer().notNull(),
    /** Of the plain bytes. */
    sha256: bytes().notNull(),
    size: bigint({ mode: 'bigint' }).notNull(),
    mediaType: text().notNull(),
    storage: documentStorage().notNull(),
    /** What the storage finds them by. */
    place: text().notNull(),
    chunkBytes: integer().notNull(),
    noncePrefix: bytes().notNull(),
    masterKeyId: text().notNull(),
    wrappedKey: bytes(),
    createdBy: uuid()
      .notNull()
      .references(() => users.id),
    createdAt: createdAt(),
    erasedAt: instant(),
  },
  (t) => [
    unique('document_versions_number').on(t.documentId, t.number),
    uniqueIndex('document_versions_place').on(t.storage, t.place),
    index('document_versions_master_key')
      .on(t.masterKeyId, t.id)
      .where(sql`${t.erasedAt} is null`),
    index('document_versions_creator').on(t.createdBy),
    index('document_versions_sha256').on(t.sha256),
    check('document_versions_hash', sql`octet_length(${t.sha256}) = 32`),
    check('document_versions_size', sql`${t.size} > 0`),
    check('document_versions_numbered', sql`${t.number} > 0`),
    check('document_versions_erased', sql`(${t.erasedAt} is null) = (${t.wrappedKey} is not null)`),
  ],
);

/** What refers to a version and needs it to stay, such as a proof. While there is one, the document cannot vanish. */
export const documentHolds = table(
  'document_holds',
  {
    versionId: uuid()
      .notNull()
      .references(() => documentVersions.id),
    /** The noun and its id, such as `PoaiProof`. */
    heldByKind: text().notNull(),
    heldById: uuid().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.versionId, t.heldByKind, t.heldById] }),
    index('document_holds_holder').on(t.heldByKind, t.heldById),
  ],
);

export type DocumentRow = typeof documents.$inferSelect;
export type VersionRow = typeof documentVersions.$inferSelect;

export async function insertDocument(
  { orm }: Db,
  row: Pick<DocumentRow, 'kind' | 'projectId' | 'createdBy' | 'name'> & Partial<Pick<DocumentRow, 'organizationId'>>,
): Promise<DocumentRow> {
  const [document] = await orm.insert(documents).values(row).returning();
  return document as DocumentRow;
}

/** Locks a document, so that its versions come one after another. */
export async function lockDocument({ sql }: Db, id: string): Promise<DocumentRow | undefined> {
  const [row] = await sql<DocumentRow[]>`select * from documents where id = ${id} for no key update`;
  return row;
}

/** The next version of a document that the caller has locked, or has just written. */
export async function insertVersion(
  { orm }: Db,
  version: Omit<typeof documentVersions.$inferInsert, 'number'>,
): Promise<VersionRow> {
  const next = sql`(select coalesce(max(number), 0) + 1 from document_versions where document_id = ${version.documentId})`;
  const [row] = await orm
    .insert(documentVersions)
    .values({ ...version, number: next } as unknown as typeof documentVersions.$inferInsert)
    .returning();
  return row as VersionRow;
}

/** Gives a document to an organization: those of it may read it who may. */
export async function giveDocument({ sql }: Db, id: string, organizationId: string): Promise<void> {
  await sql`update documents set organization_id = ${organizationId} where id = ${id}`;
}

/** Marks a document as deleted. Breaks `document_holds_keep` where something refers to a version of it. */
export async function markDocumentDeleted({ sql }: Db, id: string, deletedBy: string): Promise<DocumentRow> {
  const [row] = await sql<DocumentRow[]>`
    update documents set deleted_at = clock_timestamp(), deleted_by = ${deletedBy} where id = ${id} returning *`;
  return row as DocumentRow;
}

export const HOLDS_KEEP = 'document_holds_keep';

/**
 * Keeps versions from vanishing for as long as there is a database: a hold is never taken back. Breaks
 * `document_holds_deleted` for a version whose document is deleted. One that is held by the same already stays so.
 */
export async function insertHolds(
  { sql }: Db,
  holder: { readonly kind: string; readonly id: string },
  versionIds: readonly string[],
): Promise<void> {
  await sql`
    insert into document_holds (version_id, held_by_kind, held_by_id)
    select version_id, ${holder.kind}, ${holder.id} from unnest(${[...versionIds]}::uuid[]) as given (version_id)
    order by version_id on conflict do nothing`;
}

/** Of these documents, those that something refers to. */
export async function selectHeldDocuments({ sql }: Db, ids: readonly string[]): Promise<{ id: string }[]> {
  return await sql<{ id: string }[]>`
    select distinct v.document_id as id
    from document_versions v join document_holds h on h.version_id = v.id where v.document_id = any(${[...ids]}::uuid[])`;
}

/** Documents with these ids, deleted ones too. */
export async function selectDocumentsById({ sql }: Db, ids: readonly string[]): Promise<DocumentRow[]> {
  return await sql<DocumentRow[]>`select * from documents where id = any(${[...ids]}::uuid[])`;
}

export async function selectVersionsById({ sql }: Db, ids: readonly string[]): Promise<VersionRow[]> {
  return await sql<VersionRow[]>`select * from document_versions where id = any(${[...ids]}::uuid[])`;
}

/** The newest version of each of these documents. */
export async function selectNewestVersions({ sql }: Db, documentIds: readonly string[]): Promise<VersionRow[]> {
  return await sql<VersionRow[]>`
    select v.* from unnest(${[...documentIds]}::uuid[]) as given (document_id) cross join lateral (
      select * from document_versions
      where document_id = given.document_id order by number desc limit 1) as v`;
}

export async function selectVersion(
  { sql }: Db,
  { documentId, number }: { documentId: string; number: number },
): Promise<VersionRow | undefined> {
  const [row] = await sql<VersionRow[]>`
    select * from document_versions where document_id = ${documentId} and number = ${number}`;
  return row;
}

/** Newest first: `limit` versions before the number `before`. */
export async function selectVersionsOf(
  { sql }: Db,
  { documentId, before, limit }: { documentId: string; before: number | undefined; limit: number },
): Promise<VersionRow[]> {
  return await sql<VersionRow[]>`
    select * from document_versions
    where document_id = ${documentId} ${before === undefined ? sql`` : sql`and number < ${before}`}
    order by number desc limit ${limit}`;
}

export interface DocumentFilter {
  readonly kind?: DocumentKind | undefined;
  readonly projectId?: string | undefined;
}

/** Newest first: what is this owner's and not deleted, `limit` documents after the document `after`. */
export async function selectDocumentsOf(
  { sql }: Db,
  { owner, kind, projectId, after, limit }: DocumentFilter & PageOf & { owner: DocumentOwner },
): Promise<DocumentRow[]> {
  const page =
    'organizationId' in owner
      ? newestOf(sql, 'organization_id', sql`${owner.organizationId}`, after)
      : sql`organization_id is null and ${newestOf(sql, 'created_by', sql`${owner.createdBy}`, after)}`;
  return await sql<DocumentRow[]>`
    select * from documents
    where deleted_at is null
      ${kind === undefined ? sql`` : sql`and kind = ${kind}`}
      ${projectId === undefined ? sql`` : sql`and project_id = ${projectId}`}
      and ${page} limit ${limit}`;
}

/** Newest first: what belongs to a project and is not deleted, `limit` documents after the document `after`. */
export async function selectDocumentsOfProject(
  { sql }: Db,
  { projectId, after, limit }: PageOf & { projectId: string },
): Promise<DocumentRow[]> {
  return await sql<DocumentRow[]>`
    select * from documents
    where deleted_at is null and ${newestOf(sql, 'project_id', sql`${projectId}`, after)} limit ${limit}`;
}

/** A user on the own account, or an organization. */
export type DocumentOwner = { readonly createdBy: string } | { readonly organizationId: string };

interface PageOf {
  readonly after: string | undefined;
  readonly limit: number;
}

/** How many bytes a user has brought that are not erased. */
export async function sumBytesOf({ sql }: Db, userId: string): Promise<bigint> {
  const [row] = await sql<{ sum: bigint }[]>`
    select coalesce(sum(size), 0) as sum from document_versions where created_by = ${userId} and erased_at is null`;
  return row?.sum ?? 0n;
}
