import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPaymentLab, type PaymentLab } from '../../../test/payments.ts';
import { settleOrders } from '../orders/settle-orders.ts';

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
  expect(lab.stripe.intents.get(payment.externalId ?? '')).toMatchObject({
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
