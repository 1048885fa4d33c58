import postgres from 'postgres';
import type { BenchOptions } from './run.ts';
import { startChild } from './children.ts';
import { keepDatabase } from './database.ts';
import type { Load } from './http-load.ts';
import { fillSearch } from './search-fill.ts';
import { type SearchName, searches } from './search-requests.ts';
import { startServer } from './server.ts';
import { count, ms, table } from './table.ts';

/** Changes when search-fill.ts does. */
const NAME = 'bench_search_2';
/** Within which half of the answers are to come. */
const AIM_MS = 20;
const MIB = 2 ** 20;

/** Searches of 100,000 projects over HTTP, one after another. */
export async function benchSearch({ databaseUrl, rounds, seconds, say }: BenchOptions): Promise<string> {
  const url = await keepDatabase(databaseUrl, NAME, { fill: fillSearch, say });
  const server = await startServer(url);
  const generator = startChild({ file: 'bench/http-load.ts' });
  try {
    const rows: string[][] = [];
    for (const [name, { title }] of Object.entries(searches)) {
      const loads: Load[] = [];
      for (let round = 0; round < rounds; round += 1) {
        loads.push(
          await generator.ask<Load>('load', {
            port: server.port,
            path: '/graphql',
            connections: 1,
            source: { kind: 'search', name: name as SearchName },
            expect: '{"data":{"projects":{"edges":[',
            warmUpMs: round === 0 ? 1_000 : 200,
            durationMs: seconds * 1_000,
            seed: round + 1,
          }),
        );
      }
      // The best round: whatever else runs on the machine can only slow one down.
      const best = loads.toSorted((a, b) => a.p50Ms - b.p50Ms)[0] as Load;
      const ratio = best.p50Ms / AIM_MS;
      const row = [
        title,
        ms(best.p50Ms),
        ms(best.p99Ms),
        `${ratio.toFixed(2)} ${ratio <= 1 ? 'yes' : 'NO'}`,
        count(best.perSecond),
      ];
      rows.push(row);
      say(`  ${row.join('  ')}`);
    }
    const heads = ['search', 'p50 ms', 'p99 ms', `p50 to ${AIM_MS} ms`, 'a second'];
    const { rss } = await server.ask<NodeJS.MemoryUsage>('memory');
    return `${table(heads, rows)}\n\nThe API holds ${count(rss / MIB)} MiB after it. ${await sizes(url)}`;
  } finally {
    await Promise.all([server.stop(), generator.stop()]);
  }
}

async function sizes(url: string): Promise<string> {
  const sql = postgres(url, { max: 1 });
  try {
    const [row] = await sql<{ projects: number; table: number; indexes: number; source: number }[]>`
      select (select count(*)::int from project_search) as projects, pg_table_size('project_search')::float8 as table,
        pg_indexes_size('project_search')::float8 as indexes, pg_total_relation_size('projects')::float8 as source`;
    const mib = (bytes = 0): string => `${count(bytes / MIB)} MiB`;
    return `What is searched of ${count(row?.projects ?? 0)} projects (${mib(row?.source)}) takes ${mib(row?.table)}, its indexes ${mib(row?.indexes)}.`;
  } finally {
    await sql.end();
  }
}
