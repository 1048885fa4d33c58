import { open, rename } from 'node:fs/promises';
import { concat, Interface, keccak256, ZeroAddress } from 'ethers';
import type { ChainRpc, ContractName, Hex } from '../resolvers/chain/client.ts';
import type { DeployedName, DeploymentRecord, RecordedContract } from '../workers/chain/deployment.ts';
import type { Artifacts } from './deploy-artifacts.ts';
import type { DeploymentPlan } from './deploy-plan.ts';
import { describeRefusal, type Sender } from './deploy-sender.ts';

export interface ContractSteps {
  readonly rpc: ChainRpc;
  readonly file: string;
  /** What is known so far; changed as contracts are deployed, and written to the file at each change. */
  readonly record: DeploymentRecord;
  readonly plan: DeploymentPlan;
  readonly artifacts: Artifacts;
  readonly sender: Sender;
  readonly local: boolean;
  readonly log: (line: string) => void;
}

type Addresses = Readonly<Record<ContractName, Hex>>;
type Arguments = (plan: DeploymentPlan, at: Readonly<Record<DeployedName, Hex>>, deployer: Hex) => unknown[];

const INITIALIZE = new Interface(['function initialize(address admin)']);

/** Every contract with the arguments of its constructor, after the ones whose addresses it takes. */
const constructors: readonly (readonly [DeployedName, Arguments])[] = [
  ['CarbonToken', (_, __, deployer) => [deployer]],
  ['CarbonAccount', (_, at, deployer) => [deployer, at.CarbonToken]],
  ['CarbonTimelock', ({ governor }, _, deployer) => [governor.timelockDelayS, [], [ZeroAddress], deployer]],
  [
    'CarbonPayment',
    ({ treasury, maxPriceAgeS }, at, deployer) => [
      deployer,
      at.CarbonToken,
      treasury ?? at.CarbonTimelock,
      maxPriceAgeS,
    ],
  ],
  ['CarbonStaking', ({ cooldownS }, at) => [at.CarbonToken, cooldownS]],
  ['CreditRegistryLogic', () => []],
  // A proxy that is not set up in the same transaction could be set up by anybody.
  [
    'CreditRegistry',
    (_, at, deployer) => [at.CreditRegistryLogic, INITIALIZE.encodeFunctionData('initialize', [deployer])],
  ],
  ['CarbonCustody', (_, at, deployer) => [deployer, at.CarbonAccount, at.CreditRegistry]],
  [
    'CarbonGovernor',
    ({ governor }, at) => [
      at.CarbonStaking,
      at.CarbonTimelock,
      governor.votingDelayBlocks,
      governor.votingPeriodBlocks,
      governor.proposalThreshold,
      governor.quorumPercent,
    ],
  ],
  ['CarbonParameters', (_, at) => [at.CarbonTimelock]],
];

/** Deploys what is not there, in order. @throws Error as `deployContracts` does. */
export async function ensureContracts(steps: ContractSteps): Promise<Addresses> {
  const { record, plan, artifacts, sender, file } = steps;
  delete record.complete;
  const at = {} as Record<DeployedName, Hex>;
  for (const [name, argumentsOf] of constructors) {
    const { abi, bytecode } = artifacts[name];
    const encoded = new Interface(abi).encodeDeploy(argumentsOf(plan, at, sender.address));
    const initCode = concat([bytecode, encoded]) as Hex;
    const known = record.contracts[name];
    if (known && (await stands(steps, name, known, initCode))) {
      at[name] = known.address;
      continue;
    }
    const contract = await deploy(steps, name, initCode);
    record.contracts[name] = contract;
    delete record.pending;
    await saveRecord(file, record);
    at[name] = contract.address;
    steps.log(`${name} at ${contract.address} (block ${contract.deployedAtBlock})`);
  }
  return at;
}

/** @throws Error when it does not, on a chain that is never lost: then the chain or the record is the wrong one. */
async function stands(
  { rpc, file, local }: ContractSteps,
  name: DeployedName,
  known: RecordedContract,
  initCode: Hex,
): Promise<boolean> {
  const code = await rpc.call<Hex>('eth_getCode', [known.address, 'latest']);
  const isThere = code !== '0x' && keccak256(code) === known.codeHash;
  const isSame = keccak256(initCode) === known.initCodeHash;
  if (isThere && isSame) return true;
  if (local) return false;
  const why = isThere
    ? 'was deployed from other code, with other arguments or by another key'
    : 'does not stand there: is this the right chain, and is the node up to date';
  throw new Error(`${name} of ${file} (${known.address}) ${why}? Nothing was deployed.`);
}

async function deploy(steps: ContractSteps, name: DeployedName, initCode: Hex): Promise<RecordedContract> {
  const { rpc, sender, record, file, artifacts } = steps;
  const initCodeHash = keccak256(initCode) as Hex;
  const begun = record.pending;
  if (!begun || begun.name !== name || begun.initCodeHash !== initCodeHash || !(await mayArrive(steps, begun))) {
    const signed = await sender.sign({ data: initCode }).catch((error: unknown) => {
      const refusal = describeRefusal(error, (data) => new Interface(artifacts[name].abi).parseError(data)?.signature);
      throw new Error(`${name} cannot be deployed by ${sender.address}: ${refusal.message}`, { cause: error });
    });
    const { hash: txHash, bytes, nonce, creates: address } = signed;
    // Written down before it is sent: whatever happens from here on, the next run finds this very transaction.
    record.pending = { name, address, nonce, txHash, signed: bytes, initCodeHash };
    await saveRecord(file, record);
  }
  const { pending } = record;
  if (!pending) throw new Error('a contract is deployed from what was written down');
  const { address, txHash, signed } = pending;
  const receipt = await sender.deliver({ hash: txHash, bytes: signed as Hex });
  if (receipt.status !== '0x1') {
    delete record.pending;
    await saveRecord(file, record);
    throw new Error(`${name} was not deployed: transaction ${txHash} failed.`);
  }
  const code = await rpc.call<Hex>('eth_getCode', [address, 'latest']);
  return { address, deployedAtBlock: receipt.blockNumber, txHash, initCodeHash, codeHash: keccak256(code) as Hex };
}

/** Whether a transaction that was written down is on the chain or can still get there: its nonce is not used by another. */
async function mayArrive(
  { rpc, sender, local }: ContractSteps,
  pending: { txHash: Hex; nonce: number },
): Promise<boolean> {
  if (await rpc.call('eth_getTransactionReceipt', [pending.txHash])) return true;
  const next = Number(await rpc.call<Hex>('eth_getTransactionCount', [sender.address, 'latest']));
  // A local chain that is shorter than it was has lost the transactions before this one, too.
  return local ? next === pending.nonce : next <= pending.nonce;
}

/** Whole or not at all, and on the disk before anything is sent. */
export async function saveRecord(file: string, record: DeploymentRecord): Promise<void> {
  const blocks = Object.values(record.contracts).map(({ deployedAtBlock }) => deployedAtBlock);
  const { chainId, ...rest } = record;
  const text = JSON.stringify({ chainId, deployedAtBlock: Math.min(...blocks, Infinity), ...rest }, undefined, 2);
  const temporary = `${file}.${process.pid}`;
  const handle = await open(temporary, 'w', 0o644);
  try {
    await handle.writeFile(`${text}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
}
