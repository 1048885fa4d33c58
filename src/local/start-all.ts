import { join } from 'node:path';
import { createLog } from '../app.ts';
import { type Config, LOCAL_CHAIN_ID, loadConfig, requireDatabaseUrl } from '../config.ts';
import { migrateDatabase } from '../db/client.ts';
import { AnvilMissingError } from './anvil-binary.ts';
import { startLocalChain } from './chain.ts';
import { backDemoData } from './demo-chain.ts';
import { demoLogins, fillDemoData } from './demo.ts';
import { LOCAL_MNEMONIC } from './local-plan.ts';
import { startPostgres } from './postgres.ts';
import type { Chain } from '../resolvers/chain/client.ts';
import type { App } from '../resolvers/context.ts';
import { startPlatform, stopOnSignals } from '../run.ts';
import { openChain } from '../workers/chain/open-chain.ts';

/** Everything that a machine without services needs, in one process with its database and chain beside it. */
const config = loadConfig();
const log = createLog(config);

interface Part<T> {
  readonly part: T;
  stop(): Promise<void>;
}
/** What there is of a chain, in words for the person at the terminal. */
interface ChainPart {
  readonly chain: Chain | undefined;
  readonly isLocal: boolean;
  readonly words: string;
}

const parts = await startParts([startDatabase(config), startChain(config)]);
const [{ part: databaseUrl }, { part: chain }] = parts;
const stopParts = async (): Promise<void> => void (await Promise.all(parts.map(({ stop }) => stop())));
try {
  const platform = await startPlatform({
    config,
    databaseUrl,
    log,
    chain: chain.chain,
    roles: ['api', 'workers'],
    prepare: (app) => prepare(app, chain),
  });
  stopOnSignals(log, async () => {
    await platform.stop();
    await stopParts();
  });
  const url = platform.api?.url;
  process.stdout.write(`
EcoCoin is up.

  GraphiQL, API   ${url}/graphql    (WebSocket at the same path)
  Health          ${url}/health     /ready   /metrics
  Data            ${config.dataDir}
  Chain           ${chain.words}

${config.DEMO_DATA ? demoLogins.map((login) => `  Demo login      ${login}\n`).join('') : ''}
Stop with Ctrl-C.
`);
} catch (error) {
  await stopParts();
  throw error;
}

async function startDatabase(config: Config): Promise<Part<string>> {
  const local = config.DATABASE_URL ? undefined : await startPostgres({ dataDir: join(config.dataDir, 'postgres') });
  const stop = async (): Promise<void> => local?.stop();
  try {
    const url = local?.url ?? requireDatabaseUrl(config);
    await migrateDatabase(url);
    return { part: url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The chain at RPC_URL, else a local one; without either the platform runs all the same, and its verbs say so. */
async function startChain(config: Config): Promise<Part<ChainPart>> {
  const without = (words: string): Part<ChainPart> => ({
    part: { chain: undefined, isLocal: false, words: `none: ${words}` },
    stop: async () => {},
  });
  if (config.RPC_URL) {
    const words = `RPC_URL, chain id ${config.CHAIN_ID}`;
    return { part: { chain: await openChain(config), isLocal: false, words }, stop: async () => {} };
  }
  if (config.NODE_ENV === 'production') return without('in production RPC_URL names one');
  if (!config.CHAIN_LOCAL) return without('CHAIN_LOCAL is false');
  if (config.CHAIN_ID !== LOCAL_CHAIN_ID) return without(`CHAIN_ID is ${config.CHAIN_ID}, and RPC_URL is not set`);
  try {
    const { anvil, chain } = await startLocalChain(config);
    const words = `${anvil.url}    chain id ${LOCAL_CHAIN_ID}, symbol ETH (what MetaMask asks for)
  Accounts        "${LOCAL_MNEMONIC}"
                  alice signs with the 6th of these words' accounts, bob with the 7th; everybody knows their keys`;
    return { part: { chain, isLocal: true, words }, stop: anvil.stop };
  } catch (error) {
    if (error instanceof AnvilMissingError) return without(error.message);
    throw new Error('The local chain did not start. CHAIN_LOCAL=false starts without one.', { cause: error });
  }
}

/** Starts both at once. If one fails, the other is stopped, too. */
async function startParts<A, B>(starting: readonly [Promise<Part<A>>, Promise<Part<B>>]): Promise<[Part<A>, Part<B>]> {
  const [one, other] = await Promise.allSettled(starting);
  if (one.status === 'fulfilled' && other.status === 'fulfilled') return [one.value, other.value];
  for (const settled of [one, other]) if (settled.status === 'fulfilled') await settled.value.stop();
  throw one.status === 'rejected' ? one.reason : (other as PromiseRejectedResult).reason;
}

async function prepare(app: App, { chain, isLocal }: ChainPart): Promise<void> {
  if (!config.DEMO_DATA) return;
  await fillDemoData(app);
  if (chain && isLocal) await backDemoData(app, chain);
}
