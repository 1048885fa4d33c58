import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ChainRpc } from '../src/resolvers/chain/client.ts';
import { readDeployment } from '../src/workers/chain/deployment.ts';
import { createRpc } from '../src/workers/chain/rpc.ts';
import { startTestChain } from './chain.ts';
import { at, textAt } from './journeys/answers.ts';
import { type RunningPlatform, startPlatformProcess } from './platform.ts';

// What `npm start` runs, as a person starts and stops it.

let root = '';
let running: RunningPlatform[] = [];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ecocoin-front-door-'));
});
afterEach(async () => {
  // Whoever has ended already is only waited for.
  for (const platform of running) await platform.end('SIGTERM');
  running = [];
  await rm(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
});

async function start(folder: string, env: Record<string, string> = {}): Promise<RunningPlatform & { tookMs: number }> {
  const startedAt = performance.now();
  const platform = await startPlatformProcess(env, join(root, folder));
  running.push(platform);
  return { ...platform, tookMs: Math.round(performance.now() - startedAt) };
}

async function ask(platform: RunningPlatform, query: string): Promise<unknown> {
  const body = JSON.stringify({ query });
  const headers = { 'content-type': 'application/json' };
  return (await fetch(`${platform.url}/graphql`, { method: 'POST', headers, body })).json();
}

const register = (platform: RunningPlatform, username: string): Promise<unknown> =>
  ask(
    platform,
    `mutation { userRegister(input: { username: "${username}", email: "${username}@example.org",
      password: "a-long-green-password" }) { ... on UserRegisterPayload { user { username } } } }`,
  );
const nameOf = async (platform: RunningPlatform, username: string): Promise<unknown> =>
  at(await ask(platform, `{ user(username: "${username}") { username } }`), 'data', 'user', 'username');

/** What runs for a folder: its PostgreSQL, the processes that this one has started, and its chain. */
async function childrenOf(folder: string): Promise<number[]> {
  const pidFile = await readFile(join(root, folder, 'postgres', 'postmaster.pid'), 'utf8');
  const postmaster = pidFile.split('\n')[0];
  const { stdout } = await promisify(execFile)('ps', ['-ewwo', 'pid=,ppid=,args=']);
  const processes = stdout.split('\n').map((line) => line.trim().split(/\s+/));
  const state = join(root, folder, 'chain', 'state.json');
  return processes.flatMap(([pid, parent, ...args]) =>
    pid === postmaster || parent === postmaster || args.includes(state) ? [Number(pid)] : [],
  );
}

/** Where a wallet finds the chain, as the platform has printed it. */
const chainUrlOf = (platform: RunningPlatform): string => /Chain\s+(http\S+)/.exec(platform.output())?.[1] ?? '';
const rpcOf = (url: string): ChainRpc => createRpc({ url, timeoutMs: 5_000, maxBytes: 100_000, batchCalls: 1 });

async function blockOf(url: string, which: string): Promise<{ number: string; hash: string }> {
  const { number, hash } = await rpcOf(url).call<{ number: string; hash: string }>('eth_getBlockByNumber', [
    which,
    false,
  ]);
  return { number, hash };
}

/** What the custody of a folder's chain holds of ether. */
async function custodyOf(folder: string, url: string): Promise<bigint> {
  const { contracts } = await readDeployment(join(root, folder, 'chain', 'deployment.json'), 31_337);
  return BigInt(await rpcOf(url).call<string>('eth_getBalance', [contracts.CarbonCustody.address, 'latest']));
}

/** Which of them are still there. */
async function left(pids: readonly number[]): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,stat=']);
  const running = stdout.split('\n').map((line) => line.trim().split(/\s+/));
  return pids.filter((pid) => running.some(([id, state]) => Number(id) === pid && !state?.startsWith('Z')));
}

test('prints where it is and who may log in, stops cleanly, and is quick to come back', async () => {
  const first = await start('data');
  expect(first.output()).toContain(`${first.url}/graphql`);
  expect(first.output()).toContain('no card is real and no money moves');
  const login = /Demo login\s+alice \/ (\S+)/.exec(first.output())?.[1] ?? '';
  const answer = await ask(
    first,
    `mutation { sessionLogin(input: { login: "alice", password: "${login}" }) {
      ... on SessionLoginPayload { credentials { accessToken } } ... on Error { message } } }`,
  );
  const token = textAt(answer, 'data', 'sessionLogin', 'credentials', 'accessToken');
  expect(first.output()).not.toContain(token);
  for (const page of ['/health', '/ready', '/metrics']) expect((await fetch(first.url + page)).status, page).toBe(200);
  expect(await register(first, 'newcomer')).toHaveProperty('data.userRegister.user.username', 'newcomer');
  const children = await childrenOf('data');
  expect(await left(children)).not.toEqual([]);

  expect(await first.end('SIGINT')).toBe(0);
  expect(await left(children)).toEqual([]);
  expect(await readdir(join(root, 'data', 'postgres'))).not.toContain('postmaster.pid');

  const chain = chainUrlOf(first);
  await expect(rpcOf(chain).call('eth_chainId', [])).rejects.toMatchObject({ kind: 'NETWORK' });

  const second = await start('data', { LOG_LEVEL: 'info' });
  // A wallet that knows the chain finds it again, with everything on it.
  expect(chainUrlOf(second)).toBe(chain);
  expect(await custodyOf('data', chain)).toBe(10n ** 19n);
  console.log(`first start ${first.tookMs} ms, second start ${second.tookMs} ms`);
  // The aim is 2 s on a quiet machine; tests share their processors, so only that it is the quicker one is tried.
  expect(second.tookMs).toBeLessThan(first.tookMs);
  expect(await nameOf(second, 'newcomer')).toBe('newcomer');
  const again = await childrenOf('data');
  expect(await second.end('SIGTERM')).toBe(0);
  await vi.waitFor(() => expect(second.output()).toContain('it has ended'));
  expect(await left(again)).toEqual([]);
});

test('two of them run side by side, each with its own data', async () => {
  const [one, two] = await Promise.all([start('one'), start('two')]);
  expect(one.url).not.toBe(two.url);
  await register(one, 'only-here');
  expect(await nameOf(one, 'only-here')).toBe('only-here');
  expect(await nameOf(two, 'only-here')).toBeUndefined();
  const children = await childrenOf('one');
  expect(await one.pressCtrlC()).toBe(0);
  expect(await left(children)).toEqual([]);
  expect(await nameOf(two, 'alice')).toBe('alice');
  expect(await two.end('SIGINT')).toBe(0);
});

test('starts again on what a SIGKILL has left, with everything that was answered', async () => {
  const killed = await start('data');
  await register(killed, 'survivor');
  const head = await blockOf(chainUrlOf(killed), 'latest');
  expect(await killed.end('SIGKILL')).toBe('SIGKILL');
  const orphaned = await childrenOf('data');
  expect(await left(orphaned)).not.toEqual([]);
  const next = await start('data');
  expect(await nameOf(next, 'survivor')).toBe('survivor');
  expect(chainUrlOf(next)).toBe(chainUrlOf(killed));
  // It may have gone on: what the platform sends to it waits for nobody.
  expect(await blockOf(chainUrlOf(next), head.number)).toEqual(head);
  const adopted = await childrenOf('data');
  expect(await next.end('SIGINT')).toBe(0);
  expect(await left([...orphaned, ...adopted])).toEqual([]);
});

test('says what it has of a chain, and starts without one', async () => {
  const starts: [Record<string, string>, string][] = [
    [{ CHAIN_LOCAL: 'false' }, 'none: CHAIN_LOCAL is false'],
    [{ CHAIN_ID: '5' }, 'none: CHAIN_ID is 5, and RPC_URL is not set'],
    [{ ANVIL_PATH: join(root, 'none') }, 'none: ANVIL_PATH is'],
  ];
  for (const [env, words] of starts) {
    const platform = await start('data', env);
    expect(platform.output()).toContain(`Chain           ${words}`);
    expect((await fetch(`${platform.url}/ready`)).status).toBe(200);
    expect(await platform.end('SIGINT')).toBe(0);
  }
});

test('works with the chain that it is given', async () => {
  await using chain = await startTestChain();
  const platform = await start('data', chain.env);
  expect(platform.output()).toContain('Chain           RPC_URL, chain id 31337');
  const health = (await (await fetch(`${platform.url}/ready`)).json()) as unknown;
  expect(at(health, 'chain')).toMatchObject({ ready: true, chainId: 31_337 });
  expect(await platform.end('SIGINT')).toBe(0);
  expect(await chain.height()).toBeGreaterThan(0);
});
