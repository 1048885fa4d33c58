import { createApp, createLog } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { openDatabase } from '../src/db/client.ts';
import type { Chain, ChainRpc, Deployment } from '../src/resolvers/chain/client.ts';
import { platformContext } from '../src/resolvers/context.ts';
import { createRpc } from '../src/workers/chain/rpc.ts';
import { createDesk } from '../src/workers/intents/passes.ts';
import { passSend } from '../src/workers/intents/send-intents.ts';
import { passWatch } from '../src/workers/intents/watch-intents.ts';
import { readDoom } from './doomed.ts';

// Sends what is due and looks what became of it, and kills itself with SIGKILL after the n-th step: a statement that
// leaves or is answered, a call to the chain that is about to leave or was answered.

const { given, databaseUrl, applicationName, onStep, begin, end } = await readDoom<{
  databaseUrl: string;
  dataDir: string;
  rpcUrl: string;
  deployment: Deployment;
}>();
const { dataDir, rpcUrl, deployment } = given;
const config = { ...loadConfig({ NODE_ENV: 'test', LOG_LEVEL: 'error', RPC_URL: rpcUrl }), dataDir };
const db = openDatabase({ url: databaseUrl, poolSize: 1, statementTimeoutMs: 10_000, applicationName });
const real = createRpc({ url: rpcUrl, timeoutMs: 10_000, maxBytes: 1_000_000, batchCalls: 50 });
const rpc: ChainRpc = {
  async call<T>(...[method, params, options]: Parameters<ChainRpc['call']>) {
    onStep();
    const result = await real.call<T>(method, params, options);
    onStep();
    return result;
  },
  async batch<T>(...[calls, options]: Parameters<ChainRpc['batch']>) {
    onStep();
    const results = await real.batch<T>(calls, options);
    onStep();
    return results;
  },
};
const chain: Chain = { chainId: config.CHAIN_ID, deployment, rpc, socketUrl: undefined };
const desk = createDesk(platformContext(await createApp(config, db, createLog(config), chain), 'sender'));
// Whose key it is was asked before: the steps are those of sending.
await desk.keys('OPERATOR');

await begin();
await passSend(desk);
await passWatch(desk);
end();
await db.close();
