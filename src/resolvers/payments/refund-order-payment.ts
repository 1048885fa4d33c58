import type { Db } from '../../db/client.ts';
import { insertEntries } from '../../db/ledger.ts';
import type { OrderRow } from '../../db/orders.ts';
import { lockPaymentsOf, type PaymentRow } from '../../db/payments.ts';
import { IllegalTransition } from '../errors.ts';
import { refundFundEntry } from './entries.ts';
import { methods } from './methods.ts';
import { lockPayersWallet } from './record.ts';
import { refundableOf, startRefund } from './start-refund.ts';

export interface OrderRefund {
  readonly reason: string;
  /** Null: the platform by itself. */
  readonly actorId: string | null;
  /**
   * Gives back what the processor kept as well, which the platform then bears: where the order came to nothing by no fault
   * of the buyer. Else the buyer bears it.
   */
  readonly whole?: boolean;
}

/**
 * Gives back what an order was paid with: after `lockOrder`, and after the entry by which `toPayOf(order)` lies in the HELD
 * account of `ownerOfOrder(order)`. A card gets it back; what came by bank or chain goes into the wallet; what is still owed
 * on an invoice is taken off it first. What was given back of the payment before stays with the platform.
 * Throws IllegalTransition for a payment that is disputed, or has gone back; an Error where nothing paid the order.
 */
export async function refundOrderPayment(tx: Db, order: OrderRow, refund: OrderRefund): Promise<PaymentRow> {
  const paid = (await lockPaymentsOf(tx, order.id)).find(({ paidOrder }) => paidOrder);
  if (!paid) throw new Error(`nothing has paid order ${order.id}`);
  if (paid.status === 'DISPUTED' || paid.status === 'REFUNDED') {
    throw new IllegalTransition('payment', paid.status, 'refunded');
  }
  return giveBack(tx, paid, refund);
}

async function giveBack(
  tx: Db,
  paid: PaymentRow,
  { reason, actorId, whole = false }: OrderRefund,
): Promise<PaymentRow> {
  const by = { reason, actorId };
  let payment = paid;
  // Of `due`, which is held now, first what nobody has paid yet.
  const owed = payment.method === 'INVOICE' ? payment.due - payment.received - payment.credited : 0n;
  if (owed > 0n)
    payment = await startRefund(tx, payment, { amount: owed, fromFees: 0n, destination: 'RECEIVABLE', ...by });
  const left = refundableOf(payment);
  const held = payment.due - payment.credited;
  const fromHeld = held < left ? held : left;
  const extra = whole ? min(left - fromHeld, payment.processorFee) : 0n;
  // What the platform gave back before, out of its own pocket.
  if (fromHeld < held) {
    const wallet = await lockPayersWallet(tx, payment);
    await insertEntries(tx, [refundFundEntry(payment, wallet, fromHeld - held)], [wallet]);
  }
  if (fromHeld === 0n) return payment;
  const destination = methods[payment.method].refundsTo;
  return startRefund(tx, payment, { amount: fromHeld + extra, fromFees: extra, destination, ...by });
}

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
