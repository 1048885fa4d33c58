import postgres from 'postgres';
import { sqlId, TRADES } from './dataset.ts';
import { type Child, startChild } from './children.ts';
import type { Load, LoadOptions } from './http-load.ts';
import { buyerNumbers, type Source } from './requests.ts';
import type { BenchOptions } from './run.ts';
import { type BenchServer, startServer, tokensOf } from './server.ts';
import { count, medianOf, ms, table } from './table.ts';
import type { OpenOptions } from './ws-load.ts';

const CONNECTIONS = 64;
const SUBSCRIBERS = 1_000;
const WINDOW = 8;
const SIZES = [10_000, 100_000, TRADES];

/** How the platform grows: by processes, and by the rows that are there. */
export async function benchScale(options: BenchOptions): Promise<string> {
  const processes = await benchProcesses(options);
  options.say(`\n${processes}\n`);
  return [processes, await benchGrowth(options)].join('\n\n');
}

/** One and two API processes on the same machine, each with a client of its own. */
async function benchProcesses(options: BenchOptions): Promise<string> {
  const rows: string[][] = [];
  for (const processes of [1, 2]) {
    const servers: BenchServer[] = [];
    for (let index = 0; index < processes; index += 1) servers.push(await startServer(options.databaseUrl));
    try {
      const loads: Load[][] = [];
      for (let round = 0; round < options.rounds; round += 1) loads.push(await readAll(servers, options, round));
      const together = (figure: (load: Load) => number): number[] =>
        loads.map((each) => each.reduce((sum, load) => sum + figure(load), 0));
      const deliveries = await fanOutOf(servers, options);
      rows.push([
        String(processes),
        count(
          medianOf(
            together((load) => load.perSecond),
            (sum) => sum,
          ),
        ),
        ms(medianOf(loads.flat(), (load) => load.p50Ms)),
        ms(medianOf(loads.flat(), (load) => load.p99Ms)),
        count(deliveries),
      ]);
      options.say(`  ${rows.at(-1)?.join('  ')}`);
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
    }
  }
  return table(['API processes', 'reads/s', 'p50 ms', 'p99 ms', 'deliveries/s'], rows);
}

/** The latest trades, from each server over its share of the connections, at once. */
async function readAll(servers: readonly BenchServer[], { seconds }: BenchOptions, round: number): Promise<Load[]> {
  return withChildren('bench/http-load.ts', servers.length, (generators) =>
    Promise.all(
      servers.map(({ port }, index) =>
        load(generators[index], {
          port,
          connections: CONNECTIONS / servers.length,
          source: { kind: 'read', name: 'latest', identical: false },
          expect: '{"data":{"trades":{"edges":[{"cursor":"',
          durationMs: seconds * 1_000,
          seed: round + index,
        }),
      ),
    ),
  );
}

/** Deliveries a second to subscribers that are shared out among the servers; each event goes to all of them. */
async function fanOutOf(servers: readonly BenchServer[], { databaseUrl, seconds }: BenchOptions): Promise<number> {
  return withChildren('bench/ws-load.ts', servers.length, async (clients) => {
    const share = SUBSCRIBERS / servers.length;
    for (const [index, client] of clients.entries()) {
      const port = servers[index]?.port ?? 0;
      await client.ask('open', {
        port,
        path: '/graphql',
        count: share,
        publishTo: { databaseUrl },
      } satisfies OpenOptions);
    }
    // The first publishes; what the others get is the same events.
    const [first] = clients;
    const durationMs = seconds * 1_000;
    const perSecond = (await first?.ask<number>('flood', { durationMs, window: WINDOW })) ?? 0;
    await Promise.all(clients.map((client) => client.ask('close')));
    return perSecond * servers.length;
  });
}

async function withChildren<T>(file: string, howMany: number, work: (children: Child[]) => Promise<T>): Promise<T> {
  const children = Array.from({ length: howMany }, () => startChild({ file }));
  try {
    return await work(children);
  } finally {
    await Promise.all(children.map((child) => child.stop()));
  }
}

type Wish = Pick<LoadOptions, 'port' | 'connections' | 'source' | 'expect' | 'durationMs' | 'seed'>;
async function load(generator: Child | undefined, wish: Wish): Promise<Load> {
  if (!generator) throw new Error('no generator');
  return generator.ask<Load>('load', { path: '/graphql', warmUpMs: 1_000, ...wish } satisfies LoadOptions);
}

/** What reading and writing trades costs, as there are ten and a hundred times as many. */
async function benchGrowth(options: BenchOptions): Promise<string> {
  const rows: string[][] = [];
  for (const size of SIZES) {
    const database = await cutDown(options, size);
    const server = await startServer(database.url);
    const [generator] = [startChild({ file: 'bench/http-load.ts' })];
    try {
      const tokens = await tokensOf(buyerNumbers);
      const measure = async (source: Source, expect: string, connections: number): Promise<Load> => {
        const wish = {
          port: server.port,
          connections,
          source,
          expect,
          durationMs: options.seconds * 1_000,
          seed: 1,
        };
        return load(generator, wish);
      };
      const edges = '{"data":{"trades":{"edges":[';
      const latest = await measure({ kind: 'read', name: 'latest', identical: false }, edges, 1);
      const page = await measure({ kind: 'read', name: 'page', identical: false }, edges, 1);
      const place: Source = { kind: 'place', hot: false, tokens, run: `scale${size}-${Date.now()}` };
      const placed = await measure(place, '{"data":{"tradePlace":{"__typename":"TradePlacePayload"', CONNECTIONS);
      rows.push([
        count(size),
        ms(latest.p50Ms),
        ms(page.p50Ms),
        count(placed.perSecond),
        count(1e6 / placed.perSecond),
        await sizeOf(database.url),
      ]);
      options.say(`  ${rows.at(-1)?.join('  ')}`);
    } finally {
      await generator.stop();
      await server.stop();
      await database.drop();
    }
  }
  const heads = [
    'trades',
    'latest 50, p50 ms',
    'page of 20, p50 ms',
    'trades settled/s',
    'us a trade',
    'bytes a trade',
  ];
  return table(heads, rows);
}

/** A copy of the benchmark's database with only the first so many trades, and their entries and postings. */
async function cutDown(
  { databaseUrl, say }: BenchOptions,
  size: number,
): Promise<{ url: string; drop(): Promise<void> }> {
  const url = new URL(databaseUrl);
  const source = url.pathname.slice(1);
  const name = `bench_scale_${size}`;
  const admin = postgres(new URL('/postgres', databaseUrl).href, { max: 1, onnotice: () => {} });
  await admin.unsafe(`drop database if exists ${name} with (force)`);
  await admin.unsafe(`create database ${name} template ${source} strategy file_copy`);
  url.pathname = `/${name}`;
  const sql = postgres(url.href, { max: 1, onnotice: () => {} });
  const begun = performance.now();
  await sql.unsafe(`set session_replication_role = replica; set synchronous_commit = off`);
  if (size < TRADES) {
    // The numbers of trades, and of their entries, are of one kind; of other entries all stay.
    for (const { of, id } of [
      { of: 'trades', id: 'id' },
      { of: 'entries', id: 'id' },
      { of: 'postings', id: 'entry_id' },
    ]) {
      const kept = `not ${id} between ${sqlId(4, `${size} + 1`)} and ${sqlId(4, String(TRADES))}`;
      await sql.unsafe(`create temporary table kept as select * from ${of} where ${kept}`);
      await sql.unsafe(`truncate ${of}; insert into ${of} overriding system value select * from kept; drop table kept`);
    }
  }
  await sql.unsafe('vacuum (analyze)');
  await sql.unsafe('checkpoint');
  await sql.end();
  say(`  a database of ${count(size)} trades: ${((performance.now() - begun) / 1_000).toFixed(1)} s`);
  return {
    url: url.href,
    async drop() {
      await admin.unsafe(`drop database if exists ${name} with (force)`);
      await admin.end();
    },
  };
}

/** Of its row, its entry, its postings and all their indexes: its share where others have rows there as well. */
async function sizeOf(databaseUrl: string): Promise<string> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  const [row] = await sql<{ bytes: number }[]>`
    with trade as (select count(*)::float8 as rows from trades),
    tables (name, rows, of_trades) as (
      select 'trades', rows, rows from trade
      union all select 'entries', count(*), count(*) filter (where kind = 'TRADE') from entries
      union all select 'postings', count(*), count(*) filter (where kind = 'TRADE') from postings),
    sizes as (
      select t.of_trades / t.rows * sum(pg_total_relation_size(part.relid)) as bytes
      from tables as t cross join lateral pg_partition_tree(t.name::regclass) as part group by t.name, t.rows, t.of_trades)
    select (select sum(bytes) from sizes)::float8 / trade.rows as bytes from trade`;
  await sql.end();
  return count(row?.bytes ?? 0);
}
