import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { access, chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { PATHS } from './src/pages/paths.ts';

// `node web/build.ts` bundles the dashboard into web/dist/<hash of its sources>, unless it is there already, and names it in
// web/dist/current. Two that build at once make the same; the last to rename wins, and nobody reads half a folder.

const HERE = import.meta.dirname;
const DIST = join(HERE, 'dist');
/** Earlier builds are kept this long: a process that began with one may not have read it yet. */
const KEEP_MS = 3_600_000;
const PACKED = /\.(?:js|css|html|svg|json)$/;
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };

async function build(): Promise<void> {
  const name = await nameOf();
  const goal = join(DIST, name);
  await mkdir(DIST, { recursive: true });
  if (!(await exists(goal))) await bundle(goal);
  const note = join(DIST, `.current-${process.pid}`);
  await writeFile(note, name);
  await rename(note, join(DIST, 'current'));
  await sweep(name);
}

/** What the bundle follows from: the sources and the versions of what they stand on. */
async function nameOf(): Promise<string> {
  const files = globSync(['**/*.{ts,tsx,js,css,html,svg}', '../package-lock.json'], {
    cwd: HERE,
    exclude: ['dist/**'],
  }).toSorted();
  const sum = createHash('sha256');
  for (const file of files) sum.update(`${file}\0`).update(await readFile(join(HERE, file)));
  return sum.digest('hex').slice(0, 16);
}

async function bundle(goal: string): Promise<void> {
  const staging = await mkdtemp(join(DIST, '.building-'));
  try {
    const { build: viteBuild } = await import('vite');
    await viteBuild({
      configFile: join(HERE, 'vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: staging, emptyOutDir: true },
    });
    await pack(staging);
    // The server answers these addresses and no others (src/http/dashboard.ts).
    await writeFile(join(staging, 'paths.json'), JSON.stringify(PATHS));
    // Who runs the platform need not be who built it.
    await chmod(staging, 0o755);
    await rename(staging, goal).catch(async (error: unknown) => {
      if (!(await exists(goal))) throw error;
    });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** What is sent packed is packed once, here. */
async function pack(folder: string): Promise<void> {
  const files = globSync('**/*', { cwd: folder }).filter((file) => PACKED.test(file));
  const packed = files.map(async (file) => {
    const path = join(folder, file);
    const bytes = await readFile(path);
    await writeFile(`${path}.gz`, await promisify(gzip)(bytes));
    await writeFile(`${path}.br`, await promisify(brotliCompress)(bytes, BROTLI));
  });
  await Promise.all(packed);
}

async function sweep(current: string): Promise<void> {
  for (const name of await readdir(DIST)) {
    const path = join(DIST, name);
    if (name === current || name === 'current') continue;
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > KEEP_MS) await rm(path, { recursive: true, force: true });
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

await build();
