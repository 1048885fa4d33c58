import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPaymentLab, type PaymentLab } from '../../../test/payments.ts';
import { selectDisputesOf } from '../../db/payment-refunds.ts';
import { lockPayment, type PaymentRow } from '../../db/payments.ts';
import { encodeId } from '../ids.ts';
import { applyDisputes } from './apply-disputes.ts';
import type { CardDispute } from './processor.ts';
import { simulatePayment } from './simulate-payment.ts';

let lab: PaymentLab;
beforeAll(async () => {
  lab = await openPaymentLab({ STRIPE_SECRET_KEY: '' });
});
afterAll(() => lab[Symbol.asyncDispose]());

async function captured(): Promise<PaymentRow> {
  const { buyer, ...ordered } = await lab.order();
  const payment = await lab.begin({ ...ordered, buyer });
  return simulatePayment(buyer.ctx, { paymentId: encodeId('Payment', payment.id), outcome: 'PAY' });
}

const apply = (payment: PaymentRow, told: CardDispute) =>
  lab.t.db.transact(async (tx) => applyDisputes(tx, (await lockPayment(tx, payment.id)) as PaymentRow, [told]));
const disputeOf = (payment: PaymentRow, status: CardDispute['status'], takenAmount: bigint): CardDispute => ({
  externalId: `dispute of ${payment.id}`,
  amount: 104_256n,
  reason: 'product_not_received',
  status,
  takenAmount,
  takenFee: takenAmount === 0n ? 0n : 2_000n,
  evidenceDueAt: null,
});

test('an inquiry takes nothing, the dispute that follows takes the charge, and what is decided stays decided', async () => {
  const payment = await captured();
  const fees = await lab.platform('FEES');
  await apply(payment, disputeOf(payment, 'OPEN', 0n));
  expect(await lab.read(payment)).toMatchObject({ status: 'DISPUTED', reason: 'product_not_received' });
  expect(await lab.platform('FEES')).toBe(fees);
  await apply(payment, disputeOf(payment, 'OPEN', 104_256n));
  expect(fees - (await lab.platform('FEES'))).toBe(106_256n);
  await apply(payment, disputeOf(payment, 'LOST', 104_256n));
  await apply(payment, disputeOf(payment, 'OPEN', 104_256n));
  expect(await selectDisputesOf(lab.t.db, [payment.id])).toMatchObject([{ status: 'LOST', takenAmount: 104_256n }]);
  expect(await lab.read(payment)).toMatchObject({ status: 'DISPUTED' });
  // Won on appeal.
  await apply(payment, disputeOf(payment, 'WON', 0n));
  expect(await lab.read(payment)).toMatchObject({ status: 'CAPTURED' });
  expect(await lab.platform('FEES')).toBe(fees);
});

test('one that is heard of when it is over leaves no trace but itself', async () => {
  const payment = await captured();
  await apply(payment, disputeOf(payment, 'WON', 0n));
  expect(await lab.read(payment)).toMatchObject({ status: 'CAPTURED' });
  expect(await selectDisputesOf(lab.t.db, [payment.id])).toMatchObject([{ status: 'WON' }]);
});
