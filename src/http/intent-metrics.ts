import { Gauge } from 'prom-client';
import type { App } from '../resolvers/context.ts';
import type { IntentHealth } from '../resolvers/intents/read.ts';
import { metricsOf } from './metrics.ts';

interface IntentMetrics {
  readonly byStatus: Gauge<'status'>;
  readonly oldest: Gauge;
}

const known = new WeakMap<App, IntentMetrics>();

/** Writes how the sending of transactions does into the metrics of the app's process. */
export function measureIntents(app: App, { counts, oldestS }: IntentHealth): void {
  let metrics = known.get(app);
  if (!metrics) {
    const registers = [metricsOf(app).registry];
    metrics = {
      byStatus: new Gauge({
        name: 'ecocoin_intents',
        help: 'Transactions of the platform that are not final, by status; FAILED: those of the last day',
        labelNames: ['status'],
        registers,
      }),
      oldest: new Gauge({
        name: 'ecocoin_intents_oldest_seconds',
        help: 'Age of the oldest transaction of the platform that is neither mined nor given up',
        registers,
      }),
    };
    known.set(app, metrics);
  }
  metrics.byStatus.reset();
  for (const [status, count] of Object.entries(counts)) metrics.byStatus.set({ status }, count);
  metrics.oldest.set(oldestS);
}
