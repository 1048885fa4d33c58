import { planLook } from '../../db/payment-looks.ts';
import { lockOrder } from '../../db/order-writes.ts';
import { selectRefundsOf } from '../../db/payment-refunds.ts';
import { amountOf, lockPayment, type PaymentRow } from '../../db/payments.ts';
import { type Context, transact } from '../context.ts';
import { orderPaymentFailed } from '../orders/paid.ts';
import { applyCard, type CardNext } from './apply-card.ts';
import { endRefund } from './apply-refunds.ts';
import { type CardProcessor, type CardState, ProcessorError } from './processor.ts';
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
    await refuseRefund(ctx, payment, ask.refund.id, error.message);
    return processor.read(externalId);
  }
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
