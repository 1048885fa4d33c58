import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BUILD = fileURLToPath(new URL('../../web/build.ts', import.meta.url));

/**
 * Builds the dashboard beside the start, in a process of its own, unless what was built last is of these sources. Where it cannot
 * be built (its tools are not installed, as in production, where it is built before) the rest starts all the same.
 */
export function buildDashboard(): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [BUILD], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString('utf8')).slice(-2_000)));
    child.once('error', (error) => {
      resolve(error.message);
    });
    child.once('close', (code) => {
      resolve(code === 0 ? undefined : said);
    });
  });
}
