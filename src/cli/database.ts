import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { type Database, openDatabase } from '../db/client.ts';
import { startPostgres } from '../local/postgres.ts';

/** What a command cannot do, in words for the person who typed it. */
export class CommandError extends Error {}

/** Works on DATABASE_URL, or on the embedded database of DATA_DIR, whether it is running already or not. */
export async function withDatabase<T>(config: Config, command: string, work: (db: Database) => Promise<T>): Promise<T> {
  const dataDir = join(config.dataDir, 'postgres');
  if (!config.DATABASE_URL && !existsSync(dataDir)) {
    throw new CommandError(
      `There is no database in ${config.dataDir} yet: run \`npm start\` first, or set DATABASE_URL.`,
    );
  }
  const local = config.DATABASE_URL ? undefined : await startPostgres({ dataDir });
  const db = openDatabase({
    url: config.DATABASE_URL ?? (local?.url as string),
    poolSize: 1,
    statementTimeoutMs: config.DATABASE_STATEMENT_TIMEOUT_MS,
    applicationName: `ecocoin-${command}`,
  });
  try {
    return await work(db);
  } finally {
    await db.close();
    await local?.stop();
  }
}
