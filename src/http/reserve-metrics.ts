import { Gauge } from 'prom-client';
import type { App } from '../resolvers/context.ts';
import type { ReserveHealth } from '../resolvers/reserves/health.ts';
import { metricsOf } from './metrics.ts';

const known = new WeakMap<App, Gauge<'asset'>>();

/** Writes what the custody lacks into the metrics of the app's process. */
export function measureReserves(app: App, reserves: readonly ReserveHealth[]): void {
  let shortfall = known.get(app);
  if (!shortfall) {
    shortfall = new Gauge({
      name: 'ecocoin_reserve_shortfall',
      help: 'What the custody holds less than is owed; withdrawals of the asset are frozen while it is above zero',
      labelNames: ['asset'],
      registers: [metricsOf(app).registry],
    });
    known.set(app, shortfall);
  }
  for (const { asset, shortfall: missing } of reserves) shortfall.set({ asset }, Number(missing));
}
