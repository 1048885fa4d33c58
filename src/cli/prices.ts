import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { createApp, createLog } from '../app.ts';
import { type Config, loadConfig } from '../config.ts';
import type { Database } from '../db/client.ts';
import { instrument, type Pair, priceCurrency } from '../db/prices.ts';
import { platformContext } from '../resolvers/context.ts';
import { Refusal } from '../resolvers/errors.ts';
import { deriveDays } from '../resolvers/prices/derive-days.ts';
import { type ImportReport, importPrices } from '../resolvers/prices/import-prices.ts';
import { pairKey } from '../resolvers/prices/rules.ts';
import { type CsvDialect, readPriceCsv } from '../workers/outside/price-csv.ts';
import type { DateOrder } from '../workers/outside/vendor-text.ts';
import { readArguments } from './arguments.ts';
import { CommandError, withDatabase } from './database.ts';

const USAGE = `Usage:
  npm run prices -- import FILE --instrument EUA [--currency EUR] [--date-order MDY]

  FILE          a CSV of daily prices: an export of investing.com (old or new), Yahoo or CoinGecko
  --instrument  ${instrument.enumValues.join(', ')}
  --currency    ${priceCurrency.enumValues.join(', ')} (default: EUR)
  --date-order  MDY or DMY, where no date of the file tells (default: MDY)

It can be run twice: a second time nothing changes. It works on DATABASE_URL, or on the embedded database of DATA_DIR,
running or not.`;

const MOST_REFUSALS_SHOWN = 1_000;

interface Command {
  readonly file: string;
  readonly pair: Pair;
  readonly dateOrder: DateOrder | undefined;
}

function readCommand(args: string[]): Command {
  const text = { type: 'string' } as const;
  const options = { instrument: text, currency: { ...text, default: 'EUR' }, 'date-order': text };
  const parsed = readArguments(args, options, USAGE);
  const [verb, file, ...rest] = parsed.positionals;
  const { instrument: ofWhat, currency: inWhat, 'date-order': order } = parsed.values;
  const what = instrument.enumValues.find((name) => name === ofWhat?.toUpperCase());
  const currency = priceCurrency.enumValues.find((name) => name === inWhat.toUpperCase());
  const dateOrder = (['MDY', 'DMY'] as const).find((name) => name === order?.toUpperCase());
  const isWrong = verb !== 'import' || !file || rest.length > 0 || !what || !currency;
  if (isWrong || (order !== undefined && !dateOrder)) throw new CommandError(USAGE);
  return { file, pair: { instrument: what, currency }, dateOrder };
}

async function importFile(config: Config, db: Database, { file, pair, dateOrder }: Command): Promise<string> {
  const csv = await readPriceCsv(() => createReadStream(file), dateOrder);
  if (csv.state !== 'READABLE') throw new CommandError(`${basename(file)}: ${csv.detail}`);
  const app = await createApp(config, db, createLog(config));
  const ctx = platformContext(app, 'prices-import');
  const now = new Date();
  const report = await importPrices(ctx, { pair, rows: csv.rows(), now });
  while ((await deriveDays(ctx, now)) > 0);
  return describe(file, pair, csv.dialect, report);
}

function describe(file: string, pair: Pair, dialect: CsvDialect, report: ImportReport): string {
  const counts: [string, number, string][] = [
    ['read', report.read, 'rows after the header'],
    ['stored', report.stored, 'new days'],
    ['revised', report.revised, 'days known otherwise; what they were is kept'],
    ['unchanged', report.unchanged, 'days known already'],
    ['kept', report.kept, 'days of which something better is known'],
    ['repeated', report.repeated, 'days told again by a later line'],
    ['refused', report.refused.length, 'rows'],
  ];
  const lines = [`${basename(file)} as ${pairKey(pair)}:`];
  for (const [name, count, meaning] of counts)
    lines.push(`  ${name.padEnd(10)}${String(count).padStart(7)}  ${meaning}`);
  if (dialect.dateOrderAssumed)
    lines.push('  No date tells whether the day or the month comes first: the month was assumed.');
  if (report.newestDay !== null) {
    lines.push(`  ${report.newestDay} is the newest day: it may not have been over, and the next source corrects it.`);
  }
  for (const { line, reason } of report.refused.slice(0, MOST_REFUSALS_SHOWN)) lines.push(`  line ${line}: ${reason}`);
  const hidden = report.refused.length - MOST_REFUSALS_SHOWN;
  if (hidden > 0) lines.push(`  and ${hidden} lines more`);
  return lines.join('\n');
}

try {
  const command = readCommand(process.argv.slice(2));
  const config = loadConfig();
  console.log(await withDatabase(config, 'prices', (db) => importFile(config, db, command)));
} catch (error) {
  console.error(error instanceof CommandError || error instanceof Refusal ? error.message : error);
  process.exitCode = 1;
}
