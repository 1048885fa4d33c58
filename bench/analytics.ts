import postgres from 'postgres';
import { openDatabase } from '../src/db/client.ts';
import { rebuildNext, selectRebuild } from '../src/db/rollup-rebuild.ts';
import type { BenchOptions } from './run.ts';
import { startChild } from './children.ts';
import { userId } from './dataset.ts';
import type { Load } from './http-load.ts';
import { startServer, tokensOf } from './server.ts';
import { type StatisticsName, statistics } from './statistics-requests.ts';
import { count, ms, table } from './table.ts';

/** Within which half of the answers are to come. */
const AIM_MS = 50;
/** As ANALYTICS_REBUILD_BATCH. */
const BATCH = 1_000;
const MIB = 2 ** 20;

/** Statistics of a million trades over HTTP, one after another. No two requests in a row are alike. */
export async function benchAnalytics({ databaseUrl, rounds, seconds, say }: BenchOptions): Promise<string> {
  const built = await rebuild(databaseUrl, say);
  const [token = ''] = await tokensOf([1]);
  const server = await startServer(databaseUrl);
  const generator = startChild({ file: 'bench/http-load.ts' });
  try {
    const rows: string[][] = [];
    for (const [name, { title, root }] of Object.entries(statistics)) {
      const loads: Load[] = [];
      for (let round = 0; round < rounds; round += 1) {
        loads.push(
          await generator.ask<Load>('load', {
            port: server.port,
            path: '/graphql',
            connections: 1,
            source: { kind: 'statistics', name: name as StatisticsName, token },
            expect: `{"data":{"${root}":{`,
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
    return `${table(['statistics', 'p50 ms', 'p99 ms', `p50 to ${AIM_MS} ms`, 'a second'], rows)}\n\n${built}`;
  } finally {
    await Promise.all([server.stop(), generator.stop()]);
  }
}

/** Makes the sums of what the database holds, unless they are made; and user 1 an administrator. Says what it took. */
async function rebuild(url: string, say: (line: string) => void): Promise<string> {
  const db = openDatabase({ url, poolSize: 1, statementTimeoutMs: 600_000 });
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const begun = performance.now();
    const known = (await selectRebuild(db)).every(({ done }) => done);
    while (await db.transact((tx) => rebuildNext(tx, BATCH)));
    if (!known) {
      say(`  the sums of what was there: ${((performance.now() - begun) / 1_000).toFixed(0)} s`);
      await sql.unsafe('vacuum (analyze) rollups, active_days, active_returns, rollup_marks');
    }
    await sql`insert into user_roles (user_id, role) values (${userId(1)}, 'PLATFORM_ADMIN') on conflict do nothing`;
    const [row] = await sql<{ sums: string; size: string; marks: string }[]>`
      select count(*) as sums, pg_total_relation_size('rollups') as size, pg_total_relation_size('rollup_marks') as marks from rollups`;
    const mib = (bytes = '0'): string => `${count(Number(bytes) / MIB)} MiB`;
    return `${count(Number(row?.sums))} sums take ${mib(row?.size)}, and what was counted ${mib(row?.marks)}, indexes included.`;
  } finally {
    await sql.end();
    await db.close();
  }
}
