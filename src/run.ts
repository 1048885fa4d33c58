import type { Logger } from 'pino';
import { createApp } from './app.ts';
import type { Config } from './config.ts';
import { openDatabase } from './db/client.ts';
import { type Api, openApi } from './http/api.ts';
import { healthPages } from './http/health.ts';
import type { Chain } from './resolvers/chain/client.ts';
import { type App, platformContext } from './resolvers/context.ts';
import { watchRevocations } from './resolvers/sessions/watch.ts';
import { type Broadcast, startBroadcast } from './workers/broadcast.ts';
import { startIndexer } from './workers/chain/indexer.ts';
import { closeKafka } from './workers/kafka/link.ts';
import { keep, type Kept, type Pass } from './workers/keep.ts';
import { startReports } from './workers/reports.ts';
import { roster } from './workers/roster.ts';

export interface PlatformOptions {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly log: Logger;
  /** Absent to run without a chain. */
  readonly chain?: Chain | undefined;
  /** What this process does. */
  readonly roles: readonly ('api' | 'workers')[];
  /** Runs before anybody is let in. */
  readonly prepare?: (app: App) => Promise<void>;
}

export interface Platform {
  readonly app: App;
  readonly api: Api | undefined;
  readonly kept: readonly Kept[];
  /** Ends everything in order and waits for what is under way. */
  stop(): Promise<void>;
}

/** Starts what one process of the platform does, on a database that is migrated. If a part fails, none is left. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { config, databaseUrl, log, chain, roles, prepare } = options;
  const stops: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (let end = stops.pop(); end; end = stops.pop()) await end();
  };
  try {
    const db = openDatabase({
      url: databaseUrl,
      poolSize: config.DATABASE_POOL_SIZE,
      statementTimeoutMs: config.DATABASE_STATEMENT_TIMEOUT_MS,
      applicationName: `ecocoin-${roles.join('-')}`,
    });
    stops.push(db.close);
    const app = await createApp(config, db, log, chain);
    stops.push(() => closeKafka(app));
    const broadcast = await startBroadcast(app, log);
    stops.push(broadcast.stop);
    app.onWake(broadcast.announce);
    await prepare?.(app);

    const works = roles.includes('workers');
    const passes = works ? roster(platformContext(app, 'worker')) : [];
    const workers = passes.map((pass) => keepOn(broadcast, pass, log));
    stops.push(async () => void (await Promise.all(workers.map((worker) => worker.stop()))));
    const indexer = works && chain ? await startIndexer(platformContext(app, 'indexer'), chain) : undefined;
    if (indexer) stops.push(indexer.stop);
    if (works) stops.push(await startReports(platformContext(app, 'reports'), databaseUrl));
    const kept = [broadcast, ...workers, ...(indexer?.kept ?? [])];
    if (!roles.includes('api')) return { app, api: undefined, kept, stop };

    stops.push(await watchRevocations(app));
    const api = await openApi(app, healthPages(app, kept));
    stops.push(api.close);
    return { app, api, kept, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Keeps a pass; one that follows events looks at once when there are some. */
function keepOn(broadcast: Broadcast, pass: Pass, log: Logger): Kept {
  const kept = keep(pass, log);
  if (pass.onEvents) broadcast.onEvents(kept.wake);
  return kept;
}

/** Ends everything on the first SIGINT or SIGTERM, at once on the second. */
export function stopOnSignals(log: Logger, stop: () => Promise<void>): void {
  let stopping = false;
  const onSignal = async (): Promise<void> => {
    if (stopping) process.exit(130);
    stopping = true;
    try {
      await stop();
      process.exit(0);
    } catch (error) {
      log.error({ err: error }, 'could not stop cleanly');
      process.exit(1);
    }
  };
  process.on('SIGINT', () => void onSignal());
  process.on('SIGTERM', () => void onSignal());
}
