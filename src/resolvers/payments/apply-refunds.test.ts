import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPaymentLab, type Ordered, type PaymentLab } from '../../../test/payments.ts';
import { selectRefundsOf } from '../../db/payment-refunds.ts';
import { lockPayment, type PaymentRow } from '../../db/payments.ts';
import { encodeId } from '../ids.ts';
import { applyRefunds } from './apply-refunds.ts';
import type { CardRefund } from './processor.ts';
import { simulatePayment } from './simulate-payment.ts';
import { startRefund } from './start-refund.ts';

let lab: PaymentLab;
beforeAll(async () => {
  lab = await openPaymentLab({ STRIPE_SECRET_KEY: '' });
});
afterAll(() => lab[Symbol.asyncDispose]());

/** A captured payment, of which 10.00 are on their way back. */
async function refunding(): Promise<Ordered & { payment: PaymentRow; refundId: string }> {
  const ordered = await lab.order();
  const payment = await lab.begin(ordered);
  await simulatePayment(ordered.buyer.ctx, { paymentId: encodeId('Payment', payment.id), outcome: 'PAY' });
  await lab.t.db.transact(async (tx) => {
    const locked = (await lockPayment(tx, payment.id)) as PaymentRow;
    const refund = {
      amount: 1_000n,
      fromFees: 1_000n,
      reason: 'late',
      destination: 'ORIGINAL',
      actorId: null,
    } as const;
    await startRefund(tx, locked, refund);
  });
  const [refund] = await selectRefundsOf(lab.t.db, [payment.id]);
  return { ...ordered, payment, refundId: refund?.id ?? '' };
}

const apply = (payment: PaymentRow, told: readonly CardRefund[]) =>
  lab.t.db.transact(async (tx) => applyRefunds(tx, (await lockPayment(tx, payment.id)) as PaymentRow, told));
const told = (refundId: string | null, status: CardRefund['status'], externalId: string): CardRefund => ({
  externalId,
  refundId,
  amount: 1_000n,
  status,
  failure: status === 'FAILED' ? 'lost_card' : null,
});

test('what has arrived is held no more, however often it is told', async () => {
  const { payment, refundId, buyer } = await refunding();
  expect(await lab.t.balance(buyer, 'EUR')).toEqual({ available: 0n, held: 102_202n });
  for (const status of ['PENDING', 'SUCCEEDED', 'PENDING', 'SUCCEEDED'] as const) {
    await apply(payment, [told(refundId, status, `a-${payment.id}`)]);
  }
  expect(await lab.t.balance(buyer, 'EUR')).toEqual({ available: 0n, held: 101_202n });
  expect(await selectRefundsOf(lab.t.db, [payment.id])).toMatchObject([{ status: 'SUCCEEDED' }]);
});

test('what failed is in the wallet, and stays there whatever an older look says', async () => {
  const { payment, refundId, buyer } = await refunding();
  for (const status of ['FAILED', 'SUCCEEDED', 'PENDING', 'FAILED'] as const) {
    await apply(payment, [told(refundId, status, `b-${payment.id}`)]);
  }
  expect(await lab.t.balance(buyer, 'EUR')).toEqual({ available: 1_000n, held: 101_202n });
});

test('a refund of somebody else’s is taken once, and none that is more than is left', async () => {
  const { payment } = await refunding();
  const foreign = told(null, 'SUCCEEDED', `c-${payment.id}`);
  await apply(payment, [foreign]);
  await apply(payment, [foreign, { ...foreign, externalId: `d-${payment.id}`, amount: 200_000n }]);
  expect(await lab.read(payment)).toMatchObject({ status: 'PARTIALLY_REFUNDED', refunded: 2_000n });
  expect((await lab.t.ledgerSums())['EUR']).toBe(0n);
});
