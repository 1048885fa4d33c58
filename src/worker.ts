import { createLog } from './app.ts';
import { loadConfig, requireDatabaseUrl } from './config.ts';
import { migrateDatabase } from './db/client.ts';
import { startPlatform, stopOnSignals } from './run.ts';

/** The workers alone, for production. Several may run: the database lets each piece of work be done once. */
const config = loadConfig();
const log = createLog(config);
const databaseUrl = requireDatabaseUrl(config);
await migrateDatabase(databaseUrl);
const platform = await startPlatform({ config, databaseUrl, log, roles: ['workers'] });
log.info({ workers: platform.kept.map(({ name }) => name) }, 'the workers run');
stopOnSignals(log, platform.stop);
