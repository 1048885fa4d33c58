import { Logger, run, runOnce, type RunnerOptions, type TaskList } from 'graphile-worker';
import { selectDueReportSchedules } from '../db/report-schedules.ts';
import { QUEUE_SCHEMA, REPORT_TASK, selectLostReports } from '../db/reports.ts';
import type { Context } from '../resolvers/context.ts';
import { runReportSchedule } from '../resolvers/reports/run-report-schedule.ts';
import { runReport, takeLostReport } from '../resolvers/reports/run-report.ts';
import type { Pass } from './keep.ts';

const AT_ONCE = 100;
const EVERY_MS = 15_000;

/** What Graphile Worker says of itself. Payloads hold ids alone; what a job fails with is logged where it fails. */
function loggerOf({ app: { log } }: Context): Logger {
  const levels = { error: 'error', warning: 'warn', info: 'debug', debug: 'trace' } as const;
  return new Logger((scope) => (level, message) => log[levels[level]]({ queue: scope.label }, message));
}

const optionsOf = (ctx: Context, databaseUrl: string): RunnerOptions => ({
  connectionString: databaseUrl,
  schema: QUEUE_SCHEMA,
  taskList: tasksOf(ctx),
  noHandleSignals: true,
  logger: loggerOf(ctx),
});

const tasksOf = (ctx: Context): TaskList => ({
  [REPORT_TASK]: (payload, helpers) => runReport(ctx, (payload as { id: string }).id, helpers.abortSignal),
});

/** Makes the reports that are asked for, in the role of a worker; gives the way to stop. */
export async function startReports(ctx: Context, databaseUrl: string): Promise<() => Promise<void>> {
  const { REPORTS_AT_ONCE: concurrency, REPORT_POLL_MS: pollInterval } = ctx.app.config;
  const runner = await run({
    ...optionsOf(ctx, databaseUrl),
    concurrency,
    // One to listen, and one for each that asks for its next job.
    maxPoolSize: concurrency + 1,
    pollInterval,
  });
  return () => runner.stop();
}

/** Makes what is due at this moment, one report after another. */
export const runDueReports = (ctx: Context, databaseUrl: string): Promise<void> =>
  runOnce({ ...optionsOf(ctx, databaseUrl), maxPoolSize: 2 });

/** Takes reports from workers that died with them; gives how many. */
export async function passLostReports(ctx: Context): Promise<number> {
  const lost = await selectLostReports(ctx.app.db, ctx.app.config.REPORT_LOST_S, AT_ONCE);
  for (const id of lost) await takeLostReport(ctx, id);
  return lost.length;
}

/** Queues what schedules have due, the longest due first; gives how many. Idempotent. */
export async function passReportSchedules(ctx: Context): Promise<number> {
  const due = await selectDueReportSchedules(ctx.app.db, AT_ONCE);
  for (const id of due) {
    try {
      await runReportSchedule(ctx, id);
    } catch (error) {
      // What is wrong with one must not keep the others from their reports.
      ctx.app.log.error({ err: error, scheduleId: id }, 'a scheduled report failed inside');
    }
  }
  return due.length;
}

/** What reports need besides the queue. */
export const reportPasses = (ctx: Context): readonly Pass[] => [
  { name: 'report-lost', everyMs: EVERY_MS, run: async () => void (await passLostReports(ctx)) },
  { name: 'report-schedules', everyMs: EVERY_MS, run: async () => void (await passReportSchedules(ctx)) },
];
