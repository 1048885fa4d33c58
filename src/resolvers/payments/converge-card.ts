import { planLook } from '../../db/payment-looks.ts';
import { lockOrder } from '../../db/order-writes.ts';
import { selectDisputesOf, selectRefundsOf } from '../../db/payment-refunds.ts';
import { amountOf, lockPayment, type PaymentRow } from '../../db/payments.ts';
import { type Context, transact } from '../context.ts';
import { orderPaymentFailed } from '../orders/paid.ts';
import { applyCard, type CardNext, ChargeMismatchError } from './apply-card.ts';
import { blocksRefunds } from './apply-disputes.ts';
import { endRefund, isUnsent } from './apply-refunds.ts';
import { noteDecline } from './card-pause.ts';
import { type CardProcessor, type CardRefund, type CardState, ProcessorError } from './processor.ts';
import { stepPayment } from './record.ts';

/** Each turn asks the processor for one thing; more than these are left to the next look. */
const MOST_TURNS = 8;

/**
 * Asks the processor how a card payment stands, brings ours there, and asks for what follows (to capture, to cancel, to
 * refund), until nothing does. It may be cut off anywhere and run twice at once: each transaction looks again under the
 * payment's lock, and the processor does nothing twice. Throws ProcessorError (UNREACHABLE), ChargeMismatchError.
 */
export async function convergeCard(ctx: Context, processor: CardProcessor, payment: PaymentRow): Promise<void> {
  let state = await stateOf(ctx, processor, payment);
  let waits = false;
  for (let turn = 0; state && turn < MOST_TURNS; turn += 1) {
    const seen: CardState = state;
    const next = await transact(ctx, (tx) => applyCard(tx, payment.id, payment.orderId, seen));
    waits = next.waits;
    if (next.declined) await noteDecline(ctx, payment);
    state = await asked(ctx, processor, payment, seen.externalId, next);
  }
  await planLook(ctx.app.db, payment, waits ? ctx.app.config.PAYMENT_OPEN_LOOK_S : null);
}

async function stateOf(ctx: Context, processor: CardProcessor, payment: PaymentRow): Promise<CardState | undefined> {
  if (payment.externalId !== null) return processor.read(payment.externalId);
  // What ended before the processor knew of it: nothing can come of it.
  if (payment.status !== 'CREATED') return undefined;
  try {
    return await processor.open({ ...payment, amount: amountOf(payment) });
  } catch (error) {
    if (!(error instanceof ProcessorError) || error.kind !== 'REFUSED') throw error;
    await refuse(ctx, payment, error.message);
    return undefined;
  }
}

async function asked(
  ctx: Context,
  processor: CardProcessor,
  payment: PaymentRow,
  externalId: string,
  { ask }: CardNext,
): Promise<CardState | undefined> {
  if (ask === undefined) return undefined;
  if (ask === 'CAPTURE') return processor.capture(externalId);
  if (ask === 'CANCEL') return processor.cancel(externalId);
  try {
    return await processor.refund(externalId, ask.refund);
  } catch (error) {
    if (!(error instanceof ProcessorError) || error.kind !== 'REFUSED') throw error;
    const state = await processor.read(externalId);
    // Whoever else looked at the payment may have asked for it in the same moment.
    if (state.refunds.some(({ refundId }) => refundId === ask.refund.id)) return state;
    // Nobody gets it twice: what the payer's bank took, or somebody refunded at the processor itself, goes into no wallet.
    const isTaken = (await isDisputed(ctx, payment, state)) || (await isRefundedElsewhere(ctx, payment, state));
    if (!isTaken) await refuseRefund(ctx, payment, ask.refund.id, error.message);
    return state;
  }
}

/** Whether a dispute is open, or was lost and is not known here to be. */
async function isDisputed(ctx: Context, { id }: PaymentRow, { disputes }: CardState): Promise<boolean> {
  const known = await selectDisputesOf(ctx.app.db, [id]);
  const lost = new Set(known.flatMap(({ status, externalId }) => (status === 'LOST' ? [externalId] : [])));
  return disputes.some((each) => blocksRefunds(each) || (each.status === 'LOST' && !lost.has(each.externalId)));
}

/**
 * Whether the processor knows of a refund that is neither ours nor booked. Throws ChargeMismatchError where looking at it will
 * not book it: somebody must say what became of the money before any of it goes out once more.
 */
async function isRefundedElsewhere(ctx: Context, payment: PaymentRow, { refunds }: CardState): Promise<boolean> {
  const known = await selectRefundsOf(ctx.app.db, [payment.id]);
  const isNew = ({ refundId, externalId, status }: CardRefund): boolean =>
    refundId === null && status !== 'FAILED' && !known.some((refund) => refund.externalId === externalId);
  const elsewhere = refunds.filter(isNew);
  const isOurs = (amount: bigint): boolean => known.some((refund) => isUnsent(refund) && refund.amount === amount);
  if (elsewhere.some(({ amount }) => !isOurs(amount)))
    throw new ChargeMismatchError(`payment ${payment.id} was refunded at the processor, and is to be refunded here`);
  return elsewhere.length > 0;
}

/** The processor does not take the payment at all. */
const refuse = (ctx: Context, { id, orderId }: PaymentRow, reason: string): Promise<void> =>
  transact(ctx, async (tx) => {
    const order = await lockOrder(tx, orderId);
    const payment = await lockPayment(tx, id);
    if (!order || payment?.status !== 'CREATED' || payment.externalId !== null) return;
    await orderPaymentFailed(tx, order, reason);
    await stepPayment(tx, payment, 'FAIL', { reason });
  });

/** The processor does not take the refund, as of a charge that is too old: the money goes into the wallet. */
const refuseRefund = (ctx: Context, { id, orderId }: PaymentRow, refundId: string, failure: string): Promise<void> =>
  transact(ctx, async (tx) => {
    await lockOrder(tx, orderId);
    const payment = await lockPayment(tx, id);
    const refund = (await selectRefundsOf(tx, [id])).find((each) => each.id === refundId);
    if (!payment || refund?.status !== 'PENDING') return;
    await endRefund(tx, payment, refund, { status: 'FAILED', failure });
  });
