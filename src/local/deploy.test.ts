import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Interface, Wallet } from 'ethers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LOCAL_CHAIN_ID } from '../config.ts';
import { type ChainRpc, contractNames, type ContractName, type Hex } from '../resolvers/chain/client.ts';
import { readDeployment } from '../workers/chain/deployment.ts';
import { createRpc } from '../workers/chain/rpc.ts';
import { localWallet } from './accounts.ts';
import { findAnvil } from './anvil-binary.ts';
import { type LocalChain, startAnvil } from './anvil.ts';
import type { DeploymentPlan } from './deploy-plan.ts';
import { roleHash } from './deploy-roles.ts';
import { deployContracts, type DeployOptions } from './deploy.ts';
import { LOCAL_MNEMONIC, localAccounts, localPlan } from './local-plan.ts';

let root: string;
let chains: LocalChain[];
let rpc: ChainRpc;
let file: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ecocoin-deploy-test-'));
  chains = [];
  file = join(root, 'deployments', '31337.json');
  rpc = await emptyChain('one');
});

afterEach(async () => {
  for (const chain of chains) await chain.stop();
  await rm(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
});

async function emptyChain(name: string): Promise<ChainRpc> {
  const chain = await startAnvil({
    binary: await findAnvil(),
    dataDir: join(root, name),
    chainId: LOCAL_CHAIN_ID,
    mnemonic: LOCAL_MNEMONIC,
    historyBlocks: 1_000,
    stateIntervalS: 86_400,
  });
  chains.push(chain);
  return createRpc({ url: chain.url, timeoutMs: 10_000, maxBytes: 10_000_000, batchCalls: 100 });
}

const deployer = localWallet(localAccounts.deployer.index);
const deploy = (options: Partial<DeployOptions> = {}) =>
  deployContracts({
    rpc,
    chainId: LOCAL_CHAIN_ID,
    file,
    wallet: deployer,
    plan: localPlan,
    local: true,
    pollMs: 2,
    receiptWithinMs: 10_000,
    ...options,
  });
const sent = async (address: Hex = deployer.address): Promise<number> =>
  Number(await rpc.call('eth_getTransactionCount', [address, 'latest']));
const readRecord = async () => JSON.parse(await readFile(file, 'utf8')) as Record<string, Record<string, unknown>>;

const access = new Interface(['function hasRole(bytes32,address) view returns (bool)']);
const payment = new Interface(['function weiPerCarbon() view returns (uint256)']);

async function hasRole(name: ContractName, role: string, account: string): Promise<boolean> {
  const { address: to } = (await readDeployment(file, LOCAL_CHAIN_ID)).contracts[name];
  const data = access.encodeFunctionData('hasRole', [roleHash(role), account]);
  return BigInt(await rpc.call<Hex>('eth_call', [{ to, data }, 'latest'])) === 1n;
}

/** Everything that a chain was told, without what differs from chain to chain: two deployments are alike if it is. */
async function deployedLogs(): Promise<unknown[]> {
  const logs = await rpc.call<Record<string, unknown>[]>('eth_getLogs', [{ fromBlock: '0x0', toBlock: 'latest' }]);
  return logs.map(({ address, topics, data }) => ({ address, topics, data }));
}

describe('a deployment', () => {
  test('is whole, gives each role to whom the plan names, and sells at the first price', async () => {
    const { contracts, chainId } = await deploy();
    expect([chainId, Object.keys(contracts).toSorted()]).toEqual([LOCAL_CHAIN_ID, contractNames.toSorted()]);
    for (const { address } of Object.values(contracts))
      expect((await rpc.call<Hex>('eth_getCode', [address, 'latest'])).length).toBeGreaterThan(2);
    expect(contracts.CreditRegistry.implementation).toMatch(/^0x[\da-fA-F]{40}$/);

    const { operator, confirmer, priceSetter } = localAccounts;
    expect(await hasRole('CarbonToken', 'MINTER_ROLE', contracts.CarbonPayment.address)).toBe(true);
    expect(await hasRole('CarbonCustody', 'OPERATOR_ROLE', operator.address)).toBe(true);
    expect(await hasRole('CarbonPayment', 'CONFIRMER_ROLE', confirmer.address)).toBe(true);
    expect(await hasRole('CarbonPayment', 'CONFIRMER_ROLE', operator.address)).toBe(false);
    expect(await hasRole('CarbonPayment', 'PRICE_ROLE', priceSetter.address)).toBe(true);
    expect(await hasRole('CarbonPayment', 'PRICE_ROLE', deployer.address)).toBe(false);
    expect(await hasRole('CreditRegistry', 'UPGRADER_ROLE', contracts.CarbonTimelock.address)).toBe(true);
    const call = { to: contracts.CarbonPayment.address, data: payment.encodeFunctionData('weiPerCarbon') };
    expect(BigInt(await rpc.call<Hex>('eth_call', [call, 'latest']))).toBe(localPlan.weiPerCarbon);
  });

  test('is done once, however often it is asked for, and by two at once', async () => {
    const [one, other] = await Promise.all([deploy(), deploy()]);
    const transactions = await sent();
    expect(one).toEqual(other);
    expect(await deploy()).toEqual(one);
    // All is looked at anew where nothing says that it is complete.
    const { complete: _, ...record } = await readRecord();
    await writeFile(file, JSON.stringify(record));
    expect(await deploy()).toEqual(one);
    expect(await sent()).toBe(transactions);
    expect(await readDeployment(file, LOCAL_CHAIN_ID)).toEqual(one);
    expect((await readdir(join(root, 'deployments'))).filter((name) => name !== '31337.json')).toEqual([]);
  });

  test('ends the same when it dies before and after every single transaction', async () => {
    const clean = await deploy();
    const [transactions, logs] = [await sent(), await deployedLogs()];
    rpc = await emptyChain('two');
    file = join(root, 'deployments', 'two.json');

    // Each attempt lives for one step more: the next transaction is lost, or its answer is.
    let deaths = 0;
    const dying = (when: 'before' | 'after'): ChainRpc => {
      let dead = false;
      const live = (): void => {
        if (dead) throw new Error('killed');
      };
      return {
        async batch<T>(...asked: Parameters<ChainRpc['batch']>) {
          live();
          return rpc.batch<T>(...asked);
        },
        async call<T>(...asked: Parameters<ChainRpc['call']>): Promise<T> {
          live();
          dead = asked[0] === 'eth_sendRawTransaction';
          if (dead) deaths += 1;
          if (!dead || when === 'after') return rpc.call<T>(...asked);
          throw new Error('killed');
        },
      };
    };
    const attempts = (): Promise<unknown> =>
      deploy({ rpc: dying('before') }).then(
        (done) => done,
        () => deploy({ rpc: dying('after') }).catch(() => undefined),
      );
    let done = await attempts();
    while (done === undefined) done = await attempts();

    expect(deaths).toBe(2 * transactions);
    expect(done).toEqual(clean);
    expect(await sent()).toBe(transactions);
    expect(await deployedLogs()).toEqual(logs);
  });

  test('sends nothing to another chain', async () => {
    await expect(deploy({ chainId: 1, local: false })).rejects.toThrow("The chain's id is 31337, not 1");
    expect(await sent()).toBe(0);
    await deploy();
    await writeFile(file, (await readFile(file, 'utf8')).replace('"chainId": 31337', '"chainId": 5'));
    await expect(deploy()).rejects.toThrow('is about chain 5, not 31337');
    await expect(readDeployment(file, LOCAL_CHAIN_ID)).rejects.toThrow('is about chain 5, but CHAIN_ID is 31337');
  });
});

describe('a local chain', () => {
  test('that came back empty is deployed to anew', async () => {
    const before = await deploy();
    const [transactions, { complete }] = [await sent(), await readRecord()];
    rpc = await emptyChain('two');
    expect(await deploy()).toEqual(before);
    expect(await sent()).toBe(transactions);
    expect((await readRecord())['complete']).not.toEqual(complete);
  });

  test('that came back shorter gets what it has lost, and no more', async () => {
    for (const blocks of [5, 20, 33]) {
      rpc = await emptyChain(`chain-${blocks}`);
      file = join(root, 'deployments', `${blocks}.json`);
      const clean = await deploy();
      const [transactions, logs] = [await sent(), await deployedLogs()];
      await rpc.call('anvil_rollback', [blocks]);
      expect(await deploy()).toEqual(clean);
      expect(await sent()).toBe(transactions);
      expect(await deployedLogs()).toEqual(logs);
    }
  });

  test('whose plan has changed gets the contracts that differ, and those that stand on them', async () => {
    const before = await deploy();
    const after = await deploy({ plan: { ...localPlan, cooldownS: 61 } });
    const moved = contractNames.filter((name) => before.contracts[name].address !== after.contracts[name].address);
    expect(moved).toEqual(['CarbonStaking', 'CarbonGovernor']);
  });
});

/** Makes the record one of an earlier version of the platform, which knew no CarbonParameters. */
async function forgetNewest(): Promise<void> {
  const { contracts, ...record } = await readRecord();
  const { CarbonParameters: _, ...known } = contracts ?? {};
  const complete = { ...record['complete'], fingerprint: 'of what was deployed then' };
  await writeFile(file, JSON.stringify({ ...record, contracts: known, complete }));
}

describe('a chain that was deployed to before there was one of the contracts', () => {
  test.each([true, false])('gets that one, and the rest stays as it is (local: %s)', async (local) => {
    const before = await deploy({ local });
    await forgetNewest();
    const [transactions, earlier] = [await sent(), await readFile(file, 'utf8')];
    await expect(readDeployment(file, LOCAL_CHAIN_ID)).rejects.toThrow(
      'is not finished: run `npm run contracts -- deploy`',
    );
    const after = await deploy({ local });
    const moved = contractNames.filter((name) => before.contracts[name].address !== after.contracts[name].address);
    expect(moved).toEqual(['CarbonParameters']);
    expect(await sent()).toBe(transactions + 1);
    expect(after.deployedAtBlock).toBe((JSON.parse(earlier) as { deployedAtBlock: number }).deployedAtBlock);
  });
});

describe('a real chain', () => {
  const real = { local: false } as const;
  const holders = Object.fromEntries(
    Object.keys(localPlan.holders).map((name) => [name, Wallet.createRandom().address as Hex]),
  ) as DeploymentPlan['holders'];
  const admin = Wallet.createRandom().address as Hex;
  const plan: DeploymentPlan = { ...localPlan, holders, admin, keepDeployer: false };

  test('is handed over to the timelock and the admin, and the deployer keeps nothing', async () => {
    const { contracts } = await deploy({ ...real, plan });
    const governed = ['CarbonToken', 'CarbonAccount', 'CarbonPayment', 'CreditRegistry', 'CarbonCustody'] as const;
    for (const name of governed) {
      const held = [contracts.CarbonTimelock.address, admin, deployer.address].map((account) =>
        hasRole(name, 'DEFAULT_ADMIN_ROLE', account),
      );
      expect(await Promise.all(held), name).toEqual([true, true, false]);
    }
    expect(await hasRole('CarbonTimelock', 'DEFAULT_ADMIN_ROLE', deployer.address)).toBe(false);
    expect(await hasRole('CarbonTimelock', 'DEFAULT_ADMIN_ROLE', admin)).toBe(false);
    expect(await hasRole('CarbonTimelock', 'PROPOSER_ROLE', contracts.CarbonGovernor.address)).toBe(true);
    expect(await hasRole('CarbonToken', 'MINTER_ROLE', deployer.address)).toBe(false);
    expect(await hasRole('CreditRegistry', 'UPGRADER_ROLE', deployer.address)).toBe(false);
    expect(await hasRole('CarbonAccount', 'REGISTRAR_ROLE', holders.registrar)).toBe(true);

    const transactions = await sent();
    expect((await deploy({ ...real, plan })).contracts).toEqual(contracts);
    expect(await sent()).toBe(transactions);
    // What only the admin can do now is refused in the words of the contract.
    const other = { ...plan, holders: { ...holders, guardian: localAccounts.bob.address } };
    await expect(deploy({ ...real, plan: other })).rejects.toThrow(
      /CarbonToken\.grantRole \(PAUSER_ROLE to 0x976E.*\) by 0xf39F.*AccessControlUnauthorizedAccount/u,
    );
  });

  test('is left alone when what is recorded is not what stands there', async () => {
    await deploy({ ...real, plan });
    await expect(deploy({ ...real, plan: { ...plan, cooldownS: 61 } })).rejects.toThrow(
      /CarbonStaking of .* was deployed from other code, with other arguments or by another key/u,
    );
    const transactions = await sent();
    await expect(deploy({ ...real, plan, wallet: localWallet(7) })).rejects.toThrow('by another key');
    expect([await sent(), await sent(localWallet(7).address)]).toEqual([transactions, 0]);
    rpc = await emptyChain('two');
    await expect(deploy({ ...real, plan })).rejects.toThrow(/CarbonToken of .* does not stand there/u);
    expect(await sent()).toBe(0);
  });

  test('says who has no ether, and which transaction is in no block', async () => {
    const poor = new Wallet(Wallet.createRandom().privateKey);
    await expect(deploy({ ...real, plan, wallet: poor })).rejects.toThrow(/Insufficient funds/iu);
    await rpc.call('evm_setAutomine', [false]);
    const slow = deploy({ ...real, plan, receiptWithinMs: 50 });
    await expect(slow).rejects.toThrow(/Transaction 0x[\da-f]{64} is in no block after 0.05 s: run this again later/u);
    const { txHash } = (await readRecord())['pending'] as { txHash: Hex };
    await rpc.call('evm_setAutomine', [true]);
    await rpc.call('anvil_mine', []);
    const { contracts } = await deploy({ ...real, plan });
    expect((await rpc.call<{ contractAddress: Hex }>('eth_getTransactionReceipt', [txHash])).contractAddress).toBe(
      contracts.CarbonToken.address.toLowerCase(),
    );
  });
});
