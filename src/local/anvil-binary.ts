import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const TRIAL_TIMEOUT_MS = 10_000;
const run = promisify(execFile);

/** There is no anvil that works here. The message says what was tried and what to do. */
export class AnvilMissingError extends Error {
  override readonly name = 'AnvilMissingError';
}

/** npm's names of the platforms, as the packages of Foundry spell them; only some are in every registry. */
const packageName = (): string =>
  `@foundry-rs/anvil-${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;

/**
 * The anvil to run: the one that is named (ANVIL_PATH), else the one that npm installed, else the first in PATH.
 * @throws AnvilMissingError in words when there is none, or when the one that is named does not run.
 */
export async function findAnvil(named?: string): Promise<string> {
  if (named !== undefined) {
    const refusal = await trial(named);
    if (refusal === undefined) return named;
    throw new AnvilMissingError(`ANVIL_PATH is ${named}, which is no anvil that runs here: ${refusal}`);
  }
  const packaged = packagedAnvil();
  // Our own package is as npm checked it: trying it out would cost every start some time.
  if (packaged !== undefined && (await isExecutable(packaged))) return packaged;
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const candidate = join(folder, 'anvil');
    if (folder !== '' && (await isExecutable(candidate)) && (await trial(candidate)) === undefined) return candidate;
  }
  throw new AnvilMissingError(
    `There is no anvil here: the package ${packageName()} is not installed and PATH has none. Run \`npm ci\` without ` +
      '--omit=optional (Linux on x64), install Foundry (https://getfoundry.sh), set ANVIL_PATH, or set RPC_URL to a chain.',
  );
}

function packagedAnvil(): string | undefined {
  try {
    // Not import.meta.resolve: vitest's global set-up has none.
    const manifest = createRequire(import.meta.url).resolve(`${packageName()}/package.json`);
    return join(dirname(manifest), 'bin', 'anvil');
  } catch {
    return undefined;
  }
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function trial(file: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(file, ['--version'], { timeout: TRIAL_TIMEOUT_MS });
    return /^anvil\s/i.test(stdout) ? undefined : `it answers ${JSON.stringify(stdout.slice(0, 100))} to --version`;
  } catch (error) {
    return error instanceof Error ? error.message.slice(0, 300) : String(error);
  }
}
