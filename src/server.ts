import { createLog } from './app.ts';
import { loadConfig, requireDatabaseUrl } from './config.ts';
import { migrateDatabase } from './db/client.ts';
import { startPlatform, stopOnSignals } from './run.ts';
import { openChain } from './workers/chain/open-chain.ts';

/** The API alone, for production. Any number of them work on one database. */
const config = loadConfig();
const log = createLog(config);
const databaseUrl = requireDatabaseUrl(config);
const chain = await openChain(config);
await migrateDatabase(databaseUrl);
const platform = await startPlatform({ config, databaseUrl, log, chain, roles: ['api'] });
log.info({ url: platform.api?.url }, 'the API listens');
stopOnSignals(log, platform.stop);
