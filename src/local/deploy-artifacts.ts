import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { InterfaceAbi } from 'ethers';
import type { Hex } from '../resolvers/chain/client.ts';
import { type DeployedName, deployedNames } from '../workers/chain/deployment.ts';
import type { DeploymentPlan } from './deploy-plan.ts';

/** What is needed of contracts/artifacts to deploy one contract. */
export interface Artifact {
  readonly abi: InterfaceAbi;
  readonly bytecode: Hex;
}
export type Artifacts = Readonly<Record<DeployedName, Artifact>>;

/** Which artifact is deployed under a name: where a proxy stands in front, the contract itself has a name apart. */
const artifactNames: Partial<Record<DeployedName, string>> = {
  CreditRegistry: 'CreditRegistryProxy',
  CreditRegistryLogic: 'CreditRegistry',
};

/** @throws Error when the artifacts are not there: they are committed. */
export async function readArtifacts(): Promise<Artifacts> {
  const read = async (name: DeployedName): Promise<[DeployedName, Artifact]> => {
    const file = new URL(`../../contracts/artifacts/${artifactNames[name] ?? name}.json`, import.meta.url);
    const { abi, bytecode } = JSON.parse(await readFile(file, 'utf8')) as Artifact;
    return [name, { abi, bytecode }];
  };
  return Object.fromEntries(await Promise.all(deployedNames.map(read))) as Record<DeployedName, Artifact>;
}

/** The same for the same code deployed by the same plan: a finished deployment that bears it needs no second look. */
export function fingerprintOf(artifacts: Artifacts, plan: DeploymentPlan): string {
  const code = deployedNames.map((name) => artifacts[name].bytecode);
  const text = JSON.stringify([code, plan], (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  return createHash('sha256').update(text).digest('hex');
}
