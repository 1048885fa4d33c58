import { join } from 'node:path';
import { type Config, LOCAL_CHAIN_ID, requireDatabaseUrl } from '../config.ts';
import type { Chain } from '../resolvers/chain/client.ts';
import { openChain } from '../workers/chain/open-chain.ts';
import { AnvilMissingError } from './anvil-binary.ts';
import { startLocalChain } from './chain.ts';
import { LOCAL_MNEMONIC } from './local-plan.ts';
import { startPostgres } from './postgres.ts';

/** What the platform stands on, as it was given or as it was brought along. */
export interface Services {
  readonly databaseUrl: string;
  readonly chain: Chain | undefined;
  /** The chain is the one of DATA_DIR, whose accounts are everybody's. */
  readonly isLocalChain: boolean;
  /** What there is of a chain, for the person at the terminal. */
  readonly chainWords: string;
  /** Ends what was brought along. */
  stop(): Promise<void>;
}

interface Part<T> {
  readonly part: T;
  stop(): Promise<void>;
}
type ChainPart = Pick<Services, 'chain' | 'isLocalChain' | 'chainWords'>;

/**
 * Starts the database and the chain at the same time; if one fails, the other is stopped. What this loads is little, so
 * that both are on their way while the platform itself is still being read.
 */
export async function startServices(config: Config): Promise<Services> {
  const [database, chain] = await Promise.allSettled([startDatabase(config), startChain(config)]);
  if (database.status === 'fulfilled' && chain.status === 'fulfilled') {
    const stop = async (): Promise<void> => void (await Promise.all([database.value.stop(), chain.value.stop()]));
    return { databaseUrl: database.value.part, ...chain.value.part, stop };
  }
  for (const settled of [database, chain]) if (settled.status === 'fulfilled') await settled.value.stop();
  throw database.status === 'rejected' ? database.reason : (chain as PromiseRejectedResult).reason;
}

async function startDatabase(config: Config): Promise<Part<string>> {
  if (config.DATABASE_URL) return { part: requireDatabaseUrl(config), stop: async () => {} };
  const { url, stop } = await startPostgres({ dataDir: join(config.dataDir, 'postgres') });
  return { part: url, stop };
}

/** The chain at RPC_URL, else a local one; without either the platform runs all the same, and its verbs say so. */
async function startChain(config: Config): Promise<Part<ChainPart>> {
  const without = (words: string): Part<ChainPart> => ({
    part: { chain: undefined, isLocalChain: false, chainWords: `none: ${words}` },
    stop: async () => {},
  });
  if (config.RPC_URL) {
    const chainWords = `RPC_URL, chain id ${config.CHAIN_ID}`;
    return { part: { chain: await openChain(config), isLocalChain: false, chainWords }, stop: async () => {} };
  }
  if (config.NODE_ENV === 'production') return without('in production RPC_URL names one');
  if (!config.CHAIN_LOCAL) return without('CHAIN_LOCAL is false');
  if (config.CHAIN_ID !== LOCAL_CHAIN_ID) return without(`CHAIN_ID is ${config.CHAIN_ID}, and RPC_URL is not set`);
  try {
    // Nothing is mined there but what somebody sends: what is final after two blocks need not be waited for long.
    const { anvil, chain } = await startLocalChain(config, { slotsInAnEpoch: 1 });
    const chainWords = `${anvil.url}    chain id ${LOCAL_CHAIN_ID}, symbol ETH (what MetaMask asks for)
  Accounts        "${LOCAL_MNEMONIC}"
                  alice signs with the 6th of these words' accounts, bob with the 7th; everybody knows their keys
  Wallet          npm run wallet    signs for them where there is no MetaMask`;
    return { part: { chain, isLocalChain: true, chainWords }, stop: anvil.stop };
  } catch (error) {
    if (error instanceof AnvilMissingError) return without(error.message);
    throw new Error('The local chain did not start. CHAIN_LOCAL=false starts without one.', { cause: error });
  }
}
