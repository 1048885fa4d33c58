import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * `npm start`: everything that a machine without services needs, in one process with its database and chain beside it.
 * Reading the program is most of a start. So what was compiled is kept for the next one (only what is loaded from here
 * on, hence the imports below), and the database and the chain start before the rest is read.
 */
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)));
const [{ loadConfig }, { startServices }] = await Promise.all([import('./config.ts'), import('./local/services.ts')]);
const config = loadConfig();
const services = startServices(config);
// It is awaited once the rest is read; until then a failure is nobody's and would end the process in the middle.
services.catch(() => {});
const { startAll } = await import('./local/start-all.ts');
await startAll(config, services);
