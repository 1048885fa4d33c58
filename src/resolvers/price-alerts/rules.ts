import { z } from 'zod';
import type { AlertDirection, AlertStatus, PriceAlertRow } from '../../db/price-alerts.ts';
import { instrument, priceCurrency } from '../../db/prices.ts';
import { decimal, nodeId, optional } from '../input.ts';
import { stepsOf } from '../machine.ts';

/** Prices are in 10^-18 of their currency. */
const PRICE_SCALE = 18;
const BPS = 10_000n;

export const alertMachine = {
  ACTIVE: { FIRE: 'FIRED', CANCEL: 'CANCELLED' },
  FIRED: {},
  CANCELLED: {},
} as const satisfies Record<AlertStatus, Partial<Record<'FIRE' | 'CANCEL', AlertStatus>>>;

export const nextAlertStatus = stepsOf<AlertStatus, 'FIRE' | 'CANCEL'>('price alert', alertMachine, {
  FIRE: 'told',
  CANCEL: 'cancelled',
});

export const createPriceAlertInput = z
  .object({
    instrument: optional(z.enum(instrument.enumValues)),
    batchId: optional(nodeId('CreditBatch')),
    currency: z.enum(priceCurrency.enumValues),
    direction: z.enum(['ABOVE', 'BELOW']),
    threshold: decimal(PRICE_SCALE),
    repeats: optional(z.boolean()),
    marginBps: optional(z.int().min(0, 'is less than 0').max(5_000, 'is more than 5000')),
  })
  .refine((wish) => (wish.instrument === undefined) !== (wish.batchId === undefined), {
    path: ['instrument'],
    message: 'name either an instrument or a batch',
  });

/** Whether a price is on the side of the threshold of which its owner wants to hear; the threshold itself is. */
export const isBeyond = (
  { direction, threshold }: { readonly direction: AlertDirection; readonly threshold: bigint },
  price: bigint,
): boolean => (direction === 'ABOVE' ? price >= threshold : price <= threshold);

/** Whether a price is so far back that the next one beyond the threshold is news again. */
function isBack({ direction, threshold, marginBps }: Watched, price: bigint): boolean {
  const margin = BigInt(marginBps);
  return direction === 'ABOVE'
    ? price < threshold && price * BPS <= threshold * (BPS - margin)
    : price > threshold && price * BPS >= threshold * (BPS + margin);
}

type Watched = Pick<
  PriceAlertRow,
  'direction' | 'threshold' | 'marginBps' | 'repeats' | 'armed' | 'status' | 'fired' | 'lastFiredAt'
>;

/**
 * How an alert stands after a price, and whether its owner is told. It is told once as the price passes the threshold;
 * one that repeats is told again only after the price went back by the margin, so a price that trembles there is told once.
 */
export function heed<T extends Watched>(
  alert: T,
  price: bigint,
  at: Date,
): { readonly alert: T; readonly tells: boolean } {
  if (alert.status !== 'ACTIVE') return { alert, tells: false };
  if (!alert.armed) return { alert: isBack(alert, price) ? { ...alert, armed: true } : alert, tells: false };
  if (!isBeyond(alert, price)) return { alert, tells: false };
  const status = alert.repeats ? alert.status : nextAlertStatus(alert.status, 'FIRE');
  return { alert: { ...alert, armed: false, status, fired: alert.fired + 1, lastFiredAt: at }, tells: true };
}
