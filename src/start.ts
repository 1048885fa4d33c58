import { join } from 'node:path';
import { createLog } from './app.ts';
import { loadConfig, requireDatabaseUrl } from './config.ts';
import { migrateDatabase } from './db/client.ts';
import { demoLogins, fillDemoData } from './local/demo.ts';
import { startPostgres } from './local/postgres.ts';
import { startPlatform, stopOnSignals } from './run.ts';

/** `npm start`: everything that a machine without services needs, in one process with one database beside it. */
const config = loadConfig();
const log = createLog(config);

const local = config.DATABASE_URL ? undefined : await startPostgres({ dataDir: join(config.dataDir, 'postgres') });
try {
  const databaseUrl = local?.url ?? requireDatabaseUrl(config);
  await migrateDatabase(databaseUrl);
  const prepare = config.DEMO_DATA ? fillDemoData : undefined;
  const platform = await startPlatform({
    config,
    databaseUrl,
    log,
    roles: ['api', 'workers'],
    ...(prepare && { prepare }),
  });
  stopOnSignals(log, async () => {
    await platform.stop();
    await local?.stop();
  });
  const url = platform.api?.url;
  process.stdout.write(`
EcoCoin is up.

  GraphiQL, API   ${url}/graphql    (WebSocket at the same path)
  Health          ${url}/health     /ready   /metrics
  Data            ${config.dataDir}

${config.DEMO_DATA ? demoLogins.map((login) => `  Demo login      ${login}\n`).join('') : ''}
Stop with Ctrl-C.
`);
} catch (error) {
  await local?.stop();
  throw error;
}
