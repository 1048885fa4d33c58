import { createApp, createLog } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { openDatabase } from '../src/db/client.ts';
import { platformContext } from '../src/resolvers/context.ts';
import { followedOn } from '../src/workers/chain/follow-what.ts';
import { passFollow } from '../src/workers/chain/follow.ts';
import { createIndex } from '../src/workers/chain/index-blocks.ts';
import { openChain } from '../src/workers/chain/open-chain.ts';
import { readDoom } from './doomed.ts';

// Indexes up to the head, over a wire to the database that kills this process with SIGKILL after its n-th step. Steps are
// the statements that leave and the answers that come.

const { given, databaseUrl, applicationName, begin, end } = await readDoom<{
  databaseUrl: string;
  env: Record<string, string>;
}>();
const config = loadConfig({ NODE_ENV: 'test', LOG_LEVEL: 'error', ...given.env });
const db = openDatabase({ url: databaseUrl, poolSize: 1, statementTimeoutMs: 10_000, applicationName });
const chain = await openChain(config);
if (!chain) throw new Error('no chain');
const app = await createApp(config, db, createLog(config), chain);

await begin();
const index = createIndex(platformContext(app, 'crash'), { rpc: chain.rpc, followed: followedOn(chain, config) });
while (await passFollow(index, new AbortController().signal));
end();
await db.close();
