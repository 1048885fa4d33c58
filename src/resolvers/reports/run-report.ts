import { v7 as newId } from 'uuid';
import { giveDocument, markDocumentDeleted } from '../../db/documents.ts';
import { insertMail } from '../../db/mails.ts';
import { openSnapshot } from '../../db/report-snapshot.ts';
import { enqueueReport, lockReport, type ReportRow, updateReport } from '../../db/reports.ts';
import { type Context, transact } from '../context.ts';
import { storeDocument } from '../documents/store-document.ts';
import { Refusal } from '../errors.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { compileReport } from './compile.ts';
import { mediaTypes, writeReport } from './formats.ts';
import { nextReportStatus } from './machine.ts';
import { permitReport } from './permit.ts';
import { counted, ReportLostError, WorkerStoppingError } from './progress.ts';
import { reportParameters } from './rules.ts';
import { reportChanged } from './told.ts';

type Running = ReportRow & { readonly runId: string };

/**
 * Makes a report that is QUEUED: reads it at one moment, writes it as it is read into a sealed document, and tells how far
 * it is. What failed is tried again, what a refusal ended is not. Does nothing with a report that is not QUEUED, so a job
 * may come twice.
 */
export async function runReport(ctx: Context, reportId: string, stopping?: AbortSignal): Promise<void> {
  const report = await startReport(ctx, reportId);
  if (!report) return;
  try {
    const documentId = await makeDocument(ctx, report, stopping);
    await finishReport(ctx, report, documentId);
  } catch (error) {
    if (error instanceof ReportLostError) return;
    const isOurs = !(error instanceof Refusal) && !(error instanceof WorkerStoppingError);
    if (isOurs) ctx.app.log.error({ err: error, reportId }, 'a report could not be made');
    await giveUp(ctx, report, error);
  }
}

async function startReport(ctx: Context, reportId: string): Promise<Running | undefined> {
  return transact(ctx, async (tx) => {
    const report = await lockReport(tx, reportId);
    if (report?.status !== 'QUEUED') return undefined;
    const now = new Date();
    const started = await updateReport(tx, reportId, {
      status: nextReportStatus(report.status, 'START'),
      runId: newId(),
      attempts: report.attempts + 1,
      rowsDone: 0n,
      rowsTotal: null,
      startedAt: now,
      heardAt: now,
    });
    await tell(tx, [reportChanged(started)]);
    return started as Running;
  });
}

/** Gives the id of the document. */
async function makeDocument(ctx: Context, report: Running, stopping: AbortSignal | undefined): Promise<string> {
  const { app } = ctx;
  const { config } = app;
  const { ownerId, actorId, kind, format } = report;
  const parameters = readInput(reportParameters, report.parameters);
  const asActor = await permitReport(ctx, { ...report, parameters });
  const snapshot = await openSnapshot(app.db, {
    pageRows: config.REPORT_PAGE_ROWS,
    statementTimeoutMs: config.REPORT_STATEMENT_TIMEOUT_MS,
  });
  try {
    const at = new Date();
    const compiled = await compileReport(kind, { app, snapshot, ownerId, asActor, parameters, at });
    const tables = await counted(ctx, report, compiled.tables, stopping);
    const bytes = remembering(
      writeReport(format, { ...compiled, tables }, { at, issuer: config.CERTIFICATE_ISSUER_NAME }),
    );
    const stored = storeDocument(ctx, {
      userId: actorId,
      target: { kind: 'REPORT', projectId: null, name: `${compiled.title} ${at.toISOString().slice(0, 10)}` },
      mediaType: mediaTypes[format],
      bytes,
      mostBytes: config.REPORT_BYTES,
    });
    const { document } = await stored.catch((error: unknown) => {
      throw bytes.failure ?? error;
    });
    return document.id;
  } finally {
    await snapshot.close();
  }
}

/** Bytes that remember what they failed with: whoever stores them says of it only that they broke off. */
function remembering(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> & { readonly failure: unknown } {
  let failure: unknown;
  return {
    get failure() {
      return failure;
    },
    async *[Symbol.asyncIterator]() {
      try {
        yield* bytes;
      } catch (error) {
        failure = error;
        throw error;
      }
    },
  };
}

async function finishReport(ctx: Context, { id, runId, ownerId, actorId }: Running, documentId: string): Promise<void> {
  await transact(ctx, async (tx) => {
    const report = await lockReport(tx, id);
    if (report?.runId !== runId) {
      // Another attempt has it, or nobody wants it any more: nothing refers to the document.
      await markDocumentDeleted(tx, documentId, actorId);
      return;
    }
    if (ownerId !== actorId) await giveDocument(tx, documentId, ownerId);
    const status = nextReportStatus(report.status, 'FINISH');
    const ready = await updateReport(tx, id, { status, runId: null, documentId, reason: null, endedAt: new Date() });
    if (ready.mailed) await insertMail(tx, actorId, 'REPORT_READY', id);
    await tell(tx, [reportChanged(ready)]);
  });
}

const AGAIN = 'Something went wrong on our side; it is tried again.';
const NO_MORE = 'Something went wrong on our side, as often as it was tried.';

/** To another attempt, or to its end. What a refusal says would be the same once more. */
async function giveUp(ctx: Context, { id, runId }: Running, error: unknown): Promise<void> {
  const { REPORT_ATTEMPTS: most } = ctx.app.config;
  await transact(ctx, async (tx) => {
    const report = await lockReport(tx, id);
    if (report?.runId !== runId) return;
    const isStopping = error instanceof WorkerStoppingError;
    const isFinal = report.attempts >= most || (error instanceof Refusal && !error.retryable);
    const step = isFinal && !isStopping ? 'FAIL' : 'RETRY';
    const words = error instanceof Refusal ? error.message : step === 'FAIL' ? NO_MORE : AGAIN;
    const status = nextReportStatus(report.status, step);
    const left = await updateReport(tx, id, {
      status,
      runId: null,
      reason: words,
      ...(step === 'FAIL' && { endedAt: new Date() }),
      ...(isStopping && { attempts: report.attempts - 1 }),
    });
    if (step === 'RETRY') await enqueueReport(tx, id, report.attempts);
    await tell(tx, [reportChanged(left)]);
  });
}

/** Takes a report from a worker that was not heard of any more, so that another one makes it. */
export async function takeLostReport(ctx: Context, reportId: string): Promise<void> {
  const report = await ctx.app.db.transact((tx) => lockReport(tx, reportId));
  if (report?.status !== 'RUNNING' || report.runId === null || report.heardAt === null) return;
  if (Date.now() - report.heardAt.getTime() < ctx.app.config.REPORT_LOST_S * 1_000) return;
  await giveUp(ctx, report as Running, new Error('its worker died'));
}
