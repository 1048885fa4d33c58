import { z } from 'zod';
import {
  type ReportScheduleRow,
  selectReportSchedulesById,
  selectReportSchedulesOf,
} from '../../db/report-schedules.ts';
import { type ReportRow, selectReportsById, selectReportsOf } from '../../db/reports.ts';
import { type DocumentRow, selectDocumentsById, selectNewestVersions } from '../../db/documents.ts';
import type { Context } from '../context.ts';
import { downloadToken, publicUrl } from '../documents/links.ts';
import { actingFor, readInput } from '../input.ts';
import { decodeKeyset, encodeKeyset, KEY_UUID, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { mayFor, permitCaller, permitFor } from '../permissions.ts';

/** The reports with these ids, null where there is none that the caller may see. */
export async function visibleReports(ctx: Context, ids: readonly string[]): Promise<(ReportRow | null)[]> {
  const found = new Map((await selectReportsById(ctx.app.db, ids)).map((row) => [row.id, row]));
  return Promise.all(
    ids.map(async (id) => {
      const row = found.get(id);
      return row && (await mayFor(ctx, 'report.read-own', row.ownerId)) ? row : null;
    }),
  );
}

/** The caller's reports or those of an organization, newest first. Throws InputInvalid, Forbidden. */
export async function myReports(
  ctx: Context,
  { organizationId: given, ...input }: PageInput & { readonly organizationId?: unknown },
): Promise<Page<ReportRow>> {
  await permitCaller(ctx, 'report.read-own');
  const { organizationId } = readInput(z.object({ organizationId: actingFor }), { organizationId: given });
  const { ownerId } = await permitFor(ctx, 'report.read-own', organizationId);
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [after] = input.after ? decodeKeyset(input.after, [KEY_UUID]) : [];
  const rows = await selectReportsOf(ctx.app.db, ownerId, { after, limit: size + 1 });
  return toPage(rows, size, input, ({ id }) => encodeKeyset([id]));
}

/** The schedules with these ids, null where there is none that the caller may see. */
export async function visibleReportSchedules(
  ctx: Context,
  ids: readonly string[],
): Promise<(ReportScheduleRow | null)[]> {
  const found = new Map((await selectReportSchedulesById(ctx.app.db, ids)).map((row) => [row.id, row]));
  return Promise.all(
    ids.map(async (id) => {
      const row = found.get(id);
      return row && (await mayFor(ctx, 'report.read-own', row.ownerId)) ? row : null;
    }),
  );
}

/** The caller's schedules or those of an organization, newest first. Throws InputInvalid, Forbidden. */
export async function myReportSchedules(
  ctx: Context,
  { organizationId: given, ...input }: PageInput & { readonly organizationId?: unknown },
): Promise<Page<ReportScheduleRow>> {
  await permitCaller(ctx, 'report.read-own');
  const { organizationId } = readInput(z.object({ organizationId: actingFor }), { organizationId: given });
  const { ownerId } = await permitFor(ctx, 'report.read-own', organizationId);
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [after] = input.after ? decodeKeyset(input.after, [KEY_UUID]) : [];
  const rows = await selectReportSchedulesOf(ctx.app.db, ownerId, { after, limit: size + 1 });
  return toPage(rows, size, input, ({ id }) => encodeKeyset([id]));
}

/** The report of an event, which the subscriber may see. */
export async function reportOf(ctx: Context, id: string): Promise<ReportRow> {
  const [report] = await selectReportsById(ctx.app.db, [id]);
  if (!report) throw new Error(`there is no report ${id}`);
  return report;
}

/** The file of a report; null while there is none, or once it was deleted. */
export async function documentOfReport(ctx: Context, { documentId }: ReportRow): Promise<DocumentRow | null> {
  if (documentId === null) return null;
  const document = await ctx.loaders.documents.load(documentId);
  return document && document.deletedAt === null ? document : null;
}

/** A link for a user to the file of a report, as a mail has it; undefined where there is none (any more). */
export async function reportLink({ app }: Context, id: string | null, userId: string): Promise<string | undefined> {
  const [report] = id === null ? [] : await selectReportsById(app.db, [id]);
  const [document] = report?.documentId ? await selectDocumentsById(app.db, [report.documentId]) : [];
  const [version] = document && !document.deletedAt ? await selectNewestVersions(app.db, [document.id]) : [];
  if (!version) return undefined;
  const token = downloadToken(app, { versionId: version.id, userId }, app.config.REPORT_LINK_TTL_S);
  return `${publicUrl(app)}/documents/${token}`;
}
