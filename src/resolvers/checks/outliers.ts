import { showExact } from './exact.ts';
import type { MonitoringRow } from './monitoring-csv.ts';
import { inBase, type Unit } from './units.ts';

/** How much a row has in a day, or what it is where time does not add up: 10^-30 of the base unit. */
export interface Rate {
  readonly line: number;
  readonly size: bigint;
  /** The value for people, as the row has it. */
  readonly shown: string;
}

const SCALE = 10n ** 30n;
const DAY_MS = 86_400_000;
/** Below, a spread says little. */
const FEWEST = 8;

/** Kinds of what is a state and no amount: twice the time is not twice the value. */
const STATES = / per |^(?:temperature|pressure|power|number)/;

export function rateOf(row: MonitoringRow, unit: Unit): Rate {
  const { of, over } = inBase(row.value, unit);
  const size = (of * SCALE) / over;
  return {
    line: row.line,
    size: STATES.test(unit.kind) ? size : (size * BigInt(DAY_MS)) / BigInt(row.end - row.start),
    shown: `${showExact(row.value)} ${row.unit}`,
  };
}

/**
 * The values that stray from the others: a modified z-score above 3.5, as Iglewicz and Hoaglin advise (How to Detect and
 * Handle Outliers, 1993): 0.6745 * |x - median| / MAD. None of fewer than 8, nor where more than half are the same.
 */
export function strayRates(rates: readonly Rate[]): { readonly line: number; readonly shown: string }[] {
  if (rates.length < FEWEST) return [];
  const middle = medianOf(rates.map(({ size }) => size));
  const spread = medianOf(rates.map(({ size }) => apart(size, middle)));
  if (spread === 0n) return [];
  return rates.filter(({ size }) => apart(size, middle) * 6_745n > spread * 35_000n);
}

const apart = (a: bigint, b: bigint): bigint => (a < b ? b - a : a - b);

/** The lower of the two in the middle where there are two. */
function medianOf(sizes: readonly bigint[]): bigint {
  const sorted = sizes.toSorted((a, b) => (a < b ? -1 : Number(a > b)));
  return sorted[(sorted.length - 1) >> 1] ?? 0n;
}
