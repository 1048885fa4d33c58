import type { BenchOptions } from './run.ts';
import { startChild } from './children.ts';
import { keepDatabase } from './database.ts';
import { QUOTERS } from './dataset.ts';
import type { Load, LoadOptions } from './http-load.ts';
import { fillQuotes } from './quotes-fill.ts';
import type { QuoteAllOptions } from './quotes-limit.ts';
import { startServer, tokensOf } from './server.ts';
import { against, count, medianOf, ms, table } from './table.ts';
import type { Placed } from './trades-limit.ts';

/** Changes when quotes-fill.ts does. */
const NAME = 'bench_quotes_1';
const AIM = 0.5;
const WARM_UP_MS = 2_000;

/** Quotes through GraphQL over HTTP against a bare loop that reads the same and writes the same row; in turns. */
export async function benchQuotes({ databaseUrl, rounds, seconds, say }: BenchOptions): Promise<string> {
  const url = await keepDatabase(databaseUrl, NAME, { fill: fillQuotes, say });
  const tokens = await tokensOf(Array.from({ length: QUOTERS }, (_, index) => index + 1));
  const rows: string[][] = [];
  for (const connections of [16, 64]) {
    const mine: Load[] = [];
    const limit: Placed[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const turn = { connections, warmUpMs: WARM_UP_MS, durationMs: seconds * 1_000, seed: round + 1 };
      mine.push(await quoteThroughServer(url, { ...turn, tokens }));
      limit.push(await quoteInLoop({ databaseUrl: url, ...turn }));
    }
    const perSecond = medianOf(mine, (load) => load.perSecond);
    const limitPerSecond = medianOf(limit, (placed) => placed.perSecond);
    const row = [
      String(connections),
      count(perSecond),
      count(limitPerSecond),
      against(perSecond / limitPerSecond, AIM),
      String(AIM),
      `${ms(medianOf(mine, (load) => load.p50Ms))} / ${ms(medianOf(mine, (load) => load.p99Ms))}`,
      `${ms(medianOf(limit, (placed) => placed.p50Ms))} / ${ms(medianOf(limit, (placed) => placed.p99Ms))}`,
    ];
    rows.push(row);
    say(`  ${row.join('  ')}`);
  }
  return table(['connections', 'quotes/s', 'limit', 'ratio', 'aim', 'p50 / p99 ms', 'limit'], rows);
}

type Turn = Omit<QuoteAllOptions, 'databaseUrl'>;

async function quoteThroughServer(url: string, turn: Turn & { readonly tokens: readonly string[] }): Promise<Load> {
  const server = await startServer(url);
  const generator = startChild({ file: 'bench/http-load.ts' });
  try {
    const { tokens, ...rest } = turn;
    return await generator.ask<Load>('load', {
      ...rest,
      port: server.port,
      path: '/graphql',
      source: { kind: 'quote', tokens },
      expect: '{"data":{"quoteCreate":{"__typename":"QuoteCreatePayload"',
    } satisfies LoadOptions);
  } finally {
    await Promise.all([server.stop(), generator.stop()]);
  }
}

async function quoteInLoop(options: QuoteAllOptions): Promise<Placed> {
  const loop = startChild({ file: 'bench/quotes-limit.ts' });
  try {
    return await loop.ask<Placed>('quoteAll', options);
  } finally {
    await loop.stop();
  }
}
