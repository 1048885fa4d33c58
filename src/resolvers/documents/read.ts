import { type AccessView, selectAccesses } from '../../db/document-accesses.ts';
import {
  type DocumentRow,
  selectDocumentsOf,
  selectDocumentsOfProject,
  selectVersion,
  selectVersionsOf,
  type VersionRow,
} from '../../db/documents.ts';
import type { Context } from '../context.ts';
import { Forbidden, NotFound, Unauthenticated } from '../errors.ts';
import { actingFor, readInput } from '../input.ts';
import {
  decodeKeyset,
  encodeKeyset,
  KEY_INTEGER,
  KEY_UUID,
  type Page,
  type PageInput,
  pageSize,
  toPage,
} from '../pages.ts';
import { permitCaller, permitFor } from '../permissions.ts';
import { mayAudit, mayRead } from './access.ts';
import { downloadToken, publicUrl } from './links.ts';
import { documentFilter } from './rules.ts';

/** What the caller has brought for themselves, or what is an organization's of theirs, newest first. */
export async function myDocuments(
  ctx: Context,
  input: PageInput & { readonly filterBy?: unknown; readonly organizationId?: unknown },
): Promise<Page<DocumentRow>> {
  await permitCaller(ctx, 'document.read');
  const organizationId = readInput(actingFor, input.organizationId);
  const { userId } = await permitFor(ctx, 'document.read', organizationId);
  const filter = readInput(documentFilter, input.filterBy ?? {});
  const { size, after } = pageOf(ctx, input);
  const owner = organizationId === undefined ? { createdBy: userId } : { organizationId };
  const rows = await selectDocumentsOf(ctx.app.db, { ...filter, owner, after, limit: size + 1 });
  return toPage(rows, size, input, (row) => encodeKeyset([row.id]));
}

/** The documents of a project that the caller may read, newest first: all of them, or none. */
export async function documentsOfProject(
  ctx: Context,
  projectId: string,
  input: PageInput,
): Promise<Page<DocumentRow>> {
  const { size, after } = pageOf(ctx, input);
  const rows = await selectDocumentsOfProject(ctx.app.db, { projectId, after, limit: size + 1 });
  const readable = await Promise.all(rows.map((row) => mayRead(ctx, row)));
  const page = toPage(rows, size, input, (row) => encodeKeyset([row.id]));
  return { ...page, items: page.items.filter((_, index) => readable[index]) };
}

function pageOf(ctx: Context, input: PageInput) {
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [after] = input.after ? decodeKeyset(input.after, [KEY_UUID]) : [];
  return { size, after };
}

/** The documents with these ids, null where there is none (any more) that the caller may read. */
export async function visibleDocuments(ctx: Context, ids: readonly string[]): Promise<(DocumentRow | null)[]> {
  return Promise.all(
    ids.map(async (id) => {
      const document = await ctx.loaders.documents.load(id);
      return document && !document.deletedAt && (await mayRead(ctx, document)) ? document : null;
    }),
  );
}

/** The versions with these ids, null where their document is none that the caller may read. */
export async function visibleVersions(ctx: Context, ids: readonly string[]): Promise<(VersionRow | null)[]> {
  return Promise.all(
    ids.map(async (id) => {
      const version = await ctx.loaders.documentVersions.load(id);
      if (!version) return null;
      const [document] = await visibleDocuments(ctx, [version.documentId]);
      return document ? version : null;
    }),
  );
}

/** The newest version, which every document has. */
export async function newestVersion(ctx: Context, documentId: string): Promise<VersionRow> {
  const newest = await ctx.loaders.newestVersions.load(documentId);
  if (!newest) throw new Error(`document ${documentId} has no version`);
  return newest.version;
}

/** A document that must exist, since a version is of it. */
export async function documentOf(ctx: Context, documentId: string): Promise<DocumentRow> {
  const document = await ctx.loaders.documents.load(documentId);
  if (!document) throw new Error(`document ${documentId} is referred to and does not exist`);
  return document;
}

/** The versions of a document that the caller sees, newest first. */
export async function versionsOf(ctx: Context, document: DocumentRow, input: PageInput): Promise<Page<VersionRow>> {
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [cursor] = input.after ? decodeKeyset(input.after, [KEY_INTEGER]) : [];
  const before = cursor === undefined ? undefined : Math.min(Number(cursor), 2 ** 31 - 1);
  const rows = await selectVersionsOf(ctx.app.db, { documentId: document.id, before, limit: size + 1 });
  return toPage(rows, size, input, (row) => encodeKeyset([String(row.number)]));
}

/** Who has read a document, newest first. Throws Forbidden for those who may read it and no more. */
export async function accessesOf(ctx: Context, document: DocumentRow, input: PageInput): Promise<Page<AccessView>> {
  if (!(await mayAudit(ctx, document))) throw new Forbidden('Only the owner and its auditors see who has read it.');
  const { size, after } = pageOf(ctx, input);
  const rows = await selectAccesses(ctx.app.db, { documentId: document.id, after, limit: size + 1 });
  return toPage(rows, size, input, (row) => encodeKeyset([row.id]));
}

/** A link for the caller to one version, the newest unless a number is given. Throws NotFound. */
export async function downloadUrl(
  ctx: Context,
  document: DocumentRow,
  versionNumber: number | null | undefined,
): Promise<string> {
  const { app, viewer } = ctx;
  if (!viewer) throw new Unauthenticated();
  const version =
    versionNumber == null
      ? await newestVersion(ctx, document.id)
      : await selectVersion(app.db, { documentId: document.id, number: versionNumber });
  if (!version) throw new NotFound('version');
  return `${publicUrl(app)}/documents/${downloadToken(app, { versionId: version.id, userId: viewer.userId })}`;
}
