/** A number as a fraction; `over` is above zero. What is measured is added and compared without rounding. */
export interface Exact {
  readonly of: bigint;
  readonly over: bigint;
}

export const ZERO: Exact = { of: 0n, over: 1n };

export const whole = (of: bigint): Exact => ({ of, over: 1n });

const DECIMAL = /^(0|[1-9]\d{0,29})(?:\.(\d{1,18}))?$/;

/** Reads "1002.50". Undefined if it is no plain decimal: no sign, exponent or separator, 30 digits and 18 places at most. */
export function readExact(text: string): Exact | undefined {
  const match = DECIMAL.exec(text);
  if (!match) return undefined;
  const places = (match[2] ?? '').replace(/0+$/, '');
  return { of: BigInt(`${match[1]}${places}`), over: 10n ** BigInt(places.length) };
}

export const times = (a: Exact, b: Exact): Exact => reduced(a.of * b.of, a.over * b.over);
/** Throws RangeError for a division by zero. */
export const divided = (a: Exact, b: Exact): Exact =>
  b.of < 0n ? reduced(-a.of * b.over, a.over * -b.of) : reduced(a.of * b.over, a.over * b.of);
export const plus = (a: Exact, b: Exact): Exact =>
  a.over === b.over ? { of: a.of + b.of, over: a.over } : reduced(a.of * b.over + b.of * a.over, a.over * b.over);
export const minus = (a: Exact, b: Exact): Exact => plus(a, { of: -b.of, over: b.over });
export const distance = (a: Exact, b: Exact): Exact => {
  const apart = minus(a, b);
  return apart.of < 0n ? { of: -apart.of, over: apart.over } : apart;
};

/** Below zero, zero or above it, as `a` is below, equal to or above `b`. */
export const compare = (a: Exact, b: Exact): number => {
  const [left, right] = [a.of * b.over, b.of * a.over];
  return left < right ? -1 : left > right ? 1 : 0;
};

function reduced(of: bigint, over: bigint): Exact {
  if (over === 0n) throw new RangeError('divided by zero');
  let [a, b] = [of < 0n ? -of : of, over];
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 1n ? { of, over } : { of: of / a, over: over / a };
}

/** As decimal text, cut after `places` without rounding; what was cut is shown by "…". */
export function showExact({ of, over }: Exact, places = 6): string {
  const size = of < 0n ? -of : of;
  const rest = size % over;
  const scaled = rest * 10n ** BigInt(places);
  const digits = (scaled / over).toString().padStart(places, '0').replace(/0+$/, '');
  const isCut = scaled % over !== 0n;
  return `${of < 0n ? '-' : ''}${size / over}${digits === '' ? (isCut ? '.0' : '') : `.${digits}`}${isCut ? '…' : ''}`;
}
