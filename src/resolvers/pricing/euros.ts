import type { Db } from '../../db/client.ts';
import { selectFxRates } from '../../db/fx.ts';
import { selectEtherCloses } from '../../db/market-trades.ts';
import type { Asset } from '../../db/wallets.ts';
import { over, times } from './decimals.ts';
import { FX_BASE } from './fx.ts';

const DAY_MS = 86_400_000;
/** A week-end and holidays: how far back the rate of a day may lie. */
const RATE_DAYS = 7;
export const dayBefore = (day: string, days: number): string =>
  new Date(Date.parse(day) - days * DAY_MS).toISOString().slice(0, 10);

/** Turns prices of past days into euros; undefined where no rate of that day, or of the week before it, is known. */
export type InEuros = (price: bigint, currency: Asset, day: string) => bigint | undefined;

/** Reads the rates of the days from..to. */
export async function readEuros(db: Db, from: string, to: string): Promise<InEuros> {
  const since = dayBefore(from, RATE_DAYS);
  const days = Math.round((Date.parse(to) - Date.parse(since)) / DAY_MS) + 1;
  const [dollars, ether] = await Promise.all([
    selectFxRates(db, { base: FX_BASE, quote: 'USD', from: since, to, limit: days }),
    selectEtherCloses(db, since, to),
  ]);
  return (price, currency, day) => {
    if (currency === 'EUR') return price;
    const isOfDay = ({ date }: { readonly date: string }): boolean => date <= day && date >= dayBefore(day, RATE_DAYS);
    if (currency === 'USD') {
      const rate = dollars.find(isOfDay)?.rate;
      return rate === undefined ? undefined : over(price, rate);
    }
    const close = currency === 'ETH' ? ether.find(isOfDay)?.close : undefined;
    return close === undefined ? undefined : times(price, close);
  };
}
