import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import postgres from 'postgres';
import {
  renumberEvents,
  selectImbalances,
  selectMigrations,
  selectSequences,
  selectTables,
  type SequenceState,
  type TableShape,
} from './backup-tables.ts';
import { migrateDatabase, type Sql } from './client.ts';

const MANIFEST = 'manifest.json';
const FORMAT = 1;

interface TableCopy extends TableShape {
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
  /** Of what PostgreSQL gave, before it was packed. */
  readonly sha256: string;
}

export interface Manifest {
  readonly format: typeof FORMAT;
  readonly createdAt: string;
  readonly migrations: readonly string[];
  readonly tables: readonly TableCopy[];
  readonly sequences: readonly (Omit<SequenceState, 'value'> & { readonly value: string })[];
}

/** Why a back-up cannot be made or restored, in words. */
export class BackupError extends Error {}

/** Only for its owner: it holds everything that the platform knows of people. */
const PRIVATE = 0o600;

/** A connection of its own: statements of a back-up take as long as they take. */
async function connected<T>(url: string, work: (sql: postgres.Sql<{ bigint: bigint }>) => Promise<T>): Promise<T> {
  const sql = postgres(url, {
    max: 1,
    onnotice: () => {},
    types: { bigint: { to: 20, from: [20], parse: BigInt, serialize: String } },
    transform: { column: { from: postgres.toCamel } },
    connection: { application_name: 'ecocoin-backup', statement_timeout: 0, idle_in_transaction_session_timeout: 0 },
  });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/**
 * Copies the whole database as of one moment into a folder that must not be there yet: a packed file for each table and a
 * manifest, which comes last, so a folder without it is no back-up. The platform can run meanwhile.
 */
export async function createBackup(url: string, folder: string): Promise<Manifest> {
  const building = `${folder}.unfinished`;
  await mkdir(building, { mode: 0o700 });
  return await connected(url, async (sql) => {
    const manifest = await sql.begin('isolation level repeatable read read only', async (tx) => {
      const tables: TableCopy[] = [];
      for (const [index, table] of (await selectTables(tx)).entries()) {
        tables.push(await copyOut(tx, table, building, `${String(index).padStart(3, '0')}.copy.gz`));
      }
      const sequences = (await selectSequences(tx)).map((each) => ({ ...each, value: each.value.toString() }));
      const migrations = await selectMigrations(tx);
      return { format: FORMAT, createdAt: new Date().toISOString(), migrations, tables, sequences } as const;
    });
    await writeFile(join(building, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`, {
      mode: PRIVATE,
      flush: true,
    });
    await rename(building, folder);
    return manifest;
  });
}

async function copyOut(sql: Sql, table: TableShape, folder: string, file: string): Promise<TableCopy> {
  const { columns, name } = table;
  const rows = await sql.unsafe(`copy (select ${columns.join(', ')} from ${name}) to stdout`).readable();
  const meter = createMeter();
  const out = createWriteStream(join(folder, file), { mode: PRIVATE, flags: 'wx', flush: true });
  await pipeline(rows, meter.stream, createGzip(), out);
  return { ...table, file, ...meter.read() };
}

/** Counts what passes: rows of COPY's text form end with a line feed, and hold none otherwise. */
function createMeter() {
  const hash = createHash('sha256');
  let [rows, bytes] = [0, 0];
  const stream = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      bytes += chunk.length;
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) rows += 1;
      done(null, chunk);
    },
  });
  return { stream, read: () => ({ rows, bytes, sha256: hash.digest('hex') }) };
}

/** @throws BackupError */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch(() => {
    throw new BackupError(`${folder} has no ${MANIFEST}: it is no back-up, or was never finished`);
  });
  const manifest = JSON.parse(text) as Manifest;
  if (manifest.format !== FORMAT) throw new BackupError(`${folder} is of another form than this program reads`);
  return manifest;
}

/**
 * Restores a back-up into a database that nobody has used: makes its schema, fills every table in one transaction, compares
 * each with what was saved, makes the events those of this cluster, and sees that the ledger adds up. Needs the rights of a
 * superuser, since no trigger may act. Nothing stays if anything fails. @throws BackupError
 */
export async function restoreBackup(url: string, folder: string): Promise<Manifest> {
  const manifest = await readManifest(folder);
  await migrateDatabase(url);
  await connected(url, async (sql) => {
    const migrations = await selectMigrations(sql);
    if (JSON.stringify(migrations) !== JSON.stringify(manifest.migrations)) {
      throw new BackupError('It was made by another version of the program: restore it with that one, then upgrade.');
    }
    const [used] = await sql`select from users limit 1`;
    if (used) throw new BackupError('The database has users already: restore into an empty one.');
    await sql.begin(async (tx) => {
      // Triggers derive what the back-up holds already, and refuse what they take for changes of history.
      await tx`set local session_replication_role = replica`;
      await tx.unsafe(`truncate ${(await selectTables(tx)).map(({ name }) => name).join(', ')}`);
      for (const table of manifest.tables) await copyIn(tx, table, folder);
      for (const { name, value, isCalled } of manifest.sequences) {
        await tx`select setval(${name}, ${value}::text::bigint, ${isCalled})`;
      }
      await renumberEvents(tx);
      const wrong = await selectImbalances(tx);
      if (wrong.length > 0) throw new BackupError(`The ledger does not add up:\n${wrong.join('\n')}`);
    });
    await sql`analyze`;
  });
  return manifest;
}

async function copyIn(sql: Sql, table: TableCopy, folder: string): Promise<void> {
  const { columns, file, name, sha256 } = table;
  const into = await sql.unsafe(`copy ${name} (${columns.join(', ')}) from stdin`).writable();
  const meter = createMeter();
  await pipeline(createReadStream(join(folder, file)), createGunzip(), meter.stream, into);
  const read = meter.read();
  if (read.sha256 !== sha256 || read.rows !== table.rows) throw new BackupError(`${file} (${name}) is damaged`);
}
