import type { ProposedFeesInput, SettingsTodayQuery } from '../../../operations.generated.ts';
import { parse } from '../../lib/decimal.ts';

// The fees as somebody writes them, field by field, and what of that is proposed: only what is other than today.

export type Fees = SettingsTodayQuery['feeSchedule'];

export const SIDES = ['takerBps', 'makerBps'] as const;
export const SHARES = ['platformBps', 'communityBps', 'insuranceBps'] as const;
export const CURRENCIES = ['EUR', 'USD', 'ETH'] as const;
type Currency = (typeof CURRENCIES)[number];

export interface LimitTexts {
  readonly floor: string;
  /** Empty for none. */
  readonly cap: string;
}

export interface TierTexts {
  readonly fromVolume: string;
  readonly takerBps: string;
  readonly makerBps: string;
}

export interface FeeTexts {
  readonly sides: Readonly<Record<(typeof SIDES)[number], string>>;
  readonly shares: Readonly<Record<(typeof SHARES)[number], string>>;
  readonly limits: Readonly<Record<Currency, LimitTexts>>;
  readonly tiers: readonly TierTexts[];
}

export function textsOfFees({ takerBps, makerBps, shares, limits, tiers }: Fees): FeeTexts {
  const limitOf = (currency: Currency): LimitTexts => {
    const found = limits.find((each) => each.currency === currency);
    return { floor: found?.floor ?? '0', cap: found?.cap ?? '' };
  };
  return {
    sides: { takerBps: String(takerBps), makerBps: String(makerBps) },
    shares: {
      platformBps: String(shares.platformBps),
      communityBps: String(shares.communityBps),
      insuranceBps: String(shares.insuranceBps),
    },
    limits: { EUR: limitOf('EUR'), USD: limitOf('USD'), ETH: limitOf('ETH') },
    tiers: tiers.map(({ fromVolume, takerBps, makerBps }) => ({
      fromVolume,
      takerBps: String(takerBps),
      makerBps: String(makerBps),
    })),
  };
}

const isBps = (text: string): boolean => /^\d{1,5}$/.test(text.trim());
const isAmount = (text: string): boolean => (parse(text)?.units ?? -1n) >= 0n;

export const wrongBps = (text: string): string | undefined =>
  isBps(text) ? undefined : 'A whole number of basis points: 100 are 1 %.';
export const wrongAmount = (text: string): string | undefined =>
  isAmount(text) ? undefined : 'An amount such as 2.50.';

/** Of a currency without a least and a most there is nothing to say. */
export const limitedIn = ({ limits }: FeeTexts): Currency[] =>
  CURRENCIES.filter((currency) => parse(limits[currency].floor)?.units !== 0n || limits[currency].cap.trim() !== '');

const isSound = ({ sides, shares, limits, tiers }: FeeTexts): boolean =>
  [...Object.values(sides), ...Object.values(shares)].every(isBps) &&
  Object.values(limits).every(({ floor, cap }) => isAmount(floor) && (cap.trim() === '' || isAmount(cap))) &&
  tiers.every(({ fromVolume, takerBps, makerBps }) => isAmount(fromVolume) && isBps(takerBps) && isBps(makerBps));

const differ = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b);

/** What is proposed; undefined where that is nothing, or where something is no number. */
export function feesFrom(today: Fees, texts: FeeTexts): ProposedFeesInput | undefined {
  const before = textsOfFees(today);
  if (!isSound(texts) || !differ(before, texts)) return undefined;
  const { sides, shares, limits, tiers } = texts;
  const sideOf = (side: (typeof SIDES)[number]): number | null =>
    sides[side].trim() === before.sides[side] ? null : Number(sides[side]);
  return {
    takerBps: sideOf('takerBps'),
    makerBps: sideOf('makerBps'),
    shares: differ(before.shares, shares)
      ? {
          platformBps: Number(shares.platformBps),
          communityBps: Number(shares.communityBps),
          insuranceBps: Number(shares.insuranceBps),
        }
      : null,
    limits: differ(before.limits, limits)
      ? limitedIn(texts).map((currency) => ({
          currency,
          floor: limits[currency].floor.trim(),
          cap: limits[currency].cap.trim() || null,
        }))
      : null,
    tiers: differ(before.tiers, tiers)
      ? tiers.map(({ fromVolume, takerBps, makerBps }) => ({
          fromVolume: fromVolume.trim(),
          takerBps: Number(takerBps),
          makerBps: Number(makerBps),
        }))
      : null,
  };
}
