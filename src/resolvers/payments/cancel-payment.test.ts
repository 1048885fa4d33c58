import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPaymentLab, type PaymentLab } from '../../../test/payments.ts';
import { IllegalTransition, NotFound, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { cancelPayment } from './cancel-payment.ts';
import { PaymentUnderWay } from './errors.ts';

let lab: PaymentLab;
beforeAll(async () => {
  lab = await openPaymentLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

const wish = ({ id }: { id: string }) => ({ paymentId: encodeId('Payment', id) });

test('ends what nothing has come for, here and at the processor; the order goes on waiting', async () => {
  const ordered = await lab.order();
  const payment = await lab.begin(ordered);
  expect(await cancelPayment(ordered.buyer.ctx, wish(payment))).toMatchObject({ status: 'CANCELLED' });
  await lab.look(payment);
  expect(lab.stripe.state.intents.get(payment.externalId ?? '')).toMatchObject({ status: 'canceled' });
  expect(await lab.orderOf(ordered.order)).toMatchObject({ status: 'PENDING_PAYMENT' });
  await expect(cancelPayment(ordered.buyer.ctx, wish(payment))).rejects.toThrow(IllegalTransition);
});

test('refuses strangers, and what is under way', async () => {
  const ordered = await lab.order();
  const payment = await lab.begin(ordered);
  await expect(cancelPayment(lab.t.nobody, wish(payment))).rejects.toThrow(Unauthenticated);
  const stranger = await lab.t.user('stranger');
  await expect(cancelPayment(stranger.ctx, wish(payment))).rejects.toThrow(NotFound);
  await lab.t.db.sql`update payments set status = 'AUTHORIZED' where id = ${payment.id}`;
  await expect(cancelPayment(ordered.buyer.ctx, wish(payment))).rejects.toThrow(PaymentUnderWay);
});

test('paid in the same moment, it is either paid for good or let go, and never lost', async () => {
  for (let round = 0; round < 5; round += 1) {
    const ordered = await lab.order();
    const payment = await lab.begin(ordered);
    await lab.payCard(payment);
    await Promise.allSettled([lab.lookAgain(payment), cancelPayment(ordered.buyer.ctx, wish(payment))]);
    const { status } = await lab.lookAgain(payment);
    const { status: order } = await lab.orderOf(ordered.order);
    const charge = lab.stripe.state.intents.get(payment.externalId ?? '')?.status;
    const end = `${status} ${order} ${charge}`;
    expect(['CAPTURED PAID succeeded', 'CANCELLED PENDING_PAYMENT canceled']).toContain(end);
  }
});
