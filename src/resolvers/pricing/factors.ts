import type { Rating } from '../../db/projects.ts';
import { formatDecimal, PRICE_SCALE } from '../amounts.ts';
import { clamp, exp, ln, ONE, over, times } from './decimals.ts';
import { find, type ParameterSet, valueOf } from './parameters.ts';

// The factors of a price (DOMAIN 5), each a pure function that gives its value with all it was made of.

export const FACTORS = ['VINTAGE', 'LABEL', 'RATING', 'VERIFIER', 'SUPPLY', 'MARKET'] as const;
export type FactorName = (typeof FACTORS)[number];

/** Something a factor was made of: decimal text, or words. */
export interface FactorInput {
  readonly name: string;
  readonly value: string;
}

export interface Factor {
  readonly name: FactorName;
  /** In 10^-18; 1 changes nothing. */
  readonly value: bigint;
  readonly inputs: readonly FactorInput[];
  /** There was too little to go by, so it is 1. */
  readonly insufficientData: boolean;
}

const text = (value: bigint): string => formatDecimal(value, PRICE_SCALE, 0);
const given = (inputs: Readonly<Record<string, bigint | string | number>>): FactorInput[] =>
  Object.entries(inputs).map(([name, value]) => ({
    name,
    value: typeof value === 'bigint' ? text(value) : `${value}`,
  }));
const factor = (
  name: FactorName,
  value: bigint,
  inputs: Readonly<Record<string, bigint | string | number>>,
  insufficientData = false,
): Factor => ({ name, value, inputs: given(inputs), insufficientData });

/** fVintage = max(floor, exp(-lambda[type] * max(0, refYear - vintageYear))). */
export function vintageFactor(set: ParameterSet, type: string, vintageYear: number, refYear: number): Factor {
  const lambda = find(set, 'LAMBDA', type) ?? valueOf(set, 'LAMBDA');
  const floor = valueOf(set, 'VINTAGE_FLOOR');
  const years = Math.max(0, refYear - vintageYear);
  const worn = exp(-lambda * BigInt(years));
  return factor('VINTAGE', worn > floor ? worn : floor, { lambda, floor, vintageYear, refYear });
}

/** fLabel = product of the factors of valid labels, at most the cap. Of a label without a factor nothing changes. */
export function labelFactor(set: ParameterSet, labels: readonly string[]): Factor {
  const cap = valueOf(set, 'LABEL_CAP');
  const known = [...new Set(labels)].toSorted().flatMap((code) => {
    const value = find(set, 'LABEL_FACTOR', code);
    return value === undefined ? [] : [{ code, value }];
  });
  const product = known.reduce((all, { value }) => times(all, value), ONE);
  const inputs = Object.fromEntries(known.map(({ code, value }) => [code, value]));
  return factor('LABEL', product < cap ? product : cap, { ...inputs, cap });
}

/** fRating = the factor of the least rating that has one: what agencies disagree on is not sold as the better. */
export function ratingFactor(set: ParameterSet, ratings: readonly Rating[]): Factor {
  const known = ratings.flatMap(({ agency, rating }) => {
    const key = ratingKey(agency, rating);
    const value = find(set, 'RATING_FACTOR', key);
    return value === undefined ? [] : [{ key, value }];
  });
  if (known.length === 0) return factor('RATING', ONE, {});
  const least = known.reduce((worst, next) => (next.value < worst.value ? next : worst));
  return factor('RATING', least.value, Object.fromEntries(known.map(({ key, value }) => [key, value])));
}

/** "BEZERO AA" of an agency's name and its rating, in any spelling of the case. */
const ratingKey = (agency: string, rating: string): string => `${agency} ${rating}`.trim().toUpperCase();

/** What became of an approval by the reviewer. */
export interface VerifiedCase {
  readonly tonnes: bigint;
  readonly ageDays: number;
  readonly outcome: 'STANDS' | 'MODIFIED' | 'REVOKED';
}

/** Of what a reviewer approved: how much of it stood, and how much that was. */
export interface VerifierRecord {
  /** R, in 10^-18. */
  readonly score: bigint;
  /** sum w, in 10^-18. */
  readonly weight: bigint;
}

/**
 * R = (prior weight * prior + sum w s) / (prior weight + sum w), w = min(cap, tonnes / case tonnes) * exp(-ageDays / 730),
 * s = 1 for what stands, 0.5 for what was replaced, 0 for what was revoked.
 */
export function verifierRecord(set: ParameterSet, cases: readonly VerifiedCase[]): VerifierRecord {
  const [unit, cap] = [valueOf(set, 'VERIFIER_CASE_TONNES'), valueOf(set, 'VERIFIER_CASE_CAP')];
  const ageDays = valueOf(set, 'VERIFIER_AGE_DAYS');
  const worth = { STANDS: ONE, MODIFIED: valueOf(set, 'VERIFIER_MODIFIED'), REVOKED: 0n };
  const priorWeight = valueOf(set, 'VERIFIER_PRIOR_WEIGHT');
  let [weight, scored] = [0n, 0n];
  for (const { tonnes, ageDays: age, outcome } of cases) {
    const size = clamp(over(tonnes * ONE, unit), 0n, cap);
    const w = times(size, exp(-over(BigInt(Math.max(0, age)) * ONE, ageDays)));
    weight += w;
    scored += times(w, worth[outcome]);
  }
  const prior = times(priorWeight, valueOf(set, 'VERIFIER_PRIOR'));
  return { score: over(prior + scored, priorWeight + weight), weight };
}

/** fVerifier = clamp(1 + slope * (R - prior), least, most). Nobody's record is the prior, which changes nothing. */
export function verifierFactor(set: ParameterSet, record: VerifierRecord | undefined): Factor {
  const [slope, prior] = [valueOf(set, 'VERIFIER_SLOPE'), valueOf(set, 'VERIFIER_PRIOR')];
  const [least, most] = [valueOf(set, 'VERIFIER_MIN'), valueOf(set, 'VERIFIER_MAX')];
  if (!record) return factor('VERIFIER', ONE, { slope, prior }, true);
  const { score, weight } = record;
  const off = score >= prior ? times(slope, score - prior) : -times(slope, prior - score);
  return factor('VERIFIER', clamp(ONE + off, least, most), { record: score, weight, slope, prior, least, most });
}

/** Open for sale now, and filled in a window of days; in any one unit. */
export interface Supply {
  readonly openQuantity: bigint;
  readonly filledQuantity: bigint;
  readonly windowDays: number;
}

/** fSupply = clamp(1 + slope * ln(days / daysOfInventory), least, most); 1 where nothing was filled. */
export function supplyFactor(set: ParameterSet, supply: Supply | undefined): Factor {
  const [slope, days] = [valueOf(set, 'SUPPLY_SLOPE'), valueOf(set, 'SUPPLY_DAYS')];
  const [least, most] = [valueOf(set, 'SUPPLY_MIN'), valueOf(set, 'SUPPLY_MAX')];
  if (!supply || supply.filledQuantity === 0n) return factor('SUPPLY', ONE, { slope, days }, true);
  const daysOfInventory = over(supply.openQuantity * BigInt(supply.windowDays), supply.filledQuantity);
  const inputs = { daysOfInventory, slope, days, least, most };
  // Nothing left: as scarce as can be. The logarithm has no value there.
  if (daysOfInventory === 0n) return factor('SUPPLY', most, inputs);
  const log = ln(over(days, daysOfInventory) || 1n);
  const off = log >= 0n ? times(slope, log) : -times(slope, -log);
  return factor('SUPPLY', clamp(ONE + off, least, most), inputs);
}

/** The index of a segment now, and at the date of the model. */
export interface Market {
  readonly segment: string;
  readonly now: bigint;
  readonly base: bigint;
  readonly date: string;
  readonly baseDate: string;
  readonly isCarriedOver: boolean;
}

/** fMarket = clamp(index now / index at the model's date, least, most). */
export function marketFactor(set: ParameterSet, market: Market | undefined): Factor {
  const [least, most] = [valueOf(set, 'MARKET_MIN'), valueOf(set, 'MARKET_MAX')];
  if (!market) return factor('MARKET', ONE, { least, most }, true);
  const { now, base, isCarriedOver, ...told } = market;
  const inputs = { index: now, baseIndex: base, ...told, carriedOver: String(isCarriedOver), least, most };
  return factor('MARKET', clamp(over(now, base), least, most), inputs);
}
