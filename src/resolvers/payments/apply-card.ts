import type { Db } from '../../db/client.ts';
import { insertEntries } from '../../db/ledger.ts';
import { lockOrder } from '../../db/order-writes.ts';
import type { OrderRow } from '../../db/orders.ts';
import { selectRefundsOf } from '../../db/payment-refunds.ts';
import { amountOf, lockPayment, type PaymentRow, updatePayment } from '../../db/payments.ts';
import { tell } from '../feed.ts';
import { orderPaid, orderPaymentFailed } from '../orders/paid.ts';
import { walletChanged } from '../wallets/rules.ts';
import { applyDisputes, blocksRefunds } from './apply-disputes.ts';
import { applyRefunds, isUnsent } from './apply-refunds.ts';
import { type CardOutcome, decideCard, mismatchOf } from './card-decisions.ts';
import { captureEntry, keptFeeEntry } from './entries.ts';
import { isOpen } from './machine.ts';
import type { CardState } from './processor.ts';
import { lockPayersWallet, noteOnPayment, stepPayment } from './record.ts';
import { startRefund } from './start-refund.ts';

/** What is to be asked of the processor next, and whether there is anything left to wait for. */
export interface CardNext {
  readonly ask:
    | 'CAPTURE'
    | 'CANCEL'
    | { readonly refund: { readonly id: string; readonly amount: bigint } }
    | undefined;
  readonly waits: boolean;
  /** A card was declined just now. */
  readonly declined?: true;
}

/** A charge that is not what its payment says: somebody must look at it, and nothing is done with it. */
export class ChargeMismatchError extends Error {
  override readonly name = 'ChargeMismatchError';
}

const NO_LONGER = 'The order is not waiting for it any more.';
const LATE = 'It was paid when the order was no longer waiting for it.';

/**
 * Brings a payment to where its charge stands, in one transaction: what was told before or comes twice changes nothing.
 * Locks the order, the payment, and then the wallet. Throws ChargeMismatchError.
 */
export async function applyCard(tx: Db, paymentId: string, orderId: string, state: CardState): Promise<CardNext> {
  const [order, locked] = await Promise.all([lockOrder(tx, orderId), lockPayment(tx, paymentId)]);
  if (!order || !locked) throw new Error(`there is no payment ${paymentId}`);
  const mismatch = mismatchOf(locked, state);
  if (mismatch)
    throw new ChargeMismatchError(`charge ${state.externalId} is not that of payment ${paymentId}: ${mismatch}`);

  let payment = locked;
  if (payment.externalId === null) payment = await updatePayment(tx, paymentId, { externalId: state.externalId });
  const { outcome, wish } = decideCard(payment, order.status, state);
  payment = await outcomes[outcome](tx, payment, order, state);
  payment = await settleFee(tx, payment, state);
  payment = await applyRefunds(tx, payment, state.refunds);
  payment = await applyDisputes(tx, payment, state.disputes);
  const isDeclined = outcome === 'DECLINED' || (outcome === 'FAIL' && state.decline !== null);
  const told = isDeclined ? ({ declined: true } as const) : {};
  if (wish) return { ask: wish, waits: true, ...told };

  const known = new Set(state.refunds.flatMap(({ refundId }) => refundId ?? []));
  const pending = (await selectRefundsOf(tx, [paymentId])).filter(({ status }) => status === 'PENDING');
  // While the payer's bank has the charge, the processor refunds nothing of it: what is to go back waits.
  const isBlocked = state.disputes.some(blocksRefunds);
  const refund = isBlocked ? undefined : pending.find((each) => isUnsent(each) && !known.has(each.id));
  return { ask: refund && { refund }, waits: isOpen(payment.status) || pending.length > 0, ...told };
}

type Outcome = (tx: Db, payment: PaymentRow, order: OrderRow, state: CardState) => Promise<PaymentRow>;

const outcomes: Readonly<Record<CardOutcome, Outcome>> = {
  NOTHING: (_, payment) => Promise.resolve(payment),
  AUTHORIZE: (tx, payment) => stepPayment(tx, payment, 'AUTHORIZE', { reason: null }),
  CANCEL: (tx, payment) => stepPayment(tx, payment, 'CANCEL', { reason: NO_LONGER }),
  async DECLINED(tx, payment, order, { decline }) {
    const changed = await updatePayment(tx, payment.id, { reason: decline });
    await noteOnPayment(tx, changed, { reason: decline });
    await orderPaymentFailed(tx, order, decline ?? '');
    return changed;
  },
  async FAIL(tx, payment, order, { decline }) {
    const reason = decline ?? 'The processor has ended it.';
    await orderPaymentFailed(tx, order, reason);
    return stepPayment(tx, payment, 'FAIL', { reason });
  },
  async CAPTURE(tx, payment, order, state) {
    const captured = await capture(tx, payment, state, true);
    await orderPaid(tx, order, { id: payment.id, net: payment.due });
    return captured;
  },
  async LATE(tx, payment, _, state) {
    const captured = await capture(tx, payment, state, false);
    const { due, processorFee } = payment;
    const all = { amount: due + processorFee, fromFees: processorFee };
    return startRefund(tx, captured, { ...all, reason: LATE, destination: 'ORIGINAL', actorId: null });
  },
};

async function capture(tx: Db, payment: PaymentRow, { fee }: CardState, paidOrder: boolean): Promise<PaymentRow> {
  const wallet = await lockPayersWallet(tx, payment);
  const keptFee = fee ?? payment.processorFee;
  await Promise.all([
    insertEntries(tx, [captureEntry(payment, wallet, keptFee)], [wallet]),
    tell(tx, [walletChanged(wallet)]),
  ]);
  const moved = amountOf(payment);
  return stepPayment(tx, payment, 'CAPTURE', { reason: null, moved, change: { received: moved, keptFee, paidOrder } });
}

/** The processor may say what it keeps a while after the capture. */
async function settleFee(tx: Db, payment: PaymentRow, { fee }: CardState): Promise<PaymentRow> {
  if (payment.capturedAt === null || fee === null || fee === payment.keptFee) return payment;
  await insertEntries(tx, [keptFeeEntry(payment, payment.currency, fee - payment.keptFee)], []);
  return updatePayment(tx, payment.id, { keptFee: fee });
}
