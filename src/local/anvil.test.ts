import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { answerOf, kill, startElsewhere } from '../../test/elsewhere.ts';
import { createRpc } from '../workers/chain/rpc.ts';
import { localWallet } from './accounts.ts';
import { AnvilMissingError, findAnvil } from './anvil-binary.ts';
import { type AnvilOptions, type LocalChain, startAnvil } from './anvil.ts';
import { LOCAL_MNEMONIC, localAccounts } from './local-plan.ts';
import { isRunning, listProcesses } from './processes.ts';

let root: string;
let dataDir: string;
let children: ChildProcess[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ecocoin-anvil-test-'));
  dataDir = join(root, 'data', 'chain');
  children = [];
});

afterEach(async () => {
  await Promise.all(children.map(kill));
  const left = (await listProcesses()).filter(({ title }) => title.includes(` --state ${root}/`));
  for (const { pid } of left) process.kill(pid, 'SIGKILL');
  await vi.waitFor(async () => {
    if ((await Promise.all(left.map(({ pid }) => isRunning(pid)))).includes(true)) throw new Error('still running');
  });
  await rm(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
});

const settings = { chainId: 31_337, mnemonic: LOCAL_MNEMONIC, historyBlocks: 1_000, stateIntervalS: 3_600 };
const start = async (options: Partial<AnvilOptions> = {}): Promise<LocalChain> =>
  startAnvil({ binary: await findAnvil(), dataDir, ...settings, ...options });

function startChainElsewhere(): ChildProcess {
  const code = `
    import { findAnvil } from ${JSON.stringify(import.meta.resolve('./anvil-binary.ts'))};
    import { startAnvil } from ${JSON.stringify(import.meta.resolve('./anvil.ts'))};
    const server = await startAnvil({ binary: await findAnvil(), ...${JSON.stringify({ dataDir, ...settings })} });`;
  const child = startElsewhere(code);
  children.push(child);
  return child;
}

const rpcOf = ({ url }: { url: string }) => createRpc({ url, timeoutMs: 5_000, maxBytes: 1_000_000, batchCalls: 10 });
const heightOf = async (chain: { url: string }): Promise<number> =>
  Number(await rpcOf(chain).call('eth_blockNumber', []));
const mine = async (chain: { url: string }, blocks: number): Promise<unknown> =>
  rpcOf(chain).call('anvil_mine', [`0x${blocks.toString(16)}`]);
const genesisOf = async (chain: { url: string }): Promise<string> =>
  (await rpcOf(chain).call<{ hash: string }>('eth_getBlockByNumber', ['0x0', false])).hash;

describe('a start', () => {
  it('makes a chain whose accounts are known, and keeps its blocks over a stop', async () => {
    const first = await start();
    expect(first).toMatchObject({ adopted: false, dataDir });
    expect(await rpcOf(first).call('eth_chainId', [])).toBe('0x7a69');
    const addresses = await rpcOf(first).call<string[]>('eth_accounts', []);
    for (const { index, address } of Object.values(localAccounts)) {
      expect(localWallet(index).address).toBe(address);
      expect(addresses[index]).toBe(address.toLowerCase());
    }
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
    await mine(first, 7);
    const genesis = await genesisOf(first);
    await first.stop();
    await first.stop();
    expect(await isRunning(first.pid)).toBe(false);

    const second = await start();
    expect([second.adopted, second.port, await heightOf(second)]).toEqual([false, first.port, 7]);
    expect(await genesisOf(second)).toBe(genesis);
    expect((await readdir(dataDir)).filter((name) => /lock|starting/.test(name))).toEqual([]);
  });

  it('writes nothing into the home folder of the person, and nothing that grows into its own', async () => {
    const chain = await start({ historyBlocks: 10 });
    await mine(chain, 500);
    await chain.stop();
    const written = await readdir(dataDir, { recursive: true });
    expect(written.filter((name) => name.startsWith('home'))).toEqual([]);
    const home = process.env['HOME'] ?? '';
    const before = await readdir(join(home, '.foundry'), { recursive: true }).catch(() => []);
    await (await start({ historyBlocks: 10 })).stop();
    expect(await readdir(join(home, '.foundry'), { recursive: true }).catch(() => [])).toEqual(before);
  });

  it('is closed to the pages of a browser', async () => {
    const { url } = await start();
    const preflight = { origin: 'https://example.org', 'access-control-request-method': 'POST' };
    const { headers } = await fetch(url, { method: 'OPTIONS', headers: preflight });
    expect(headers.get('access-control-allow-origin')).toBeNull();
    const plain = await fetch(url, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: CHAIN_ID_CALL });
    expect(await plain.json()).not.toHaveProperty('result');
  });

  it('runs two folders side by side', async () => {
    const [one, two] = await Promise.all([start(), start({ dataDir: join(root, 'other', 'chain') })]);
    expect(one.port).not.toBe(two.port);
    await mine(one, 3);
    expect(await heightOf(two)).toBe(0);
    await one.stop();
    expect(await heightOf(two)).toBe(0);
    await two.stop();
  });
});

const CHAIN_ID_CALL = '{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}';

describe('a chain that runs already', () => {
  it('is adopted and can be stopped after its starter was killed', async () => {
    const starter = startChainElsewhere();
    const { url } = await answerOf(starter);
    await mine({ url }, 4);
    await kill(starter);
    const chain = await start();
    expect([chain.adopted, chain.url, await heightOf(chain)]).toEqual([true, url, 4]);
    await chain.stop();
    expect(await isRunning(chain.pid)).toBe(false);
    const next = await start();
    expect([next.adopted, await heightOf(next)]).toEqual([false, 4]);
    await next.stop();
  });

  it('is left running by an adopter while its starter lives, and not after', async () => {
    const starter = startChainElsewhere();
    await answerOf(starter);
    const guest = await start();
    expect(guest.adopted).toBe(true);
    await guest.stop();
    expect(await isRunning(guest.pid)).toBe(true);
    starter.kill('SIGTERM');
    expect(await once(starter, 'exit')).toEqual([0, null]);
    expect(await isRunning(guest.pid)).toBe(false);
  });

  it('is one chain when four processes start at once', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(async () => answerOf(startChainElsewhere())));
    expect(new Set(answers.map(({ url }) => url)).size).toBe(1);
    expect(answers.filter(({ adopted }) => !adopted)).toHaveLength(1);
  });

  it('is not waited for when its starter died in the middle of a start', async () => {
    await mkdir(dataDir, { recursive: true });
    await writeFile(join(dataDir, 'ecocoin-start.lock'), JSON.stringify({ pid: process.pid, began: 'long ago' }));
    const chain = await start();
    expect(chain.adopted).toBe(false);
    await chain.stop();
    await writeFile(join(dataDir, 'ecocoin-start.lock'), 'cut o');
    await (await start()).stop();
  });
});

describe('a chain that was killed', () => {
  it('comes back as it was at its last copy', async () => {
    const first = await start({ stateIntervalS: 1 });
    await mine(first, 5);
    await vi.waitFor(async () => expect(await bestBlockOf('state.json')).toBe(5), { timeout: 10_000, interval: 50 });
    process.kill(first.pid, 'SIGKILL');
    await vi.waitFor(async () => expect(await isRunning(first.pid)).toBe(false));
    const second = await start();
    expect([second.adopted, await heightOf(second)]).toEqual([false, 5]);
    await second.stop();
  });

  it('comes back as it was at the start before when its last copy was cut off, and empty when there is none', async () => {
    const first = await start();
    await mine(first, 5);
    await first.stop();
    const second = await start();
    await mine(second, 5);
    await second.stop();
    await truncate(join(dataDir, 'state.json'), 500);
    const third = await start();
    expect(await heightOf(third)).toBe(5);
    expect(await readdir(dataDir)).toContain('state.json.broken');
    await third.stop();
    await rm(join(dataDir, 'state.previous.json'));
    await truncate(join(dataDir, 'state.json'), 500);
    const fourth = await start();
    expect(await heightOf(fourth)).toBe(0);
    await fourth.stop();
  });
});

/** The height that a copy of the state has, once it is whole. */
async function bestBlockOf(name: string): Promise<number> {
  return (JSON.parse(await readFile(join(dataDir, name), 'utf8')) as { best_block_number: number }).best_block_number;
}

describe('a refusal in words', () => {
  it('names a port that is taken, and takes another where none was asked for', async () => {
    const first = await start();
    await first.stop();
    const stranger = createServer().listen(first.port, '127.0.0.1');
    await once(stranger, 'listening');
    try {
      await expect(start({ port: first.port })).rejects.toThrow(`cannot listen on 127.0.0.1:${first.port}`);
      const second = await start();
      expect(second.port).not.toBe(first.port);
      await second.stop();
    } finally {
      stranger.close();
    }
  });

  it('tells what anvil said', async () => {
    await expect(start({ mnemonic: 'not a mnemonic' })).rejects.toThrow(
      /did not start \(ended with \d\)[^]*the word `not` is invalid/u,
    );
  });

  it('does not take a chain with another id for its own', async () => {
    const chain = await start();
    await expect(start({ chainId: 1 })).rejects.toThrow(`the chain of process ${chain.pid} has the id 0x7a69, not 1`);
    await chain.stop();
  });

  it('says which anvil is missing and what can be done', async () => {
    await expect(findAnvil(join(root, 'nothing'))).rejects.toThrow(AnvilMissingError);
    await expect(findAnvil('/bin/echo')).rejects.toThrow(/ANVIL_PATH is \/bin\/echo, which is no anvil/u);
    await mkdir(join(root, 'bin'));
    await symlink(await findAnvil(), join(root, 'bin', 'anvil'));
    expect(await findAnvil(join(root, 'bin', 'anvil'))).toBe(join(root, 'bin', 'anvil'));
  });

  it('finds one in PATH where npm has installed none', async () => {
    const elsewhere = join(root, 'project');
    await mkdir(join(elsewhere, 'bin'), { recursive: true });
    const driver = await readFile(fileURLToPath(import.meta.resolve('./anvil-binary.ts')), 'utf8');
    await writeFile(join(elsewhere, 'anvil-binary.ts'), driver);
    const code = `import { findAnvil } from ${JSON.stringify(join(elsewhere, 'anvil-binary.ts'))};
      console.log(await findAnvil().catch((error) => error.message));`;
    const ask = async (path: string): Promise<string> => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
        env: { PATH: path },
        stdio: 'pipe',
      });
      children.push(child);
      let said = '';
      child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
      await once(child, 'close');
      return said.trim();
    };
    expect(await ask(join(elsewhere, 'bin'))).toMatch(/no anvil here: the package @foundry-rs\/anvil-\S+ .*RPC_URL/u);
    await symlink(await findAnvil(), join(elsewhere, 'bin', 'anvil'));
    await access(join(elsewhere, 'bin', 'anvil'));
    expect(await ask(join(elsewhere, 'bin'))).toBe(join(elsewhere, 'bin', 'anvil'));
  });
});
