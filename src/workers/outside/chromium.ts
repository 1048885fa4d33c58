import { execFile } from 'node:child_process';
import { access, constants, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Chromium {
  readonly state: 'FOUND';
  readonly path: string;
  readonly origin: 'CONFIGURED' | 'PATH' | 'PACKAGED';
}

export interface NoChromium {
  readonly state: 'NONE';
  readonly detail: string;
}

export interface ChromiumPlaces {
  /** CHROMIUM_PATH: if it is given, it alone is tried. */
  readonly configuredPath?: string | undefined;
  /** Folder of ours (never one that others may write to) where the packaged Chromium is unpacked, once. */
  readonly unpackDir: string;
}

const UNPACK_TIMEOUT_MS = 60_000;

/** Finds a Chromium: the configured one, else one of PATH, else the packaged one (Linux x64; unpacking takes 2 s). */
export async function findChromium(places: ChromiumPlaces): Promise<Chromium | NoChromium> {
  const configured = places.configuredPath;
  if (configured !== undefined) {
    return (await isExecutable(configured))
      ? { state: 'FOUND', path: configured, origin: 'CONFIGURED' }
      : { state: 'NONE', detail: `CHROMIUM_PATH (${configured}) is not an executable file` };
  }
  const onPath = await chromiumOnPath();
  if (onPath !== undefined) return { state: 'FOUND', path: onPath, origin: 'PATH' };
  return packagedChromium(places.unpackDir);
}

async function chromiumOnPath(): Promise<string | undefined> {
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const script = names.map((name) => `command -v ${name}`).join(' || ');
  const found = await run('/bin/sh', ['-c', script]).catch(() => undefined);
  return found?.stdout.trim() || undefined;
}

/**
 * Unpacks @sparticuz/chromium in a child: it unpacks to the temp folder of its process and takes whatever file named
 * `chromium` already lies there, half-written ones and strangers' included. So it gets a fresh folder of its own, which
 * is renamed when it is whole; of two that unpack at once, the first to rename wins.
 */
async function packagedChromium(unpackDir: string): Promise<Chromium | NoChromium> {
  const entry = packageEntry();
  if (entry === undefined) {
    return { state: 'NONE', detail: 'no Chromium in PATH, and the package @sparticuz/chromium is not installed' };
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return {
      state: 'NONE',
      detail: `no Chromium in PATH, and none is packaged for ${process.platform} ${process.arch}`,
    };
  }
  // The package does not export its package.json, so it is read from where the entry lies (build/cjs/index.cjs).
  const manifest = JSON.parse(await readFile(join(dirname(entry), '../../package.json'), 'utf8')) as {
    version: string;
  };
  const home = join(unpackDir, `chromium-${manifest.version}`);
  const found: Chromium = { state: 'FOUND', path: join(home, 'chromium'), origin: 'PACKAGED' };
  if (await isExecutable(found.path)) return found;
  await mkdir(unpackDir, { recursive: true, mode: 0o700 });
  const staging = await mkdtemp(join(unpackDir, 'unpacking-'));
  try {
    const script = `const c = require(${JSON.stringify(entry)}); (c.default ?? c).executablePath();`;
    const env = { TMPDIR: staging, PATH: '/usr/bin:/bin' };
    await run(process.execPath, ['--input-type=commonjs', '-e', script], { env, timeout: UNPACK_TIMEOUT_MS });
    await rename(staging, home);
    return found;
  } catch (error) {
    if (await isExecutable(found.path)) return found;
    const reason = error instanceof Error ? error.message.slice(0, 300) : 'unknown';
    return { state: 'NONE', detail: `the packaged Chromium could not be unpacked: ${reason}` };
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

function packageEntry(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve('@sparticuz/chromium');
  } catch {
    return undefined;
  }
}

const isExecutable = (path: string) =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
