import type { ParameterName } from '../../db/pricing.ts';
import { pricingParameter } from '../../db/pricing.ts';
import type { FeeScheduleRow } from '../../db/trades.ts';
import { formatAmount, formatDecimal, PRICE_SCALE } from '../amounts.ts';

// How fees and parameters of the pricing model stand in CarbonParameters: a name and a whole number each. What is read from
// there goes through the very shapes by which an administrator's publication is checked.

/** In place of a number: a fee without a cap, a tier that is no more. */
export const NONE = 2n ** 256n - 1n;

export interface NamedValue {
  readonly name: string;
  readonly value: bigint;
}

type Terms = Pick<FeeScheduleRow, 'makerBps' | 'takerBps' | 'tiers' | 'limits' | 'shares'>;

/** What a fee schedule is to be, as the API takes it (FeeSchedulePublishInput). */
export interface FeeWish {
  readonly makerBps: number;
  readonly takerBps: number;
  readonly tiers: readonly { fromVolume: string; makerBps: number; takerBps: number }[];
  readonly limits: readonly { currency: string; floor: string; cap: string | null }[];
  readonly shares: { platformBps: number; communityBps: number; insuranceBps: number };
}

const SIDES = ['makerBps', 'takerBps'] as const;
const SHARES = ['platformBps', 'communityBps', 'insuranceBps'] as const;
const CURRENCIES = ['EUR', 'USD', 'ETH'] as const;

/** All that a schedule says, by the names under which it can be set. */
export function feeValues({ makerBps, takerBps, tiers, limits, shares }: Terms): Map<string, bigint> {
  const values = new Map<string, bigint>([
    ['fees/makerBps', BigInt(makerBps)],
    ['fees/takerBps', BigInt(takerBps)],
  ]);
  for (const share of SHARES) values.set(`fees/shares/${share}`, BigInt(shares[share]));
  for (const { fromVolume, ...tier } of tiers) {
    for (const side of SIDES) values.set(`fees/tiers/${fromVolume}/${side}`, BigInt(tier[side]));
  }
  for (const [currency, { floor, cap }] of Object.entries(limits)) {
    values.set(`fees/limits/${currency}/floor`, BigInt(floor));
    values.set(`fees/limits/${currency}/cap`, cap === null ? NONE : BigInt(cap));
  }
  return values;
}

/** What must be set for one schedule to become another: nothing that is the same already. */
export function feeChanges(from: Terms, to: Terms): NamedValue[] {
  const [before, after] = [feeValues(from), feeValues(to)];
  const gone = [...before.keys()]
    .filter((name) => !after.has(name))
    .map((name) => ({ name, value: name.endsWith('/floor') ? 0n : NONE }));
  const set = [...after]
    .filter(([name, value]) => before.get(name) !== value)
    .map(([name, value]) => ({ name, value }));
  return [...set, ...gone];
}

const TIER = /^fees\/tiers\/(\d{1,30})\/(?:makerBps|takerBps)$/;
const LIMIT = new RegExp(`^fees/limits/(?:${CURRENCIES.join('|')})/(?:floor|cap)$`);
const PLAIN = new Set([...SIDES.map((side) => `fees/${side}`), ...SHARES.map((share) => `fees/shares/${share}`)]);

export const isFeeName = (name: string): boolean => PLAIN.has(name) || TIER.test(name) || LIMIT.test(name);

/** The schedule as it is once these are set, in the form that is checked: nothing here says whether it may be so. */
export function feesWith(before: Terms, changes: readonly NamedValue[]): FeeWish {
  const values = feeValues(before);
  for (const { name, value } of changes) values.set(name, value);
  // A number beyond what a Number holds is beyond every bound, too.
  const number = (name: string): number => Number(values.get(name) ?? NONE);
  const volumes = [...values.keys()].flatMap((name) => TIER.exec(name)?.[1] ?? []).map(BigInt);
  const tiers = [...new Set(volumes)]
    .toSorted((a, b) => (a < b ? -1 : 1))
    .filter((volume) => SIDES.some((side) => values.get(`fees/tiers/${volume}/${side}`) !== NONE))
    .map((volume) => ({
      fromVolume: formatAmount(volume, 'EUR'),
      makerBps: number(`fees/tiers/${volume}/makerBps`),
      takerBps: number(`fees/tiers/${volume}/takerBps`),
    }));
  const limits = CURRENCIES.flatMap((currency) => {
    const [floor = 0n, cap = NONE] = [`floor`, `cap`].map((end) => values.get(`fees/limits/${currency}/${end}`));
    const text = (value: bigint): string => formatAmount(value, currency);
    return floor === 0n && cap === NONE ? [] : [{ currency, floor: text(floor), cap: cap === NONE ? null : text(cap) }];
  });
  const [platformBps = 0, communityBps = 0, insuranceBps = 0] = SHARES.map((share) => number(`fees/shares/${share}`));
  const shares = { platformBps, communityBps, insuranceBps };
  return { makerBps: number('fees/makerBps'), takerBps: number('fees/takerBps'), tiers, limits, shares };
}

export interface PricingPlace {
  readonly name: ParameterName;
  readonly key: string;
  readonly currency: string;
}

/** The name of a parameter of the pricing model; its value is set in 10^-18. What it is of comes last: it may hold anything. */
export const pricingName = ({ name, key, currency }: PricingPlace): string => `pricing/${name}/${currency}/${key}`;

const PRICING = /^pricing\/([A-Z_]+)\/([A-Z]{0,3})\/(.*)$/su;

/** A parameter as the API takes it (PricingParameterInput), by its name; undefined where the model has no such. */
export function pricingWish(
  { name: text, value }: NamedValue,
  source: string,
): { name: string; key: string | null; currency: string | null; value: string; source: string } | undefined {
  const [, name = '', currency = '', key = ''] = PRICING.exec(text) ?? [];
  if (!(pricingParameter.enumValues as readonly string[]).includes(name)) return undefined;
  return {
    name,
    key: key === '' ? null : key,
    currency: currency === '' ? null : currency,
    value: formatDecimal(value, PRICE_SCALE, 0),
    source,
  };
}
