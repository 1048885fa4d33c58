import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPaymentLab, type PaymentLab } from '../../../test/payments.ts';
import { lockPayment, type PaymentRow } from '../../db/payments.ts';
import { encodeId } from '../ids.ts';
import { simulatePayment } from './simulate-payment.ts';
import { type NewRefund, refundableOf, startRefund } from './start-refund.ts';

let lab: PaymentLab;
beforeAll(async () => {
  lab = await openPaymentLab({ STRIPE_SECRET_KEY: '' });
});
afterAll(() => lab[Symbol.asyncDispose]());

const start = (payment: PaymentRow, refund: Partial<NewRefund>) =>
  lab.t.db.transact(async (tx) =>
    startRefund(tx, (await lockPayment(tx, payment.id)) as PaymentRow, {
      amount: 1_000n,
      fromFees: 1_000n,
      reason: 'late',
      destination: 'WALLET',
      actorId: null,
      ...refund,
    }),
  );

test('what goes into the wallet is there at once; what is more than is left goes nowhere', async () => {
  const { buyer, order } = await lab.order();
  const begun = await lab.begin({ buyer, order });
  const payment = await simulatePayment(buyer.ctx, { paymentId: encodeId('Payment', begun.id), outcome: 'PAY' });
  expect(await start(payment, {})).toMatchObject({ status: 'PARTIALLY_REFUNDED', refunded: 1_000n });
  expect(await lab.t.balance(buyer, 'EUR')).toEqual({ available: 1_000n, held: 101_202n });
  for (const amount of [0n, -1n, 103_257n]) await expect(start(payment, { amount })).rejects.toThrow('cannot go back');
  expect(await start(payment, { amount: 103_256n, fromFees: 103_256n })).toMatchObject({ status: 'REFUNDED' });
  expect((await lab.t.ledgerSums())['EUR']).toBe(0n);
});

test('nothing goes back of what has not come', async () => {
  const payment = await lab.begin(await lab.order());
  await expect(start(payment, {})).rejects.toThrow('cannot go back');
  expect(refundableOf({ received: 5n, refunded: 7n })).toBe(0n);
});
