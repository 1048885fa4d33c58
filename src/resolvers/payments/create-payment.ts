import type { Db } from '../../db/client.ts';
import { lockOrder } from '../../db/order-writes.ts';
import { type OrderRow, ownerOfOrder, toPayOf } from '../../db/orders.ts';
import {
  insertPayment,
  insertPaymentCrypto,
  lockPaymentsOf,
  type PaymentMethodCode,
  type PaymentRow,
  selectPaymentsById,
} from '../../db/payments.ts';
import { lookNow } from '../../db/payment-looks.ts';
import type { Context } from '../context.ts';
import { IllegalTransition, NotFound } from '../errors.ts';
import { readInput } from '../input.ts';
import { once } from '../once.ts';
import { mayFor, permitCaller } from '../permissions.ts';
import { refusePaused } from './card-pause.ts';
import { PaymentUnderWay } from './errors.ts';
import { methods } from './methods.ts';
import { noteOnPayment, stepPayment } from './record.ts';
import { newReference } from './reference.ts';
import { createPaymentInput } from './rules.ts';

/**
 * Says how an order is to be paid. A payment that was begun another way, and for which nothing has come, is cancelled.
 * Throws InputInvalid, NotFound (no such order), IllegalTransition (it waits for no payment), PaymentMethodUnavailable,
 * PaymentUnderWay, CardPaymentsPaused, CreditExceeded, PriceStale, IdempotencyConflict.
 */
export async function createPayment(ctx: Context, input: unknown): Promise<PaymentRow> {
  const { userId } = await permitCaller(ctx, 'payment.pay');
  const { idempotencyKey, ...wish } = readInput(createPaymentInput, input);
  const payment = await once(ctx, {
    actorId: userId,
    operation: 'paymentCreate',
    key: idempotencyKey,
    input: wish,
    work: async (tx, id) => {
      const order = await lockOrder(tx, wish.orderId);
      if (!order || !(await mayFor(ctx, 'payment.pay', ownerOfOrder(order), tx))) throw new NotFound('order');
      if (order.status !== 'PENDING_PAYMENT') throw new IllegalTransition('order', order.status, 'paid');
      if (order.payBy <= new Date()) throw new IllegalTransition('order', 'EXPIRED', 'paid');
      if (wish.method === 'CARD') await refusePaused(tx, userId);
      await replaceOpen(tx, order, userId);
      return writePayment(ctx, tx, order, { id, userId, method: wish.method });
    },
    again: async (id) => (await selectPaymentsById(ctx.app.db, [id]))[0] as PaymentRow,
  });
  if (payment.status === 'CREATED') await methods[payment.method].present?.(ctx, payment);
  return (await selectPaymentsById(ctx.app.db, [payment.id]))[0] ?? payment;
}

async function replaceOpen(tx: Db, order: OrderRow, actorId: string): Promise<void> {
  for (const open of await lockPaymentsOf(tx, order.id)) {
    if (open.status === 'AUTHORIZED' || (open.status === 'CREATED' && open.received > 0n)) throw new PaymentUnderWay();
    if (open.status !== 'CREATED') continue;
    await stepPayment(tx, open, 'CANCEL', { actorId, reason: 'It is to be paid in another way.' });
    // The processor is told by the pass, and may still say that it was paid meanwhile.
    if (open.externalId !== null) await lookNow(tx, [open.id]);
  }
}

interface NewPayment {
  readonly id: string;
  readonly userId: string;
  readonly method: PaymentMethodCode;
}

async function writePayment(
  ctx: Context,
  tx: Db,
  order: OrderRow,
  { id, userId, method: code }: NewPayment,
): Promise<PaymentRow> {
  const method = methods[code];
  const { crypto, ...plan } = await method.plan(ctx, tx, order, id);
  const payment = await insertPayment(tx, {
    id,
    orderId: order.id,
    payerId: userId,
    organizationId: order.organizationId,
    method: code,
    currency: order.currency,
    due: toPayOf(order),
    reference: newReference(),
    // Should this process end before it has told the processor, the pass tells it.
    lookAt: method.present ? new Date() : null,
    ...plan,
  });
  if (crypto) await insertPaymentCrypto(tx, { paymentId: id, ...crypto });
  await noteOnPayment(tx, payment, { actorId: userId });
  return (await method.begin?.(ctx, tx, order, payment)) ?? payment;
}
