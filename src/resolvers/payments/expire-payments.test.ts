import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPaymentLab, type PaymentLab } from '../../../test/payments.ts';
import { expireOrders } from '../orders/expire-orders.ts';
import { expirePayments } from './expire-payments.ts';

let lab: PaymentLab;
beforeAll(async () => {
  lab = await openPaymentLab({ PAYMENT_EXPIRY_BATCH: '2' });
});
afterAll(() => lab[Symbol.asyncDispose]());

test('ends what is over, a batch at a time, and leaves what is not', async () => {
  const late = await Promise.all([1, 2, 3].map(async () => lab.begin(await lab.order())));
  const open = await lab.begin(await lab.order());
  await lab.t.db.sql`update payments set pay_by = now() where id <> ${open.id}`;
  expect(await expirePayments(lab.ctx)).toBe(2);
  expect(await expirePayments(lab.ctx)).toBe(1);
  expect(await expirePayments(lab.ctx)).toBe(0);
  for (const payment of late) expect(await lab.read(payment)).toMatchObject({ status: 'CANCELLED' });
  expect(await lab.read(open)).toMatchObject({ status: 'CREATED' });
});

test('ends the payment of an order that has ended, and no order whose card is authorized', async () => {
  const [ended, kept] = [await lab.order(), await lab.order()];
  const [one, other] = [await lab.begin(ended), await lab.begin(kept)];
  await lab.t.db.sql`update payments set status = 'AUTHORIZED' where id = ${other.id}`;
  await lab.t.db.sql`alter table orders disable trigger user`;
  await lab.t.db.sql`update orders set pay_by = now() where id in (${ended.order.id}, ${kept.order.id})`;
  await lab.t.db.sql`alter table orders enable trigger user`;
  await expireOrders(lab.ctx);
  expect(await lab.orderOf(ended.order)).toMatchObject({ status: 'EXPIRED' });
  expect(await lab.orderOf(kept.order)).toMatchObject({ status: 'PENDING_PAYMENT' });
  await expirePayments(lab.ctx);
  expect(await lab.read(one)).toMatchObject({ status: 'CANCELLED' });
  expect(await lab.read(other)).toMatchObject({ status: 'AUTHORIZED' });
});
