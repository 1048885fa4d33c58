import { createApp, createLog } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { openDatabase } from '../src/db/client.ts';
import { createLoaders } from '../src/resolvers/loaders.ts';
import { placeTrade } from '../src/resolvers/trades/place-trade.ts';
import { openDyingWire } from './dying-wire.ts';

// Places one trade over a wire that kills this process with SIGKILL after the n-th step of it. Steps are the statements
// that leave (Execute, Query) and the answers that come (CommandComplete): each is passed on whole before the end.

const { databaseUrl, dataDir, userId, input, dieAfter } = JSON.parse(process.argv[2] ?? '') as {
  databaseUrl: string;
  dataDir: string;
  userId: string;
  input: unknown;
  dieAfter: number;
};

let steps = -Infinity;

const wire = await openDyingWire(databaseUrl, () => {
  if (++steps === dieAfter) process.kill(process.pid, 'SIGKILL');
});
const config = { ...loadConfig({ NODE_ENV: 'test', LOG_LEVEL: 'error' }), dataDir };
const db = openDatabase({ url: wire.url, poolSize: 1, statementTimeoutMs: 10_000, applicationName: 'crashing' });
const app = await createApp(config, db, createLog(config));

steps = 0;
await placeTrade(
  {
    app,
    viewer: { userId, sessionId: userId, expiresAt: new Date(Date.now() + 60_000) },
    loaders: createLoaders(db, { cache: false }),
    request: { id: 'crash', address: '192.0.2.1', userAgent: 'test' },
  },
  input,
);
const taken = steps;
await db.close();
wire.close();
process.stdout.write(String(taken));
