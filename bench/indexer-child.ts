import { createApp, createLog } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { insertCursor, selectCursor } from '../src/db/chain-cursors.ts';
import { copyLogs, encodeLogs } from '../src/db/chain-log-writes.ts';
import { openDatabase } from '../src/db/client.ts';
import type { Chain, Hex } from '../src/resolvers/chain/client.ts';
import type { DecodedLog } from '../src/resolvers/chain/facts.ts';
import { platformContext } from '../src/resolvers/context.ts';
import { decodeEvent } from '../src/workers/chain/decode.ts';
import { followedOn } from '../src/workers/chain/follow-what.ts';
import { passFollow } from '../src/workers/chain/follow.ts';
import { createIndex } from '../src/workers/chain/index-blocks.ts';
import { answerParent } from './children.ts';
import { benchDeployment, openRpc } from './indexer-chain.ts';

// One measurement a process, so that the memory of one is not that of another; for memory, several indexes in one.

export interface IndexOptions {
  readonly url: string;
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly blocks: number;
}

export interface Indexed {
  readonly logs: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Bytes of the process at the end; and of what is still in use then. */
  readonly rss: number;
  readonly used: number;
}

/** Blocks of one request, as many as give some 5,000 logs; and how many are under way. */
const RANGE_BLOCKS = 100;
const IN_FLIGHT = 4;

const chainAt = (url: string): Chain => ({
  chainId: benchDeployment.chainId,
  deployment: benchDeployment,
  rpc: openRpc(url),
  socketUrl: undefined,
});

function measure(): (logs: number) => Indexed {
  globalThis.gc?.();
  const [from, cpu] = [performance.now(), process.cpuUsage()];
  return (logs) => {
    const { user, system } = process.cpuUsage(cpu);
    const seconds = (performance.now() - from) / 1000;
    const rss = process.memoryUsage.rss();
    globalThis.gc?.();
    const { heapUsed, external } = process.memoryUsage();
    return { logs, seconds, cpuSeconds: (user + system) / 1e6, rss, used: heapUsed + external };
  };
}

interface RpcLog {
  readonly address: Hex;
  readonly topics: Hex[];
  readonly data: Hex;
  readonly blockNumber: Hex;
  readonly blockHash: Hex;
  readonly blockTimestamp?: Hex;
  readonly transactionHash: Hex;
  readonly transactionIndex: Hex;
  readonly logIndex: Hex;
}

/** The logs of all blocks in order, by bare requests of which several are under way. */
async function* bareLogs({ url, blocks }: IndexOptions): AsyncGenerator<RpcLog[]> {
  const address = Object.values(benchDeployment.contracts).map((contract) => contract.address);
  const ask = async (from: number): Promise<RpcLog[]> => {
    const to = Math.min(blocks, from + RANGE_BLOCKS - 1);
    const params = [{ fromBlock: `0x${from.toString(16)}`, toBlock: `0x${to.toString(16)}`, address }];
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_getLogs', params });
    const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    return (JSON.parse(await answer.text()) as { result: RpcLog[] }).result;
  };
  const queue: Promise<RpcLog[]>[] = [];
  for (let next = 0; queue.length > 0 || next <= blocks;) {
    for (; next <= blocks && queue.length < IN_FLIGHT; next += RANGE_BLOCKS) queue.push(ask(next));
    yield (await queue.shift()) ?? [];
  }
}

async function bare(options: IndexOptions): Promise<Indexed> {
  const end = measure();
  let logs = 0;
  for await (const some of bareLogs(options)) logs += some.length;
  return end(logs);
}

/** As little as can be done to have decoded logs in a table: no headers, no checks, no cursor, nothing that follows. */
async function insert(options: IndexOptions): Promise<Indexed> {
  const db = openDatabase({ url: options.databaseUrl, poolSize: 2, statementTimeoutMs: 60_000 });
  await db.sql`drop index chain_logs_transaction`;
  const { contracts } = followedOn(chainAt(options.url), loadConfig({ NODE_ENV: 'test' }));
  const decode = (log: RpcLog): DecodedLog => {
    const contract = contracts.get(log.address);
    const decoded = contract?.versions[0] && decodeEvent(contract.versions[0].decoders, log.topics, log.data);
    return {
      chainId: benchDeployment.chainId,
      blockNumber: BigInt(log.blockNumber),
      blockHash: log.blockHash,
      blockTime: new Date(Number(log.blockTimestamp ?? 0) * 1000),
      logIndex: Number(log.logIndex),
      txHash: log.transactionHash,
      txIndex: Number(log.transactionIndex),
      address: log.address,
      topics: log.topics,
      data: log.data,
      contract: contract?.name ?? null,
      event: decoded?.event ?? null,
      args: decoded?.args ?? null,
    };
  };
  const end = measure();
  let logs = 0;
  let writing: Promise<void> = Promise.resolve();
  for await (const some of bareLogs(options)) {
    const encoded = await encodeLogs(some.map(decode));
    await writing;
    writing = db.transact(async (tx) => (await copyLogs(tx, encoded)).written);
    logs += some.length;
  }
  await writing;
  const result = end(logs);
  await db.close();
  return result;
}

/** What the platform does: checked, decoded, written with all that follows, to the head. */
async function index(options: IndexOptions): Promise<Indexed> {
  const config = loadConfig({ ...process.env, NODE_ENV: 'test', LOG_LEVEL: 'error', DATA_DIR: options.dataDir });
  const db = openDatabase({ url: options.databaseUrl, poolSize: 4, statementTimeoutMs: 60_000 });
  const chain = chainAt(options.url);
  const app = await createApp(config, db, createLog(config), chain);
  const made = createIndex(platformContext(app, 'bench'), { rpc: chain.rpc, followed: followedOn(chain, config) });
  await insertCursor(db, chain.chainId, 0n);
  const end = measure();
  while (await passFollow(made, new AbortController().signal));
  const [row] = await db.sql<{ n: number }[]>`select count(*)::int as n from chain_logs where event is not null`;
  const result = end(row?.n ?? 0);
  const cursor = await selectCursor(db, chain.chainId);
  if (cursor?.indexedBlock !== BigInt(options.blocks)) throw new Error(`indexed up to ${cursor?.indexedBlock} only`);
  await db.close();
  return result;
}

answerParent({ bare, insert, index });
