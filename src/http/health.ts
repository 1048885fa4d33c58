import type { ServerResponse } from 'node:http';
import type { App } from '../resolvers/context.ts';
import { type Health, readHealth, type Worker } from '../resolvers/health/read.ts';
import type { Pages } from './routes.ts';
import type { Headers } from './headers.ts';
import { measureChain } from './chain-metrics.ts';
import { measureIntents } from './intent-metrics.ts';
import { metricsOf } from './metrics.ts';
import { measureReserves } from './reserve-metrics.ts';

/** Anybody may ask, as often as they like: the database is asked once in this time. */
const KEPT_MS = 1_000;

/** /health: the process lives. /ready: and everything that it needs (503 names what is missing). /metrics: Prometheus. */
export function healthPages(app: App, workers: readonly Worker[], isEnding = (): boolean => false): Pages {
  const read = keptFor(KEPT_MS, () => readHealth(app, workers));
  return {
    '/health': (_, res, headers) => {
      answer(res, 200, headers, { status: 'ok', uptimeS: Math.floor(process.uptime()) });
    },
    '/ready': async (_, res, headers) => {
      const health = await read();
      const notReady = isEnding() ? [...health.notReady, 'ending'] : health.notReady;
      const ready = notReady.length === 0;
      answer(res, ready ? 200 : 503, headers, { ...health, ready, notReady });
    },
    '/metrics': async (_, res, headers) => {
      const { registry } = metricsOf(app);
      measureHealth(app, await read());
      const text = await registry.metrics();
      res.writeHead(200, { ...headers, 'content-type': registry.contentType }).end(text);
    },
  };
}

function measureHealth(app: App, health: Health): void {
  const { outbox, consumers, workers, priceSources, chainIndex, chainIntents, reserves } = health;
  const { outboxLag, consumerLag, workerLag, priceAge } = metricsOf(app);
  if (chainIndex) measureChain(app, chainIndex);
  if (chainIntents) measureIntents(app, chainIntents);
  measureReserves(app, reserves);
  if (outbox.lagMs !== undefined) outboxLag.set(outbox.lagMs / 1000);
  for (const { name, lagMs } of consumers) consumerLag.set({ consumer: name }, lagMs / 1000);
  for (const { name, lagMs } of workers) workerLag.set({ worker: name }, lagMs / 1000);
  for (const { name, ageMs } of priceSources) if (ageMs !== undefined) priceAge.set({ source: name }, ageMs / 1000);
}

function answer(res: ServerResponse, status: number, headers: Headers, body: object): void {
  res.writeHead(status, { ...headers, 'content-type': 'application/json; charset=utf-8' });
  res.end(`${JSON.stringify(body, undefined, 2)}\n`);
}

/** Calls `read` once for all who ask while it runs and for a while after. */
function keptFor<T>(keptMs: number, read: () => Promise<T>): () => Promise<T> {
  let last: Promise<T> | undefined;
  let until = 0;
  return () => {
    if (!last || Date.now() > until) {
      until = Infinity;
      last = read().finally(() => {
        until = Date.now() + keptMs;
      });
    }
    return last;
  };
}
