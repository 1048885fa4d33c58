import { closeOldDays, selectPriceDays } from '../db/price-days.ts';
import { type Pair, selectLatestPrices } from '../db/prices.ts';
import { formatDecimal, PRICE_SCALE } from '../resolvers/amounts.ts';
import type { Context } from '../resolvers/context.ts';
import { recordDays } from '../resolvers/prices/record-days.ts';
import { recordTicks, type TickInput } from '../resolvers/prices/record-ticks.ts';
import { dividedHalfEven, pairKey, priceOf, ratioOf, SIMULATED, simulatedStep } from '../resolvers/prices/rules.ts';
import { isTradingDay, tradingDay } from '../resolvers/prices/sessions.ts';

// Invented prices, for a developer's machine that no real price reaches. Their source is SIMULATED wherever they show,
// the first real price of a pair ends them, and production never runs this (see config.simulatePrices).

const WALKS = [
  { pair: { instrument: 'MCO2', currency: 'EUR' }, origin: '0.07' },
  { pair: { instrument: 'ETH', currency: 'EUR' }, origin: '2500' },
  { pair: { instrument: 'EUA', currency: 'EUR' }, origin: '80' },
] as const satisfies readonly { pair: Pair; origin: string }[];
/** US cents to a euro; one rate is enough for what is invented. */
const USD_CENTS = 116n;

type Walked = Readonly<Record<(typeof WALKS)[number]['pair']['instrument'], bigint>>;

/** One step of each walk, as the latest prices: what is real stays as it is. */
export async function passSimulation(ctx: Context, now: Date, random: () => number = Math.random): Promise<void> {
  await closeOldDays(ctx.app.db, SIMULATED, now.toISOString().slice(0, 10));
  const latest = new Map((await selectLatestPrices(ctx.app.db)).map((row) => [pairKey(row), row]));
  const next = WALKS.map(({ pair, origin }) => {
    const start = startOf(origin);
    return [pair.instrument, simulatedStep(latest.get(pairKey(pair))?.price ?? start, start, random())];
  });
  const ticks = quotesOf(Object.fromEntries(next) as Walked)
    // Real prices are not even offered another: they would only be kept, over and over.
    .filter(({ pair }) => (latest.get(pairKey(pair))?.source ?? SIMULATED) === SIMULATED)
    .map(({ pair, price }): TickInput => ({ ...pair, price: textOf(price), asOf: now, ...sessionOf(pair, now) }));
  if (ticks.length > 0) await recordTicks(ctx, { source: SIMULATED, ticks, seenAt: now });
}

/** Simulated days where there are none, of the `days` up to yesterday; they end where the live walk begins. */
export async function fillSimulatedHistory(
  ctx: Context,
  { days, now, random = Math.random }: { readonly days: number; readonly now: Date; readonly random?: () => number },
): Promise<void> {
  const starts = Object.fromEntries(WALKS.map(({ pair, origin }) => [pair.instrument, startOf(origin)])) as Walked;
  let walked = starts;
  const told = new Map<string, { pair: Pair; days: Parameters<typeof recordDays>[1]['days'][number][] }>();
  for (let ago = 1; ago <= days; ago += 1) {
    const date = new Date(now.getTime() - ago * 86_400_000).toISOString().slice(0, 10);
    for (const { pair, price } of quotesOf(walked)) {
      const series = told.get(pairKey(pair)) ?? { pair, days: [] };
      told.set(pairKey(pair), series);
      if (pair.instrument !== 'EUA' || isTradingDay(date)) series.days.push(dayOf(date, price, random));
    }
    // Ten of the small steps of a live walk make a day's.
    const next = WALKS.map(({ pair: { instrument } }) => {
      let price = walked[instrument];
      for (let step = 0; step < 10; step += 1) price = simulatedStep(price, starts[instrument], random());
      return [instrument, price];
    });
    walked = Object.fromEntries(next) as Walked;
  }
  for (const { pair, days } of told.values()) {
    const range = { from: days.at(-1)?.date ?? '', to: days[0]?.date ?? '', limit: days.length };
    const known = new Set((await selectPriceDays(ctx.app.db, pair, range)).map(({ date }) => date));
    const missing = days.filter(({ date }) => !known.has(date));
    if (missing.length > 0) await recordDays(ctx, { source: SIMULATED, pair, days: missing, now });
  }
}

function quotesOf(walked: Walked): { pair: Pair; price: bigint }[] {
  const { MCO2, ETH, EUA } = walked;
  const [cent, millionth] = [10n ** 16n, 10n ** 12n];
  return [
    { pair: { instrument: 'MCO2', currency: 'EUR' }, price: rounded(MCO2, millionth) },
    { pair: { instrument: 'MCO2', currency: 'USD' }, price: rounded((MCO2 * USD_CENTS) / 100n, millionth) },
    { pair: { instrument: 'MCO2', currency: 'ETH' }, price: rounded(ratioOf(MCO2, ETH), millionth / 1_000n) },
    { pair: { instrument: 'ETH', currency: 'EUR' }, price: rounded(ETH, cent) },
    { pair: { instrument: 'ETH', currency: 'USD' }, price: rounded((ETH * USD_CENTS) / 100n, cent) },
    { pair: { instrument: 'EUA', currency: 'EUR' }, price: rounded(EUA, cent) },
  ];
}

/** To the tick in which such a price is quoted: it should look like one. */
const rounded = (price: bigint, tick: bigint) => dividedHalfEven(price, tick) * tick;

function dayOf(date: string, close: bigint, random: () => number) {
  const off = (bps: number) => textOf((close * BigInt(10_000 + Math.round(bps))) / 10_000n);
  const open = (random() * 2 - 1) * 60;
  const [low, high] = [Math.min(open, 0) - random() * 40, Math.max(open, 0) + random() * 40];
  const range = { open: off(open), high: off(high), low: off(low) };
  return { date, ...range, close: textOf(close), volume: null, changePercent: null, isOpenDay: false };
}

/** The session of a price of a market that has them; on a week-end it has none, and is simulated all the same. */
function sessionOf(pair: Pair, now: Date): Pick<TickInput, 'session' | 'marketOpen'> {
  const date = tradingDay(now);
  return { session: pair.instrument === 'EUA' && isTradingDay(date) ? date : null, marketOpen: true };
}

const textOf = (price: bigint) => formatDecimal(price, PRICE_SCALE);

function startOf(origin: string): bigint {
  const price = priceOf(origin);
  if (price === undefined) throw new Error(`${origin} is no price`);
  return price;
}
