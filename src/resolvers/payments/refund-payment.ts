import { lockOrder } from '../../db/order-writes.ts';
import { type PaymentRow, lockPayment, selectPaymentsById } from '../../db/payments.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Context } from '../context.ts';
import { IllegalTransition, NotFound } from '../errors.ts';
import { readInput } from '../input.ts';
import { once } from '../once.ts';
import { permit } from '../permissions.ts';
import { isOf } from '../statements/line-matching.ts';
import { FourEyesRequired } from '../wallets/errors.ts';
import { RefundTooLarge } from './errors.ts';
import { methods } from './methods.ts';
import { refundPaymentInput } from './rules.ts';
import { refundableOf, startRefund } from './start-refund.ts';

/**
 * Gives a part of a payment, or all of it, back at the platform's cost: the order stays as it is, as after a complaint. To
 * undo an order, with its credits, there is `orderRefund`. Nobody does so for a payment of their own.
 * Throws InputInvalid, NotFound, FourEyesRequired, IllegalTransition (nothing was captured, or it is disputed),
 * RefundTooLarge, IdempotencyConflict.
 */
export async function refundPayment(ctx: Context, input: unknown): Promise<PaymentRow> {
  const { userId } = await permit(ctx, 'payment.refund');
  const { idempotencyKey, ...wish } = readInput(refundPaymentInput, input);
  const { paymentId, amount, reason } = wish;
  const { db } = ctx.app;
  const [seen] = await selectPaymentsById(db, [paymentId]);
  if (!seen) throw new NotFound('payment');
  return once(ctx, {
    actorId: userId,
    operation: 'paymentRefund',
    key: idempotencyKey,
    input: wish,
    work: async (tx, id) => {
      await lockOrder(tx, seen.orderId);
      const payment = await lockPayment(tx, paymentId);
      if (!payment) throw new NotFound('payment');
      if (await isOf(tx, payment, userId)) throw new FourEyesRequired();
      const isThere = payment.status === 'CAPTURED' || payment.status === 'PARTIALLY_REFUNDED';
      if (!isThere) throw new IllegalTransition('payment', payment.status, 'refunded');
      const refundable = refundableOf(payment);
      if (amount > refundable) throw new RefundTooLarge(payment.currency, refundable);
      const destination = methods[payment.method].refundsTo;
      const refund = { id, amount, fromFees: amount, reason, destination, actorId: userId };
      const refunded = await startRefund(tx, payment, refund);
      await writeAudit(tx, {
        actorId: userId,
        action: 'PAYMENT_REFUNDED',
        subjectType: 'Payment',
        subjectId: paymentId,
        detail: { refundId: id, amount: amount.toString(), currency: payment.currency, reason },
      });
      return refunded;
    },
    again: async () => (await selectPaymentsById(db, [paymentId]))[0] as PaymentRow,
  });
}
