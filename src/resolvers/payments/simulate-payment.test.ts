import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp } from '../../../test/harness.ts';
import { openPaymentLab, type PaymentLab } from '../../../test/payments.ts';
import { openCards } from '../../cards.ts';
import type { PaymentRow } from '../../db/payments.ts';
import { loadConfig } from '../../config.ts';
import { NotFound } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { PaymentMethodUnavailable } from './errors.ts';
import { simulatePayment } from './simulate-payment.ts';

let lab: PaymentLab;
beforeAll(async () => {
  // Without a key of Stripe, cards are those of the development gateway.
  lab = await openPaymentLab({ STRIPE_SECRET_KEY: '' });
});
afterAll(() => lab[Symbol.asyncDispose]());

const wish = ({ id }: PaymentRow, outcome: string) => ({ paymentId: encodeId('Payment', id), outcome });

test('pays like a card, with the gateway’s name on it, and disputes like one', async () => {
  const ordered = await lab.order();
  const payment = await lab.begin(ordered);
  expect(payment).toMatchObject({ gateway: 'DEVELOPMENT', status: 'CREATED', processorFee: 3_054n });
  const { ctx } = ordered.buyer;
  expect(await simulatePayment(ctx, wish(payment, 'DECLINE'))).toMatchObject({
    status: 'CREATED',
    reason: 'Your card was declined.',
  });
  expect(await simulatePayment(ctx, wish(payment, 'PAY'))).toMatchObject({ status: 'CAPTURED', received: 104_256n });
  expect(await simulatePayment(ctx, wish(payment, 'PAY'))).toMatchObject({ status: 'CAPTURED', received: 104_256n });
  expect(await lab.orderOf(ordered.order)).toMatchObject({ status: 'PAID' });
  expect(await lab.t.balance(ordered.buyer, 'EUR')).toEqual({ available: 0n, held: 101_202n });
  expect(await simulatePayment(ctx, wish(payment, 'DISPUTE'))).toMatchObject({ status: 'DISPUTED' });
  expect(await simulatePayment(ctx, wish(payment, 'WIN_DISPUTE'))).toMatchObject({ status: 'CAPTURED' });
  expect((await lab.t.ledgerSums())['EUR']).toBe(0n);
});

test('is the payer’s own', async () => {
  const payment = await lab.begin(await lab.order());
  const stranger = await lab.t.user('stranger');
  await expect(simulatePayment(stranger.ctx, wish(payment, 'PAY'))).rejects.toThrow(NotFound);
});

test('where cards are real nothing does as it is told, and in production there is no such gateway', async () => {
  await using real = await openPaymentLab();
  const ordered = await real.order();
  const payment = await real.begin(ordered);
  await expect(simulatePayment(ordered.buyer.ctx, wish(payment, 'PAY'))).rejects.toThrow(PaymentMethodUnavailable);

  const env = { NODE_ENV: 'production', JWT_PRIVATE_KEY: 'x', DATABASE_URL: 'x', DOCUMENT_LINK_KEY: 'A'.repeat(43) };
  const keys = { DOCUMENT_MASTER_KEYS: `a:${'A'.repeat(43)}`, CERTIFICATE_MASTER: '' };
  expect(openCards(loadConfig({ ...env, ...keys }), lab.t.db)).toBeUndefined();
  expect(() => loadConfig({ ...env, ...keys, PAYMENT_DEVELOPMENT: 'true' })).toThrow('PAYMENT_DEVELOPMENT');
});

test('what was begun with another gateway is left alone', async () => {
  const payment = await lab.begin(await lab.order());
  await using other = await openTestApp({ PAYMENT_DEVELOPMENT: 'false' });
  expect(other.app.cards).toBeUndefined();
  expect(await lab.read(payment)).toMatchObject({ gateway: 'DEVELOPMENT' });
});
