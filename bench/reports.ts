import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import type { BenchOptions } from './run.ts';
import { keepDatabase } from './database.ts';
import { fillReports, reportOwner } from './reports-fill.ts';
import { startChild } from './children.ts';
import type { ReportFormat } from '../src/db/reports.ts';
import { count, table } from './table.ts';

/** Changes when reports-fill.ts does. */
const NAME = 'bench_reports_1';
const FORMATS = ['CSV', 'XLSX', 'JSON'] as const satisfies readonly ReportFormat[];
/** As much as the rows of a report may take on top of what the process held before, however many there are. */
const AIM_MIB = 150;
/** Of the rows a second that the database gives to a cursor whose rows nobody looks at. */
const AIM_RATIO: Readonly<Record<(typeof FORMATS)[number], number>> = { CSV: 0.25, XLSX: 0.1, JSON: 0.25 };

/** What one report took. */
export interface ReportLoad {
  readonly rows: number;
  readonly bytes: number;
  readonly tookMs: number;
  /** The most memory that the process had, above what it had before; seen every 50 ms. */
  readonly grewMiB: number;
}

/** A report of a million trades, read, written, sealed and stored; against a bare cursor over the same statement. */
export async function benchReports({ databaseUrl, rounds, say }: BenchOptions): Promise<string> {
  const url = await keepDatabase(databaseUrl, NAME, { fill: fillReports, say });
  const sql = postgres(url, { max: 1 });
  const ownerId = await reportOwner(sql);
  await sql.end();
  const dataDir = await mkdtemp(join(tmpdir(), 'ecocoin-bench-'));
  const rows: string[][] = [];
  try {
    for (const format of FORMATS) {
      const loads: ReportLoad[] = [];
      const limits: ReportLoad[] = [];
      for (let round = 0; round < rounds; round += 1) {
        // A process of its own each time: memory that was taken is seldom given back.
        const child = startChild({ file: 'bench/reports-child.ts' });
        try {
          limits.push(await child.ask<ReportLoad>('cursor', { databaseUrl: url, ownerId, dataDir }));
          loads.push(await child.ask<ReportLoad>('report', { databaseUrl: url, ownerId, dataDir, format }));
        } finally {
          await child.stop();
        }
      }
      rows.push(lineOf(format, best(loads), best(limits)));
      say(`  ${rows.at(-1)?.join('  ')}`);
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
  const heads = ['report', 'rows', 'MB', 'rows/s', 'limit', 'ratio', 'aim', 'grew MiB', `at most ${AIM_MIB}`];
  return table(heads, rows);
}

/** The best round: whatever else runs on the machine can only slow one down. */
const perSecond = ({ rows, tookMs }: ReportLoad): number => (rows * 1_000) / tookMs;
const best = (loads: readonly ReportLoad[]): ReportLoad =>
  loads.toSorted((a, b) => perSecond(b) - perSecond(a))[0] as ReportLoad;

function lineOf(format: (typeof FORMATS)[number], load: ReportLoad, limit: ReportLoad): string[] {
  const ratio = perSecond(load) / perSecond(limit);
  const aim = AIM_RATIO[format];
  return [
    `trades as ${format}`,
    count(load.rows),
    count(load.bytes / 1_000_000),
    count(perSecond(load)),
    count(perSecond(limit)),
    `${ratio.toFixed(2)} ${ratio >= aim ? 'yes' : 'NO'}`,
    String(aim),
    count(load.grewMiB),
    load.grewMiB <= AIM_MIB ? 'yes' : 'NO',
  ];
}
