import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type BaseWallet, Interface } from 'ethers';
import { type ChainRpc, type ContractName, type Deployment, type Hex } from '../resolvers/chain/client.ts';
import { deploymentOf, readDeploymentRecord } from '../workers/chain/deployment.ts';
import { type Artifacts, fingerprintOf, readArtifacts } from './deploy-artifacts.ts';
import { type ContractSteps, ensureContracts, saveRecord } from './deploy-contracts.ts';
import type { DeploymentPlan } from './deploy-plan.ts';
import { type Grant, roleHash, rolesToGiveUp, wantedGrants } from './deploy-roles.ts';
import { createSender, describeRefusal, type Sender } from './deploy-sender.ts';
import { findStanding } from './deployment-check.ts';
import { withStartLock } from './start-lock.ts';

export interface DeployOptions {
  readonly rpc: ChainRpc;
  readonly chainId: number;
  /** The record, e.g. contracts/deployments/1.json: written after every step, so that any step can be the last one. */
  readonly file: string;
  readonly wallet: BaseWallet;
  readonly plan: DeploymentPlan;
  /** A chain that may be lost: what is recorded but not there, or was built from other code, is deployed anew. */
  readonly local: boolean;
  /** Pause between looks for a receipt. */
  readonly pollMs: number;
  /** How long a transaction may take into a block. */
  readonly receiptWithinMs: number;
  readonly log?: (line: string) => void;
}

interface Run {
  readonly rpc: ChainRpc;
  readonly plan: DeploymentPlan;
  readonly artifacts: Artifacts;
  readonly sender: Sender;
  readonly at: Readonly<Record<ContractName, Hex>>;
  readonly log: (line: string) => void;
}

/** Another deployment to the same folder may wait for blocks of its own. */
const LOCK_WITHIN_MS = 600_000;

/**
 * Deploys what is missing, gives the roles that are not given, sets the first price, and hands the admin roles on. What
 * is there already is checked and left alone, so it can be run again at any time and after any crash.
 *
 * @throws Error in words when the chain is another one, when what is recorded does not stand there (but on a local
 * chain), when the contracts refuse, or when a transaction does not get into a block in time.
 */
export async function deployContracts(options: DeployOptions): Promise<Deployment> {
  const { rpc, chainId, file, plan, local } = options;
  const log = options.log ?? (() => undefined);
  await mkdir(dirname(file), { recursive: true });
  return withStartLock(dirname(file), Date.now() + LOCK_WITHIN_MS, async () => {
    const onChain = Number(await rpc.call<Hex>('eth_chainId', []));
    if (onChain !== chainId) throw new Error(`The chain's id is ${onChain}, not ${chainId}: nothing was deployed.`);
    const artifacts = await readArtifacts();
    const fingerprint = fingerprintOf(artifacts, plan);
    if (local) {
      // Another process may have done it while this one waited for its turn.
      const standing = await findStanding({ rpc, chainId, file, fingerprint });
      if (standing) return standing;
    }
    const record = (await readDeploymentRecord(file)) ?? { chainId, contracts: {} };
    if (record.chainId !== chainId) throw new Error(`${file} is about chain ${record.chainId}, not ${chainId}.`);
    const sender = createSender(options);
    const steps: ContractSteps = { rpc, file, record, plan, artifacts, sender, local, log };
    const at = await ensureContracts(steps);
    const run: Run = { rpc, plan, artifacts, sender, at, log };
    await giveRoles(run, wantedGrants(plan, at, sender.address));
    await setFirstPrice(run, local);
    await giveUpRoles(run);
    const head = await rpc.call<{ number: Hex; hash: Hex }>('eth_getBlockByNumber', ['latest', false]);
    record.complete = { block: Number(head.number), hash: head.hash, fingerprint };
    await saveRecord(file, record);
    const deployment = deploymentOf(record);
    if (!deployment) throw new Error('a finished deployment has every contract');
    return deployment;
  });
}

async function giveRoles(run: Run, grants: readonly Grant[]): Promise<void> {
  for (const { contract, role, account } of await missing(run, grants)) {
    await send(run, contract, 'grantRole', [roleHash(role), account], `${role} to ${account}`);
  }
}

async function missing(run: Run, grants: readonly Grant[]): Promise<Grant[]> {
  const held = await holds(run, grants);
  return grants.filter((_, index) => !held[index]);
}

/** Which of the roles are held at this moment. */
async function holds({ rpc, artifacts, at }: Run, grants: readonly Grant[]): Promise<boolean[]> {
  const outcomes = await rpc.batch<Hex>(
    grants.map(({ contract, role, account }) => {
      const data = new Interface(abiOf(artifacts, contract)).encodeFunctionData('hasRole', [roleHash(role), account]);
      return { method: 'eth_call', params: [{ to: at[contract], data }, 'latest'] };
    }),
  );
  return outcomes.map((outcome) => {
    if (!outcome.ok) throw outcome.error;
    return BigInt(outcome.result) === 1n;
  });
}

/** A price is set once; on a local chain also when the one that is there has become too old to sell at. */
async function setFirstPrice(run: Run, local: boolean): Promise<void> {
  const { plan, sender } = run;
  if (plan.weiPerCarbon === null) return;
  const [setAtS, head] = await Promise.all([
    read(run, 'CarbonPayment', 'priceSetAt'),
    run.rpc.call<{ timestamp: Hex }>('eth_getBlockByNumber', ['latest', false]),
  ]);
  const isOld = local && BigInt(head.timestamp) > setAtS + BigInt(plan.maxPriceAgeS) / 2n;
  if (setAtS !== 0n && !isOld) return;
  // The deployer sets it in the price setter's place and then gives the role up: that key need not be here.
  await giveRoles(run, [{ contract: 'CarbonPayment', role: 'PRICE_ROLE', account: sender.address }]);
  await send(run, 'CarbonPayment', 'setPrice', [plan.weiPerCarbon], `${plan.weiPerCarbon} wei for one CARBON`);
}

async function giveUpRoles(run: Run): Promise<void> {
  const given = rolesToGiveUp(run.plan, run.sender.address);
  const held = await holds(run, given);
  for (const { contract, role, account } of given.filter((_, index) => held[index])) {
    await send(run, contract, 'renounceRole', [roleHash(role), account], `${role} of ${account}`);
  }
}

async function read({ rpc, artifacts, at }: Run, contract: ContractName, method: string): Promise<bigint> {
  const data = new Interface(abiOf(artifacts, contract)).encodeFunctionData(method);
  return BigInt(await rpc.call<Hex>('eth_call', [{ to: at[contract], data }, 'latest']));
}

async function send(
  { artifacts, sender, at, log }: Run,
  contract: ContractName,
  method: string,
  args: readonly unknown[],
  words = '',
): Promise<void> {
  const known = new Interface(abiOf(artifacts, contract));
  const data = known.encodeFunctionData(method, args) as Hex;
  const signed = await sender.sign({ to: at[contract], data }).catch((error: unknown) => {
    const refusal = describeRefusal(error, (bytes) => known.parseError(bytes)?.signature);
    throw new Error(`${contract}.${method} (${words}) by ${sender.address}: ${refusal.message}`, { cause: error });
  });
  const { status, blockNumber } = await sender.deliver(signed);
  if (status !== '0x1') throw new Error(`${contract}.${method} (${words}) failed in transaction ${signed.hash}`);
  log(`${contract}.${method}: ${words} (block ${blockNumber})`);
}

/** A proxy is spoken to in the words of what stands behind it. */
const abiOf = (artifacts: Artifacts, contract: ContractName) =>
  artifacts[contract === 'CreditRegistry' ? 'CreditRegistryLogic' : contract].abi;
