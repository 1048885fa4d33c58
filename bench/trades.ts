import postgres from 'postgres';
import { startChild } from './children.ts';
import { announcementId } from './dataset.ts';
import type { Load, LoadOptions } from './http-load.ts';
import { buyerNumbers, hotAnnouncement } from './requests.ts';
import type { BenchOptions } from './run.ts';
import { startServer, tokensOf } from './server.ts';
import { against, count, medianOf, ms, table } from './table.ts';
import type { Placed, PlaceOptions } from './trades-limit.ts';

const AIMS = { spread: 1, hot: 3 };
const WARM_UP_MS = 2_000;

/** Trades through GraphQL over HTTP against the same statements, one transaction a trade, in a bare loop; in turns. */
export async function benchTrades(options: BenchOptions): Promise<string> {
  const { databaseUrl, rounds, say } = options;
  const tokens = await tokensOf(buyerNumbers);
  const rows: string[][] = [];
  for (const place of ['spread', 'hot'] as const) {
    for (const connections of [16, 64]) {
      const mine: Load[] = [];
      const limit: Placed[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const run = `${Date.now()}-${round}`;
        mine.push(
          await placeThroughServer(options, { hot: place === 'hot', connections, tokens, run, seed: round + 1 }),
        );
        limit.push(
          await placeInLoop(options, { hot: place === 'hot', connections, run: `loop-${run}`, seed: round + 1 }),
        );
      }
      const perSecond = medianOf(mine, (load) => load.perSecond);
      const limitPerSecond = medianOf(limit, (placed) => placed.perSecond);
      const row = [
        place === 'hot' ? 'one hot announcement' : 'spread over announcements',
        String(connections),
        count(perSecond),
        count(limitPerSecond),
        against(perSecond / limitPerSecond, AIMS[place]),
        String(AIMS[place]),
        `${ms(medianOf(mine, (load) => load.p50Ms))} / ${ms(medianOf(mine, (load) => load.p99Ms))}`,
        `${ms(medianOf(limit, (placed) => placed.p50Ms))} / ${ms(medianOf(limit, (placed) => placed.p99Ms))}`,
      ];
      rows.push(row);
      say(`  ${row.join('  ')}`);
    }
  }
  await checkHot(databaseUrl);
  return table(['trades', 'connections', 'trades/s', 'limit', 'ratio', 'aim', 'p50 / p99 ms', 'limit'], rows);
}

interface Turn {
  readonly hot: boolean;
  readonly connections: number;
  readonly run: string;
  readonly seed: number;
}

/** A server of its own each time: its broadcast must not read what the loop writes. */
async function placeThroughServer(
  { databaseUrl, seconds }: BenchOptions,
  turn: Turn & { tokens: readonly string[] },
): Promise<Load> {
  const server = await startServer(databaseUrl);
  const generator = startChild({ file: 'bench/http-load.ts' });
  try {
    const { hot, connections, tokens, run, seed } = turn;
    return await generator.ask<Load>('load', {
      port: server.port,
      path: '/graphql',
      connections,
      source: { kind: 'place', hot, tokens, run },
      expect: '{"data":{"tradePlace":{"__typename":"TradePlacePayload"',
      warmUpMs: WARM_UP_MS,
      durationMs: seconds * 1_000,
      seed,
    } satisfies LoadOptions);
  } finally {
    await Promise.all([server.stop(), generator.stop()]);
  }
}

async function placeInLoop({ databaseUrl, seconds }: BenchOptions, turn: Turn): Promise<Placed> {
  const loop = startChild({ file: 'bench/trades-limit.ts' });
  try {
    const options: PlaceOptions = { databaseUrl, ...turn, warmUpMs: WARM_UP_MS, durationMs: seconds * 1_000 };
    return await loop.ask<Placed>('placeAll', options);
  } finally {
    await loop.stop();
  }
}

/** What was sold of the hot announcement, by either side, is what it has less. */
async function checkHot(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1 });
  const [row] = await sql<{ wrong: boolean }[]>`
    select a.remaining <> a.quantity - sum(t.quantity) as wrong
    from announcements a join trades t on t.announcement_id = a.id
    where a.id = ${announcementId(hotAnnouncement)} group by a.id`;
  await sql.end();
  if (row?.wrong !== false) throw new Error('more or less was sold than the announcement lost');
}
