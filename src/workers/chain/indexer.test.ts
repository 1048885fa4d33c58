import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { id } from 'ethers';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { startTestChain, type TestChain } from '../../../test/chain.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { createApp, createLog } from '../../app.ts';
import { selectCursor } from '../../db/chain-cursors.ts';
import { openDatabase } from '../../db/client.ts';
import { platformContext } from '../../resolvers/context.ts';
import { type Indexer, startIndexer } from './indexer.ts';

const WITHIN = { timeout: 120_000, interval: 20 };

let chain: TestChain;
let t: TestApp;
const stops: (() => PromiseLike<unknown>)[] = [];

beforeAll(async () => {
  chain = await startTestChain();
});
afterAll(() => chain[Symbol.asyncDispose]());
beforeEach(async () => {
  t = await openTestApp({ CHAIN_POLL_MS: '200' }, chain.chain);
  stops.push(() => t[Symbol.asyncDispose]());
});
afterEach(async () => {
  for (let stop = stops.pop(); stop; stop = stops.pop()) await stop();
});

/** An indexer as another process would run it: with connections of its own. */
async function start(): Promise<Indexer> {
  const { config } = t.app;
  const db = openDatabase({ url: t.databaseUrl, poolSize: 4, statementTimeoutMs: 10_000 });
  stops.push(db.close);
  const app = await createApp(config, db, createLog(config), chain.chain);
  const indexer = await startIndexer(platformContext(app, 'indexer'), chain.chain);
  stops.push(indexer.stop);
  return indexer;
}

const register = (name: string) => chain.send('CarbonAccount', 'registerUser', [id(name)]);

/** Waits until the chain's newest block is indexed. */
const atHead = () =>
  vi.waitFor(async () => {
    const cursor = await selectCursor(t.db, chain.chain.chainId);
    expect(cursor?.indexedBlock).toBe(BigInt(await chain.height()));
  }, WITHIN);

/** How often each log was told. */
async function told(): Promise<number[]> {
  const rows = await t.db.sql<{ times: number }[]>`
    select count(*)::int as times from outbox where topic = 'chainLog' group by payload ->> 'blockHash', payload ->> 'logIndex'`;
  return [...new Set(rows.map(({ times }) => times))];
}

const locks = async (): Promise<number[]> => {
  const rows = await t.db.sql<{ pid: number }[]>`
    select pid from pg_locks where locktype = 'advisory' and granted and classid = 4207
      and database = (select oid from pg_database where datname = current_database())`;
  return rows.map(({ pid }) => pid);
};

test('of two, one works; when it loses its lock the other takes over, and everything is told once', async () => {
  const [first, second] = [await start(), await start()];
  await atHead();
  expect((await locks()).length).toBe(1);
  for (let i = 0; i < 3; i += 1) {
    await register(`round ${i}`);
    await atHead();
    const [holder] = await locks();
    await t.db.sql`select pg_terminate_backend(${holder ?? 0}::int)`;
    await register(`after ${i}`);
    await atHead();
  }
  expect(await told()).toEqual([1]);
  for (const { kept } of [first, second])
    expect(kept.map(({ lastError }) => lastError)).toEqual([undefined, undefined]);
});

test('a stop lets another take over at once', async () => {
  const first = await start();
  await atHead();
  await start();
  await first.stop();
  await register('later');
  await atHead();
});

test('new heads that the socket tells are indexed without waiting for a poll', async () => {
  t = await openTestApp({ CHAIN_POLL_MS: '600000' }, chain.chain);
  stops.push(() => t[Symbol.asyncDispose]());
  await start();
  await atHead();
  await register('soon');
  await atHead();
});

test('when a worker process is killed, another indexes on', async () => {
  const { DATABASE_URL: _, ...rest } = process.env;
  const env = { ...rest, ...chain.env, NODE_ENV: 'test', DATABASE_URL: t.databaseUrl, DATA_DIR: t.app.config.dataDir };
  const quiet = { LOG_LEVEL: 'error', PRICE_SOURCES: '', CHAIN_POLL_MS: '200' };
  const child = spawn(process.execPath, ['src/worker.ts'], { env: { ...env, ...quiet }, stdio: 'inherit' });
  const exit = once(child, 'exit');
  await vi.waitFor(async () => expect((await locks()).length).toBe(1), WITHIN);
  await atHead();
  await start();
  child.kill('SIGKILL');
  await exit;
  await register('orphan');
  await atHead();
  expect(await told()).toEqual([1]);
});
