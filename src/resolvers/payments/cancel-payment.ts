import { lockOrder } from '../../db/order-writes.ts';
import { lookNow } from '../../db/payment-looks.ts';
import { lockPayment, ownerOfPayment, type PaymentRow, selectPaymentsById } from '../../db/payments.ts';
import { type Context, transact } from '../context.ts';
import { NotFound } from '../errors.ts';
import { readInput } from '../input.ts';
import { mayFor, permitCaller } from '../permissions.ts';
import { PaymentUnderWay } from './errors.ts';
import { stepPayment } from './record.ts';
import { cancelPaymentInput } from './rules.ts';

/**
 * Ends a payment for which nothing has come; its order goes on waiting for another. Throws InputInvalid, NotFound,
 * PaymentUnderWay, IllegalTransition.
 */
export async function cancelPayment(ctx: Context, input: unknown): Promise<PaymentRow> {
  const { userId } = await permitCaller(ctx, 'payment.pay');
  const { paymentId } = readInput(cancelPaymentInput, input);
  const [seen] = await selectPaymentsById(ctx.app.db, [paymentId]);
  if (!seen || !(await mayFor(ctx, 'payment.pay', ownerOfPayment(seen)))) throw new NotFound('payment');
  return transact(ctx, async (tx) => {
    await lockOrder(tx, seen.orderId);
    const payment = await lockPayment(tx, paymentId);
    if (!payment) throw new NotFound('payment');
    if (payment.status === 'AUTHORIZED' || payment.received > 0n) throw new PaymentUnderWay();
    const cancelled = await stepPayment(tx, payment, 'CANCEL', { actorId: userId, reason: 'Cancelled by its payer.' });
    if (payment.externalId !== null) await lookNow(tx, [paymentId]);
    return cancelled;
  });
}
