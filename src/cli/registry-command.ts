import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { createApp, createLog } from '../app.ts';
import { type Config, loadConfig } from '../config.ts';
import type { Database } from '../db/client.ts';
import { type Context, platformContext } from '../resolvers/context.ts';
import { Refusal } from '../resolvers/errors.ts';
import type { RegistryFileRow, RegistryImportReport } from '../resolvers/registry-import.ts';
import { readRegistryCsv, RegistryFileError } from '../workers/outside/registry-csv.ts';
import { readArguments } from './arguments.ts';
import { CommandError, withDatabase } from './database.ts';

interface Mapping {
  readonly registry: string;
  readonly columns: readonly string[];
}

/** A command that takes in files of registries. */
export interface RegistryCommand<M extends Mapping> {
  /** As in `npm run projects`. */
  readonly name: string;
  /** What the file is, as in "a registry's list of projects", and what else is to be known. */
  readonly about: { readonly file: string; readonly note: string };
  readonly mappings: readonly M[];
  readonly take: (
    ctx: Context,
    file: { readonly mapping: M; readonly rows: AsyncIterable<RegistryFileRow>; readonly fileName: string },
  ) => Promise<RegistryImportReport>;
  /** What the counts of the report mean. */
  readonly meanings: Readonly<Record<'stored' | 'changed' | 'unchanged', string>>;
}

/** Runs the command with the arguments of this process, and says what became of it. */
export async function runRegistryCommand<M extends Mapping>(command: RegistryCommand<M>): Promise<void> {
  try {
    const asked = readCommand(command, process.argv.slice(2));
    const config = loadConfig();
    const report = await withDatabase(config, command.name, (db) => importFile(command, { config, db }, asked));
    console.log(report);
  } catch (error) {
    const isSaid = error instanceof CommandError || error instanceof Refusal || error instanceof RegistryFileError;
    console.error(isSaid ? error.message : error);
    process.exitCode = 1;
  }
}

const usageOf = ({ name, about, mappings }: RegistryCommand<Mapping>): string => `Usage:
  npm run ${name} -- import FILE --registry ${mappings[0]?.registry}

  FILE        ${about.file}, as CSV
  --registry  ${mappings.map(({ registry }) => registry).join(', ')}

${about.note}It can be run twice: a second time nothing changes. It works on DATABASE_URL, or on the embedded database of
DATA_DIR, running or not.`;

interface Asked<M> {
  readonly file: string;
  readonly mapping: M;
}

function readCommand<M extends Mapping>(command: RegistryCommand<M>, args: string[]): Asked<M> {
  const usage = usageOf(command as unknown as RegistryCommand<Mapping>);
  const options = { registry: { type: 'string' } } as const;
  const parsed = readArguments(args, options, usage);
  const [verb, file, ...rest] = parsed.positionals;
  const mapping = command.mappings.find(({ registry }) => registry === parsed.values.registry?.toUpperCase());
  if (verb !== 'import' || !file || rest.length > 0 || !mapping) throw new CommandError(usage);
  return { file, mapping };
}

async function importFile<M extends Mapping>(
  { name, take, meanings }: RegistryCommand<M>,
  { config, db }: { readonly config: Config; readonly db: Database },
  { file, mapping }: Asked<M>,
): Promise<string> {
  const app = await createApp(config, db, createLog(config));
  const rows = readRegistryCsv(() => createReadStream(file), mapping.columns);
  const fileName = basename(file);
  const report = await take(platformContext(app, `${name}-import`), { mapping, rows, fileName });
  return describe(`${fileName} as ${name} of ${mapping.registry}:`, report, meanings);
}

function describe(title: string, report: RegistryImportReport, meanings: RegistryCommand<Mapping>['meanings']): string {
  const counts: [string, number, string][] = [
    ['read', report.read, 'rows after the header'],
    ['stored', report.stored, meanings.stored],
    ['changed', report.changed, meanings.changed],
    ['unchanged', report.unchanged, meanings.unchanged],
    ['refused', report.refused, 'rows'],
  ];
  const hidden = report.refused - report.refusals.length;
  return [
    title,
    ...counts.map(([count, rows, meaning]) => `  ${count.padEnd(10)}${String(rows).padStart(7)}  ${meaning}`),
    ...report.refusals.map(({ line, reason }) => `  line ${line}: ${reason}`),
    ...(hidden > 0 ? [`  and ${hidden} lines more`] : []),
  ].join('\n');
}
