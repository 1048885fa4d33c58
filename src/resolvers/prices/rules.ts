import type { NewPriceDay, PriceDayRow, PriceFlag } from '../../db/price-days.ts';
import type { Instrument, Pair, PriceCurrency, PriceLatestRow } from '../../db/prices.ts';
import { PRICE_SCALE } from '../amounts.ts';

/** Every price there is. Never one for another: EUA is no MCO2, and EUR is no USD. */
export const PAIRS = [
  { instrument: 'MCO2', currency: 'EUR' },
  { instrument: 'MCO2', currency: 'USD' },
  { instrument: 'MCO2', currency: 'ETH' },
  { instrument: 'ETH', currency: 'EUR' },
  { instrument: 'ETH', currency: 'USD' },
  { instrument: 'EUA', currency: 'EUR' },
  { instrument: 'EUA', currency: 'ETH' },
] as const satisfies readonly Pair[];

/** EUA in ETH has no source of its own: it is EUA/EUR over ETH/EUR. */
export const RATIO = {
  quotient: { instrument: 'EUA', currency: 'ETH' },
  dividend: { instrument: 'EUA', currency: 'EUR' },
  divisor: { instrument: 'ETH', currency: 'EUR' },
} as const satisfies Record<string, Pair>;

/** The source of invented prices, of development only. Nothing real is ever replaced by it. */
export const SIMULATED = 'SIMULATED';
export const DERIVED = 'DERIVED';

export const pairKey = ({ instrument, currency }: Pair): string => `${instrument}/${currency}`;
export const isPair = (instrument: Instrument, currency: PriceCurrency): boolean =>
  PAIRS.some((pair) => pair.instrument === instrument && pair.currency === currency);

const PLAIN = /^(\d{1,40})(?:\.(\d{1,60}))?$/;

/**
 * The price (at 10^-18) that a source writes as plain decimal text. Sources write more places than there are; what is
 * beyond the 18th is rounded half-even. Undefined for what is no price: zero, a sign, an exponent, 10^15 and more.
 */
export function priceOf(text: string): bigint | undefined {
  const value = scaled(text);
  return value === undefined || value <= 0n || value >= 10n ** BigInt(15 + PRICE_SCALE) ? undefined : value;
}

/** A volume at 10^-18, as `priceOf`; it may be zero. */
export const volumeOf = (text: string): bigint | undefined => scaled(text);

function scaled(text: string): bigint | undefined {
  const match = PLAIN.exec(text);
  if (match === null) return undefined;
  const fraction = (match[2] ?? '').padEnd(PRICE_SCALE, '0');
  const beyond = fraction.slice(PRICE_SCALE);
  return dividedHalfEven(BigInt((match[1] ?? '') + fraction), 10n ** BigInt(beyond.length));
}

/** Both must not be negative, and the divisor not zero. */
export function dividedHalfEven(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const twice = (dividend % divisor) * 2n;
  return twice > divisor || (twice === divisor && quotient % 2n === 1n) ? quotient + 1n : quotient;
}

/** `-0.77` (percent) as -77 basis points, exactly; undefined if it has more places or is beyond a 32-bit integer. */
export function bpsOf(percent: string): number | undefined {
  const match = /^(-?)(\d{1,9})(?:\.(\d{1,2})0*)?$/.exec(percent);
  if (match === null) return undefined;
  const bps = Number((match[2] ?? '') + (match[3] ?? '').padEnd(2, '0'));
  return bps > 2_147_483_647 ? undefined : bps === 0 ? 0 : match[1] === '-' ? -bps : bps;
}

/** How far `to` is from `from`, in basis points of `from`, rounded half-even. */
export function changeBps(from: bigint, to: bigint): number {
  const up = to >= from;
  const bps = dividedHalfEven((up ? to - from : from - to) * 10_000n, from);
  return Number(up ? bps : -bps);
}

/** EUA/ETH and the like, at 10^-18, rounded half-even. */
export const ratioOf = (dividend: bigint, divisor: bigint): bigint =>
  dividedHalfEven(dividend * 10n ** BigInt(PRICE_SCALE), divisor);

/** Decimal places that a source printed. */
export const placesOf = (text: string): number => text.split('.')[1]?.length ?? 0;

/**
 * Whether a printed change can follow from the two printed closes: each stands for a true close of at most half a unit
 * of its last place away, and the change itself is rounded to whole basis points. Of 5,983 real days, all can.
 */
export function changeFits(close: bigint, previous: bigint, printedBps: number, places: number): boolean {
  const half = 10n ** BigInt(PRICE_SCALE - Math.min(places, PRICE_SCALE)) / 2n;
  const [low, high] = [BigInt(printedBps * 2 - 1), BigInt(printedBps * 2 + 1)];
  const scale = 20_000n;
  const notBelow = high * (previous + half) >= scale * (close - half - previous - half);
  const notAbove = previous <= half || low * (previous - half) <= scale * (close + half - (previous - half));
  return notBelow && notAbove;
}

/** A previous close that is older than this is not the one that a printed change refers to: days are missing between. */
export const ADJACENT_DAYS = 7;

export function flagsOf(
  day: Pick<NewPriceDay, 'open' | 'high' | 'low' | 'close' | 'changeBps'>,
  previousClose: bigint | undefined,
  places: number,
): PriceFlag[] {
  const flags: PriceFlag[] = [];
  if (day.changeBps !== null && previousClose !== undefined) {
    if (!changeFits(day.close, previousClose, day.changeBps, places)) flags.push('CHANGE_MISMATCH');
  }
  const { open, high, low, close } = day;
  if (open !== null && high !== null && low !== null) {
    const inside = (value: bigint) => value >= low && value <= high;
    if (!inside(open) || !inside(close)) flags.push('OHLC_INCONSISTENT');
  }
  return flags;
}

/**
 * What to do with a day that a source tells of. STORE: it is new. REVISE: it replaces what is known, which is kept.
 * CONFIRM: the same values, but more is known about them (the day is over). SAME: nothing is new. KEEP: what is
 * known is better: a real price than a simulated one, a day that was over than one that was still open.
 */
export type DayDecision = 'STORE' | 'REVISE' | 'CONFIRM' | 'SAME' | 'KEEP';

export function decideDay(known: PriceDayRow | undefined, told: NewPriceDay): DayDecision {
  if (known === undefined) return 'STORE';
  if (known.source === SIMULATED && told.source !== SIMULATED) return 'REVISE';
  if (told.source === SIMULATED && known.source !== SIMULATED) return 'KEEP';
  if (told.isOpenDay && !known.isOpenDay) return 'KEEP';
  const values = ['open', 'high', 'low', 'close', 'volume', 'changeBps'] as const;
  if (values.some((name) => known[name] !== told[name])) return 'REVISE';
  const more = known.isOpenDay !== told.isOpenDay || known.basis !== told.basis;
  return more || known.flags.join() !== told.flags.join() ? 'CONFIRM' : 'SAME';
}

/**
 * What to do with a price that a source tells of. MOVE: it counts from now on. SAME: it was heard again. KEEP: what is
 * known is newer, or real. SUSPECT: it is so far from the last one that a second look must agree before anyone trades
 * on it.
 */
export type TickDecision = 'MOVE' | 'SAME' | 'KEEP' | 'SUSPECT';

/** After this time without a price, any new one is as good as the old. */
const JUMP_MEMORY_MS = 86_400_000;

export function decideTick(
  known: PriceLatestRow | undefined,
  told: PriceLatestRow,
  /** The newest tick of the pair if it was suspect. */
  doubted: bigint | undefined,
  jumpBps: number,
): TickDecision {
  if (known === undefined) return 'MOVE';
  if (known.source === SIMULATED && told.source !== SIMULATED) return 'MOVE';
  if (told.source === SIMULATED && known.source !== SIMULATED) return 'KEEP';
  // The ratio is as old as the older of its two prices, and moves with the other one.
  if (told.asOf < known.asOf && told.source !== DERIVED) return 'KEEP';
  if (told.price === known.price) {
    const news = told.session !== known.session || told.marketOpen !== known.marketOpen || told.source !== known.source;
    return news ? 'MOVE' : 'SAME';
  }
  if (told.source === SIMULATED || told.source === DERIVED) return 'MOVE';
  const isRecent = told.asOf.getTime() - known.asOf.getTime() < JUMP_MEMORY_MS;
  const isJump = isRecent && isFar(known.price, told.price, jumpBps);
  return isJump && (doubted === undefined || isFar(doubted, told.price, jumpBps)) ? 'SUSPECT' : 'MOVE';
}

const isFar = (from: bigint, to: bigint, jumpBps: number) => Math.abs(changeBps(from, to)) > jumpBps;

const LONGEST_PAUSE_MS = 3_600_000;

/** The pause after so many failures in a row: it doubles, up to an hour. */
export const backOffMs = (failures: number, firstMs: number): number =>
  Math.min(firstMs * 2 ** Math.min(failures - 1, 30), LONGEST_PAUSE_MS);

/** A simulated step from one price to the next: up to 15 basis points, and drawn back the more the further it went. */
export function simulatedStep(price: bigint, origin: bigint, random: number): bigint {
  const pull = Math.max(-16, Math.min(16, Math.round(-changeBps(origin, price) / 100)));
  const bps = BigInt(Math.round((random * 2 - 1) * 15) + pull);
  const next = (price * (10_000n + bps)) / 10_000n;
  return next > 0n ? next : origin;
}
