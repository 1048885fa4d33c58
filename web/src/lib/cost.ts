import { add, compare, type Decimal, decimal, least, most, multiply, parse, roundUp, toText } from './decimal.ts';
import { placesOf } from './money.ts';

/** What a buyer pays beside the price, as `myFees` has it. */
export interface BuyerFees {
  readonly bps: number;
  readonly limits: readonly { readonly currency: string; readonly floor: string; readonly cap?: string | null }[];
}

export interface Cost {
  readonly price: string;
  readonly fee: string;
  readonly total: string;
}

/**
 * What a trade costs, by the platform's own rules (src/resolvers/trades/rules.ts, pricing/fees.ts): the price rounded up to
 * the minor unit; fee = min(cap, max(floor, ceil(price * bps / 10000))), never more than the price. It is shown before a
 * purchase, whose `maxTotal` holds the server to it.
 */
export function costOf(quantity: string, pricePerCredit: string, currency: string, fees: BuyerFees): Cost | undefined {
  const tonnes = parse(quantity);
  if (!tonnes || tonnes.units <= 0n) return undefined;
  const places = placesOf(currency);
  const price = roundUp(multiply(tonnes, decimal(pricePerCredit)), places);
  const fee = feeOf(price, places, currency, fees);
  return { price: toText(price), fee: toText(fee), total: toText(add(price, fee)) };
}

function feeOf(price: Decimal, places: number, currency: string, { bps, limits }: BuyerFees): Decimal {
  const limit = limits.find((each) => each.currency === currency);
  const share = roundUp(multiply(price, { units: BigInt(bps), scale: 4 }), places);
  const raised = limit ? most(share, decimal(limit.floor)) : share;
  const capped = limit?.cap == null ? raised : least(raised, decimal(limit.cap));
  return roundUp(least(capped, price), places);
}

/** Whether an amount can be paid out of what there is. */
export const covers = (available: string, amount: string): boolean => compare(decimal(available), decimal(amount)) >= 0;
