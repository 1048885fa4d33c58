import { createApp, createLog } from '../src/app.ts';
import { loadConfig, requireDatabaseUrl } from '../src/config.ts';
import { openDatabase } from '../src/db/client.ts';
import { platformContext } from '../src/resolvers/context.ts';
import { keep } from '../src/workers/keep.ts';
import { orderPasses } from '../src/workers/orders.ts';
import { answerParent } from './children.ts';

// The pass that settles what is paid, as the workers keep it, in a process of its own. The other passes are left out: what
// is measured is an order, not the papers that are printed of it afterwards.

async function start(): Promise<void> {
  const config = loadConfig();
  const db = openDatabase({
    url: requireDatabaseUrl(config),
    poolSize: config.DATABASE_POOL_SIZE,
    statementTimeoutMs: config.DATABASE_STATEMENT_TIMEOUT_MS,
  });
  const log = createLog(config);
  const app = await createApp(config, db, log);
  const pass = orderPasses(platformContext(app, 'bench')).find(({ name }) => name === 'order-settlement');
  if (!pass) throw new Error('no pass settles orders');
  keep(pass, log);
}

answerParent({ start });
