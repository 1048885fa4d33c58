import { createLog } from './app.ts';
import { loadConfig, requireDatabaseUrl } from './config.ts';
import { migrateDatabase } from './db/client.ts';
import { startPlatform, stopOnSignals } from './run.ts';
import { openChain } from './workers/chain/open-chain.ts';

/** The workers alone, for production. Several may run: the database lets each piece of work be done once. */
const config = loadConfig();
const log = createLog(config);
const databaseUrl = requireDatabaseUrl(config);
const chain = await openChain(config);
await migrateDatabase(databaseUrl);
const platform = await startPlatform({ config, databaseUrl, log, chain, roles: ['workers'] });
log.info({ workers: platform.kept.map(({ name }) => name) }, 'the workers run');
stopOnSignals(log, platform.stop);
