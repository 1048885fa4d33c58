import { v7 as newId } from 'uuid';
import type { Db } from '../../db/client.ts';
import { insertEntries } from '../../db/ledger.ts';
import { insertRefund, type RefundDestination } from '../../db/payment-refunds.ts';
import { lookNow } from '../../db/payment-looks.ts';
import { type PaymentRow, updatePayment } from '../../db/payments.ts';
import { tell } from '../feed.ts';
import { oweCreditNote } from '../invoices/due-papers.ts';
import { walletChanged } from '../wallets/rules.ts';
import { refundEntry, refundFundEntry } from './entries.ts';
import { lockPayersWallet, noteOnPayment, stepPayment } from './record.ts';

export interface NewRefund {
  readonly id?: string;
  /** In minor units of the payment's currency. */
  readonly amount: bigint;
  /** What of it the platform gives; the rest must be held for the payer by now. */
  readonly fromFees: bigint;
  readonly reason: string;
  readonly destination: RefundDestination;
  readonly actorId: string | null;
}

/** What of a payment has come in and has not gone back. */
export const refundableOf = ({ received, refunded }: Pick<PaymentRow, 'received' | 'refunded'>): bigint =>
  received > refunded ? received - refunded : 0n;

/**
 * Begins a refund of a payment whose order and row are locked. What goes back over the processor is held until that has
 * happened; what goes into the wallet, or off an open invoice, is there at once. Throws for more than can go back.
 */
export async function startRefund(tx: Db, payment: PaymentRow, refund: NewRefund): Promise<PaymentRow> {
  const { amount, fromFees, reason, destination, actorId } = refund;
  const isInvoiced = destination === 'RECEIVABLE';
  const most = isInvoiced ? payment.due - payment.received - payment.credited : refundableOf(payment);
  if (amount <= 0n || amount > most) throw new Error(`${amount} of payment ${payment.id} cannot go back, but ${most}`);
  const id = refund.id ?? newId();
  const isOutside = destination === 'ORIGINAL';
  await insertRefund(tx, {
    id,
    paymentId: payment.id,
    amount,
    destination,
    reason,
    requestedBy: actorId,
    ...(!isOutside && { status: 'SUCCEEDED' as const, endedAt: new Date() }),
  });
  const wallet = await lockPayersWallet(tx, payment);
  const entries = fromFees > 0n ? [refundFundEntry(payment, wallet, fromFees)] : [];
  if (!isOutside) await oweCreditNote(tx, payment, id);
  if (!isOutside) entries.push(refundEntry(payment, wallet, { amount, to: destination }));
  await insertEntries(tx, entries, [wallet]);
  await tell(tx, [walletChanged(wallet)]);
  if (isInvoiced) return credit(tx, payment, { actorId, reason, moved: -amount });
  if (isOutside) await lookNow(tx, [payment.id]);
  const refunded = payment.refunded + amount;
  const by = { actorId, reason, moved: -amount, change: { refunded } };
  return stepPayment(tx, payment, refunded >= payment.received ? 'REFUND' : 'REFUND_PART', by);
}

/** Takes something off an invoice, which is over when nothing of it is left to pay. */
async function credit(
  tx: Db,
  payment: PaymentRow,
  by: { readonly actorId: string | null; readonly reason: string; readonly moved: bigint },
): Promise<PaymentRow> {
  const change = { credited: payment.credited - by.moved };
  if (payment.received + change.credited >= payment.due) {
    return stepPayment(tx, payment, payment.received > 0n ? 'CAPTURE' : 'CANCEL', { ...by, change });
  }
  const changed = await updatePayment(tx, payment.id, change);
  await noteOnPayment(tx, changed, by);
  return changed;
}
