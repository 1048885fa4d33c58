import type { FeeLimits, FeeScheduleRow, FeeTier } from '../../db/trades.ts';
import type { Asset } from '../../db/wallets.ts';
import { divideUp } from '../amounts.ts';

const BPS = 10_000n;

/** Who rests in the market (the seller of an announcement, MAKER) and who takes from it (the buyer, TAKER). */
export type FeeSide = 'MAKER' | 'TAKER';

/** Which rule gave the basis points: the organization's own, the tier of its volume, or the schedule for everybody. */
export type FeeBasis = 'OWN' | 'TIER' | 'DEFAULT';

/** What is agreed with an organization; null: what everybody pays. */
export interface OwnFees {
  readonly makerBps: number | null;
  readonly takerBps: number | null;
}

/** What decides an owner's fees at a moment. */
export interface FeeStanding {
  readonly own: OwnFees | null;
  /** Of 30 whole days, both sides, in cents of the euro. */
  readonly volume: bigint;
}

/** Of somebody who has traded nothing and agreed nothing. */
export const NO_STANDING: FeeStanding = { own: null, volume: 0n };

export type FeeRules = Pick<FeeScheduleRow, 'makerBps' | 'takerBps' | 'tiers' | 'limits' | 'shares'>;

export interface FeeRate {
  readonly bps: number;
  readonly basis: FeeBasis;
}

/** bps = organization's own ?? tier of 30-day volume ?? default, by side (DOMAIN 5). */
export function rateFor(side: FeeSide, rules: FeeRules, standing: FeeStanding): FeeRate {
  const field = side === 'MAKER' ? 'makerBps' : 'takerBps';
  const own = standing.own?.[field] ?? null;
  if (own !== null) return { bps: own, basis: 'OWN' };
  const tier = tierOf(rules.tiers, standing.volume);
  return tier ? { bps: tier[field], basis: 'TIER' } : { bps: rules[field], basis: 'DEFAULT' };
}

/** The tier with the most volume that is reached; tiers stand in rising order. */
export const tierOf = (tiers: readonly FeeTier[], volume: bigint): FeeTier | undefined =>
  tiers.findLast((tier) => volume >= BigInt(tier.fromVolume));

/**
 * fee = min(cap, max(floor, ceil(gross * bps / 10000))), in minor units (DOMAIN 5); and never more than the gross itself,
 * so that a floor takes no seller below zero.
 */
export function feeOf(gross: bigint, bps: number, limits?: FeeLimits): bigint {
  let fee = divideUp(gross * BigInt(bps), BPS);
  if (limits && fee < BigInt(limits.floor)) fee = BigInt(limits.floor);
  if (limits && limits.cap !== null && fee > BigInt(limits.cap)) fee = BigInt(limits.cap);
  return fee < gross ? fee : gross;
}

/** The floor and the cap of one fee in this currency, if the schedule sets any. */
const limitsIn = ({ limits }: Pick<FeeRules, 'limits'>, currency: Asset): FeeLimits | undefined => limits[currency];

/** The fee of one side of a trade or an order: its rate, and what that comes to within the limits. */
export function feeFor(
  side: FeeSide,
  gross: bigint,
  currency: Asset,
  rules: FeeRules,
  standing: FeeStanding,
): FeeRate & { readonly fee: bigint } {
  const rate = rateFor(side, rules, standing);
  return { ...rate, fee: feeOf(gross, rate.bps, limitsIn(rules, currency)) };
}

/**
 * Splits an amount by weights without losing a minor unit: each gets the whole part of its share, and what is left goes,
 * one unit each, to those with the largest remainders; of equal ones the first (Hamilton's method). Throws RangeError for
 * no weights, or weights of which none is above zero.
 */
export function shareOut(amount: bigint, weights: readonly number[]): bigint[] {
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (total <= 0n || weights.some((weight) => weight < 0)) throw new RangeError('there is nobody to share with');
  const shares = weights.map((weight) => (amount * BigInt(weight)) / total);
  let left = amount - shares.reduce((sum, share) => sum + share, 0n);
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (amount * BigInt(weight)) % total }))
    .toSorted((a, b) => Number(b.remainder > a.remainder) - Number(b.remainder < a.remainder) || a.index - b.index);
  for (const { index } of byRemainder) {
    if (left === 0n) break;
    shares[index] = (shares[index] ?? 0n) + 1n;
    left -= 1n;
  }
  return shares;
}

/** To whom a fee goes. */
export interface FeeShares {
  readonly platform: bigint;
  readonly community: bigint;
  readonly insurance: bigint;
}

/** What each gets of a fee; they add up to it. */
export function sharesOf(
  fee: bigint,
  { shares: { platformBps, communityBps, insuranceBps } }: Pick<FeeRules, 'shares'>,
): FeeShares {
  const [platform = 0n, community = 0n, insurance = 0n] = shareOut(fee, [platformBps, communityBps, insuranceBps]);
  return { platform, community, insurance };
}

/** What a payment processor takes of each charge, such as 290 bps and 30 cents. */
export interface ProcessorTerms {
  readonly rateBps: number;
  /** In minor units of the currency. */
  readonly fixed: bigint;
}

/**
 * What must be charged so that `net` is left once the processor has taken its part: ceil((net + fixed) / (1 - rate)).
 * `kept` is what stays with the processor. Throws RangeError for a rate of 100 % or more.
 */
export function grossUp(
  net: bigint,
  { rateBps, fixed }: ProcessorTerms,
): { readonly charge: bigint; readonly kept: bigint } {
  if (rateBps < 0 || rateBps >= 10_000 || fixed < 0n) throw new RangeError('no charge leaves anything at these terms');
  const charge = divideUp((net + fixed) * BPS, BPS - BigInt(rateBps));
  return { charge, kept: charge - net };
}
