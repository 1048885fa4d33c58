import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestUser } from '../../../test/harness.ts';
import { openPaymentLab, type Ordered, type PaymentLab } from '../../../test/payments.ts';
import { faultsInBooks } from '../../../test/order-lab.ts';
import type { PaymentRow } from '../../db/payments.ts';
import { encodeId } from '../ids.ts';
import { cancelOrder } from '../orders/cancel-order.ts';
import { expireOrders } from '../orders/expire-orders.ts';
import { settleOrders } from '../orders/settle-orders.ts';
import { cancelPayment } from './cancel-payment.ts';
import { expirePayments } from './expire-payments.ts';
import { refundPayment } from './refund-payment.ts';

let lab: PaymentLab;
let clerk: TestUser;
beforeAll(async () => {
  lab = await openPaymentLab();
  clerk = await lab.t.user('clerk', { roles: ['FINANCE'] });
});
afterAll(() => lab[Symbol.asyncDispose]());

/** Lets the time to pay run out, which the database lets nobody shorten. */
const runOutOf = ({ order }: Ordered) =>
  lab.t.db.transact(async ({ sql }) => {
    await sql`set local session_replication_role = replica`;
    await sql`update orders set pay_by = now() where id = ${order.id}`;
    await sql`update payments set pay_by = now() where order_id = ${order.id}`;
  });

/** What a card was charged with, less what went back to it. */
function chargedWith({ externalId }: PaymentRow): bigint {
  const intent = lab.stripe.state.intents.get(externalId ?? '');
  if (intent?.status !== 'succeeded') return 0n;
  const back = lab.stripe.state.refunds.filter(({ payment_intent: of }) => of === externalId);
  return BigInt(back.reduce((left, { amount }) => left - amount, intent.amount));
}

test('cancelled, expired, captured and settled in one moment, an order is paid or costs nothing, and nothing between', async () => {
  for (let round = 0; round < 8; round += 1) {
    const ordered = await lab.order();
    const payment = await lab.begin(ordered);
    await lab.payCard(payment);
    const { buyer, order } = ordered;
    if (round % 2 === 0) await runOutOf(ordered);
    const orderId = encodeId('Order', order.id);
    await Promise.allSettled([
      lab.lookAgain(payment),
      cancelOrder(buyer.ctx, { orderId, idempotencyKey: newId() }),
      cancelPayment(buyer.ctx, { paymentId: encodeId('Payment', payment.id) }),
      expireOrders(lab.ctx),
      expirePayments(lab.ctx),
      settleOrders(lab.ctx),
    ]);
    while ((await expirePayments(lab.ctx)) > 0);
    await lab.lookAgain(payment);
    await settleOrders(lab.ctx);
    const end = await lab.orderOf(order);
    const isBought = end.status === 'COMPLETED';
    expect(['COMPLETED', 'CANCELLED', 'EXPIRED', 'PENDING_PAYMENT']).toContain(end.status);
    expect(chargedWith(await lab.read(payment))).toBe(isBought ? 104_256n : 0n);
    expect(await lab.t.balance(buyer, 'EUR')).toEqual({ available: 0n, held: 0n });
    expect((await lab.t.balance(buyer, 'CARBON')).available > 0n).toBe(isBought);
  }
  expect(await faultsInBooks(lab.t)).toEqual([]);
});

test('what was refunded in full can be disputed all the same; won, it stands where it stood', async () => {
  const ordered = await lab.order();
  const payment = await lab.begin(ordered);
  await lab.payCard(payment);
  await lab.lookAgain(payment);
  await settleOrders(lab.ctx);
  const wish = {
    paymentId: encodeId('Payment', payment.id),
    amount: '1042.56',
    reason: 'a complaint',
    idempotencyKey: newId(),
  };
  await refundPayment(clerk.ctx, wish);
  expect(await lab.look(payment)).toMatchObject({ status: 'REFUNDED' });
  const fees = await lab.platform('FEES');
  const dispute = lab.stripe.dispute(String(payment.externalId));
  expect(await lab.lookAgain(payment)).toMatchObject({ status: 'DISPUTED' });
  expect(fees - (await lab.platform('FEES'))).toBe(106_256n);
  lab.stripe.endDispute(dispute, 'won');
  expect(await lab.lookAgain(payment)).toMatchObject({ status: 'REFUNDED', refunded: 104_256n });
  expect(fees - (await lab.platform('FEES'))).toBe(2_000n);
  expect((await lab.t.ledgerSums())['EUR']).toBe(0n);
});

test('of two disputes one is won and one lost: the payment stays disputed', async () => {
  const ordered = await lab.order();
  const payment = await lab.begin(ordered);
  await lab.payCard(payment);
  await lab.lookAgain(payment);
  const [one, two] = [lab.stripe.dispute(String(payment.externalId)), lab.stripe.dispute(String(payment.externalId))];
  await lab.lookAgain(payment);
  lab.stripe.endDispute(one, 'lost');
  lab.stripe.endDispute(two, 'won');
  expect(await lab.lookAgain(payment)).toMatchObject({ status: 'DISPUTED' });
  expect((await lab.t.ledgerSums())['EUR']).toBe(0n);
});
