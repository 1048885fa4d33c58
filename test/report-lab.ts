import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { selectVersionsOf } from '../src/db/documents.ts';
import { type ReportRow, selectReportsById } from '../src/db/reports.ts';
import { platformContext } from '../src/resolvers/context.ts';
import { openContents } from '../src/resolvers/documents/contents.ts';
import { createReport } from '../src/resolvers/reports/create-report.ts';
import { runDueReports } from '../src/workers/reports.ts';
import { allOf } from './documents.ts';
import type { TestApp, TestUser } from './harness.ts';

/** Asks for a report as a client does. */
export const askReport = (user: TestUser, wish: object): Promise<ReportRow> =>
  createReport(user.ctx, { idempotencyKey: randomUUID(), ...wish });

/** Makes the reports that are queued, as a worker does. */
export const runReports = (t: TestApp): Promise<void> => runDueReports(platformContext(t.app, 'worker'), t.databaseUrl);

/** A report as it is stored. */
export async function reportNow(t: TestApp, { id }: { readonly id: string }): Promise<ReportRow> {
  const [row] = await selectReportsById(t.db, [id]);
  if (!row) throw new Error('no report');
  return row;
}

/** The bytes of a report that is READY. */
export async function bytesOfReport(t: TestApp, report: { readonly id: string }): Promise<Buffer> {
  const { status, reason, documentId } = await reportNow(t, report);
  expect([status, reason]).toEqual(['READY', null]);
  const [version] = await selectVersionsOf(t.db, { documentId: documentId ?? '', before: undefined, limit: 1 });
  if (!version) throw new Error('no version');
  return allOf((await openContents(t.app, version)).read());
}

/** Asks for a report, has it made, and gives its text. */
export async function reportText(t: TestApp, user: TestUser, wish: object): Promise<string> {
  const report = await askReport(user, wish);
  await runReports(t);
  return (await bytesOfReport(t, report)).toString('utf8');
}
