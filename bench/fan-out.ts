import { type Child, startChild } from './children.ts';
import type { BenchOptions } from './run.ts';
import { startServer } from './server.ts';
import { against, count, medianOf, ms, table } from './table.ts';
import type { Deliveries, OpenOptions } from './ws-load.ts';

const AIM = 0.85;
const AIM_KB = 35;
/** Events under way at once while the most is measured. */
const WINDOW = 8;
/** Deliveries a second while latency is measured: no load for either side. */
const PACED_DELIVERIES = 10_000;
/** Connections that come and go before memory is measured, so that what is loaded once is loaded. */
const WARM_UP = 100;

interface Measured extends Deliveries {
  readonly kbPerConnection: number;
}

/** `priceTicked` to many subscribers against a ws broadcast of one prepared string to the same client; in turns. */
export async function benchFanOut(options: BenchOptions): Promise<string> {
  const rows: string[][] = [];
  for (const subscribers of [1_000, 5_000]) {
    const mine: Measured[] = [];
    const limit: Measured[] = [];
    for (let round = 0; round < options.rounds; round += 1) {
      const { measured, message } = await measureServer(options, subscribers);
      mine.push(measured);
      limit.push(await measureRaw(options, subscribers, message));
    }
    const row = [
      count(subscribers),
      count(medianOf(mine, (one) => one.perSecond)),
      count(medianOf(limit, (one) => one.perSecond)),
      against(medianOf(mine, (one) => one.perSecond) / medianOf(limit, (one) => one.perSecond), AIM),
      String(AIM),
      `${ms(medianOf(mine, (one) => one.p50Ms))} / ${ms(medianOf(mine, (one) => one.p99Ms))}`,
      `${ms(medianOf(limit, (one) => one.p50Ms))} / ${ms(medianOf(limit, (one) => one.p99Ms))}`,
      `${medianOf(mine, (one) => one.kbPerConnection).toFixed(1)} ${medianOf(mine, (one) => one.kbPerConnection) <= AIM_KB ? 'yes' : 'NO'}`,
      medianOf(limit, (one) => one.kbPerConnection).toFixed(1),
      String(AIM_KB),
    ];
    rows.push(row);
    options.say(`  ${row.join('  ')}`);
  }
  const heads = [
    'subscribers',
    'deliveries/s',
    'limit',
    'ratio',
    'aim',
    'p50 / p99 ms',
    'limit',
    'kB a connection',
    'limit',
    'aim',
  ];
  return table(heads, rows);
}

async function measureServer(
  options: BenchOptions,
  subscribers: number,
): Promise<{ measured: Measured; message: string }> {
  const { databaseUrl } = options;
  const server = await startServer(databaseUrl);
  try {
    return await measure(
      server,
      { port: server.port, path: '/graphql', publishTo: { databaseUrl } },
      options,
      subscribers,
    );
  } finally {
    await server.stop();
  }
}

async function measureRaw(options: BenchOptions, subscribers: number, message: string): Promise<Measured> {
  const raw = startChild({ file: 'bench/fan-out-limit.ts', execArgv: ['--expose-gc'] });
  try {
    const { port, controlPort } = await raw.ask<{ port: number; controlPort: number }>('listen', { message });
    const { measured } = await measure(raw, { port, path: '/', publishTo: { controlPort } }, options, subscribers);
    return measured;
  } finally {
    await raw.stop();
  }
}

async function measure(
  server: Child,
  at: Omit<OpenOptions, 'count'>,
  { seconds }: BenchOptions,
  subscribers: number,
): Promise<{ measured: Measured; message: string }> {
  const client = startChild({ file: 'bench/ws-load.ts' });
  const residentBytes = async (): Promise<number> => (await server.ask<NodeJS.MemoryUsage>('memory')).rss;
  try {
    const message = await client.ask<string>('open', { ...at, count: WARM_UP } satisfies OpenOptions);
    await client.ask('close');
    const before = await residentBytes();
    await client.ask('open', { ...at, count: subscribers } satisfies OpenOptions);
    const kbPerConnection = ((await residentBytes()) - before) / 1_000 / subscribers;
    await client.ask('flood', { durationMs: 1_000, window: WINDOW });
    const perSecond = await client.ask<number>('flood', { durationMs: seconds * 1_000, window: WINDOW });
    const pace = { durationMs: seconds * 1_000, perSecond: PACED_DELIVERIES / subscribers };
    const latency = await client.ask<Omit<Deliveries, 'perSecond'>>('paced', pace);
    return { measured: { perSecond, ...latency, kbPerConnection }, message };
  } finally {
    await client.ask('close');
    await client.stop();
  }
}
