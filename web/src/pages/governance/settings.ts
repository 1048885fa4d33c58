import type { SettingsTodayQuery } from '../../../operations.generated.ts';
import { decimal, roundUp, toText } from '../../lib/decimal.ts';
import { amount, percent, placesOf } from '../../lib/money.ts';
import { words } from '../../lib/words.ts';

// What CarbonParameters can set, by the names of docs/GOVERNANCE.md: what each is called, and its value as people read it.

/** In place of a number: a fee without a cap, a tier that is no more. */
const NONE = 2n ** 256n - 1n;
/** Places of a parameter of the pricing model. */
const PLACES = 18;

const PLAIN: Readonly<Record<string, string>> = {
  'fees/makerBps': 'Fee of sellers',
  'fees/takerBps': 'Fee of buyers',
  'fees/shares/platformBps': 'Of fees, to the platform',
  'fees/shares/communityBps': 'Of fees, to the communities of projects',
  'fees/shares/insuranceBps': 'Of fees, to the insurance against reversals',
};
const LIMIT = /^fees\/limits\/(\w+)\/(floor|cap)$/;
const TIER = /^fees\/tiers\/(\d+)\/(maker|taker)Bps$/;
const PRICING = /^pricing\/([A-Z_]+)\/([A-Z]*)\/(.*)$/su;

/** A whole number in minor units, as a decimal. */
const scaled = (units: bigint, scale: number): string =>
  toText({ units, scale })
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
const minorUnits = (text: string, asset: string): string => roundUp(decimal(text), placesOf(asset)).units.toString();

interface Parameter {
  readonly name: string;
  readonly key: string;
  readonly currency: string | null | undefined;
}

/** The name of a parameter of the pricing model on the chain. */
export const nameOf = ({ name, key, currency }: Parameter): string => `pricing/${name}/${currency ?? ''}/${key}`;

/** What a name stands for; the name itself where nobody knows it, since anybody may propose it. */
export function labelOf(name: string): string {
  const [, limited, end] = LIMIT.exec(name) ?? [];
  const [, volume, side] = TIER.exec(name) ?? [];
  const [, parameter, currency, key] = PRICING.exec(name) ?? [];
  if (limited !== undefined) return `${end === 'floor' ? 'Least' : 'Most'} of a fee in ${limited}`;
  if (volume !== undefined) {
    return `Fee of ${side === 'maker' ? 'sellers' : 'buyers'} from ${amount(scaled(BigInt(volume), 2), 'EUR')} on`;
  }
  if (parameter !== undefined) return [words(parameter), key, currency].filter(Boolean).join(', ');
  return PLAIN[name] ?? name;
}

/** A value as it stands on the chain, in the unit of what it is of. */
export function textOf(name: string, value: string): string {
  const [, limited] = LIMIT.exec(name) ?? [];
  const [, , currency] = PRICING.exec(name) ?? [];
  const units = BigInt(value);
  if (units === NONE) return 'none';
  if (limited !== undefined) return amount(scaled(units, placesOf(limited)), limited);
  if (currency !== undefined) return `${scaled(units, PLACES)} ${currency}`.trim();
  return name in PLAIN || TIER.test(name) ? percent(Number(units)) : value;
}

/** All that holds today, by its name on the chain, in the words of `textOf`. */
export function todayOf({ feeSchedule, pricingModel }: SettingsTodayQuery): ReadonlyMap<string, string> {
  const { makerBps, takerBps, shares, limits, tiers } = feeSchedule;
  const today = new Map([
    ['fees/makerBps', percent(makerBps)],
    ['fees/takerBps', percent(takerBps)],
    ['fees/shares/platformBps', percent(shares.platformBps)],
    ['fees/shares/communityBps', percent(shares.communityBps)],
    ['fees/shares/insuranceBps', percent(shares.insuranceBps)],
  ]);
  for (const { currency, floor, cap } of limits) {
    today.set(`fees/limits/${currency}/floor`, amount(floor, currency));
    today.set(`fees/limits/${currency}/cap`, cap == null ? 'none' : amount(cap, currency));
  }
  for (const { fromVolume, makerBps, takerBps } of tiers) {
    const volume = minorUnits(fromVolume, 'EUR');
    today.set(`fees/tiers/${volume}/makerBps`, percent(makerBps));
    today.set(`fees/tiers/${volume}/takerBps`, percent(takerBps));
  }
  for (const parameter of pricingModel?.parameters ?? []) {
    const { value, currency } = parameter;
    today.set(nameOf(parameter), `${value} ${currency ?? ''}`.trim());
  }
  return today;
}
