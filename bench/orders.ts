import { generateKeyPairSync } from 'node:crypto';
import postgres from 'postgres';
import { startChild } from './children.ts';
import { makeDatabase } from './database.ts';
import { QUOTERS } from './dataset.ts';
import { fillOrders } from './orders-fill.ts';
import type { OrderLoad, OrderLoadOptions } from './orders-load.ts';
import type { BenchOptions } from './run.ts';
import { startServer, tokensOf } from './server.ts';
import { against, count, medianOf, ms, table } from './table.ts';
import type { Placed, PlaceOptions } from './trades-limit.ts';

const AIM = 0.5;
const WARM_UP_MS = 2_000;

/** What became of orders, and how long those that were settled took from their first moment. */
interface Settled {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/**
 * Orders by criteria from the first request to the trades, through GraphQL over HTTP with the settling pass of the workers
 * beside it, against the same statements in a bare loop; in turns, on a database that is made for it.
 */
export async function benchOrders(options: BenchOptions): Promise<string> {
  const { databaseUrl, rounds, say } = options;
  const tokens = await tokensOf(Array.from({ length: QUOTERS }, (_, index) => index + 1));
  const rows: string[][] = [];
  for (const connections of [16, 64]) {
    const { url, drop } = await makeDatabase(databaseUrl, 'bench_orders');
    const sql = postgres(url, { max: 1, onnotice: () => {} });
    try {
      await fillOrders(sql);
      const mine: (OrderLoad & { readonly settled: Settled })[] = [];
      const limit: Placed[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const turn = { connections, run: `${Date.now()}`, seed: round + 1 };
        mine.push(await orderThroughServer(options, sql, { url, tokens, ...turn }));
        limit.push(await orderInLoop(options, { databaseUrl: url, ...turn, run: `loop-${turn.run}` }));
      }
      await checkBooks(sql);
      rows.push(lineOf(connections, mine, limit));
      say(`  ${rows.at(-1)?.join('  ')}`);
    } finally {
      await sql.end();
      await drop();
    }
  }
  const heads = ['connections', 'orders/s', 'limit', 'ratio', 'aim', 'paid p50 / p99 ms', 'settled', 'limit'];
  return table([...heads, 'generator CPU'], rows);
}

function lineOf(
  connections: number,
  mine: readonly (OrderLoad & { readonly settled: Settled })[],
  limit: readonly Placed[],
): string[] {
  const perSecond = medianOf(mine, ({ settled }) => settled.perSecond);
  const limitPerSecond = medianOf(limit, (placed) => placed.perSecond);
  const both = <T>(all: readonly T[], p50: (one: T) => number, p99: (one: T) => number): string =>
    `${ms(medianOf(all, p50))} / ${ms(medianOf(all, p99))}`;
  return [
    String(connections),
    count(perSecond),
    count(limitPerSecond),
    against(perSecond / limitPerSecond, AIM),
    String(AIM),
    both(
      mine,
      ({ p50Ms }) => p50Ms,
      ({ p99Ms }) => p99Ms,
    ),
    both(
      mine,
      ({ settled }) => settled.p50Ms,
      ({ settled }) => settled.p99Ms,
    ),
    both(
      limit,
      ({ p50Ms }) => p50Ms,
      ({ p99Ms }) => p99Ms,
    ),
    medianOf(mine, ({ generatorCpu }) => generatorCpu).toFixed(2),
  ];
}

interface Turn {
  readonly url: string;
  readonly connections: number;
  readonly tokens: readonly string[];
  readonly run: string;
  readonly seed: number;
}

/** Cards that are none are refused in production, so both processes run as in a test. */
async function orderThroughServer(
  { seconds }: BenchOptions,
  sql: postgres.Sql,
  { url, ...turn }: Turn,
): Promise<OrderLoad & { readonly settled: Settled }> {
  const server = await startServer(url, { NODE_ENV: 'test' });
  const { privateKey } = generateKeyPairSync('ed25519');
  const settling = startChild({
    file: 'bench/orders-settle.ts',
    env: {
      NODE_ENV: 'test',
      DATABASE_URL: url,
      LOG_LEVEL: 'error',
      JWT_PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    },
  });
  const generator = startChild({ file: 'bench/orders-load.ts' });
  try {
    await settling.ask('start');
    const load = await generator.ask<OrderLoad>('load', {
      ...turn,
      port: server.port,
      warmUpMs: WARM_UP_MS,
      durationMs: seconds * 1_000,
    } satisfies OrderLoadOptions);
    await allSettled(sql);
    return { ...load, settled: await settledBetween(sql, load) };
  } finally {
    await Promise.all([server.stop(), settling.stop(), generator.stop()]);
  }
}

const LOOK_EVERY_MS = 100;
const MOST_MS = 60_000;

/** Waits until nothing is left to settle, so that the other side does not pay for it. */
async function allSettled(sql: postgres.Sql): Promise<void> {
  for (const sinceMs = performance.now(); performance.now() - sinceMs < MOST_MS;) {
    const waiting = await sql`select from orders where status in ('PAID', 'SETTLING') limit 1`;
    if (waiting.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  throw new Error('orders that were paid are not settled');
}

async function settledBetween(sql: postgres.Sql, { from, until }: OrderLoad): Promise<Settled> {
  const [row] = await sql<{ settled: number; p50: number; p99: number }[]>`
    select count(*)::int as settled,
      percentile_cont(0.5) within group (order by extract(epoch from completed_at - created_at))::float8 as p50,
      percentile_cont(0.99) within group (order by extract(epoch from completed_at - created_at))::float8 as p99
    from orders where completed_at >= ${from} and completed_at < ${until}`;
  if (!row || row.settled === 0) throw new Error('no order was settled');
  const seconds = (until.getTime() - from.getTime()) / 1_000;
  return { perSecond: row.settled / seconds, p50Ms: row.p50 * 1_000, p99Ms: row.p99 * 1_000 };
}

async function orderInLoop(
  { seconds }: BenchOptions,
  options: Pick<PlaceOptions, 'databaseUrl' | 'connections' | 'run' | 'seed'>,
): Promise<Placed> {
  const loop = startChild({ file: 'bench/orders-limit.ts' });
  try {
    return await loop.ask<Placed>('orderAll', { ...options, warmUpMs: WARM_UP_MS, durationMs: seconds * 1_000 });
  } finally {
    await loop.stop();
  }
}

/** What either side sold is what the offers have less, what the buyers have, and what the sellers were holding. */
async function checkBooks(sql: postgres.Sql): Promise<void> {
  const wrong = await sql<{ what: string }[]>`
    select 'an announcement' as what from announcements a
    left join (select announcement_id, sum(quantity) as sold from trades group by 1) t on t.announcement_id = a.id
    where a.reserved <> 0 or a.remaining <> a.quantity - coalesce(t.sold, 0)
    union all
    select 'a holding' from wallets w join accounts a on a.wallet_id = w.id and a.kind = 'AVAILABLE'
    left join (select buyer_id, batch_id, sum(quantity) as bought from trades group by 1, 2) t
      on t.buyer_id = w.owner_id and t.batch_id = w.batch_id
    where w.batch_id is not null and a.balance <> coalesce(t.bought, 0)
    union all
    select 'an asset' from postings group by asset having sum(amount) <> 0
    union all
    select 'money that is held' from wallets w join accounts a on a.wallet_id = w.id and a.kind = 'HELD'
    where w.asset = 'EUR' and a.balance <> 0
    limit 5`;
  if (wrong.length > 0) throw new Error(`the books are wrong: ${wrong.map(({ what }) => what).join(', ')}`);
}
