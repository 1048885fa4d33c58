import { v7 as newId } from 'uuid';
import { createApp, createLog } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { openDatabase } from '../src/db/client.ts';
import { selectNewestVersions } from '../src/db/documents.ts';
import { openSnapshot } from '../src/db/report-snapshot.ts';
import { tradesOf } from '../src/db/report-trades.ts';
import { insertReport, type ReportFormat, selectReportsById } from '../src/db/reports.ts';
import { platformContext } from '../src/resolvers/context.ts';
import { runReport } from '../src/resolvers/reports/run-report.ts';
import { answerParent } from './children.ts';
import type { ReportLoad } from './reports.ts';

interface Given {
  readonly databaseUrl: string;
  readonly ownerId: string;
  readonly dataDir: string;
  /** The trades before this moment. */
  readonly to: Date;
}

const MIB = 2 ** 20;
const LOOK_EVERY_MS = 50;
/** A collection takes as long as some hundred rows, and says what is really in use. */
const COLLECT_EVERY_MS = 250;
const TIMEOUT_MS = 600_000;

const open = (url: string) => openDatabase({ url, poolSize: 4, statementTimeoutMs: TIMEOUT_MS });

/** What is in use after a collection, buffers included. */
function inUse(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Measures time and memory from now on; with `collects`, what is in use instead of what the process holds. */
function measure(collects: boolean): (rows: number, bytes: number) => ReportLoad {
  const look = collects ? inUse : (): number => process.memoryUsage.rss();
  const startedAt = performance.now();
  let most = look();
  const timer = setInterval(() => (most = Math.max(most, look())), collects ? COLLECT_EVERY_MS : LOOK_EVERY_MS);
  return (rows, bytes) => {
    clearInterval(timer);
    return { rows, bytes, tookMs: performance.now() - startedAt, mib: most / MIB };
  };
}

/** The limit: the same statement, read page by page, and nobody looks at a row. */
async function cursor({ databaseUrl, ownerId, to }: Given): Promise<ReportLoad> {
  const db = open(databaseUrl);
  const snapshot = await openSnapshot(db, { pageRows: 1_000, statementTimeoutMs: TIMEOUT_MS });
  const end = measure(false);
  let rows = 0;
  for await (const page of tradesOf(snapshot, ownerId, { from: undefined, to }).pages()) rows += page.length;
  const load = end(rows, 0);
  await snapshot.close();
  await db.close();
  return load;
}

/** What a worker does with a report that is asked for, to the sealed document. */
async function report({
  databaseUrl,
  ownerId,
  dataDir,
  to,
  format,
  collects,
}: Given & { readonly format: ReportFormat; readonly collects: boolean }): Promise<ReportLoad> {
  const config = loadConfig({ NODE_ENV: 'test', LOG_LEVEL: 'error', DATA_DIR: dataDir, DATABASE_URL: databaseUrl });
  const db = open(databaseUrl);
  const app = await createApp(config, db, createLog(config));
  const id = newId();
  const wish = {
    ownerId,
    actorId: ownerId,
    kind: 'TRADES',
    format,
    mailed: false,
    parameters: { to: to.toISOString() },
  } as const;
  await insertReport(db, { id, ...wish });
  const end = measure(collects);
  await runReport(platformContext(app, 'bench'), id);
  const [made] = await selectReportsById(db, [id]);
  if (made?.status !== 'READY') throw new Error(`the report is ${made?.status}: ${made?.reason}`);
  const [version] = await selectNewestVersions(db, [made.documentId ?? '']);
  const load = end(Number(made.rowsDone), Number(version?.size ?? 0n));
  await db.close();
  return load;
}

answerParent({ cursor, report });
