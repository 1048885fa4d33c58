import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import type { BenchOptions } from './run.ts';
import { keepDatabase } from './database.ts';
import { endOf, fillReports, REPORT_TRADES, reportOwner } from './reports-fill.ts';
import { startChild } from './children.ts';
import type { ReportFormat } from '../src/db/reports.ts';
import { against, count, table } from './table.ts';

/** Changes when reports-fill.ts does. */
const NAME = 'bench_reports_1';
const FORMATS = ['CSV', 'XLSX', 'JSON'] as const satisfies readonly ReportFormat[];
type Format = (typeof FORMATS)[number];
/** Of the rows a second that the database gives to a cursor whose rows nobody looks at. */
const AIM_RATIO: Readonly<Record<Format, number>> = { CSV: 0.25, XLSX: 0.1, JSON: 0.25 };
/** Rows whose memory is compared: flat is what four times as many rows take no more of. */
const SIZES = [REPORT_TRADES / 4, REPORT_TRADES / 2, REPORT_TRADES] as const;
/** By so much the most rows may take more than the fewest. */
const FLAT_MIB = 16;
/**
 * Left alone, a process holds what it has used for as long as there is memory, so that what it holds says how fast it was. With
 * a heap of so much it has to collect, or to fail.
 */
const SMALL_HEAP = ['--max-old-space-size=96', '--max-semi-space-size=4'];

/** What one report took. */
export interface ReportLoad {
  readonly rows: number;
  readonly bytes: number;
  readonly tookMs: number;
  /** The most memory that there was at once. */
  readonly mib: number;
}

interface Place {
  readonly databaseUrl: string;
  readonly ownerId: string;
  readonly dataDir: string;
}

interface Given extends Place {
  readonly to: Date;
  readonly format?: Format;
  readonly collects?: boolean;
}

/** Reports of trades, read, written, sealed and stored: against a bare cursor over the same statement, and their memory. */
export async function benchReports(options: BenchOptions): Promise<string> {
  const databaseUrl = await keepDatabase(options.databaseUrl, NAME, { fill: fillReports, say: options.say });
  const sql = postgres(databaseUrl, { max: 1 });
  const ownerId = await reportOwner(sql);
  await sql.end();
  const dataDir = await mkdtemp(join(tmpdir(), 'ecocoin-bench-'));
  try {
    const place = { databaseUrl, ownerId, dataDir };
    return `${await measureSpeed(place, options)}\n\n${await measureMemory(place, options)}`;
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function measureSpeed(place: Place, { rounds, say }: BenchOptions): Promise<string> {
  const rows: string[][] = [];
  for (const format of FORMATS) {
    const loads: ReportLoad[] = [];
    const limits: ReportLoad[] = [];
    for (let round = 0; round < rounds; round += 1) {
      limits.push(await inChild('cursor', { ...place, to: endOf(REPORT_TRADES) }));
      loads.push(await inChild('report', { ...place, format, to: endOf(REPORT_TRADES), collects: false }));
    }
    const [load, limit] = [best(loads), best(limits)];
    rows.push([
      `trades as ${format}`,
      count(load.rows),
      count(load.bytes / 1_000_000),
      count(perSecond(load)),
      count(perSecond(limit)),
      against(perSecond(load) / perSecond(limit), AIM_RATIO[format]),
      String(AIM_RATIO[format]),
    ]);
    say(`  ${rows.at(-1)?.join('  ')}`);
  }
  return table(['report', 'rows', 'MB', 'rows/s', 'limit', 'ratio', 'aim'], rows);
}

/** The best round: whatever else runs on the machine can only slow one down. */
const perSecond = ({ rows, tookMs }: ReportLoad): number => (rows * 1_000) / tookMs;
const best = (loads: readonly ReportLoad[]): ReportLoad =>
  loads.toSorted((a, b) => perSecond(b) - perSecond(a))[0] as ReportLoad;

const memories = [
  { title: 'in use', collects: true, flags: [] },
  { title: 'held with a heap of 96', collects: false, flags: SMALL_HEAP },
] as const;

/** Of each format, what reports of more and more rows have in use and hold at their highest. */
async function measureMemory(place: Place, { say }: BenchOptions): Promise<string> {
  const rows: string[][] = [];
  for (const format of FORMATS) {
    for (const { title, collects, flags } of memories) {
      const most: number[] = [];
      for (const size of SIZES) {
        const load = await inChild('report', { ...place, format, to: endOf(size), collects }, flags);
        if (load.rows !== size) throw new Error(`the report has ${load.rows} rows and not ${size}`);
        most.push(load.mib);
      }
      const more = (most.at(-1) ?? 0) - (most[0] ?? 0);
      rows.push([
        `trades as ${format}, ${title}`,
        ...most.map(count),
        `${more < 0 ? '' : '+'}${more.toFixed(1)} ${more <= FLAT_MIB ? 'yes' : 'NO'}`,
        `+${FLAT_MIB}`,
      ]);
      say(`  ${rows.at(-1)?.join('  ')}`);
    }
  }
  return table(['MiB at the highest', ...SIZES.map((size) => `${count(size)} rows`), 'more', 'at most'], rows);
}

/** In a process of its own each time: memory that was taken is seldom given back. */
async function inChild(verb: 'cursor' | 'report', given: Given, flags: readonly string[] = []): Promise<ReportLoad> {
  const child = startChild({ file: 'bench/reports-child.ts', execArgv: ['--expose-gc', ...flags] });
  try {
    return await child.ask<ReportLoad>(verb, given);
  } finally {
    await child.stop();
  }
}
