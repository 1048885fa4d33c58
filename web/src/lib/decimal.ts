// Exact decimals: amounts travel as text and are never floats.

export interface Decimal {
  readonly units: bigint;
  /** Places after the point. */
  readonly scale: number;
}

const PATTERN = /^(-?)(\d+)(?:\.(\d+))?$/;

/** The number that a text is, or undefined if it is none. Trailing zeros do not matter. */
export function parse(text: string): Decimal | undefined {
  const [, sign, whole = '', fraction = ''] = PATTERN.exec(text.trim()) ?? [];
  if (sign === undefined) return undefined;
  const units = BigInt(whole + fraction);
  return { units: sign === '-' ? -units : units, scale: fraction.length };
}

/** The number of a text that the API gave. */
export function decimal(text: string): Decimal {
  const parsed = parse(text);
  if (!parsed) throw new RangeError(`${text} is no decimal`);
  return parsed;
}

const rescaled = ({ units, scale }: Decimal, to: number): bigint => units * 10n ** BigInt(to - scale);

function together(a: Decimal, b: Decimal): { a: bigint; b: bigint; scale: number } {
  const scale = Math.max(a.scale, b.scale);
  return { a: rescaled(a, scale), b: rescaled(b, scale), scale };
}

export function add(x: Decimal, y: Decimal): Decimal {
  const { a, b, scale } = together(x, y);
  return { units: a + b, scale };
}

export function subtract(x: Decimal, y: Decimal): Decimal {
  const { a, b, scale } = together(x, y);
  return { units: a - b, scale };
}

export const multiply = (a: Decimal, b: Decimal): Decimal => ({ units: a.units * b.units, scale: a.scale + b.scale });

/** Below zero, zero, or above, as `a` is less than `b`, equal, or more. */
export function compare(x: Decimal, y: Decimal): number {
  const { a, b } = together(x, y);
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export const least = (a: Decimal, b: Decimal): Decimal => (compare(a, b) <= 0 ? a : b);
export const most = (a: Decimal, b: Decimal): Decimal => (compare(a, b) >= 0 ? a : b);

/** To so many places; what is over makes the last place one more. For what is not below zero. */
export function roundUp(value: Decimal, scale: number): Decimal {
  if (value.scale <= scale) return { units: rescaled(value, scale), scale };
  const divisor = 10n ** BigInt(value.scale - scale);
  return { units: (value.units + divisor - 1n) / divisor, scale };
}

export function toText({ units, scale }: Decimal): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = scale === 0 ? '' : `.${digits.slice(-scale)}`;
  return `${units < 0n ? '-' : ''}${whole}${fraction}`;
}

/** For drawing, where a pixel more or less does not matter. Never for what is said. */
export const toNumber = (text: string): number => Number(text);
