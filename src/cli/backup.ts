import { loadConfig, requireDatabaseUrl } from '../config.ts';
import { BackupError, createBackup, type Manifest, restoreBackup } from '../db/backup.ts';
import { CommandError } from './database.ts';

const USAGE = `Usage:
  npm run backup -- create FOLDER     copies DATABASE_URL as of this moment into a new folder; the platform can run meanwhile
  npm run backup -- restore FOLDER    restores it into DATABASE_URL, an empty database on which nothing runs yet

Both work on DATABASE_URL. A restore needs the rights of a superuser. What documents hold, and the keys, are saved apart: see
docs/OPERATIONS.md.`;

const COMMANDS: Readonly<Record<string, (url: string, folder: string) => Promise<Manifest>>> = {
  create: createBackup,
  restore: restoreBackup,
};

function describe(done: string, { createdAt, tables }: Manifest): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const bytes = tables.reduce((sum, table) => sum + table.bytes, 0);
  return `${done}: ${tables.length} tables, ${rows} rows, ${bytes} bytes, as of ${createdAt}.`;
}

try {
  const [verb = '', folder, ...rest] = process.argv.slice(2);
  const command = COMMANDS[verb];
  if (!command || !folder || rest.length > 0) throw new CommandError(USAGE);
  const url = requireDatabaseUrl(loadConfig());
  console.log(describe(verb === 'create' ? 'Saved' : 'Restored', await command(url, folder)));
} catch (error) {
  console.error(error instanceof CommandError || error instanceof BackupError ? error.message : error);
  process.exitCode = 1;
}
