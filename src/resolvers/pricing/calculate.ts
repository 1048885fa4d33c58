import type { Rating } from '../../db/projects.ts';
import { formatDecimal, PRICE_SCALE } from '../amounts.ts';
import { dividedHalfEven } from '../prices/rules.ts';
import { clamp, times } from './decimals.ts';
import {
  type Factor,
  labelFactor,
  type Market,
  marketFactor,
  ratingFactor,
  type Supply,
  supplyFactor,
  verifierFactor,
  type VerifierRecord,
  vintageFactor,
} from './factors.ts';
import { find, type ParameterSet, typeBaseOf, type TypedProject, valueOf } from './parameters.ts';

/** What one unit of `base` costs in the currency of the price, and who says so. */
export interface FxUsed {
  readonly base: string;
  readonly rate: bigint;
  readonly source: string;
  /** The day of the rate at its source, and how many days ago that was. */
  readonly date: string;
  readonly ageDays: number;
}

/** All that a price depends on, beside the parameters. */
export interface PricedBatch {
  readonly batchId: string;
  readonly project: TypedProject & { readonly ratings: readonly Rating[] };
  readonly vintageYear: number;
  /** Labels that are valid on the day. */
  readonly labels: readonly string[];
  readonly verifier: VerifierRecord | undefined;
  readonly supply: Supply | undefined;
  readonly market: Market | undefined;
  /** The year of the moment (UTC). */
  readonly refYear: number;
}

/** A price with all it was made of. Prices and factors are in 10^-18; `price` is on the tick of its currency. */
export interface Calculation {
  readonly modelVersion: number;
  readonly currency: string;
  readonly type: string;
  /** In which currency the type's base price is published; the figures up to the band are in it. */
  readonly baseCurrency: string;
  readonly typeBase: bigint;
  /** typeBase * fVintage * fLabel * fRating. */
  readonly base: bigint;
  readonly factors: readonly Factor[];
  /** base * fVerifier * fSupply * fMarket. */
  readonly unbounded: bigint;
  readonly anchor: bigint;
  readonly bandLow: bigint;
  readonly bandHigh: bigint;
  readonly fx: FxUsed | null;
  readonly tick: bigint;
  readonly price: bigint;
}

/**
 * The currency in which the type of a project has a base price: that of the quote, so that no exchange rate is needed, or
 * else the euro, or else the dollar. Undefined where it has none.
 */
export function baseOf(
  set: ParameterSet,
  project: TypedProject,
  currency: string,
): { readonly currency: string; readonly type: string; readonly value: bigint } | undefined {
  for (const candidate of new Set([currency, 'EUR', 'USD'])) {
    const found = typeBaseOf(set, project, candidate);
    if (found) return { currency: candidate, ...found };
  }
  return undefined;
}

/**
 * The price of a tonne (DOMAIN 5): price = clamp(base * fVerifier * fSupply * fMarket, band around the anchor), exchanged,
 * rounded half-even to the tick and kept inside the band. Every product is rounded to 18 places in the order in which it
 * stands there, so whoever multiplies the factors as they are shown gets the same. `fx` must be there where the base price
 * is in another currency. Throws Error where the type has no base price (see `baseOf`).
 */
export function calculate(set: ParameterSet, batch: PricedBatch, currency: string, fx: FxUsed | null): Calculation {
  const { project } = batch;
  const found = baseOf(set, project, currency);
  if (!found) throw new Error(`no base price for ${batch.batchId}`);
  const exchange = found.currency === currency ? null : fx;
  if (found.currency !== currency && exchange?.base !== found.currency)
    throw new Error(`no rate from ${found.currency}`);
  const own = [
    vintageFactor(set, found.type, batch.vintageYear, batch.refYear),
    labelFactor(set, batch.labels),
    ratingFactor(set, project.ratings),
  ];
  const outer = [verifierFactor(set, batch.verifier), supplyFactor(set, batch.supply), marketFactor(set, batch.market)];
  const product = (start: bigint, factors: readonly Factor[]): bigint =>
    factors.reduce((all, { value }) => times(all, value), start);
  const base = product(found.value, own);
  const unbounded = product(base, outer);
  const anchor =
    find(set, 'ANCHOR', batch.batchId, found.currency) ?? find(set, 'ANCHOR', found.type, found.currency) ?? base;
  const [bandLow, bandHigh] = [times(anchor, valueOf(set, 'BAND_LOW')), times(anchor, valueOf(set, 'BAND_HIGH'))];
  const tick = valueOf(set, 'TICK', '', currency);
  const exchanged = (value: bigint): bigint => (exchange ? times(value, exchange.rate) : value);
  return {
    modelVersion: set.version,
    currency,
    type: found.type,
    baseCurrency: found.currency,
    typeBase: found.value,
    base,
    factors: [...own, ...outer],
    unbounded,
    anchor,
    bandLow,
    bandHigh,
    fx: exchange,
    tick,
    price: onTick(exchanged(clamp(unbounded, bandLow, bandHigh)), tick, exchanged(bandLow), exchanged(bandHigh)),
  };
}

/** Rounded half-even to the tick, and to the next one inside where that leads out of the band; never nothing. */
function onTick(value: bigint, tick: bigint, low: bigint, high: bigint): bigint {
  const [least, most] = [((low + tick - 1n) / tick) * tick, (high / tick) * tick];
  const rounded = dividedHalfEven(value, tick) * tick;
  // A band narrower than a tick has none inside: the next one above it stands for all of it.
  const inside = least > most ? least : clamp(rounded, least, most);
  return inside > 0n ? inside : tick;
}

const text = (value: bigint): string => formatDecimal(value, PRICE_SCALE, 0);

/** A calculation as it is stored: decimal text. `asCalculation` reads it. */
export type StoredCalculation = ReturnType<typeof storedCalculation>;

export const storedCalculation = ({ fx, factors, ...rest }: Calculation) => ({
  modelVersion: rest.modelVersion,
  currency: rest.currency,
  type: rest.type,
  baseCurrency: rest.baseCurrency,
  typeBase: text(rest.typeBase),
  base: text(rest.base),
  factors: factors.map((factor) => ({ ...factor, value: text(factor.value) })),
  unbounded: text(rest.unbounded),
  anchor: text(rest.anchor),
  bandLow: text(rest.bandLow),
  bandHigh: text(rest.bandHigh),
  fx: fx && { ...fx, rate: text(fx.rate) },
  tick: text(rest.tick),
  price: text(rest.price),
});
