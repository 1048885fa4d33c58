import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

/** `npm start`. What a start has compiled is kept for the next one, which saves it most of a second. */
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)));
// Only what is loaded from here on is kept, so everything is.
await import('./local/start-all.ts');
