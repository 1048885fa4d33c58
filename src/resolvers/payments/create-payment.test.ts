import { afterAll, beforeAll, expect, test } from 'vitest';
import { foundedBy } from '../../../test/organizations.ts';
import { openPaymentLab, type PaymentLab } from '../../../test/payments.ts';
import { IdempotencyConflict, IllegalTransition, InputInvalid, NotFound, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { cancelOrder } from '../orders/cancel-order.ts';
import { visibleOrders } from '../orders/read.ts';
import { createPayment } from './create-payment.ts';
import { PaymentMethodUnavailable, PaymentUnderWay } from './errors.ts';
import { cardSecret, transferInstructions } from './present.ts';
import { myPayments, paymentsOf, visiblePayments } from './read.ts';

let lab: PaymentLab;
beforeAll(async () => {
  lab = await openPaymentLab({ PAYMENT_CARD_MOST: '110000' });
});
afterAll(() => lab[Symbol.asyncDispose]());

let wishes = 0;
const wish = ({ id }: { id: string }, method = 'CARD') => ({
  orderId: encodeId('Order', id),
  method,
  idempotencyKey: `payment-${(wishes += 1)}`,
});

test('begins a payment, gives its payer alone the secret to pay with, and keeps that nowhere', async () => {
  const ordered = await lab.order();
  const payment = await lab.begin(ordered);
  const secret = await cardSecret(ordered.buyer.ctx, payment);
  expect(secret).toMatch(/_secret_/);
  const clerk = await lab.t.user('clerk', { roles: ['FINANCE'] });
  expect(await cardSecret(clerk.ctx, payment)).toBeNull();
  const kept = await lab.t.db.sql<
    { row: string }[]
  >`select payments::text as row from payments where id = ${payment.id}`;
  expect(kept[0]?.row).not.toContain(secret);
  const stranger = await lab.t.user('stranger');
  const seen = await Promise.all([ordered.buyer, clerk, stranger].map(({ ctx }) => visiblePayments(ctx, [payment.id])));
  expect(seen.map(([one]) => one?.id ?? null)).toEqual([payment.id, payment.id, null]);
  expect((await myPayments(ordered.buyer.ctx, {})).items.map(({ id }) => id)).toEqual([payment.id]);
});

test('a bank transfer gives the order days, and says what to tell the bank', async () => {
  const ordered = await lab.order();
  const payment = await lab.begin(ordered, 'BANK_TRANSFER');
  const { payBy } = await lab.orderOf(ordered.order);
  expect(payBy.getTime() - Date.now()).toBeGreaterThan(9 * 86_400_000);
  const told = transferInstructions(ordered.buyer.ctx, payment);
  expect(told).toMatchObject({ iban: 'DE89370400440532013000', amount: 101_202n, currency: 'EUR' });
  expect(told?.reference.replaceAll(' ', '')).toBe(payment.reference);
});

test('however often a transfer is begun anew, the order waits no longer for it', async () => {
  const ordered = await lab.order();
  await lab.begin(ordered, 'BANK_TRANSFER');
  const { payBy, createdAt } = await lab.orderOf(ordered.order);
  expect(payBy.getTime() - createdAt.getTime()).toBe(10 * 86_400_000);
  const again = await lab.begin(ordered, 'BANK_TRANSFER');
  expect(again.payBy).toEqual(payBy);
  expect((await lab.orderOf(ordered.order)).payBy).toEqual(payBy);
});

test('refuses strangers, orders that wait for nothing, and what is no order', async () => {
  const { order, buyer } = await lab.order();
  await expect(createPayment(lab.t.nobody, wish(order))).rejects.toThrow(Unauthenticated);
  const other = await lab.t.user('other');
  await expect(createPayment(other.ctx, wish(order))).rejects.toThrow(NotFound);
  await expect(createPayment(buyer.ctx, { ...wish(order), orderId: 'x' })).rejects.toThrow(InputInvalid);
  await cancelOrder(buyer.ctx, { orderId: encodeId('Order', order.id), idempotencyKey: 'cancel-the-order' });
  await expect(createPayment(buyer.ctx, wish(order))).rejects.toThrow(IllegalTransition);
});

test('refuses an order whose time is over though it has not ended yet', async () => {
  const { order, buyer } = await lab.order();
  await lab.t.db.sql`alter table orders disable trigger user`;
  await lab.t.db.sql`update orders set pay_by = now() where id = ${order.id}`;
  await lab.t.db.sql`alter table orders enable trigger user`;
  await expect(createPayment(buyer.ctx, wish(order))).rejects.toThrow(IllegalTransition);
});

test('refuses a card for too much, ether without a chain, and an account for a person', async () => {
  const { order, buyer } = await lab.order({ quantity: '130' });
  for (const method of ['CARD', 'CRYPTO', 'INVOICE']) {
    await expect(createPayment(buyer.ctx, wish(order, method))).rejects.toThrow(PaymentMethodUnavailable);
  }
  expect(await createPayment(buyer.ctx, wish(order, 'BANK_TRANSFER'))).toMatchObject({ status: 'CREATED' });
});

test('refuses another way while the money is kept ready, or a part of it is there', async () => {
  const { order, buyer } = await lab.order();
  const payment = await createPayment(buyer.ctx, wish(order));
  await lab.t.db.sql`update payments set status = 'AUTHORIZED' where id = ${payment.id}`;
  await expect(createPayment(buyer.ctx, wish(order, 'BANK_TRANSFER'))).rejects.toThrow(PaymentUnderWay);
});

test('the same key with another method is refused', async () => {
  const { order, buyer } = await lab.order();
  const first = wish(order);
  await createPayment(buyer.ctx, first);
  await expect(createPayment(buyer.ctx, { ...first, method: 'BANK_TRANSFER' })).rejects.toThrow(IdempotencyConflict);
});

test('of an organization, those who pay for it may, and those who do not see its money may not', async () => {
  const [admin, finance, viewer] = await Promise.all(
    ['admin', 'finance', 'viewer'].map((name) => lab.t.user(`of-${name}`)),
  );
  if (!admin || !finance || !viewer) throw new Error('nobody');
  const { organizationId } = await foundedBy(lab.t, admin, [finance, 'FINANCE'], [viewer, 'VIEWER']);
  const { order } = await lab.order({ buyer: admin, organizationId });
  await expect(createPayment(viewer.ctx, wish(order))).rejects.toThrow(NotFound);
  const payment = await createPayment(finance.ctx, wish(order));
  expect(payment).toMatchObject({ payerId: finance.id, organizationId: order.organizationId });
  expect((await myPayments(admin.ctx, { organizationId })).items.map(({ id }) => id)).toEqual([payment.id]);
  expect(await visiblePayments(viewer.ctx, [payment.id])).toEqual([null]);
  // Whoever sees the order alone sees nothing of how it was paid.
  const [seen] = await visibleOrders(viewer.ctx, [order.id]);
  expect(seen?.id).toBe(order.id);
  expect(await paymentsOf(viewer.ctx, order)).toEqual([]);
  expect((await paymentsOf(admin.ctx, order)).map(({ id }) => id)).toEqual([payment.id]);
});
