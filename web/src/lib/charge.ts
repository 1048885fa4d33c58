import { add, decimal, subtract, toText } from './decimal.ts';
import { placesOf } from './money.ts';

interface Terms {
  readonly method: string;
  readonly currency: string;
  readonly rateBps: number;
  readonly fixed: string;
}

/**
 * What a payer is charged so that the order is covered once its processor has taken its part:
 * ceil((due + fixed) / (1 - rate)), to the minor unit. The API works it out again and says it before anything is paid.
 */
export function chargeOf(
  due: string,
  method: string,
  currency: string,
  terms: readonly Terms[],
): { readonly total: string; readonly processor: string } {
  const own = terms.find((each) => each.method === method && each.currency === currency);
  const places = placesOf(currency);
  const amount = decimal(due);
  if (!own) return { total: toText(amount), processor: toText({ units: 0n, scale: places }) };
  const before = add(amount, decimal(own.fixed));
  const rest = 10_000n - BigInt(own.rateBps);
  const units = before.units * 10_000n * 10n ** BigInt(Math.max(0, places - before.scale));
  const total = { units: (units + rest - 1n) / rest, scale: Math.max(places, before.scale) };
  return { total: toText(total), processor: toText(subtract(total, amount)) };
}
