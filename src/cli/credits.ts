import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { createApp, createLog } from '../app.ts';
import { type Config, loadConfig } from '../config.ts';
import type { Database } from '../db/client.ts';
import { importCredits } from '../resolvers/batches/import-credits.ts';
import { type CreditMapping, creditMappingOf, mappedRegistries } from '../resolvers/batches/mapping.ts';
import { platformContext } from '../resolvers/context.ts';
import { Refusal } from '../resolvers/errors.ts';
import { readRegistryCsv, RegistryFileError } from '../workers/outside/registry-csv.ts';
import { CommandError, withDatabase } from './database.ts';
import { describeImport } from './import-report.ts';

const USAGE = `Usage:
  npm run credits -- import FILE --registry VERRA

  FILE        a registry's list of issued and retired credits, as CSV
  --registry  ${mappedRegistries().join(', ')}

Projects must be there first (npm run projects). It can be run twice: a second time nothing changes. It works on
DATABASE_URL, or on the embedded database of DATA_DIR, running or not.`;

function readCommand(args: string[]): { file: string; mapping: CreditMapping } {
  const options = { registry: { type: 'string' } } as const;
  const parse = () => parseArgs({ args, options, allowPositionals: true });
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse();
  } catch (error) {
    throw new CommandError(`${error instanceof Error ? error.message : ''}\n\n${USAGE}`);
  }
  const [verb, file, ...rest] = parsed.positionals;
  const mapping = creditMappingOf(parsed.values.registry?.toUpperCase() ?? '');
  if (verb !== 'import' || !file || rest.length > 0 || !mapping) throw new CommandError(USAGE);
  return { file, mapping };
}

async function importFile(
  config: Config,
  db: Database,
  { file, mapping }: ReturnType<typeof readCommand>,
): Promise<string> {
  const app = await createApp(config, db, createLog(config));
  const rows = readRegistryCsv(() => createReadStream(file), mapping.columns);
  const report = await importCredits(platformContext(app, 'credits-import'), { mapping, rows });
  return describeImport(`${basename(file)} as credits of ${mapping.registry}:`, report, {
    stored: 'new serial blocks',
    changed: 'blocks, or parts of blocks, that were held and are retired now',
    unchanged: 'blocks known already',
  });
}

try {
  const command = readCommand(process.argv.slice(2));
  const config = loadConfig();
  console.log(await withDatabase(config, 'credits', (db) => importFile(config, db, command)));
} catch (error) {
  const isSaid = error instanceof CommandError || error instanceof Refusal || error instanceof RegistryFileError;
  console.error(isSaid ? error.message : error);
  process.exitCode = 1;
}
