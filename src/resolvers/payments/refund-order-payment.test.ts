import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestUser } from '../../../test/harness.ts';
import { foundedBy } from '../../../test/organizations.ts';
import { openPaymentLab, type Ordered, type PaymentLab } from '../../../test/payments.ts';
import { lockOrder } from '../../db/order-writes.ts';
import type { OrderRow } from '../../db/orders.ts';
import { lockPayment, type PaymentRow } from '../../db/payments.ts';
import { IllegalTransition } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { updateOrganization } from '../organizations/update-organization.ts';
import { fromBank, receiveMoney } from './receive-money.ts';
import { type OrderRefund, refundOrderPayment } from './refund-order-payment.ts';
import { simulatePayment } from './simulate-payment.ts';
import { startRefund } from './start-refund.ts';

// What is paid and not settled is HELD for its buyer, as it is again where an order is undone.

let lab: PaymentLab;
beforeAll(async () => {
  lab = await openPaymentLab({ STRIPE_SECRET_KEY: '' });
});
afterAll(() => lab[Symbol.asyncDispose]());

const DUE = 101_202n;
const PROCESSOR_FEE = 3_054n;

const simulate = ({ buyer }: Ordered, { id }: PaymentRow, outcome: string): Promise<PaymentRow> =>
  simulatePayment(buyer.ctx, { paymentId: encodeId('Payment', id), outcome });

async function paidByCard(): Promise<Ordered & { readonly payment: PaymentRow }> {
  const ordered = await lab.order();
  return { ...ordered, payment: await simulate(ordered, await lab.begin(ordered), 'PAY') };
}

const giveBack = ({ order }: Ordered, refund: Partial<OrderRefund> = {}): Promise<PaymentRow> =>
  lab.t.db.transact(async (tx) =>
    refundOrderPayment(tx, (await lockOrder(tx, order.id)) as OrderRow, { reason: 'undone', actorId: null, ...refund }),
  );

test('a card gets back what the order cost; what the processor kept the buyer bears, or else the platform', async () => {
  const ordered = await paidByCard();
  expect(await giveBack(ordered)).toMatchObject({ status: 'PARTIALLY_REFUNDED', refunded: DUE });
  const fees = await lab.platform('FEES');
  const whole = await paidByCard();
  expect(await giveBack(whole, { whole: true })).toMatchObject({ status: 'REFUNDED', refunded: DUE + PROCESSOR_FEE });
  expect(await lab.platform('FEES')).toBe(fees - PROCESSOR_FEE);
  // It is held until the card has it.
  expect(await lab.t.balance(whole.buyer, 'EUR')).toEqual({ available: 0n, held: DUE + PROCESSOR_FEE });
  expect((await lab.t.ledgerSums())['EUR']).toBe(0n);
});

test('what the platform gave of its own before comes back to it, and nobody gets more than they paid', async () => {
  const fees = await lab.platform('FEES');
  const ordered = await paidByCard();
  const before = 5_000n;
  await lab.t.db.transact(async (tx) => {
    const refund = {
      amount: before,
      fromFees: before,
      reason: 'late',
      destination: 'ORIGINAL',
      actorId: null,
    } as const;
    await startRefund(tx, (await lockPayment(tx, ordered.payment.id)) as PaymentRow, refund);
  });
  expect(await giveBack(ordered)).toMatchObject({ status: 'REFUNDED', refunded: DUE + PROCESSOR_FEE });
  expect(await lab.platform('FEES')).toBe(fees - PROCESSOR_FEE);
  expect(await lab.t.balance(ordered.buyer, 'EUR')).toEqual({ available: 0n, held: DUE + PROCESSOR_FEE });
  expect((await lab.t.ledgerSums())['EUR']).toBe(0n);
});

test('of an invoice what is still owed is taken off first; the rest is in the wallet', async () => {
  const admin = await lab.t.user('moss-admin', { roles: ['ENTERPRISE_USER'] });
  const moss = await foundedBy(lab.t, admin);
  await updateOrganization(admin.ctx, {
    organizationId: moss.organizationId,
    billingAddress: ['Bahnhofstrasse 1', '8001 Zürich'],
    invoiceEmail: 'invoices@moss.example',
  });
  const onAccount = async (buyer: TestUser) => {
    const ordered = await lab.order({ buyer, organizationId: moss.organizationId });
    return { ...ordered, payment: await lab.begin(ordered, 'INVOICE') };
  };
  const unpaid = await onAccount(admin);
  expect(await lab.platform('RECEIVABLE')).toBe(-DUE);
  expect(await giveBack(unpaid)).toMatchObject({ status: 'CANCELLED', credited: DUE, refunded: 0n });
  expect(await lab.platform('RECEIVABLE')).toBe(0n);

  const partly = await onAccount(admin);
  await lab.t.db.transact(async (tx) => {
    const order = (await lockOrder(tx, partly.order.id)) as OrderRow;
    const payment = (await lockPayment(tx, partly.payment.id)) as PaymentRow;
    await receiveMoney(tx, order, payment, { amount: 1_202n, source: fromBank(payment), note: 'It has come.' });
  });
  const back = await giveBack(partly);
  expect(back).toMatchObject({ status: 'REFUNDED', received: 1_202n, credited: DUE - 1_202n, refunded: 1_202n });
  expect(await lab.platform('RECEIVABLE')).toBe(0n);
  expect(await lab.t.balance(moss.owner, 'EUR')).toEqual({ available: 1_202n, held: 0n });
  expect((await lab.t.ledgerSums())['EUR']).toBe(0n);
});

test('nothing is given back that is disputed, went back before, or was never paid', async () => {
  const disputed = await paidByCard();
  await simulate(disputed, disputed.payment, 'DISPUTE');
  await expect(giveBack(disputed)).rejects.toThrow(IllegalTransition);
  const twice = await paidByCard();
  await giveBack(twice, { whole: true });
  await expect(giveBack(twice, { whole: true })).rejects.toThrow(IllegalTransition);
  await expect(giveBack(await lab.order())).rejects.toThrow('nothing has paid order');
});
