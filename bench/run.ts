import { availableParallelism, cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { benchAnalytics } from './analytics.ts';
import { benchCertificates } from './certificates.ts';
import { openBenchDatabase } from './database.ts';
import { benchFanOut } from './fan-out.ts';
import { benchIndexer } from './indexer.ts';
import { benchOrders } from './orders.ts';
import { benchQuotes } from './quotes.ts';
import { benchReads } from './reads.ts';
import { benchReports } from './reports.ts';
import { benchScale } from './scale.ts';
import { benchSearch } from './search.ts';
import { benchTrades } from './trades.ts';

/**
 * `npm run bench [-- analytics|reads|trades|fan-out|indexer|reports|search|quotes|orders|certificates|scale ...]`: measures the server against the limit of its machine, each in turns
 * with the other, and prints the ratios. The first run fills a database, which is kept in --data.
 */
export interface BenchOptions {
  readonly databaseUrl: string;
  /** Measurements of each side; the median counts. */
  readonly rounds: number;
  /** Length of one measurement. */
  readonly seconds: number;
  readonly say: (line: string) => void;
}

const benchmarks: Readonly<Record<string, (options: BenchOptions) => Promise<string>>> = {
  analytics: benchAnalytics,
  reads: benchReads,
  trades: benchTrades,
  'fan-out': benchFanOut,
  indexer: benchIndexer,
  reports: benchReports,
  search: benchSearch,
  quotes: benchQuotes,
  orders: benchOrders,
  certificates: benchCertificates,
  scale: benchScale,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string', default: '.data/bench' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '3' },
  },
});
const chosen = positionals.length > 0 ? positionals : Object.keys(benchmarks);
const unknown = chosen.filter((name) => !(name in benchmarks));
if (unknown.length > 0)
  throw new Error(`no such benchmark: ${unknown.join(', ')}; there are ${Object.keys(benchmarks).join(', ')}`);

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const machine = `${availableParallelism()} cores (${cpus()[0]?.model ?? '?'}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
say(`${new Date().toISOString()}, ${machine}`);
// These have databases of their own, and need not wait for a million trades.
const apart = new Set(['search', 'reports', 'quotes', 'orders', 'certificates']);
const filled = chosen.some((name) => !apart.has(name));
const database = await openBenchDatabase({ dataDir: values.data, filled, say });
try {
  for (const name of chosen) {
    say(`\n${name}:`);
    const options = { databaseUrl: database.url, rounds: Number(values.rounds), seconds: Number(values.seconds), say };
    say(`\n${await benchmarks[name]?.(options)}`);
  }
} finally {
  await database.stop();
}
