import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { createApp } from './app.ts';
import type { Config } from './config.ts';
import type { WorkerRole } from './config-scale.ts';
import { openDatabase } from './db/client.ts';
import { type Api, openApi } from './http/api.ts';
import { healthPages } from './http/health.ts';
import { openPages } from './http/page-server.ts';
import type { Chain } from './resolvers/chain/client.ts';
import { type App, platformContext } from './resolvers/context.ts';
import { watchRevocations } from './resolvers/sessions/watch.ts';
import { type Broadcast, startBroadcast } from './workers/broadcast.ts';
import { startIndexer } from './workers/chain/indexer.ts';
import { closeKafka } from './workers/kafka/link.ts';
import { keep, type Kept, type Pass } from './workers/keep.ts';
import { createLeaders } from './workers/leaders.ts';
import { startReports } from './workers/reports.ts';
import { passesOf } from './workers/roles.ts';
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
  /** Where a process without the API tells how it does; undefined where nowhere. */
  readonly pages: string | undefined;
  readonly kept: readonly Kept[];
  /** Ends everything in order and waits for what is under way. */
  stop(): Promise<void>;
}

const REPLICA_EVERY_MS = 500;

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
    stops.push(async () => app.replica?.close());
    const broadcast = await startBroadcast(app, log);
    stops.push(broadcast.stop);
    app.onWake(broadcast.announce);
    await prepare?.(app);

    const works = roles.includes('workers');
    const leaders = createLeaders(db, log);
    stops.push(leaders.stop);
    const passes = works ? passesOf(roster(platformContext(app, 'worker')), config.WORKER_ROLES, leaders) : [];
    const workers = passes.map((pass) => keepOn(broadcast, pass, log));
    stops.push(async () => void (await Promise.all(workers.map((worker) => worker.stop()))));
    const does = (role: WorkerRole): boolean => works && config.WORKER_ROLES.includes(role);
    const indexer = does('chain') && chain ? await startIndexer(platformContext(app, 'indexer'), chain) : undefined;
    if (indexer) stops.push(indexer.stop);
    if (does('documents')) stops.push(await startReports(platformContext(app, 'reports'), databaseUrl));
    const kept = [broadcast, ...workers, ...(indexer?.kept ?? [])];
    if (app.replica) {
      const replica = keep({ name: 'replica', everyMs: REPLICA_EVERY_MS, run: app.replica.look }, log);
      stops.push(replica.stop);
    }
    if (!roles.includes('api')) {
      const { HOST: host, WORKER_PORT: port } = config;
      const pages = port === undefined ? undefined : await openPages(healthPages(app, kept), { host, port, log });
      if (pages) stops.push(pages.close);
      return { app, api: undefined, pages: pages?.url, kept, stop };
    }

    stops.push(await watchRevocations(app));
    let ending = false;
    const api = await openApi(
      app,
      healthPages(app, kept, () => ending),
    );
    stops.push(async () => {
      ending = true;
      // Who shares the load out learns of it before the door is closed.
      await pause(config.DRAIN_S * 1_000);
      await broadcast.hold();
      await api.close(config.DRAIN_EVENTS_MS);
    });
    return { app, api, pages: undefined, kept, stop };
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

/** Ctrl-C under npm comes twice, from the terminal and from npm, which hands on what it got. */
const ONE_PRESS_MS = 1_000;

/** Ends everything on the first SIGINT or SIGTERM, at once on the second that somebody sends. */
export function stopOnSignals(log: Logger, stop: () => Promise<void>): void {
  let sinceMs: number | undefined;
  const onSignal = async (signal: NodeJS.Signals): Promise<void> => {
    if (sinceMs !== undefined) {
      if (performance.now() - sinceMs > ONE_PRESS_MS) process.exit(130);
      return;
    }
    sinceMs = performance.now();
    log.info({ signal }, 'it ends: what is under way is finished first; asked once more, it ends at once');
    try {
      await stop();
      log.info({ seconds: Math.round((performance.now() - sinceMs) / 1_000) }, 'it has ended');
      process.exit(0);
    } catch (error) {
      log.error({ err: error }, 'could not stop cleanly');
      process.exit(1);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void onSignal(signal));
}
