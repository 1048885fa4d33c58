import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { type Config, LOCAL_CHAIN_ID, loadConfig } from '../config.ts';
import { findAnvilUrl } from '../local/anvil.ts';
import { describeAccounts, type LocalPlace, NothingAsked, NotSigned, signPasted } from '../local/demo-wallet.ts';
import { readDeployment } from '../workers/chain/deployment.ts';
import { openRpc } from '../workers/chain/open-chain.ts';
import { CommandError } from './database.ts';

const USAGE = `Usage:
  npm run wallet              asks for one thing after the other, until Ctrl-D
  npm run wallet -- TEXT      signs or sends this

It plays the wallet of the people of the demo (alice, bob, ines, omar, and an account that is nobody's yet) on the local
chain of DATA_DIR while \`npm start\` runs, as MetaMask would. TEXT is what the platform prepares: a \`transaction\`, which is
signed and sent, or a \`message\` or \`typedData\`, whose signature is printed. Copy it from GraphiQL as it is, with its
quotes; where it is asked for, all of an answer can be pasted.`;

/** The local chain of DATA_DIR and no other: the keys that sign are known to everybody. */
async function openPlace(config: Config): Promise<LocalPlace> {
  if (config.RPC_URL) throw new CommandError('RPC_URL names a chain: sign for it with a wallet of your own.');
  const dataDir = join(config.dataDir, 'chain');
  const url = await findAnvilUrl(dataDir);
  if (!url) throw new CommandError(`No chain runs on ${dataDir}: run \`npm start\` first.`);
  const rpc = openRpc(config, url);
  const chainId = Number(await rpc.call<string>('eth_chainId', []));
  if (chainId !== LOCAL_CHAIN_ID) throw new CommandError(`This is chain ${chainId}, not the local one.`);
  return { rpc, chainId, deployment: await readDeployment(join(dataDir, 'deployment.json'), chainId) };
}

/** Takes line after line; what is not signed is said, and the next one is asked for. */
async function serve(place: LocalPlace): Promise<void> {
  console.log(`${await describeAccounts(place)}\n\nPaste the answer of the platform, then Enter. Ctrl-D ends.`);
  const { stdin: input, stdout: output } = process;
  const lines = createInterface({ input, output, prompt: 'wallet> ' });
  let isOpen = input.isTTY;
  lines.once('close', () => {
    isOpen = false;
  });
  const ask = (): void => {
    if (isOpen) lines.prompt();
  };
  ask();
  for await (const line of lines) {
    const answer = await answerTo(place, line);
    if (answer !== undefined) console.log(answer);
    ask();
  }
}

/** A line of an answer of the API that asks for nothing by itself, so that all of the answer can be pasted. */
const AROUND = /^\s*(?:"\w+"\s*:.*|[{}[\],\s]*)$/;

async function answerTo(place: LocalPlace, line: string): Promise<string | undefined> {
  try {
    return await signPasted(place, line);
  } catch (error) {
    if (error instanceof NothingAsked && AROUND.test(line)) return undefined;
    if (error instanceof NotSigned) return error.message;
    throw error;
  }
}

try {
  const [text, ...rest] = process.argv.slice(2);
  if (rest.length > 0 || text === '' || text?.startsWith('-')) throw new CommandError(USAGE);
  const place = await openPlace(loadConfig());
  if (text === undefined) await serve(place);
  else console.log(await signPasted(place, text));
} catch (error) {
  console.error(error instanceof CommandError || error instanceof NotSigned ? error.message : error);
  process.exitCode = 1;
}
