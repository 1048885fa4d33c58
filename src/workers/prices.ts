import { join } from 'node:path';
import type { Config } from '../config.ts';
import { selectUnsettledDays } from '../db/price-days.ts';
import { deleteOldTicks, type Pair } from '../db/prices.ts';
import type { Context } from '../resolvers/context.ts';
import { deriveDays } from '../resolvers/prices/derive-days.ts';
import { recordDays } from '../resolvers/prices/record-days.ts';
import { recordSession } from '../resolvers/prices/record-session.ts';
import { recordTicks } from '../resolvers/prices/record-ticks.ts';
import { PAIRS, RATIO } from '../resolvers/prices/rules.ts';
import { type Asking, askSource, systemClock } from './ask-source.ts';
import type { Pass } from './keep.ts';
import { openCoinGecko } from './outside/coingecko.ts';
import { openInvesting } from './outside/investing.ts';
import { type DaysOutcome, failure, type PriceSource, type SourceWarning } from './outside/price-source.ts';
import { passSimulation } from './simulated-prices.ts';

/** What a pass about a source of prices works with. */
export interface Look extends Asking {
  readonly source: PriceSource;
}

const HISTORY = 'COINGECKO_HISTORY';
const DAY_MS = 86_400_000;
/** CoinGecko has the close of a day 35 minutes after its end. */
const CLOSE_KNOWN_AFTER_MS = 40 * 60_000;
/** "History older than the plan allows", and what every plan allows. */
const HISTORY_TOO_OLD = 10_012;
const PUBLIC_HISTORY_DAYS = 364;
const DELETE_BATCH = 5_000;
const TELLS_NOTHING = failure('REFUSED', 'this source does not tell that');

export interface PriceSources {
  readonly investing?: PriceSource | undefined;
  readonly coingecko?: PriceSource | undefined;
}

/** The sources that the configuration names. */
export function openPriceSources(config: Config): PriceSources {
  const limits = { timeoutMs: config.SOURCE_TIMEOUT_MS, maxBytes: config.SOURCE_MAX_BYTES };
  const unpackDir = join(config.dataDir, 'chromium');
  const wanted = (name: string) => config.PRICE_SOURCES.includes(name);
  return {
    investing: wanted('INVESTING')
      ? openInvesting({ ...limits, baseUrl: config.INVESTING_URL, chromiumPath: config.CHROMIUM_PATH, unpackDir })
      : undefined,
    coingecko: wanted('COINGECKO')
      ? openCoinGecko({ ...limits, baseUrl: config.COINGECKO_URL, apiKey: config.COINGECKO_API_KEY })
      : undefined,
  };
}

/** Looks at the EUA page: its days, and the close of the newest as the latest price. */
export async function passEua(look: Look): Promise<void> {
  const { ctx, source, clock = systemClock, stop } = look;
  const pair = RATIO.dividend;
  await askSource(look, {
    name: source.name,
    pollMs: () => ctx.app.config.INVESTING_POLL_S * 1_000,
    ask: async () => {
      const today = isoDate(clock());
      return (await source.readDays?.({ ...pair, from: today, to: today }, stop)) ?? TELLS_NOTHING;
    },
    take: async ({ days, marketOpen }) => {
      const report = await recordSession(ctx, { source: source.name, pair, days, marketOpen, now: clock() });
      if (report.days.refused.length > 0) ctx.app.log.warn({ source: source.name, ...report.days }, 'days refused');
    },
  });
}

/** Asks for the live prices of MCO2 and ETH, all in one request. */
export async function passLivePrices(look: Look): Promise<void> {
  const { ctx, source, clock = systemClock, stop } = look;
  await askSource(look, {
    name: source.name,
    pollMs: () => ctx.app.config.COINGECKO_POLL_S * 1_000,
    ask: async () => (await source.readTicks?.(stop)) ?? TELLS_NOTHING,
    take: async ({ ticks }) => {
      const report = await recordTicks(ctx, { source: source.name, ticks, seenAt: clock() });
      const isOdd = report.suspect > 0 || report.refused.length > 0;
      if (isOdd) ctx.app.log.warn({ source: source.name, ...report }, 'prices doubted');
    },
  });
}

/**
 * Fills the days that are missing, one request a pair. What is missing is looked up each time, so a day that a refusal
 * left out is asked for again by a later pass, and nothing has to be remembered.
 */
export async function passHistory(look: Look): Promise<void> {
  const { SOURCE_TIMEOUT_MS, PRICE_HISTORY_POLL_S } = look.ctx.app.config;
  const startedAt = performance.now();
  // However slow the source is, a pass is over soon: what is left is asked for by the next one.
  const isLong = () => performance.now() - startedAt > SOURCE_TIMEOUT_MS;
  await askSource(look, {
    name: HISTORY,
    pollMs: () => (isLong() ? LOOK_EVERY_MS : PRICE_HISTORY_POLL_S * 1_000),
    ask: async () => {
      const warnings: SourceWarning[] = [];
      for (const pair of PAIRS.filter(({ instrument }) => instrument !== 'EUA')) {
        if (isLong()) break;
        const answer = await fillPair(look, pair);
        if (answer !== undefined && answer.state !== 'OK') return answer;
        warnings.push(...(answer?.warnings ?? []));
      }
      return { state: 'OK' as const, warnings };
    },
    take: async () => {},
  });
}

/** Asks for the missing days of one pair and stores what comes; undefined if none is missing. */
async function fillPair(look: Look, pair: Pair): Promise<DaysOutcome | undefined> {
  const { ctx, source, clock = systemClock, stop } = look;
  const now = clock();
  const daysAgo = (days: number) => isoDate(new Date(now.getTime() - days * DAY_MS));
  const missing = await selectUnsettledDays(ctx.app.db, pair, {
    from: daysAgo(ctx.app.config.PRICE_HISTORY_DAYS),
    to: isoDate(new Date(now.getTime() - DAY_MS - CLOSE_KNOWN_AFTER_MS)),
  });
  const [from, to] = [missing[0], missing.at(-1)];
  if (from === undefined || to === undefined) return undefined;
  const ask = async (start: string) => (await source.readDays?.({ ...pair, from: start, to }, stop)) ?? TELLS_NOTHING;
  let answer = await ask(from);
  if (answer.state === 'REFUSED' && answer.vendorCode === HISTORY_TOO_OLD && to >= daysAgo(PUBLIC_HISTORY_DAYS)) {
    answer = await ask(daysAgo(PUBLIC_HISTORY_DAYS));
  }
  if (answer.state !== 'OK') return answer;
  const days = answer.days.map((day) => ({ ...day, isOpenDay: false }));
  const { stored, revised } = await recordDays(ctx, { source: source.name, pair, days, now });
  ctx.app.log.info({ source: source.name, ...pair, from, to, stored, revised }, 'price history');
  return answer;
}

/** Makes the days of EUA/ETH that can be made; true if there may be more. */
export const passDerivedDays = async (ctx: Context, clock = systemClock): Promise<boolean> =>
  (await deriveDays(ctx, clock())) > 0;

/** Forgets ticks that are too old; simulated ones come fast and are forgotten after a day. */
export async function passTickRetention(ctx: Context, clock = systemClock): Promise<boolean> {
  const { config, db } = ctx.app;
  const days = config.simulatePrices ? 1 : config.PRICE_TICK_DAYS;
  return (await deleteOldTicks(db, new Date(clock().getTime() - days * DAY_MS), DELETE_BATCH)) === DELETE_BATCH;
}

const isoDate = (at: Date) => at.toISOString().slice(0, 10);

const LOOK_EVERY_MS = 5_000;
const DERIVE_EVERY_MS = 20_000;
const RETENTION_EVERY_MS = 30_000;

/** Every pass about prices. Whether a source is due is written in the database, so looking often costs little. */
export function pricePasses(ctx: Context, sources: PriceSources = openPriceSources(ctx.app.config)): readonly Pass[] {
  const { config } = ctx.app;
  const { investing, coingecko } = sources;
  const look = (pollS: number) => Math.min(LOOK_EVERY_MS, pollS * 1_000);
  const passes: Pass[] = [
    { name: 'price-derived-days', everyMs: DERIVE_EVERY_MS, run: () => passDerivedDays(ctx) },
    { name: 'price-tick-retention', everyMs: RETENTION_EVERY_MS, run: () => passTickRetention(ctx) },
  ];
  if (investing) {
    const everyMs = look(config.INVESTING_POLL_S);
    passes.push({ name: 'price-eua', everyMs, run: (stop) => passEua({ ctx, source: investing, stop }) });
  }
  if (coingecko) {
    const everyMs = look(config.COINGECKO_POLL_S);
    passes.push(
      { name: 'price-live', everyMs, run: (stop) => passLivePrices({ ctx, source: coingecko, stop }) },
      { name: 'price-history', everyMs, run: (stop) => passHistory({ ctx, source: coingecko, stop }) },
    );
  }
  if (config.simulatePrices) {
    passes.push({
      name: 'price-simulation',
      everyMs: config.PRICE_SIMULATION_MS,
      run: () => passSimulation(ctx, systemClock()),
    });
  }
  return passes;
}
