import { createApp, createLog } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { openDatabase } from '../src/db/client.ts';
import { createLoaders } from '../src/resolvers/loaders.ts';
import { placeTrade } from '../src/resolvers/trades/place-trade.ts';
import { readDoom } from './doomed.ts';

// Places one trade over a wire that kills this process with SIGKILL after the n-th step of it. Steps are the statements
// that leave (Execute, Query) and the answers that come (CommandComplete): each is passed on whole before the end.

const { given, databaseUrl, applicationName, begin, end } = await readDoom<{
  databaseUrl: string;
  dataDir: string;
  userId: string;
}>();
const { dataDir, userId } = given;
const config = { ...loadConfig({ NODE_ENV: 'test', LOG_LEVEL: 'error' }), dataDir };
const db = openDatabase({ url: databaseUrl, poolSize: 1, statementTimeoutMs: 10_000, applicationName });
const app = await createApp(config, db, createLog(config));

const input = await begin();
await placeTrade(
  {
    app,
    viewer: { userId, sessionId: userId, expiresAt: new Date(Date.now() + 60_000) },
    loaders: createLoaders(db, { cache: false }),
    request: { id: 'crash', address: '192.0.2.1', userAgent: 'test' },
  },
  input,
);
end();
await db.close();
