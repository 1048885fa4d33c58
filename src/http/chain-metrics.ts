import { Counter, Gauge, type Registry } from 'prom-client';
import { chainTally } from '../resolvers/chain/tally.ts';
import type { App } from '../resolvers/context.ts';
import type { ChainIndexHealth } from '../resolvers/health/read.ts';
import { metricsOf } from './metrics.ts';

interface ChainMetrics {
  readonly head: Gauge;
  readonly indexed: Gauge;
  readonly lag: Gauge;
  readonly unknown: Gauge;
  readonly reorgs: Gauge;
}

const known = new WeakMap<App, ChainMetrics>();

/** Writes how far the chain is indexed into the metrics of the app's process. */
export function measureChain(app: App, health: ChainIndexHealth): void {
  let metrics = known.get(app);
  if (!metrics) {
    metrics = createChainMetrics(app, metricsOf(app).registry);
    known.set(app, metrics);
  }
  metrics.head.set(Number(health.head));
  metrics.indexed.set(Number(health.indexed));
  metrics.lag.set(health.lagS);
  metrics.unknown.set(health.unknownLogs);
  metrics.reorgs.set(health.reorgs);
}

function createChainMetrics(app: App, registry: Registry): ChainMetrics {
  const registers = [registry];
  const gauge = (name: string, help: string) => new Gauge({ name: `ecocoin_chain_${name}`, help, registers });
  const errors = new Counter({
    name: 'ecocoin_chain_rpc_errors_total',
    help: 'Failed calls of the indexer in this process to the chain, by kind',
    labelNames: ['kind'],
    registers,
    collect: () => {
      errors.reset();
      for (const [kind, count] of chainTally(app).rpcErrors) errors.inc({ kind }, count);
    },
  });
  const total = (name: string, help: string, read: () => number): void => {
    const counter = new Counter({
      name: `ecocoin_chain_${name}_total`,
      help,
      registers,
      collect: () => {
        counter.reset();
        counter.inc(read());
      },
    });
  };
  total(
    'recovered_blocks',
    'Blocks whose logs the node left out and another way gave',
    () => chainTally(app).recoveredBlocks,
  );
  total('repaired_logs', 'Logs that a second look found missing or too many', () => chainTally(app).repairedLogs);
  return {
    head: gauge('head', 'Newest block of the chain'),
    indexed: gauge('indexed', 'Newest block whose events are in'),
    lag: gauge('lag_seconds', 'Age of the block at which the index stands, while others follow'),
    unknown: gauge('unknown_logs', 'Logs that are kept and not understood'),
    reorgs: gauge('reorgs', 'How often the chain took blocks back that were indexed'),
  };
}
