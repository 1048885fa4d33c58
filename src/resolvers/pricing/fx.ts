import type { FxRateRow } from '../../db/fx.ts';
import { ONE, over } from './decimals.ts';
import type { FxUsed } from './calculate.ts';
import { FxStale } from './errors.ts';

const DAY_MS = 86_400_000;

/** Whole days between the day of a rate and that of the moment (UTC). */
export const ageDays = (date: string, now: Date): number =>
  Math.floor(now.getTime() / DAY_MS) - Math.floor(Date.parse(date) / DAY_MS);

/** The euro is what reference rates are of; every other pair is made of two of them. */
export const FX_BASE = 'EUR';

/** What decides which rate is taken, and whether it is young enough. */
export interface FxTable {
  /** The newest rate of the euro in each currency. */
  readonly rates: ReadonlyMap<string, FxRateRow>;
  readonly now: Date;
  readonly staleDays: number;
}

/**
 * What one unit of `base` costs in `quote`, of the newest rates of the euro, rounded half-even at 18 places; null where
 * both are one. Of two rates, the older one's day counts. Throws FxStale.
 */
export function exchange(table: FxTable, base: string, quote: string): FxUsed | null {
  if (base === quote) return null;
  const legs = [base, quote].map((currency) => {
    if (currency === FX_BASE) return undefined;
    const row = table.rates.get(currency);
    if (!row || ageDays(row.date, table.now) > table.staleDays) throw new FxStale(base, quote, row?.date ?? null);
    return row;
  });
  const [from, to] = legs;
  const used = legs.filter((row) => row !== undefined);
  const oldest = used.reduce((a, b) => (b.date < a.date ? b : a));
  return {
    base,
    rate: over(to?.rate ?? ONE, from?.rate ?? ONE),
    source: [...new Set(used.map(({ source }) => source))].join(', '),
    date: oldest.date,
    ageDays: ageDays(oldest.date, table.now),
  };
}
