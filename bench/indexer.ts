import { type Child, startChild } from './children.ts';
import { makeDatabase } from './database.ts';
import { type BenchChain, openBenchChain } from './indexer-chain.ts';
import type { Indexed, IndexOptions } from './indexer-child.ts';
import { measureLive } from './indexer-live.ts';
import type { BenchOptions } from './run.ts';
import { against, count, medianOf, ms, table } from './table.ts';

const AIM = 0.6;
/** How often one process indexes all of it for its memory. */
const REPEATS = 4;
const MIB = 2 ** 20;
const DATA_DIR = '.data/bench';

type Side = 'bare' | 'insert' | 'index';
const SIDES: readonly (readonly [Side, string])[] = [
  ['bare', '(a) eth_getLogs and JSON.parse'],
  ['insert', '(b) decoded and inserted in bulk'],
  ['index', '(c) the index, with all effects'],
];

/** The backfill of a chain against bare loops that do less and less of it, in turns; then what a live event takes. */
export async function benchIndexer(options: BenchOptions): Promise<string> {
  const { rounds, say } = options;
  const chain = await openBenchChain(DATA_DIR, say);
  try {
    const measured = new Map<Side, Indexed[]>(SIDES.map(([side]) => [side, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const [side, name] of SIDES) {
        const one = await measureSide(options, chain, side);
        // All of them must have seen the same.
        if (one.logs !== chain.events) throw new Error(`${name}: ${one.logs} of ${chain.events} events`);
        measured.get(side)?.push(one);
        say(`  ${name}: ${one.seconds.toFixed(2)} s (${one.cpuSeconds.toFixed(2)} s of CPU)`);
      }
    }
    const memory = await measureMemory(options, chain);
    const live = await measureLive(options, chain);
    return [
      tableOf(measured, chain),
      memoryTable(memory, chain),
      `live: ${count(live.events)} blocks of one event, from the call that mines to the message of the subscription: p50 ${ms(live.p50Ms)} ms, p99 ${ms(live.p99Ms)} ms`,
    ].join('\n\n');
  } finally {
    await chain.stop();
  }
}

function tableOf(measured: ReadonlyMap<Side, readonly Indexed[]>, chain: BenchChain): string {
  const rate = (side: Side): number => chain.events / medianOf(measured.get(side) ?? [], ({ seconds }) => seconds);
  const rows = SIDES.map(([side, name]) => {
    const all = measured.get(side) ?? [];
    const ratio = rate('index') / rate(side);
    return [
      name,
      count(rate(side)),
      side === 'index' ? '' : side === 'insert' ? against(ratio, AIM) : ratio.toFixed(2),
      side === 'insert' ? String(AIM) : '',
      ms(medianOf(all, ({ cpuSeconds }) => cpuSeconds)),
      count(medianOf(all, ({ rss }) => rss) / MIB),
    ];
  });
  return table([`${count(chain.events)} events`, 'events/s', '(c) to it', 'aim', 'CPU s', 'MiB'], rows);
}

/** What one process needs that indexes more and more: the same chain again and again, each time from nothing. */
function memoryTable(all: readonly Indexed[], { events }: BenchChain): string {
  const rows = all.map(({ rss, used }, i) => [count((i + 1) * events), count(rss / MIB), count(used / MIB)]);
  return table(['events that (c) has indexed', 'MiB', 'in use'], rows);
}

async function measureSide(options: BenchOptions, chain: BenchChain, side: Side): Promise<Indexed> {
  const child = startIndexing();
  try {
    return await ask(child, options, chain, side);
  } finally {
    await child.stop();
  }
}

async function measureMemory(options: BenchOptions, chain: BenchChain): Promise<Indexed[]> {
  const child = startIndexing();
  try {
    const all: Indexed[] = [];
    while (all.length < REPEATS) all.push(await ask(child, options, chain, 'index'));
    return all;
  } finally {
    await child.stop();
  }
}

const startIndexing = (): Child => startChild({ file: 'bench/indexer-child.ts', execArgv: ['--expose-gc'] });

/** On a database of its own, which is gone afterwards. */
async function ask(child: Child, { databaseUrl }: BenchOptions, chain: BenchChain, side: Side): Promise<Indexed> {
  const database = await makeDatabase(databaseUrl, 'bench_indexer');
  try {
    const given: IndexOptions = { url: chain.url, databaseUrl: database.url, dataDir: DATA_DIR, blocks: chain.blocks };
    return await child.ask<Indexed>(side, given);
  } finally {
    await database.drop();
  }
}
