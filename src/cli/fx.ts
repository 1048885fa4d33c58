import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { createApp, createLog } from '../app.ts';
import { type Config, loadConfig } from '../config.ts';
import type { Database } from '../db/client.ts';
import { platformContext } from '../resolvers/context.ts';
import { Refusal } from '../resolvers/errors.ts';
import { SIMULATED } from '../resolvers/prices/rules.ts';
import { type FxImportLine, type FxImportReport, importFxRates } from '../resolvers/pricing/import-fx-rates.ts';
import { readFxCsv, readFxXml } from '../workers/outside/fx-source.ts';
import { readArguments } from './arguments.ts';
import { CommandError, withDatabase } from './database.ts';

const USAGE = `Usage:
  npm run fx -- import FILE [--source ECB]

  FILE      reference rates of the euro as the ECB publishes them: CSV (eurofxref-hist.csv) or XML (eurofxref-daily.xml)
  --source  what quotes name as the source of these rates: capitals, digits and _ (default: IMPORT)

It can be run twice: a second time nothing changes. A rate that was known otherwise is kept as a new revision. It works on
DATABASE_URL, or on the embedded database of DATA_DIR, running or not.`;

const MOST_REFUSALS_SHOWN = 1_000;

interface Command {
  readonly file: string;
  readonly source: string;
}

function readCommand(args: string[]): Command {
  const parsed = readArguments(args, { source: { type: 'string', default: 'IMPORT' } }, USAGE);
  const [verb, file, ...rest] = parsed.positionals;
  const { source } = parsed.values;
  const isSource = /^[A-Z][A-Z0-9_]{1,29}$/.test(source) && source !== SIMULATED;
  if (verb !== 'import' || !file || rest.length > 0 || !isSource) throw new CommandError(USAGE);
  return { file, source };
}

async function importFile(config: Config, db: Database, { file, source }: Command): Promise<string> {
  const lines = await linesOf(file, config.SOURCE_MAX_BYTES);
  const ctx = platformContext(await createApp(config, db, createLog(config)), 'fx-import');
  return describe(file, source, await importFxRates(ctx, { source, lines, now: new Date() }));
}

/** XML is read whole, within the size that an answer of a source may have; CSV a line at a time. */
async function linesOf(file: string, maxBytes: number): Promise<AsyncIterable<FxImportLine>> {
  const [start = ''] = (await createReadStream(file, { encoding: 'utf8', end: 99 }).toArray()) as string[];
  const isXml = start
    .replace(/^\uFEFF/, '')
    .trimStart()
    .startsWith('<');
  if (!isXml) return readFxCsv(() => createReadStream(file));
  if ((await stat(file)).size > maxBytes) throw new CommandError(`${basename(file)} has more than ${maxBytes} bytes`);
  const rates = readFxXml(await readFile(file, 'utf8'));
  if (!rates) throw new CommandError(`${basename(file)} is not what the ECB publishes`);
  return asyncOf(Map.groupBy(rates, ({ date }) => date));
}

async function* asyncOf(days: ReadonlyMap<string, readonly { quote: string; date: string; rate: string }[]>) {
  let line = 0;
  for (const rates of days.values()) yield await Promise.resolve({ line: (line += 1), rates });
}

function describe(file: string, source: string, report: FxImportReport): string {
  const counts: [string, number, string][] = [
    ['read', report.read, 'rates'],
    ['stored', report.stored, 'new, or known otherwise before'],
    ['unchanged', report.unchanged, 'known already'],
    ['refused', report.refused.length, 'lines or rates'],
  ];
  const lines = [`${basename(file)} as ${source}, to ${report.newestDay ?? 'no day'}:`];
  for (const [name, count, meaning] of counts)
    lines.push(`  ${name.padEnd(10)}${String(count).padStart(8)}  ${meaning}`);
  for (const { line, reason } of report.refused.slice(0, MOST_REFUSALS_SHOWN)) lines.push(`  line ${line}: ${reason}`);
  const hidden = report.refused.length - MOST_REFUSALS_SHOWN;
  if (hidden > 0) lines.push(`  and ${hidden} more`);
  return lines.join('\n');
}

try {
  const command = readCommand(process.argv.slice(2));
  const config = loadConfig();
  console.log(await withDatabase(config, 'fx', (db) => importFile(config, db, command)));
} catch (error) {
  console.error(error instanceof CommandError || error instanceof Refusal ? error.message : error);
  process.exitCode = 1;
}
