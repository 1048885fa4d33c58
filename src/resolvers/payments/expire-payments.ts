import type { Db } from '../../db/client.ts';
import { insertEntries } from '../../db/ledger.ts';
import { lockOrder } from '../../db/order-writes.ts';
import { lookNow, selectOverdueOpen } from '../../db/payment-looks.ts';
import { insertRefund } from '../../db/payment-refunds.ts';
import { lockPayment, type PaymentRow } from '../../db/payments.ts';
import { type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';
import { tryEach } from '../try-each.ts';
import { walletChanged } from '../wallets/rules.ts';
import { refundEntry } from './entries.ts';
import { lockPayersWallet, stepPayment } from './record.ts';

/** What came of a payment that is not whole goes into the wallet, and the payment ends. */
async function returnPart(tx: Db, payment: PaymentRow, reason: string): Promise<void> {
  if (payment.received > 0n) {
    const wallet = await lockPayersWallet(tx, payment);
    const { received: amount } = payment;
    await insertRefund(tx, {
      paymentId: payment.id,
      amount,
      destination: 'WALLET',
      reason,
      status: 'SUCCEEDED',
      endedAt: new Date(),
    });
    await insertEntries(tx, [refundEntry(payment, wallet, { amount, to: 'WALLET' })], [wallet]);
    await tell(tx, [walletChanged(wallet)]);
  }
  const { received: refunded } = payment;
  await stepPayment(tx, payment, 'CANCEL', {
    reason,
    ...(refunded > 0n && { moved: -refunded }),
    change: { refunded },
  });
}

/**
 * Ends the open payments whose time is over or whose order waits no longer, a transaction each; gives how many. What has
 * come for them in part is in the wallet then (see `returnPart`).
 */
export async function expirePayments(ctx: Context): Promise<number> {
  const { PAYMENT_EXPIRY_BATCH: limit, PAYMENT_CRYPTO_TTL_S: graceS } = ctx.app.config;
  const due = await selectOverdueOpen(ctx.app.db, { limit, graceS });
  return tryEach(ctx, due, 'payment', ({ id, orderId }) => transact(ctx, (tx) => expirePayment(tx, id, orderId)));
}

async function expirePayment(tx: Db, id: string, orderId: string): Promise<void> {
  const order = await lockOrder(tx, orderId);
  const payment = await lockPayment(tx, id);
  if (payment?.status !== 'CREATED') return;
  const isLate = payment.payBy <= new Date();
  if (!isLate && order?.status === 'PENDING_PAYMENT') return;
  const reason = isLate ? 'Its time is over.' : 'The order is not waiting for it any more.';
  await returnPart(tx, payment, reason);
  if (payment.externalId !== null) await lookNow(tx, [id]);
}
