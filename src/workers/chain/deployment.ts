import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { contractNames, type ContractName, type Deployment, type Hex } from '../../resolvers/chain/client.ts';

const hex = (bytes: number) =>
  z.string().regex(new RegExp(`^0x[\\da-fA-F]{${bytes * 2}}$`)) as unknown as z.ZodType<Hex>;
const blockNumber = z.number().int().min(0);

/** What stands at an address, and the transaction that put it there. */
const RecordedContract = z.object({
  address: hex(20),
  deployedAtBlock: blockNumber,
  txHash: hex(32),
  /** keccak256 of the bytecode with the arguments of the constructor: what was to be deployed. */
  initCodeHash: hex(32),
  /** keccak256 of the code that stood there once it was deployed. */
  codeHash: hex(32),
});
export type RecordedContract = z.output<typeof RecordedContract>;

/** CreditRegistry is a proxy; what stands behind it at first is deployed by itself. */
export const deployedNames = [...contractNames, 'CreditRegistryLogic'] as const;
export type DeployedName = (typeof deployedNames)[number];

const DeploymentRecord = z.object({
  chainId: z.number().int().min(1),
  contracts: z.partialRecord(z.enum(deployedNames), RecordedContract),
  /** Signed and written down, but perhaps not on the chain: the same bytes are sent again, so never two of it. */
  pending: z
    .object({
      name: z.enum(deployedNames),
      address: hex(20),
      nonce: z.number().int().min(0),
      txHash: hex(32),
      signed: z.string().regex(/^0x[\da-f]+$/i),
      initCodeHash: hex(32),
    })
    .optional(),
  /** Everything was done when this was the newest block. Where it is on the chain, all of it is. */
  complete: z.object({ block: blockNumber, hash: hex(32), fingerprint: z.string() }).optional(),
});
/** The file of a deployment, finished or not. */
export type DeploymentRecord = z.output<typeof DeploymentRecord>;

/** What a file says of a deployment, undefined where there is none. @throws Error when it says something else. */
export async function readDeploymentRecord(file: string): Promise<DeploymentRecord | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const read = DeploymentRecord.safeParse(parseJson(text));
  if (!read.success) throw new Error(`${file} is no record of a deployment: ${z.prettifyError(read.error)}`);
  return read.data;
}

/** The deployment that a finished record describes; undefined when something is missing from it. */
export function deploymentOf(record: DeploymentRecord): Deployment | undefined {
  const { contracts, complete } = record;
  const found = contractNames.flatMap((name) => {
    const contract = contracts[name];
    return contract ? [[name, { address: contract.address, deployedAtBlock: contract.deployedAtBlock }] as const] : [];
  });
  const logic = contracts.CreditRegistryLogic;
  if (!complete || found.length < contractNames.length || !logic) return undefined;
  const all = Object.fromEntries(found) as Record<ContractName, (typeof found)[number][1]>;
  return {
    chainId: record.chainId,
    deployedAtBlock: Math.min(...found.map(([, { deployedAtBlock }]) => deployedAtBlock)),
    contracts: { ...all, CreditRegistry: { ...all.CreditRegistry, implementation: logic.address } },
  };
}

/**
 * The deployment that this process works with.
 * @throws Error in words when there is none, when it is not finished, or when it is another chain's.
 */
export async function readDeployment(file: string, chainId: number): Promise<Deployment> {
  const record = await readDeploymentRecord(file);
  const how = 'run `npm run contracts -- deploy`, or name its file with CHAIN_DEPLOYMENT';
  if (!record) throw new Error(`There is no deployment for chain ${chainId} at ${file}: ${how}.`);
  if (record.chainId !== chainId)
    throw new Error(`${file} is about chain ${record.chainId}, but CHAIN_ID is ${chainId}.`);
  const deployment = deploymentOf(record);
  if (!deployment) throw new Error(`The deployment of ${file} is not finished: ${how}.`);
  return deployment;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
