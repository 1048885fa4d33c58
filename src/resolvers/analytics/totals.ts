import type { Flow } from '../../db/rollup-reads.ts';
import type { RollupMeasure } from '../../db/rollups.ts';
import { assets, type Asset } from '../../db/wallets.ts';

/** How often something happened and what it came to, now and in the period that it is compared with. */
export interface Total {
  /** What it is counted in; of tonnes CARBON, CREDIT or TONNE. */
  readonly unit: string;
  readonly count: bigint;
  /** In minor units. */
  readonly amount: bigint;
  readonly countBefore: bigint;
  readonly amountBefore: bigint;
}
export type MoneyTotal = Total & { readonly unit: Asset };

/** Of several keys of one measure. */
export interface KeyedTotal extends Total {
  readonly key: string;
}

/** In percent of what it was; null where there was nothing, of which no part can be said. */
export function changeOf(now: bigint, before: bigint): number | null {
  if (before <= 0n) return null;
  return Number(((now - before) * 1_000_000n) / before) / 10_000;
}

/** Half up, in minor units; null of none. Of what can be below zero it is rounded towards more. */
export function averageOf(amount: bigint, count: bigint): bigint | null {
  if (count <= 0n) return null;
  const [twice, divisor] = [2n * amount + count, 2n * count];
  const quotient = twice / divisor;
  return twice < 0n && twice % divisor !== 0n ? quotient - 1n : quotient;
}

const isOf = (measure: RollupMeasure) => (flow: Flow) => flow.measure === measure;

/** The totals of a measure by unit and key. Unlike units stand beside each other, and are never added. */
export function keyedTotals(measure: RollupMeasure, now: readonly Flow[], before: readonly Flow[]): KeyedTotal[] {
  const totals = new Map<string, KeyedTotal>();
  const none = { count: 0n, amount: 0n, countBefore: 0n, amountBefore: 0n };
  const add = ({ unit, key }: Flow, change: Partial<typeof none>) => {
    const name = `${unit}\n${key}`;
    totals.set(name, { ...none, unit, key, ...totals.get(name), ...change });
  };
  for (const flow of now.filter(isOf(measure))) add(flow, { count: flow.count, amount: flow.amount });
  for (const flow of before.filter(isOf(measure))) add(flow, { countBefore: flow.count, amountBefore: flow.amount });
  return [...totals.values()];
}

/** The totals of a measure by unit, whatever the key. */
export function totalsOf(measure: RollupMeasure, now: readonly Flow[], before: readonly Flow[]): Total[] {
  const totals = new Map<string, Total>();
  for (const { key: _, ...keyed } of keyedTotals(measure, now, before)) {
    const known = totals.get(keyed.unit);
    totals.set(keyed.unit, known ? addTotals(known, keyed) : keyed);
  }
  return [...totals.values()];
}

const addTotals = (one: Total, other: Total): Total => ({
  unit: one.unit,
  count: one.count + other.count,
  amount: one.amount + other.amount,
  countBefore: one.countBefore + other.countBefore,
  amountBefore: one.amountBefore + other.amountBefore,
});

/** The totals of money, in the order of currencies. */
export function moneyTotals(measure: RollupMeasure, now: readonly Flow[], before: readonly Flow[]): MoneyTotal[] {
  const totals = totalsOf(measure, now, before);
  return assets.flatMap((unit) => totals.filter((total) => total.unit === unit).map((total) => ({ ...total, unit })));
}

/** The total of a measure that has one unit: nothing where nothing happened. */
export const totalOf = (measure: RollupMeasure, now: readonly Flow[], before: readonly Flow[]): Total =>
  totalsOf(measure, now, before)[0] ?? { unit: '', count: 0n, amount: 0n, countBefore: 0n, amountBefore: 0n };

/** The least that is more than all of a bin, of floors of 1, 2 and 5 times a power of ten (0: nothing at all). */
export function nextFloor(floor: bigint): bigint {
  if (floor === 0n) return 1n;
  return floor.toString().startsWith('2') ? (floor * 5n) / 2n : floor * 2n;
}
