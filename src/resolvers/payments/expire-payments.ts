import { lockOrder } from '../../db/order-writes.ts';
import { lookNow, selectOverdueOpen } from '../../db/payment-looks.ts';
import { lockPayment } from '../../db/payments.ts';
import { type Context, transact } from '../context.ts';
import { stepPayment } from './record.ts';

/**
 * Ends the open payments whose time is over or whose order waits no longer, a transaction each; gives how many. What has
 * come for them in part is in the wallet then (see `returnPart`).
 */
export async function expirePayments(ctx: Context): Promise<number> {
  const due = await selectOverdueOpen(ctx.app.db, ctx.app.config.PAYMENT_EXPIRY_BATCH);
  for (const { id, orderId } of due) {
    await transact(ctx, async (tx) => {
      const order = await lockOrder(tx, orderId);
      const payment = await lockPayment(tx, id);
      if (payment?.status !== 'CREATED') return;
      const isLate = payment.payBy <= new Date();
      if (!isLate && order?.status === 'PENDING_PAYMENT') return;
      const reason = isLate ? 'Its time is over.' : 'The order is not waiting for it any more.';
      await stepPayment(tx, payment, 'CANCEL', { reason });
      if (payment.externalId !== null) await lookNow(tx, [id]);
    });
  }
  return due.length;
}
