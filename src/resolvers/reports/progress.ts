import { type ReportRow, touchReport } from '../../db/reports.ts';
import { type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';
import { ReportTooLarge } from './errors.ts';
import type { ReportTable } from './tables.ts';
import { reportChanged } from './told.ts';

/** Another attempt has the report, or it was cancelled. */
export class ReportLostError extends Error {}

/** The process is about to end: the report is no worse for it. */
export class WorkerStoppingError extends Error {}

/** The most rows of a sheet (ECMA-376 leaves it to Excel: 2^20), without the heading. */
const SHEET_ROWS = 1_048_575n;

/**
 * The tables of a report, counted before a row is read, that tell as they are read how far it is. Reading throws
 * ReportLostError once another attempt has the report, and WorkerStoppingError when the process ends. Throws
 * ReportTooLarge.
 */
export async function counted(
  ctx: Context,
  report: ReportRow & { readonly runId: string },
  tables: readonly ReportTable[],
  stopping: AbortSignal | undefined,
): Promise<ReportTable[]> {
  const { config } = ctx.app;
  let rowsTotal = 0n;
  for (const { count } of tables) rowsTotal += refuseMany(ctx, report, await count());
  const most = report.format === 'PDF' ? config.REPORT_PDF_ROWS : config.REPORT_ROWS;
  if (rowsTotal > BigInt(most)) {
    const other = report.format === 'PDF' ? ' Ask for CSV, JSON or Excel, or for less.' : ' Ask for less.';
    throw new ReportTooLarge(`It has ${rowsTotal} rows, and a ${report.format} takes ${most}.${other}`);
  }
  let rowsDone = 0n;
  let toldAt = 0;
  const say = async (): Promise<void> => {
    toldAt = Date.now();
    const { id: reportId, runId } = report;
    const told = await transact(ctx, async (tx) => {
      const row = await touchReport(tx, { reportId, runId, rowsDone, rowsTotal });
      if (row) await tell(tx, [reportChanged(row)]);
      return row;
    });
    if (!told) throw new ReportLostError();
  };
  await say();
  return tables.map((table) => ({
    ...table,
    async *pages() {
      for await (const rows of table.pages()) {
        if (stopping?.aborted) throw new WorkerStoppingError();
        yield rows;
        rowsDone += BigInt(rows.length);
        if (Date.now() - toldAt >= config.REPORT_PROGRESS_MS) await say();
      }
      await say();
    },
  }));
}

function refuseMany(_: Context, { format }: ReportRow, count: bigint): bigint {
  if (format !== 'XLSX' || count <= SHEET_ROWS) return count;
  throw new ReportTooLarge(`It has ${count} rows, and an Excel sheet takes ${SHEET_ROWS}. Ask for CSV, or for less.`);
}
