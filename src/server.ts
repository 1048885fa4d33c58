import { createLog } from './app.ts';
import { loadConfig, requireDatabaseUrl } from './config.ts';
import { migrateDatabase } from './db/client.ts';
import { startPlatform, stopOnSignals } from './run.ts';

/** The API alone, for production. Any number of them work on one database. */
const config = loadConfig();
const log = createLog(config);
const databaseUrl = requireDatabaseUrl(config);
await migrateDatabase(databaseUrl);
const platform = await startPlatform({ config, databaseUrl, log, roles: ['api'] });
log.info({ url: platform.api?.url }, 'the API listens');
stopOnSignals(log, platform.stop);
