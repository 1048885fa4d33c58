import { createApp, createLog } from '../app.ts';
import { type Config, loadConfig } from '../config.ts';
import type { Database } from '../db/client.ts';
import { startLocalChain } from '../local/chain.ts';
import type { Chain } from '../resolvers/chain/client.ts';
import { digestIndex } from '../resolvers/chain/digest-index.ts';
import { readChains } from '../resolvers/chain/read.ts';
import { type Context, platformContext } from '../resolvers/context.ts';
import { followedOn } from '../workers/chain/follow-what.ts';
import { createIndex } from '../workers/chain/index-blocks.ts';
import { openChain } from '../workers/chain/open-chain.ts';
import { resync } from '../workers/chain/resync.ts';
import { readArguments } from './arguments.ts';
import { CommandError, withDatabase } from './database.ts';

const USAGE = `Usage:
  npm run chain -- status                        how far each chain is indexed
  npm run chain -- resync [--from N] [--to M]    compares blocks with the chain once more and makes the index the same
  npm run chain -- digest                        a digest of all that follows from the chain, table by table

resync reads the chain of RPC_URL, or the local chain of DATA_DIR. Of a chain that was stopped since it was reorganised
deeper than finality, --from says from where on it is taken anew. It can be run beside an indexer, and twice.`;

interface Command {
  readonly verb: 'status' | 'resync' | 'digest';
  readonly from: number | undefined;
  readonly to: number | undefined;
}

function readCommand(args: string[]): Command {
  const options = { from: { type: 'string' }, to: { type: 'string' } } as const;
  const parsed = readArguments(args, options, USAGE);
  const [verb, ...rest] = parsed.positionals;
  const { from, to } = parsed.values;
  const isBlock = (text: string | undefined): boolean => text === undefined || /^\d{1,10}$/.test(text);
  const isWrong =
    rest.length > 0 || !isBlock(from) || !isBlock(to) || (verb !== 'resync' && (from ?? to) !== undefined);
  if (isWrong || (verb !== 'status' && verb !== 'resync' && verb !== 'digest')) throw new CommandError(USAGE);
  const number = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));
  return { verb, from: number(from), to: number(to) };
}

async function status(ctx: Context): Promise<string> {
  const chains = await readChains(ctx.app);
  if (chains.length === 0) return 'No chain is indexed yet.';
  return chains
    .map((chain) =>
      [
        `chain ${chain.chainId}`,
        `  head        ${chain.headBlock}`,
        `  indexed     ${chain.indexedBlock} (${chain.headBlock - chain.indexedBlock} behind)`,
        `  safe        ${chain.safeBlock}`,
        `  finalized   ${chain.finalizedBlock}`,
        `  checked     ${chain.gapCheckedBlock}`,
        `  unknown     ${chain.unknownLogs} logs that are kept and not understood`,
        `  reorgs      ${chain.reorgs}`,
        `  state       ${chain.stoppedReason === null ? 'runs' : `stopped: ${chain.stoppedReason}`}`,
      ].join('\n'),
    )
    .join('\n');
}

async function digest({ app }: Context): Promise<string> {
  const { sha256, tables } = await digestIndex(app, app.config.CHAIN_ID);
  const lines = tables.map(({ table, rows, sha256 }) => `${sha256}  ${String(rows).padStart(9)}  ${table}`);
  return [...lines, `${sha256}  all of chain ${app.config.CHAIN_ID}`].join('\n');
}

async function repair(ctx: Context, chain: Chain, { from, to }: Command): Promise<string> {
  const index = createIndex(ctx, { rpc: chain.rpc, followed: followedOn(chain, ctx.app.config) });
  const report = await resync(index, { from, to }, new AbortController().signal);
  const { reopenedAfter } = report;
  return [
    ...(reopenedAfter === undefined ? [] : [`The chain was stopped; it goes on after block ${reopenedAfter}.`]),
    `Blocks ${report.from} to ${report.to}: ${report.logs} logs compared.`,
    `  inserted    ${report.inserted}`,
    `  orphaned    ${report.orphaned}`,
    `  understood  ${report.understood}`,
  ].join('\n');
}

async function withChain<T>(config: Config, work: (chain: Chain) => Promise<T>): Promise<T> {
  const chain = await openChain(config);
  if (chain) return await work(chain);
  const local = await startLocalChain(config);
  try {
    return await work(local.chain);
  } finally {
    await local.anvil.stop();
  }
}

async function run(config: Config, db: Database, command: Command): Promise<string> {
  const app = await createApp(config, db, createLog(config));
  const ctx = platformContext(app, `chain-${command.verb}`);
  if (command.verb === 'status') return await status(ctx);
  if (command.verb === 'digest') return await digest(ctx);
  return await withChain(config, (chain) => repair(ctx, chain, command));
}

try {
  const command = readCommand(process.argv.slice(2));
  const config = loadConfig();
  console.log(await withDatabase(config, 'chain', (db) => run(config, db, command)));
} catch (error) {
  console.error(error instanceof CommandError ? error.message : error);
  process.exitCode = 1;
}
