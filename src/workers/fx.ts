import type { Config } from '../config.ts';
import { selectLatestFxRates } from '../db/fx.ts';
import type { Context } from '../resolvers/context.ts';
import { ageDays, FX_BASE } from '../resolvers/pricing/fx.ts';
import { recordFxRates } from '../resolvers/pricing/record-fx-rates.ts';
import { SIMULATED } from '../resolvers/prices/rules.ts';
import { type Asking, askSource, systemClock } from './ask-source.ts';
import type { Pass } from './keep.ts';
import { openEcb } from './outside/ecb.ts';
import type { FxSource } from './outside/fx-source.ts';

const LOOK_EVERY_MS = 5_000;
/** As the simulated prices have it. */
const SIMULATED_RATES = { USD: '1.16' } as const;

/** Asks a source for the rates of the day, if it is time. */
export async function passFxRates(asking: Asking & { readonly source: FxSource }): Promise<void> {
  const { ctx, source, clock = systemClock, stop } = asking;
  await askSource(asking, {
    name: source.name,
    pollMs: () => ctx.app.config.FX_POLL_S * 1_000,
    ask: () => source.readRates(stop),
    take: async ({ rates }) => {
      const report = await recordFxRates(ctx, { source: source.name, rates, guarded: true, now: clock() });
      if (report.refused.length > 0) ctx.app.log.warn({ source: source.name, ...report }, 'exchange rates refused');
    },
  });
}

/** Invents the rates of the day where no source tells them: on a developer's machine only, and says so. */
export async function passSimulatedFx(ctx: Context, now: Date = systemClock()): Promise<void> {
  const known = new Map((await selectLatestFxRates(ctx.app.db, FX_BASE)).map((row) => [row.quote, row]));
  const date = now.toISOString().slice(0, 10);
  const rates = Object.entries(SIMULATED_RATES).flatMap(([quote, rate]) => {
    const row = known.get(quote);
    const isTold =
      row && (row.date >= date || (row.source !== SIMULATED && ageDays(row.date, now) <= ctx.app.config.FX_STALE_DAYS));
    return isTold ? [] : [{ quote, rate, date }];
  });
  if (rates.length > 0) await recordFxRates(ctx, { source: SIMULATED, rates, guarded: false, now });
}

/** The sources that the configuration names. */
function openFxSources(config: Config): readonly FxSource[] {
  const limits = { timeoutMs: config.SOURCE_TIMEOUT_MS, maxBytes: config.SOURCE_MAX_BYTES };
  return config.FX_SOURCES.includes('ECB') ? [openEcb({ ...limits, baseUrl: config.ECB_URL })] : [];
}

export function fxPasses(ctx: Context, sources: readonly FxSource[] = openFxSources(ctx.app.config)): readonly Pass[] {
  const { simulatePrices, FX_POLL_S } = ctx.app.config;
  const everyMs = Math.min(LOOK_EVERY_MS, FX_POLL_S * 1_000);
  const passes = sources.map((source): Pass => ({
    name: `fx-${source.name.toLowerCase()}`,
    everyMs,
    run: (stop) => passFxRates({ ctx, source, stop }),
  }));
  if (simulatePrices) passes.push({ name: 'fx-simulation', everyMs, run: () => passSimulatedFx(ctx) });
  return passes;
}
