import type { LedgerAsset } from '../db/wallets.ts';

/** Decimal places of an asset's minor unit: a cent, a wei, 10^-18 of a CARBON, a whole credit of a batch. */
export const assetScale = { USD: 2, EUR: 2, ETH: 18, CARBON: 18, CREDIT: 0 } as const satisfies Record<
  LedgerAsset,
  number
>;

/** Decimal places of every price: 10^-18 of the currency for one credit or one unit of the instrument. */
export const PRICE_SCALE = 18;

const ZERO = 48;
const DECIMAL = /^(0|[1-9]\d{0,38})(?:\.(\d{1,38}))?$/;

/** Reads "1002.50" at scale 2 as 100250n. Undefined if it is no plain decimal, or has more places than the scale. */
export function parseDecimal(text: string, scale: number): bigint | undefined {
  const match = DECIMAL.exec(text);
  if (!match) return undefined;
  const fraction = (match[2] ?? '').replace(/0+$/, '');
  if (fraction.length > scale) return undefined;
  return BigInt(match[1] + fraction.padEnd(scale, '0'));
}

/** Writes 100250n at scale 2 as "1002.50"; trailing zeros beyond `places` (default: the first two) are left out. */
export function formatDecimal(value: bigint, scale: number, places = Math.min(scale, 2)): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const point = digits.length - scale;
  let end = digits.length;
  while (end > point + places && digits.charCodeAt(end - 1) === ZERO) end -= 1;
  const fraction = digits.slice(point, end).padEnd(places, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, point)}${fraction === '' ? '' : `.${fraction}`}`;
}

export const formatAmount = (value: bigint, asset: LedgerAsset): string => formatDecimal(value, assetScale[asset]);
export const formatPrice = (value: bigint): string => formatDecimal(value, PRICE_SCALE);

/** Divides rounding up; both must be positive or zero. */
export const divideUp = (dividend: bigint, divisor: bigint): bigint => (dividend + divisor - 1n) / divisor;

/** What is sold or retired: credits of a batch, or CARBON where none is named. */
export const creditAsset = (batchId: string | null | undefined): 'CREDIT' | 'CARBON' => (batchId ? 'CREDIT' : 'CARBON');

/** Writes a quantity that is in minor units of what is sold: "120" credits of a batch, "0.50" CARBON. */
export const formatQuantity = (quantity: bigint, batchId: string | null | undefined): string =>
  formatAmount(quantity, creditAsset(batchId));

const PER_TONNE = 10n ** BigInt(assetScale.CARBON);

/**
 * A quantity that was read at the scale of CARBON, in minor units of what is sold. Undefined where it is credits of a
 * batch and no whole number: a serial number is not divided.
 */
export function toQuantity(amount: bigint, batchId: string | null | undefined): bigint | undefined {
  if (!batchId) return amount;
  return amount % PER_TONNE === 0n ? amount / PER_TONNE : undefined;
}

/** Why a quantity of a batch's credits is refused. */
export const WHOLE_CREDITS = 'is no whole number: credits of a batch are whole tonnes';

/** A quantity in minor units of what is sold, in 10^-18 t. */
export const inCarbonUnits = (quantity: bigint, batchId: string | null | undefined): bigint =>
  batchId ? quantity * PER_TONNE : quantity;
