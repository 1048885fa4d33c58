import { createApp, createLog } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { openDatabase } from '../src/db/client.ts';
import { platformContext } from '../src/resolvers/context.ts';
import { followedOn } from '../src/workers/chain/follow-what.ts';
import { passFollow } from '../src/workers/chain/follow.ts';
import { createIndex } from '../src/workers/chain/index-blocks.ts';
import { openChain } from '../src/workers/chain/open-chain.ts';
import { openDyingWire } from './dying-wire.ts';

// Indexes up to the head, over a wire to the database that kills this process with SIGKILL after its n-th step. Steps are
// the statements that leave and the answers that come.

const { databaseUrl, env, dieAfter } = JSON.parse(process.argv[2] ?? '') as {
  databaseUrl: string;
  env: Record<string, string>;
  dieAfter: number;
};

let steps = -Infinity;

const wire = await openDyingWire(databaseUrl, () => {
  if (++steps === dieAfter) process.kill(process.pid, 'SIGKILL');
});
const config = loadConfig({ NODE_ENV: 'test', LOG_LEVEL: 'error', ...env });
const db = openDatabase({ url: wire.url, poolSize: 1, statementTimeoutMs: 10_000, applicationName: 'crashing' });
const chain = await openChain(config);
if (!chain) throw new Error('no chain');
const app = await createApp(config, db, createLog(config), chain);
const index = createIndex(platformContext(app, 'crash'), { rpc: chain.rpc, followed: followedOn(chain, config) });

steps = 0;
while (await passFollow(index, new AbortController().signal));
const taken = steps;
await db.close();
wire.close();
process.stdout.write(String(taken));
