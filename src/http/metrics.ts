import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { App } from '../resolvers/context.ts';
import { measureDocuments } from './document-metrics.ts';

/** What one process counts, in the words of Prometheus. */
export interface Metrics {
  readonly registry: Registry;
  /** Seconds from the arrival of an operation to its answer (of a subscription: to its start). */
  readonly operations: Histogram<'operation' | 'kind' | 'status'>;
  readonly sockets: Gauge;
  readonly eventStreams: Gauge;
  readonly subscriptions: Gauge;
  readonly subscriptionsStarted: Counter;
  readonly slowConsumers: Counter;
  readonly outboxLag: Gauge;
  readonly consumerLag: Gauge<'consumer'>;
  readonly priceAge: Gauge<'source'>;
  readonly workerLag: Gauge<'worker'>;
}

const known = new WeakMap<App, Metrics>();

/** The metrics of the app's process; made at the first call. */
export function metricsOf(app: App): Metrics {
  let metrics = known.get(app);
  if (!metrics) {
    metrics = createMetrics(app);
    known.set(app, metrics);
  }
  return metrics;
}

function createMetrics(app: App): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  measureSettlement(app, registers);
  measureDocuments(app, registers);
  const gauge = <T extends string = never>(name: string, help: string, labelNames: readonly T[] = []) =>
    new Gauge<T>({ name: `ecocoin_${name}`, help, labelNames, registers });
  return {
    registry,
    operations: new Histogram({
      name: 'ecocoin_operation_duration_seconds',
      // Clients choose the names of their operations, and would choose the size of this table with them.
      help: 'Duration of GraphQL operations, by their first root field',
      labelNames: ['operation', 'kind', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    }),
    sockets: gauge('websockets', 'Open WebSockets'),
    eventStreams: gauge('event_streams', 'Open event streams (SSE)'),
    subscriptions: gauge('subscriptions', 'Subscriptions over WebSocket that are under way'),
    subscriptionsStarted: new Counter({
      name: 'ecocoin_subscriptions_started_total',
      help: 'Subscriptions over WebSocket that have begun',
      registers,
    }),
    slowConsumers: new Counter({
      name: 'ecocoin_slow_consumers_total',
      help: 'Connections closed because their client did not keep up',
      registers,
    }),
    outboxLag: gauge('outbox_lag_seconds', 'Age of the oldest event that was not handed to subscribers yet'),
    consumerLag: gauge('consumer_lag_seconds', 'Time that the oldest event has been waiting for a consumer', [
      'consumer',
    ]),
    priceAge: gauge('price_source_age_seconds', 'Time since a price source last answered well', ['source']),
    workerLag: gauge('worker_lag_seconds', 'Time since a worker last passed well', ['worker']),
  };
}

/** Trades divided by batches is how many trades a commit carries. */
function measureSettlement({ settlement }: App, registers: Registry[]): void {
  const waiting = new Gauge({
    name: 'ecocoin_settlement_waiting',
    help: 'Trades that wait for settlement',
    registers,
    collect: () => {
      waiting.set(settlement.load.waiting);
    },
  });
  const total = (name: 'batches' | 'trades', help: string): void => {
    const counter = new Counter({
      name: `ecocoin_settlement_${name}_total`,
      help,
      registers,
      collect: () => {
        counter.reset();
        counter.inc(settlement.load[name]);
      },
    });
  };
  total('batches', 'Batches of trades that were settled');
  total('trades', 'Trades in those batches');
}
