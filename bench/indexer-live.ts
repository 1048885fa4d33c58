import { setTimeout as pause } from 'node:timers/promises';
import { id } from 'ethers';
import { createLog } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import type { Hex } from '../src/resolvers/chain/client.ts';
import { startPlatform } from '../src/run.ts';
import { mineLogs } from '../test/emitter.ts';
import { answerParent, startChild } from './children.ts';
import { type BenchChain, benchDeployment, openRpc } from './indexer-chain.ts';
import { makeDatabase } from './database.ts';
import type { BenchOptions } from './run.ts';
import { median } from './table.ts';
import { openWebSocket } from './ws-client.ts';

interface Served {
  readonly port: number;
}

export interface Live {
  readonly events: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const EVENTS = 300;
const WARM_UP = 20;
const FIRST_WITHIN_MS = 500;
const FIRST_TRIES = 60;
const QUERY =
  'subscription { chainEventIndexed(filterBy: { contract: "CarbonAccount" }) { event { txHash args { name value } } } }';

/** The platform in a process of its own, on the same chain; and one subscriber who is told of each block's event. */
export async function measureLive({ databaseUrl }: BenchOptions, chain: BenchChain): Promise<Live> {
  const database = await makeDatabase(databaseUrl, 'bench_indexer_live');
  const child = startChild({ file: 'bench/indexer-live.ts' });
  try {
    const { port } = await child.ask<Served>('serve', { url: chain.url, databaseUrl: database.url });
    const taken = await tellEach(chain, port);
    const sorted = taken.toSorted((a, b) => a - b);
    return { events: taken.length, p50Ms: median(taken), p99Ms: sorted[Math.ceil(taken.length * 0.99) - 1] ?? 0 };
  } finally {
    await child.stop();
    await database.drop();
  }
}

async function tellEach(chain: BenchChain, port: number): Promise<number[]> {
  let heard: ((text: string) => void) | undefined;
  const failure = Promise.withResolvers<never>();
  const client = await openWebSocket({
    port,
    path: '/graphql',
    protocol: 'graphql-transport-ws',
    onMessage: (text) => heard?.(text()),
    onClose: (reason) => {
      failure.reject(new Error(reason));
    },
  });
  const next = (part: string): Promise<void> =>
    Promise.race([
      failure.promise,
      new Promise<void>((resolve) => {
        heard = (text) => {
          if (text.includes(part)) resolve();
        };
      }),
    ]);
  const acknowledged = next('connection_ack');
  client.send(JSON.stringify({ type: 'connection_init' }));
  await acknowledged;
  client.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: QUERY } }));
  const { address } = benchDeployment.contracts.CarbonAccount;
  const mineOne = (userKey: Hex): Promise<void> =>
    mineLogs(chain.rpc, [{ address, topics: [id('UserRegistered(bytes32)') as Hex, userKey], data: '0x' }]);
  // What is told while the subscription is made is not heard: one of these is the first that is.
  const listening = next('"next"');
  let hears = false;
  void listening.then(() => (hears = true));
  for (let i = 0; !hears; i += 1) {
    await mineOne(id(`first ${i} ${Date.now()}`) as Hex);
    await Promise.race([listening, pause(FIRST_WITHIN_MS)]);
    if (i >= FIRST_TRIES) throw new Error('the subscriber is told of nothing');
  }
  const taken: number[] = [];
  for (let i = -WARM_UP; i < EVENTS; i += 1) {
    const userKey = id(`live ${i} ${Date.now()}`) as Hex;
    const told = next(userKey);
    const from = performance.now();
    await mineOne(userKey);
    await told;
    if (i >= 0) taken.push(performance.now() - from);
  }
  client.close();
  failure.promise.catch(() => {});
  return taken;
}

async function serve({ url, databaseUrl }: { url: string; databaseUrl: string }): Promise<Served> {
  const rpc = openRpc(url);
  // What came before would have to be there whole: a balance is not spent that was never seen to come.
  const deployedAtBlock = Number(await rpc.call('eth_blockNumber', [])) + 1;
  const config = loadConfig({
    NODE_ENV: 'test',
    LOG_LEVEL: 'error',
    PORT: '0',
    PRICE_SOURCES: '',
    DATA_DIR: '.data/bench',
  });
  const socketUrl = url.replace(/^http/, 'ws');
  const chain = {
    chainId: benchDeployment.chainId,
    deployment: { ...benchDeployment, deployedAtBlock },
    rpc,
    socketUrl,
  };
  const platform = await startPlatform({
    config,
    databaseUrl,
    log: createLog(config),
    roles: ['api', 'workers'],
    chain,
  });
  return { port: Number(new URL(platform.api?.url ?? '').port) };
}

if (import.meta.main) answerParent({ serve });
