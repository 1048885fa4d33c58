import { createApp, createLog } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { openDatabase } from '../src/db/client.ts';
import { platformContext } from '../src/resolvers/context.ts';
import { settleOrders } from '../src/resolvers/orders/settle-orders.ts';
import { readDoom } from './doomed.ts';

// Settles what is paid over a wire that kills this process with SIGKILL after the n-th step of it, as in settlement-crash-child.

const { given, databaseUrl, applicationName, begin, end } = await readDoom<{ databaseUrl: string; dataDir: string }>();
const config = { ...loadConfig({ NODE_ENV: 'test', LOG_LEVEL: 'error' }), dataDir: given.dataDir };
const db = openDatabase({ url: databaseUrl, poolSize: 1, statementTimeoutMs: 10_000, applicationName });
const app = await createApp(config, db, createLog(config));

await begin();
await settleOrders(platformContext(app, 'crash'));
end();
await db.close();
