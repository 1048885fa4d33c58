import { createApp, createLog } from '../app.ts';
import { type Config, loadConfig } from '../config.ts';
import type { Database } from '../db/client.ts';
import { selectRebuild } from '../db/rollup-rebuild.ts';
import { rebuildRollups, restartRebuild } from '../resolvers/analytics/rebuild.ts';
import { platformContext } from '../resolvers/context.ts';
import { CommandError, withDatabase } from './database.ts';

const USAGE = `Usage:
  npm run analytics -- status     how far the sums of statistics are made from what was there before them
  npm run analytics -- rebuild    clears the sums and makes them anew from the rows, a batch at a time

A rebuild that is cut short is gone on with by the workers, or by \`rebuild --continue\`. Statistics are too low meanwhile. It works
on DATABASE_URL, or on the embedded database of DATA_DIR, running or not.`;

async function status(db: Database): Promise<string> {
  const lines = (await selectRebuild(db)).map(
    ({ source, seen, done }) =>
      `${source.padEnd(16)} ${String(seen).padStart(10)} rows  ${done ? 'done' : 'under way'}`,
  );
  return lines.join('\n');
}

async function rebuild(config: Config, db: Database, anew: boolean): Promise<string> {
  const ctx = platformContext(await createApp(config, db, createLog(config)), 'analytics');
  if (anew && !(await restartRebuild(ctx))) {
    throw new CommandError('A worker writes the sums just now: try again.');
  }
  let [last, saidAt] = ['', 0];
  while ((await selectRebuild(db)).some(({ done }) => !done)) {
    const progress = await rebuildRollups(ctx);
    // A line for each source, and one each few seconds of a long one.
    if (progress && (progress.done || progress.source !== last || Date.now() - saidAt > 5_000)) {
      console.log(`${progress.source}: ${progress.seen} rows${progress.done ? ', done' : ''}`);
      [last, saidAt] = [progress.source, Date.now()];
    }
  }
  return 'All sums are made.';
}

try {
  const [verb = '', option, ...rest] = process.argv.slice(2);
  const isWrong = rest.length > 0 || (option !== undefined && (verb !== 'rebuild' || option !== '--continue'));
  if (isWrong || (verb !== 'status' && verb !== 'rebuild')) throw new CommandError(USAGE);
  const config = loadConfig();
  const work = (db: Database) => (verb === 'status' ? status(db) : rebuild(config, db, option === undefined));
  console.log(await withDatabase(config, 'analytics', work));
} catch (error) {
  console.error(error instanceof CommandError ? error.message : error);
  process.exitCode = 1;
}
