import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Wallet } from 'ethers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../config.ts';
import { openChain } from '../workers/chain/open-chain.ts';
import { createRpc } from '../workers/chain/rpc.ts';
import { localWallet } from './accounts.ts';
import { findAnvil } from './anvil-binary.ts';
import { type LocalChain, startAnvil } from './anvil.ts';
import { startLocalChain } from './chain.ts';
import { runDeploy } from './deploy-command.ts';
import { readPlan } from './deploy-plan.ts';
import { LOCAL_MNEMONIC } from './local-plan.ts';

const PASSWORD = 'a password that is never told';
const REAL_CHAIN_ID = 4_242;

let root: string;
let chains: LocalChain[];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ecocoin-command-test-'));
  chains = [];
});
afterEach(async () => {
  for (const chain of chains) await chain.stop();
  await rm(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
});

/** `npm run contracts -- deploy`, as a person types it. */
async function command(env: Record<string, string>): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, ['src/cli/contracts.ts', 'deploy'], {
    env: { PATH: process.env['PATH'] ?? '', DATA_DIR: root, CHAIN_LOCAL_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number>((resolve) => child.once('close', (ended) => resolve(ended ?? -1)));
  return { code, said };
}

async function write(name: string, text: string): Promise<string> {
  await writeFile(join(root, name), text);
  return join(root, name);
}

/** The example, with keys that somebody could have. */
async function examplePlan(): Promise<{ holders: Record<string, string> }> {
  const plan = JSON.parse(await readFile('contracts/deployments/plan.example.json', 'utf8')) as {
    holders: Record<string, string>;
  };
  const holders = Object.fromEntries(Object.keys(plan.holders).map((name) => [name, Wallet.createRandom().address]));
  return { ...plan, holders };
}

/** A chain whose id is no local one's, and what is needed to deploy to it. */
async function realChain(): Promise<Record<string, string>> {
  const chain = await startAnvil({
    binary: await findAnvil(),
    dataDir: join(root, 'real'),
    chainId: REAL_CHAIN_ID,
    mnemonic: LOCAL_MNEMONIC,
    historyBlocks: 100,
    stateIntervalS: 86_400,
  });
  chains.push(chain);
  const keystore = localWallet(9).encryptSync(PASSWORD);
  return {
    RPC_URL: chain.url,
    CHAIN_ID: String(REAL_CHAIN_ID),
    CHAIN_DEPLOYMENT: join(root, 'deployed.json'),
    DEPLOY_PLAN: await write('plan.json', JSON.stringify(await examplePlan())),
    DEPLOY_KEYSTORE: await write('keystore.json', keystore),
    DEPLOY_PASSWORD_FILE: await write('password', `${PASSWORD}\n`),
  };
}

test('deploys to the local chain of the data folder, running or not, and leaves it as it was', async () => {
  const first = await command({});
  expect(first).toMatchObject({ code: 0, said: expect.stringMatching(/CarbonToken +0x/) as string });
  const second = await command({});
  expect(second.code).toBe(0);
  expect(second.said).not.toContain('grantRole');

  const config = loadConfig({ DATA_DIR: root, CHAIN_LOCAL_PORT: '0' });
  const { anvil, chain } = await startLocalChain(config);
  chains.push(anvil);
  expect((await command({})).code).toBe(0);
  expect(await chain.rpc.call('eth_chainId', [])).toBe('0x7a69');
  const given = loadConfig({ DATA_DIR: root, RPC_URL: anvil.url });
  expect(await runDeploy(given, () => undefined)).toEqual(chain.deployment);
  expect(await openChain(given)).toMatchObject({ chainId: 31_337, deployment: chain.deployment });
});

test('deploys to a real chain with a keystore and a plan, once', async () => {
  const env = await realChain();
  const { code, said } = await command(env);
  expect({ code, said }).toMatchObject({ code: 0 });
  expect(said).toContain(`renounceRole: DEFAULT_ADMIN_ROLE of ${localWallet(9).address}`);
  expect(said).not.toContain(PASSWORD);
  const rpc = createRpc({ url: env['RPC_URL'] ?? '', timeoutMs: 5_000, maxBytes: 100_000, batchCalls: 1 });
  const sent = await rpc.call('eth_getTransactionCount', [localWallet(9).address, 'latest']);
  expect((await command(env)).code).toBe(0);
  expect(await rpc.call('eth_getTransactionCount', [localWallet(9).address, 'latest'])).toBe(sent);
  expect(await openChain(loadConfig(env))).toMatchObject({ chainId: REAL_CHAIN_ID });
  await expect(openChain(loadConfig({ ...env, CHAIN_DEPLOYMENT: join(root, 'none.json') }))).rejects.toThrow(
    /There is no deployment for chain 4242 at .*none\.json: run `npm run contracts -- deploy`/u,
  );
});

test('says what is missing, and never the password', async () => {
  const env = await realChain();
  const refusal = async (changes: Record<string, string>): Promise<string> =>
    runDeploy(loadConfig({ ...env, ...changes }), () => undefined).then(
      () => 'it was deployed',
      (error: Error) => `${error.name}: ${error.message}`,
    );
  expect(await refusal({ RPC_URL: '' })).toBe(
    'DeployRefusedError: CHAIN_ID is 4242: set RPC_URL to a node of that chain.',
  );
  expect(await refusal({ DEPLOY_KEYSTORE: '' })).toContain("set DEPLOY_KEYSTORE to the deployer's encrypted keystore");
  expect(await refusal({ DEPLOY_PASSWORD_FILE: '' })).toContain('or DEPLOY_PASSWORD to the password');
  expect(await refusal({ DEPLOY_PLAN: '' })).toContain('plan.example.json shows one');
  expect(await refusal({ DEPLOY_KEYSTORE: join(root, 'none') })).toMatch(/none cannot be read \(ENOENT\)/u);
  const wrong = await refusal({ DEPLOY_PASSWORD: 'wrong-secret' });
  expect(wrong).toContain('does not open: it is none, or the password is wrong');
  expect(wrong).not.toMatch(/wrong-secret/u);
  const { code, said } = await command({ ...env, DEPLOY_PLAN: await write('bad.json', '{"admin": 1}') });
  expect(code).toBe(1);
  expect(said).toMatch(/bad\.json cannot be used\. It is not valid:\n {2}admin: .*\n {2}holders: /u);
});

test('takes no plan in which one key could empty the custody or convert what nobody paid', async () => {
  await expect(readPlan('contracts/deployments/plan.example.json')).rejects.toThrow("nobody has this address's key");
  const plan = await examplePlan();
  expect((await readPlan(await write('plan.json', JSON.stringify(plan)))).governor.proposalThreshold).toBe(10n ** 21n);
  for (const name of ['registrar', 'confirmer']) {
    const holder = Wallet.createRandom().address;
    const holders = { ...plan.holders, operator: holder.toLowerCase(), [name]: holder };
    const file = await write('plan.json', JSON.stringify({ ...plan, holders }));
    await expect(readPlan(file)).rejects.toThrow(`The ${name} must be another address than the operator.`);
  }
});
