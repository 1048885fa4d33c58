import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { createApp, createLog } from '../app.ts';
import { type Config, loadConfig } from '../config.ts';
import { bankLineStatus } from '../db/bank-statements.ts';
import type { Database } from '../db/client.ts';
import { platformContext } from '../resolvers/context.ts';
import { Refusal } from '../resolvers/errors.ts';
import { takeStatement } from '../resolvers/statements/import-statement.ts';
import { CommandError, withDatabase } from './database.ts';

const USAGE = `Usage:
  npm run payments -- import FILE

  FILE  a statement of the bank: CAMT.053, or CSV whose header names date, amount, currency and remittance, and may
        name name, iban and reference

Entries pay what they name by reference. It can be run twice: a second time nothing changes. It works on DATABASE_URL,
or on the embedded database of DATA_DIR, running or not.`;

const MEANINGS: Readonly<Record<string, string>> = {
  MATCHED: 'taken for a payment',
  UNMATCHED: 'to be looked at by finance (`bankLines`)',
  KNOWN: 'whose reference was used before',
  IGNORED: 'that left the account, or are for no payment',
  WAITING: 'not looked at',
};

/** Throws CommandError. */
function readCommand(args: string[]): string {
  try {
    const [verb, file, ...rest] = parseArgs({ args, allowPositionals: true }).positionals;
    if (verb === 'import' && file !== undefined && rest.length === 0) return file;
  } catch {
    // What cannot be read is answered like what makes no sense.
  }
  throw new CommandError(USAGE);
}

async function importFile(config: Config, db: Database, file: string): Promise<string> {
  const { size } = await stat(file);
  if (size > config.STATEMENT_BYTES)
    throw new CommandError(`${basename(file)}: more than ${config.STATEMENT_BYTES} bytes`);
  const app = await createApp(config, db, createLog(config));
  const { statement, counts } = await takeStatement(
    platformContext(app, 'payments-import'),
    await readFile(file),
    null,
  );
  const lines = [`${basename(file)} (${statement.format}), ${statement.lines} entries:`];
  for (const status of bankLineStatus.enumValues) {
    const count = counts.get(status);
    if (count) lines.push(`  ${status.padEnd(10)}${String(count).padStart(7)}  ${MEANINGS[status]}`);
  }
  const fresh = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (fresh < statement.lines)
    lines.push(`  ${'BEFORE'.padEnd(10)}${String(statement.lines - fresh).padStart(7)}  brought by another statement`);
  return lines.join('\n');
}

try {
  const file = readCommand(process.argv.slice(2));
  const config = loadConfig();
  console.log(await withDatabase(config, 'payments', (db) => importFile(config, db, file)));
} catch (error) {
  const isKnown =
    error instanceof CommandError || error instanceof Refusal || (error as { code?: string }).code === 'ENOENT';
  console.error(isKnown ? (error as Error).message : error);
  process.exitCode = 1;
}
