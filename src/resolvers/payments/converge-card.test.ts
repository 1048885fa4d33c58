import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPaymentLab, type PaymentLab } from '../../../test/payments.ts';
import { selectRefundsOf } from '../../db/payment-refunds.ts';
import type { PaymentRow } from '../../db/payments.ts';
import { cancelOrder } from '../orders/cancel-order.ts';
import { settleOrders } from '../orders/settle-orders.ts';
import { encodeId } from '../ids.ts';
import { convergeCard } from './converge-card.ts';
import { createPayment } from './create-payment.ts';
import { expirePayments } from './expire-payments.ts';
import { ProcessorError } from './processor.ts';
import { startRefund } from './start-refund.ts';

let lab: PaymentLab;
beforeAll(async () => {
  lab = await openPaymentLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

test('a card pays an order, to the cent, and the processor keeps its part', async () => {
  const ordered = await lab.order();
  const before = { external: await lab.platform('EXTERNAL'), kept: await lab.platform('PROCESSOR') };
  const payment = await lab.begin(ordered);
  expect(payment).toMatchObject({ status: 'CREATED', gateway: 'STRIPE', due: 101_202n, processorFee: 3_054n });
  expect(lab.stripe.state.intents.get(payment.externalId ?? '')).toMatchObject({
    amount: 104_256,
    currency: 'eur',
    metadata: { payment: payment.id, order: ordered.order.id },
  });

  await lab.payCard(payment);
  const paid = await lab.lookAgain(payment);
  expect(paid).toMatchObject({ status: 'CAPTURED', received: 104_256n, lookAt: null });
  expect(await lab.orderOf(ordered.order)).toMatchObject({ status: 'PAID' });
  expect(await lab.t.balance(ordered.buyer, 'EUR')).toEqual({ available: 0n, held: 101_202n });
  expect(before.external - (await lab.platform('EXTERNAL'))).toBe(104_256n);
  expect((await lab.platform('PROCESSOR')) - before.kept).toBe(3_053n);

  await settleOrders(lab.ctx);
  expect(await lab.orderOf(ordered.order)).toMatchObject({ status: 'COMPLETED' });
  expect(await lab.t.balance(ordered.buyer, 'EUR')).toEqual({ available: 0n, held: 0n });
  expect((await lab.t.ledgerSums())['EUR']).toBe(0n);
});

test('looked at twenty times at once, it is captured once', async () => {
  const ordered = await lab.order();
  const payment = await lab.begin(ordered);
  await lab.payCard(payment);
  const { cards } = lab.t.app;
  if (!cards) throw new Error('no cards');
  await Promise.all(Array.from({ length: 20 }, () => convergeCard(lab.ctx, cards, payment)));
  expect(await lab.read(payment)).toMatchObject({ status: 'CAPTURED', received: 104_256n });
  expect(await lab.t.balance(ordered.buyer, 'EUR')).toEqual({ available: 0n, held: 101_202n });
});

test('a declined card may try again, and the order goes on waiting', async () => {
  const ordered = await lab.order();
  const payment = await lab.begin(ordered);
  await lab.payCard(payment, 'pm_card_chargeDeclined');
  expect(await lab.lookAgain(payment)).toMatchObject({ status: 'CREATED', reason: 'Your card was declined.' });
  expect(await lab.orderOf(ordered.order)).toMatchObject({ status: 'PENDING_PAYMENT' });
  await lab.payCard(payment);
  expect(await lab.lookAgain(payment)).toMatchObject({ status: 'CAPTURED', reason: null });
});

test('what the payer’s bank keeps ready too late is let go, and costs nobody anything', async () => {
  const ordered = await lab.order();
  const payment = await lab.begin(ordered);
  const before = await lab.platform('EXTERNAL');
  await lab.payCard(payment);
  await cancelOrder(ordered.buyer.ctx, { orderId: encodeId('Order', ordered.order.id), idempotencyKey: 'cancel-late' });
  expect(await lab.lookAgain(payment)).toMatchObject({ status: 'CANCELLED', received: 0n });
  expect(lab.stripe.state.intents.get(payment.externalId ?? '')).toMatchObject({ status: 'canceled' });
  expect(await lab.platform('EXTERNAL')).toBe(before);
});

test('what was captured though it was cancelled here goes back whole, at the platform’s cost', async () => {
  const ordered = await lab.order();
  const payment = await lab.begin(ordered);
  await lab.payCard(payment);
  // As somebody does at the processor's dashboard, while it was cancelled here.
  const stripe = await fetch(`${lab.stripe.url}/v1/payment_intents/${payment.externalId}/capture`, {
    method: 'POST',
    headers: { authorization: `Bearer ${lab.stripe.secretKey}` },
  });
  expect(stripe.ok).toBe(true);
  await cancelOrder(ordered.buyer.ctx, {
    orderId: encodeId('Order', ordered.order.id),
    idempotencyKey: 'cancel-first',
  });
  await expirePayments(lab.ctx);
  const fees = await lab.platform('FEES');
  expect(await lab.lookAgain(payment)).toMatchObject({
    status: 'REFUNDED',
    received: 104_256n,
    refunded: 104_256n,
    endedAt: null,
  });
  expect(lab.stripe.state.refunds.filter((refund) => refund.payment_intent === payment.externalId)).toMatchObject([
    { amount: 104_256, status: 'succeeded' },
  ]);
  expect(await lab.t.balance(ordered.buyer, 'EUR')).toEqual({ available: 0n, held: 0n });
  expect(await lab.orderOf(ordered.order)).toMatchObject({ status: 'CANCELLED' });
  // What Stripe kept it keeps, and nobody but the platform bears it.
  expect(fees - (await lab.platform('FEES'))).toBe(3_053n);
});

test('a payment whose time is over is cancelled here and at the processor', async () => {
  const ordered = await lab.order();
  const payment = await lab.begin(ordered);
  await lab.t.db.sql`update payments set pay_by = now() where id = ${payment.id}`;
  await expirePayments(lab.ctx);
  expect(await lab.look(payment)).toMatchObject({ status: 'CANCELLED', lookAt: null });
  expect(lab.stripe.state.intents.get(payment.externalId ?? '')).toMatchObject({ status: 'canceled' });
});

test('another way to pay takes the place of the first, whose intent is cancelled', async () => {
  const ordered = await lab.order();
  const first = await lab.begin(ordered);
  const second = await lab.begin(ordered);
  expect(second.id).not.toBe(first.id);
  expect(await lab.look(first)).toMatchObject({ status: 'CANCELLED' });
  expect(lab.stripe.state.intents.get(first.externalId ?? '')).toMatchObject({ status: 'canceled' });
  await lab.payCard(second);
  expect(await lab.lookAgain(second)).toMatchObject({ status: 'CAPTURED' });
});

test('twice is once: the same key gives the same payment and opens one intent', async () => {
  const { order, buyer } = await lab.order();
  const before = lab.stripe.state.intents.size;
  const wish = { orderId: encodeId('Order', order.id), method: 'CARD', idempotencyKey: 'the-one-payment' };
  const made = await Promise.all(Array.from({ length: 8 }, () => createPayment(buyer.ctx, wish)));
  expect(new Set(made.map(({ id }) => id)).size).toBe(1);
  expect(lab.stripe.state.intents.size - before).toBe(1);
});

test('with Stripe down the payment is begun, and opened as soon as it is up', async () => {
  const ordered = await lab.order();
  lab.stripe.failNext(3, 500);
  const payment = await lab.begin(ordered);
  expect(payment).toMatchObject({ status: 'CREATED', externalId: null });
  const opened = await lab.lookAgain(payment);
  expect(opened.externalId).toMatch(/^pi_/);
});

test('what Stripe refuses since another call is under way is asked again, and neither failed nor paid out', async () => {
  const ordered = await lab.order();
  lab.stripe.failNext(3, 409, 'invalid_request_error');
  const begun = await lab.begin(ordered);
  expect(begun).toMatchObject({ status: 'CREATED', externalId: null });
  const payment = await lab.lookAgain(begun);
  await lab.payCard(payment);
  await lab.lookAgain(payment);
  await lab.t.db.transact(async (tx) => {
    const refund = {
      amount: 1_000n,
      fromFees: 1_000n,
      reason: 'goodwill',
      destination: 'ORIGINAL',
      actorId: null,
    } as const;
    await startRefund(tx, await lab.read(payment), refund);
  });
  const { cards } = lab.t.app;
  if (!cards) throw new Error('no cards');
  const other = { ...cards, refund: () => Promise.reject(new ProcessorError('REFUSED', 'somebody was faster')) };
  await cards.refund(payment.externalId ?? '', { id: await refundIdOf(payment), amount: 1_000n });
  await convergeCard(lab.ctx, other, await lab.read(payment));
  expect(await lab.lookAgain(payment)).toMatchObject({ status: 'PARTIALLY_REFUNDED', refunded: 1_000n });
  expect(await lab.t.balance(ordered.buyer, 'EUR')).toEqual({ available: 0n, held: 101_202n });
});

const refundIdOf = async ({ id }: PaymentRow): Promise<string> => (await selectRefundsOf(lab.t.db, [id]))[0]?.id ?? '';

test('with every answer of Stripe cut off, nothing is opened, captured or refunded twice', async () => {
  const ordered = await lab.order();
  const before = lab.stripe.state.intents.size;
  lab.stripe.cutAnswers(3);
  let payment = await lab.begin(ordered);
  expect(payment.externalId).toBeNull();
  payment = await lab.lookAgain(payment);
  expect(lab.stripe.state.intents.size - before).toBe(1);
  await lab.payCard(payment);
  lab.stripe.cutAnswers(3);
  await lab.lookAgain(payment);
  expect(await lab.lookAgain(payment)).toMatchObject({ status: 'CAPTURED', received: 104_256n });
  await lab.t.db.transact(async (tx) => {
    const locked = await lab.read(payment);
    await startRefund(tx, locked, {
      amount: 1_000n,
      fromFees: 1_000n,
      reason: 'goodwill',
      destination: 'ORIGINAL',
      actorId: null,
    });
  });
  for (let i = 0; i < 4; i += 1) {
    lab.stripe.cutAnswers(2);
    await lab.lookAgain(payment);
  }
  lab.stripe.cutAnswers(0);
  await lab.lookAgain(payment);
  expect(lab.stripe.state.refunds.filter((refund) => refund.payment_intent === payment.externalId)).toHaveLength(1);
  expect(await lab.read(payment)).toMatchObject({ status: 'PARTIALLY_REFUNDED', refunded: 1_000n });
  expect(await lab.t.balance(ordered.buyer, 'EUR')).toEqual({ available: 0n, held: 101_202n });
});

test('what Stripe says late that it keeps is booked then', async () => {
  const ordered = await lab.order();
  const payment = await lab.begin(ordered);
  await lab.payCard(payment);
  const { feeOf } = lab.stripe.state;
  lab.stripe.state.feeOf = () => null;
  expect(await lab.lookAgain(payment)).toMatchObject({ status: 'CAPTURED', keptFee: 3_054n });
  lab.stripe.state.feeOf = () => 4_000;
  const [kept, fees] = [await lab.platform('PROCESSOR'), await lab.platform('FEES')];
  expect(await lab.lookAgain(payment)).toMatchObject({ keptFee: 4_000n });
  lab.stripe.state.feeOf = feeOf;
  expect((await lab.platform('PROCESSOR')) - kept).toBe(946n);
  expect(fees - (await lab.platform('FEES'))).toBe(946n);
});

test('a charge of another amount than the payment is not touched', async () => {
  const ordered = await lab.order();
  const payment = await lab.begin(ordered);
  const intent = lab.stripe.state.intents.get(payment.externalId ?? '');
  if (!intent) throw new Error('no intent');
  await lab.payCard(payment);
  intent.amount = 1;
  expect(await lab.lookAgain(payment)).toMatchObject({ status: 'CREATED', received: 0n });
  expect(intent.status).toBe('requires_capture');
});
