import { readFile } from 'node:fs/promises';
import { type BaseWallet, Wallet } from 'ethers';
import { type Config, LOCAL_CHAIN_ID } from '../config.ts';
import type { Deployment } from '../resolvers/chain/client.ts';
import { openRpc } from '../workers/chain/open-chain.ts';
import { localWallet } from './accounts.ts';
import { RECEIPT_POLL_MS, RECEIPT_WITHIN_MS, startLocalChain } from './chain.ts';
import { type DeploymentPlan, readPlan } from './deploy-plan.ts';
import { deployContracts } from './deploy.ts';
import { localAccounts, localPlan } from './local-plan.ts';

/** A deployment cannot begin: something that the person has to give is missing or wrong. The message says what. */
export class DeployRefusedError extends Error {
  override readonly name = 'DeployRefusedError';
}

/** A real chain makes a block every few seconds, and may be crowded. */
const REAL_POLL_MS = 2_000;

/**
 * `npm run contracts -- deploy`: to the chain at RPC_URL, else to the local chain of DATA_DIR, which need not run. The
 * keys that everybody knows serve on chain 31337 and nowhere else; any other needs a keystore and a plan.
 *
 * @throws DeployRefusedError and the Errors of `deployContracts`.
 */
export async function runDeploy(config: Config, log: (line: string) => void): Promise<Deployment> {
  const isLocal = config.CHAIN_ID === LOCAL_CHAIN_ID;
  if (config.RPC_URL) {
    return deployContracts({
      rpc: openRpc(config, config.RPC_URL),
      chainId: config.CHAIN_ID,
      file: config.chainDeploymentFile,
      wallet: isLocal ? localWallet(localAccounts.deployer.index) : await openDeployer(config),
      plan: isLocal ? localPlan : await planOf(config),
      local: isLocal,
      pollMs: isLocal ? RECEIPT_POLL_MS : REAL_POLL_MS,
      receiptWithinMs: isLocal ? RECEIPT_WITHIN_MS : config.DEPLOY_TIMEOUT_S * 1_000,
      log,
    });
  }
  if (!isLocal) throw new DeployRefusedError(`CHAIN_ID is ${config.CHAIN_ID}: set RPC_URL to a node of that chain.`);
  const { anvil, chain } = await startLocalChain(config, { log });
  await anvil.stop();
  return chain.deployment;
}

async function planOf(config: Config): Promise<DeploymentPlan> {
  const file = given(config, 'DEPLOY_PLAN');
  return readPlan(file).catch((cause: Error) => {
    throw new DeployRefusedError(`The plan ${file} cannot be used. ${cause.message}`, { cause });
  });
}

/** The deployer's key, from an encrypted keystore (Web3 secret storage) and its password. */
async function openDeployer(config: Config): Promise<BaseWallet> {
  const file = given(config, 'DEPLOY_KEYSTORE');
  const password = config.DEPLOY_PASSWORD ?? (await readWords(given(config, 'DEPLOY_PASSWORD_FILE'))).trimEnd();
  const json = await readWords(file);
  try {
    // The synchronous form derives the key in native code: a second, and half a minute in JavaScript.
    return Wallet.fromEncryptedJsonSync(json, password);
  } catch {
    // What the library says could hold a part of what it was given.
    throw new DeployRefusedError(`The keystore ${file} does not open: it is none, or the password is wrong.`);
  }
}

function given(config: Config, name: 'DEPLOY_PLAN' | 'DEPLOY_KEYSTORE' | 'DEPLOY_PASSWORD_FILE'): string {
  const value = config[name];
  if (value) return value;
  const words = {
    DEPLOY_PLAN: 'a file that says who may do what (contracts/deployments/plan.example.json shows one)',
    DEPLOY_KEYSTORE: "the deployer's encrypted keystore",
    DEPLOY_PASSWORD_FILE: 'the file that holds its password, or DEPLOY_PASSWORD to the password',
  };
  throw new DeployRefusedError(`To deploy to chain ${config.CHAIN_ID}, set ${name} to ${words[name]}.`);
}

async function readWords(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new DeployRefusedError(`${file} cannot be read (${cause.code ?? 'unknown'}).`, { cause });
  });
}
