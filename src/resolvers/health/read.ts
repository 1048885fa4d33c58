import { type ChainStanding, selectStandings } from '../../db/chain-cursors.ts';
import { type ConsumerLag, selectConsumerLags } from '../../db/consumers.ts';
import { outboxLagMs } from '../../db/outbox.ts';
import { type PriceSourceRow, selectPriceSources } from '../../db/prices.ts';
import { type Hex, RpcError } from '../chain/client.ts';
import type { App } from '../context.ts';
import { type IntentHealth, readIntentHealth } from '../intents/read.ts';
import { type ReserveHealth, readReserveHealth } from '../reserves/health.ts';

/** What is known of a worker from outside of it. */
export interface Worker {
  readonly name: string;
  /** Its own pause between passes. */
  readonly everyMs: number;
  readonly lastPassAt: Date;
  readonly lastError: string | undefined;
}

/** Milliseconds since a worker last passed well. */
export interface WorkerHealth {
  readonly name: string;
  readonly ready: boolean;
  readonly lagMs: number;
  readonly lastError: string | undefined;
}

/** Milliseconds that the oldest event has been waiting for a consumer. */
export interface ConsumerHealth {
  readonly name: string;
  readonly ready: boolean;
  readonly lagMs: number;
}

/** How a price source does. It never makes the platform unready: without it prices are older, and say so. */
export interface PriceSourceHealth {
  readonly name: string;
  readonly state: PriceSourceRow['state'];
  /** Milliseconds since it last answered well, undefined if it never did. */
  readonly ageMs: number | undefined;
  readonly detail: string;
  readonly degraded: string | undefined;
}

/** How the chain's JSON-RPC does; absent where the platform runs without a chain. */
export interface ChainHealth {
  readonly ready: boolean;
  readonly chainId: number;
  /** The newest block that it knows of. */
  readonly head: string | undefined;
  readonly error: string | undefined;
}

/** How far the chain is indexed; absent before its index has begun. */
export interface ChainIndexHealth {
  /** False where it is stopped: then nothing that happens on the chain arrives any more. */
  readonly ready: boolean;
  readonly stoppedReason: string | undefined;
  readonly head: string;
  readonly indexed: string;
  /** Age of the block at which it stands, while others follow; else 0. */
  readonly lagS: number;
  readonly unknownLogs: number;
  readonly reorgs: number;
}

export interface Health {
  readonly ready: boolean;
  /** The parts that are not ready, by name, such as `database` or `worker broadcast`. */
  readonly notReady: readonly string[];
  readonly database: { readonly ready: boolean; readonly error: string | undefined };
  readonly outbox: { readonly ready: boolean; readonly lagMs: number | undefined };
  readonly consumers: readonly ConsumerHealth[];
  readonly chain: ChainHealth | undefined;
  readonly chainIndex: ChainIndexHealth | undefined;
  /** How the platform's own transactions do; absent without a chain. */
  readonly chainIntents: IntentHealth | undefined;
  /** A shortfall freezes withdrawals and makes nothing else unready: the market goes on. Empty without a chain. */
  readonly reserves: readonly ReserveHealth[];
  readonly workers: readonly WorkerHealth[];
  readonly priceSources: readonly PriceSourceHealth[];
}

/** A database that takes longer to answer is not there. */
const DATABASE_WITHIN_MS = 2_000;
/** So does a chain. */
const CHAIN_WITHIN_MS = 2_000;

/** Looks at every part that a caller depends on. Never throws, and ends within a bounded time. */
export async function readHealth(app: App, workers: readonly Worker[]): Promise<Health> {
  const { OUTBOX_LAG_ALARM_MS } = app.config;
  const [read, chain] = await Promise.all([readDatabase(app), readChain(app)]);
  const database = 'error' in read ? { ready: false, error: read.error } : { ready: true, error: undefined };
  const lagMs = 'error' in read ? undefined : read.lagMs;
  const outbox = { ready: lagMs !== undefined && lagMs <= OUTBOX_LAG_ALARM_MS, lagMs };
  const passed = workers.map((worker) => healthOf(worker, app.config.WORKER_LAG_ALARM_MS));
  const chainIndex = 'error' in read ? undefined : read.standings.map(indexHealth)[0];
  const chainIntents = 'error' in read ? undefined : read.intents;
  const consumers = 'error' in read ? [] : read.consumers;
  const notReady = [
    ...(database.ready ? [] : ['database']),
    ...(outbox.ready ? [] : ['outbox']),
    ...(chain?.ready === false ? ['chain'] : []),
    ...(chainIndex?.ready === false ? ['chain index'] : []),
    ...(chainIntents?.ready === false ? ['chain intents'] : []),
    ...passed.flatMap(({ name, ready }) => (ready ? [] : [`worker ${name}`])),
    ...consumers.flatMap(({ name, ready }) => (ready ? [] : [`consumer ${name}`])),
  ];
  const priceSources = 'error' in read ? [] : read.sources.map(sourceHealth);
  const ready = notReady.length === 0;
  const reserves = 'error' in read ? [] : read.reserves;
  const parts = {
    database,
    outbox,
    consumers,
    chain,
    chainIndex,
    chainIntents,
    reserves,
    workers: passed,
    priceSources,
  };
  return { ready, notReady, ...parts };
}

type Read =
  | {
      readonly lagMs: number;
      readonly consumers: readonly ConsumerHealth[];
      readonly sources: readonly PriceSourceRow[];
      readonly standings: readonly ChainStanding[];
      readonly intents: IntentHealth | undefined;
      readonly reserves: readonly ReserveHealth[];
    }
  | { readonly error: string };

async function readDatabase(app: App): Promise<Read> {
  const { db, feed, log, config } = app;
  const reading = Promise.all([
    outboxLagMs(db, feed.head),
    selectConsumerLags(db),
    selectPriceSources(db),
    selectStandings(db),
    app.chain && readIntentHealth(app),
    app.chain ? readReserveHealth(app) : [],
  ]).then(
    ([lagMs, lags, sources, all, intents, reserves]): Read => ({
      consumers: lags.map((lag) => consumerHealth(lag, config.CONSUMER_LAG_ALARM_MS)),
      intents,
      reserves,
      lagMs,
      sources,
      standings: all.filter(({ chainId }) => chainId === config.CHAIN_ID),
    }),
    (error: unknown): Read => {
      log.warn({ err: error }, 'the database does not answer');
      return { error: 'does not answer' };
    },
  );
  const late = Promise.withResolvers<Read>();
  const timer = setTimeout(late.resolve, DATABASE_WITHIN_MS, { error: `takes longer than ${DATABASE_WITHIN_MS} ms` });
  try {
    return await Promise.race([reading, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether the chain answers, and as the one that is configured. */
async function readChain({ chain, log }: App): Promise<ChainHealth | undefined> {
  if (!chain) return undefined;
  const { chainId, rpc } = chain;
  const tell = (error: string, head?: string): ChainHealth => ({ ready: false, chainId, head, error });
  const calls = ['eth_chainId', 'eth_blockNumber'].map((method) => ({ method, params: [] }));
  try {
    const [id, head] = await rpc.batch<Hex>(calls, { timeoutMs: CHAIN_WITHIN_MS });
    if (!id?.ok || !head?.ok) return tell('refuses to say its id and its head');
    if (Number(id.result) !== chainId) return tell(`is chain ${Number(id.result)}`);
    return { ready: true, chainId, head: BigInt(head.result).toString(), error: undefined };
  } catch (error) {
    log.warn({ err: error }, 'the chain does not answer');
    // Of an error that is none of ours the text could hold the URL, and that a key.
    return tell(error instanceof RpcError ? error.kind : 'does not answer');
  }
}

const indexHealth = (standing: ChainStanding): ChainIndexHealth => ({
  ready: standing.stoppedReason === null,
  stoppedReason: standing.stoppedReason ?? undefined,
  head: standing.headBlock.toString(),
  indexed: standing.indexedBlock.toString(),
  lagS: standing.indexedBlock < standing.headBlock ? (standing.indexedAgeS ?? 0) : 0,
  unknownLogs: Number(standing.unknownLogs),
  reorgs: standing.reorgs,
});

/** Late is who has not passed for a pause of their own and `alarmMs` more: some look once in minutes. */
function healthOf({ name, everyMs, lastPassAt, lastError }: Worker, alarmMs: number): WorkerHealth {
  const lagMs = Date.now() - lastPassAt.getTime();
  return { name, ready: lagMs <= everyMs + alarmMs, lagMs, lastError };
}

const consumerHealth = ({ consumer, lagMs }: ConsumerLag, alarmMs: number): ConsumerHealth => ({
  name: consumer,
  ready: lagMs <= alarmMs,
  lagMs,
});

const sourceHealth = ({ name, state, lastOkAt, detail, degraded }: PriceSourceRow): PriceSourceHealth => ({
  name,
  state,
  ageMs: lastOkAt ? Date.now() - lastOkAt.getTime() : undefined,
  detail,
  degraded: degraded ?? undefined,
});
