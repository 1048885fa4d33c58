import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestUser } from '../../../test/harness.ts';
import { openPaymentLab, type Ordered, type PaymentLab } from '../../../test/payments.ts';
import { selectDisputesOf, selectRefundsOf } from '../../db/payment-refunds.ts';
import type { PaymentRow } from '../../db/payments.ts';
import { Forbidden, IdempotencyConflict, IllegalTransition, NotFound, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { refundOrder } from '../orders/refund-order.ts';
import { settleOrders } from '../orders/settle-orders.ts';
import { FourEyesRequired } from '../wallets/errors.ts';
import { RefundTooLarge } from './errors.ts';
import { openDisputes } from './read.ts';
import { refundPayment } from './refund-payment.ts';

let lab: PaymentLab;
let clerk: TestUser;
beforeAll(async () => {
  lab = await openPaymentLab();
  clerk = await lab.t.user('clerk', { roles: ['FINANCE'] });
});
afterAll(() => lab[Symbol.asyncDispose]());

/** An order that is paid by card and settled. */
async function paid(): Promise<Ordered & { payment: PaymentRow }> {
  const ordered = await lab.order();
  const payment = await lab.begin(ordered);
  await lab.payCard(payment);
  await lab.lookAgain(payment);
  await settleOrders(lab.ctx);
  return { ...ordered, payment: await lab.read(payment) };
}

const wish = ({ id }: { id: string }, amount: string, idempotencyKey: string = newId()) => ({
  paymentId: encodeId('Payment', id),
  amount,
  reason: 'The certificate came late.',
  idempotencyKey,
});
const toStripe = ({ externalId }: PaymentRow) =>
  lab.stripe.state.refunds.filter((refund) => refund.payment_intent === externalId).map(({ amount }) => amount);

test('gives parts back to the card until nothing is left, at the cost of the platform', async () => {
  const { payment, order } = await paid();
  const fees = await lab.platform('FEES');
  const external = await lab.platform('EXTERNAL');
  expect(await refundPayment(clerk.ctx, wish(payment, '42.56'))).toMatchObject({ status: 'PARTIALLY_REFUNDED' });
  await lab.look(payment);
  await refundPayment(clerk.ctx, wish(payment, '1000.00'));
  expect(await lab.look(payment)).toMatchObject({ status: 'REFUNDED', refunded: 104_256n, lookAt: null });
  expect(toStripe(payment)).toEqual([4_256, 100_000]);
  expect(fees - (await lab.platform('FEES'))).toBe(104_256n);
  expect((await lab.platform('EXTERNAL')) - external).toBe(104_256n);
  expect(await lab.orderOf(order)).toMatchObject({ status: 'COMPLETED' });
  await expect(refundPayment(clerk.ctx, wish(payment, '0.01'))).rejects.toThrow(IllegalTransition);
});

test('refuses more than is left, also of ten at once', async () => {
  const { payment } = await paid();
  await expect(refundPayment(clerk.ctx, wish(payment, '1042.57'))).rejects.toThrow(RefundTooLarge);
  const all = await Promise.allSettled(
    Array.from({ length: 10 }, () => refundPayment(clerk.ctx, wish(payment, '300.00'))),
  );
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  for (const each of all) if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(RefundTooLarge);
  await lab.look(payment);
  expect(toStripe(payment)).toEqual([30_000, 30_000, 30_000]);
});

test('twice is once; another amount under the key is refused', async () => {
  const { payment } = await paid();
  const key = newId();
  await Promise.all(Array.from({ length: 5 }, () => refundPayment(clerk.ctx, wish(payment, '10.00', key))));
  await lab.look(payment);
  expect(toStripe(payment)).toEqual([1_000]);
  await expect(refundPayment(clerk.ctx, wish(payment, '10.01', key))).rejects.toThrow(IdempotencyConflict);
});

test('refuses everybody but finance, the payer among them, and what was not captured', async () => {
  const { payment, buyer } = await paid();
  await expect(refundPayment(lab.t.nobody, wish(payment, '1.00'))).rejects.toThrow(Unauthenticated);
  await expect(refundPayment(buyer.ctx, wish(payment, '1.00'))).rejects.toThrow(Forbidden);
  await expect(refundPayment(clerk.ctx, wish({ id: newId() }, '1.00'))).rejects.toThrow(NotFound);
  const own = await lab.begin(await lab.order({ buyer: clerk }));
  await expect(refundPayment(clerk.ctx, wish(own, '1.00'))).rejects.toThrow(FourEyesRequired);
  const open = await lab.begin(await lab.order());
  await expect(refundPayment(clerk.ctx, wish(open, '1.00'))).rejects.toThrow(IllegalTransition);
});

test('a refund that Stripe carries out later is held meanwhile; one that fails goes into the wallet', async () => {
  const { payment, buyer } = await paid();
  lab.stripe.state.refundsWait = true;
  await refundPayment(clerk.ctx, wish(payment, '10.00'));
  await refundPayment(clerk.ctx, wish(payment, '20.00'));
  await lab.look(payment);
  lab.stripe.state.refundsWait = false;
  expect(await lab.t.balance(buyer, 'EUR')).toEqual({ available: 0n, held: 3_000n });
  const [first, second] = lab.stripe.state.refunds.filter((refund) => refund.payment_intent === payment.externalId);
  lab.stripe.endRefund(first?.id ?? '', 'succeeded');
  lab.stripe.endRefund(second?.id ?? '', 'failed');
  await lab.lookAgain(payment);
  expect(await lab.t.balance(buyer, 'EUR')).toEqual({ available: 2_000n, held: 0n });
  // It had gone out, and the bank of the card sends it back.
  lab.stripe.endRefund(first?.id ?? '', 'failed');
  await lab.lookAgain(payment);
  expect(await lab.t.balance(buyer, 'EUR')).toEqual({ available: 3_000n, held: 0n });
  const refunds = await selectRefundsOf(lab.t.db, [payment.id]);
  expect(refunds.map(({ status, failure }) => [status, failure])).toEqual([
    ['FAILED', 'expired_or_canceled_card'],
    ['FAILED', 'expired_or_canceled_card'],
  ]);
  expect((await lab.t.ledgerSums())['EUR']).toBe(0n);
});

test('an order that is undone gives the card what it cost, and what the processor kept stays with it', async () => {
  const { payment, order, buyer } = await paid();
  await refundPayment(clerk.ctx, wish(payment, '100.00'));
  await lab.look(payment);
  const fees = await lab.platform('FEES');
  await refundOrder(clerk.ctx, { orderId: encodeId('Order', order.id), reason: 'mistake', idempotencyKey: newId() });
  expect(await lab.look(payment)).toMatchObject({ status: 'REFUNDED', refunded: 104_256n });
  // 100.00 had gone back before: of the 1012.02 that the order cost, what is left of the charge goes, and the rest is ours.
  expect(toStripe(payment)).toEqual([10_000, 94_256]);
  expect(await lab.t.balance(buyer, 'EUR')).toEqual({ available: 0n, held: 0n });
  // Its share of the fees goes back with the order, and 69.46 come back of the 100.00 that it gave before.
  expect((await lab.platform('FEES')) - fees).toBe(6_946n - 1_052n);
  expect((await lab.t.ledgerSums())['EUR']).toBe(0n);
});

test('what somebody refunds at Stripe itself is known here, and paid by the platform', async () => {
  const { payment } = await paid();
  const fees = await lab.platform('FEES');
  const answer = await fetch(`${lab.stripe.url}/v1/refunds`, {
    method: 'POST',
    headers: { authorization: `Bearer ${lab.stripe.secretKey}` },
    body: new URLSearchParams({ payment_intent: String(payment.externalId), amount: '4256' }),
  });
  expect(answer.ok).toBe(true);
  expect(await lab.lookAgain(payment)).toMatchObject({ status: 'PARTIALLY_REFUNDED', refunded: 4_256n });
  expect(await lab.lookAgain(payment)).toMatchObject({ refunded: 4_256n });
  expect(fees - (await lab.platform('FEES'))).toBe(4_256n);
});

test('a dispute takes the charge and its cost; won, the charge comes back; lost, it stays away', async () => {
  for (const end of ['won', 'lost'] as const) {
    const { payment, buyer } = await paid();
    const [fees, external] = [await lab.platform('FEES'), await lab.platform('EXTERNAL')];
    const dispute = lab.stripe.dispute(String(payment.externalId));
    expect(await lab.lookAgain(payment)).toMatchObject({ status: 'DISPUTED', reason: 'fraudulent' });
    expect(fees - (await lab.platform('FEES'))).toBe(106_256n);
    expect((await lab.platform('EXTERNAL')) - external).toBe(104_256n);
    await expect(refundPayment(clerk.ctx, wish(payment, '1.00'))).rejects.toThrow(IllegalTransition);
    const openNow = async () => (await openDisputes(clerk.ctx, {})).items.map(({ paymentId }) => paymentId);
    expect(await openNow()).toEqual([payment.id]);
    await expect(openDisputes(buyer.ctx, {})).rejects.toThrow(Forbidden);
    lab.stripe.endDispute(dispute, end);
    expect(await lab.lookAgain(payment)).toMatchObject({ status: end === 'won' ? 'CAPTURED' : 'DISPUTED' });
    expect(fees - (await lab.platform('FEES'))).toBe(end === 'won' ? 2_000n : 106_256n);
    expect(await openNow()).toEqual([]);
    const [kept] = await selectDisputesOf(lab.t.db, [payment.id]);
    expect(kept).toMatchObject({ status: end === 'won' ? 'WON' : 'LOST', amount: 104_256n, takenFee: 2_000n });
  }
  expect((await lab.t.ledgerSums())['EUR']).toBe(0n);
});

/** What a payer has of a payment: what left over the processor, by refunds and disputes, and what is in the wallet. */
async function backAt(buyer: TestUser, { externalId }: PaymentRow): Promise<bigint> {
  const refunded = lab.stripe.state.refunds.filter((refund) => refund.payment_intent === externalId);
  const disputed = lab.stripe.state.disputes.filter((each) => each.payment_intent === externalId);
  const sum = [...refunded, ...disputed.filter(({ status }) => status !== 'won')].reduce(
    (all, each) => all + each.amount,
    0,
  );
  const { available, held } = await lab.t.balance(buyer, 'EUR');
  return BigInt(sum) + available + held;
}

test('a refund that the payer’s bank was faster than waits; lost, the payer has it once, and won, it goes', async () => {
  for (const end of ['won', 'lost'] as const) {
    const { payment, buyer, order } = await paid();
    await refundOrder(clerk.ctx, { orderId: encodeId('Order', order.id), reason: 'mistake', idempotencyKey: newId() });
    const dispute = lab.stripe.dispute(String(payment.externalId));
    const fees = await lab.platform('FEES');
    expect(await lab.look(payment)).toMatchObject({ status: 'DISPUTED' });
    expect(await lab.lookAgain(payment)).toMatchObject({ status: 'DISPUTED' });
    expect(await lab.t.balance(buyer, 'EUR')).toEqual({ available: 0n, held: 101_202n });
    expect(await selectRefundsOf(lab.t.db, [payment.id])).toMatchObject([{ status: 'PENDING' }]);
    lab.stripe.endDispute(dispute, end);
    const isWon = end === 'won';
    expect(await lab.lookAgain(payment)).toMatchObject({ status: isWon ? 'PARTIALLY_REFUNDED' : 'DISPUTED' });
    expect(toStripe(payment)).toEqual(isWon ? [101_202] : []);
    expect(await selectRefundsOf(lab.t.db, [payment.id])).toMatchObject([{ status: 'SUCCEEDED', failure: null }]);
    expect(await backAt(buyer, payment)).toBe(isWon ? 101_202n : 104_256n);
    // A lost dispute costs what Stripe takes for it, and what it took back above what was refunded.
    expect(fees - (await lab.platform('FEES'))).toBe(isWon ? 2_000n : 104_256n + 2_000n - 101_202n);
  }
  expect((await lab.t.ledgerSums())['EUR']).toBe(0n);
});

test('a refund that Stripe refuses for good goes into the wallet', async () => {
  const { payment, buyer } = await paid();
  await refundPayment(clerk.ctx, wish(payment, '10.00'));
  lab.stripe.state.refundsRefused = 'The charge is too old.';
  await lab.look(payment);
  lab.stripe.state.refundsRefused = null;
  expect(await lab.t.balance(buyer, 'EUR')).toEqual({ available: 1_000n, held: 0n });
  expect(await selectRefundsOf(lab.t.db, [payment.id])).toMatchObject([{ status: 'FAILED' }]);
});

test('refunded here and at Stripe in the same moment, the payer gets it once', async () => {
  const elsewhere = (payment: PaymentRow, amount: string) =>
    fetch(`${lab.stripe.url}/v1/refunds`, {
      method: 'POST',
      headers: { authorization: `Bearer ${lab.stripe.secretKey}` },
      body: new URLSearchParams({ payment_intent: String(payment.externalId), amount }),
    });
  const { payment, buyer } = await paid();
  await refundPayment(clerk.ctx, wish(payment, '1042.56'));
  expect((await elsewhere(payment, '104256')).ok).toBe(true);
  expect(await lab.look(payment)).toMatchObject({ status: 'REFUNDED', refunded: 104_256n, lookAt: null });
  expect(await selectRefundsOf(lab.t.db, [payment.id])).toMatchObject([{ status: 'SUCCEEDED', failure: null }]);
  expect(await backAt(buyer, payment)).toBe(104_256n);

  // Another amount than ours: nothing more goes out before somebody has looked at it.
  const other = await paid();
  await refundPayment(clerk.ctx, wish(other.payment, '1042.56'));
  expect((await elsewhere(other.payment, '40000')).ok).toBe(true);
  await lab.look(other.payment);
  expect(await lab.t.balance(other.buyer, 'EUR')).toEqual({ available: 0n, held: 104_256n });
  expect(toStripe(other.payment)).toEqual([40_000]);
  expect((await lab.t.ledgerSums())['EUR']).toBe(0n);
});
