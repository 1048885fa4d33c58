import { afterAll, beforeAll, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import { offerId } from '../../../test/announcements.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { openOrderLab, order, orderIdOf, type OrderLab, payByCard, settled } from '../../../test/order-lab.ts';
import { foundedBy } from '../../../test/organizations.ts';
import { auditOf } from '../../../test/projects.ts';
import { platformAccounts } from '../../db/ledger.ts';
import type { OrderRow } from '../../db/orders.ts';
import { PLATFORM_PARTY } from '../../db/parties.ts';
import { selectPaymentsOfOrders } from '../../db/payments.ts';
import { openAnnouncement } from '../announcements/open-announcement.ts';
import { draftAnnouncement } from '../announcements/draft-announcement.ts';
import { Forbidden, IllegalTransition, InputInvalid, NotFound, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { simulatePayment } from '../payments/simulate-payment.ts';
import { sendTransfer } from '../transfers/send-transfer.ts';
import { FourEyesRequired } from '../wallets/errors.ts';
import { NotRefundable } from './errors.ts';
import { refundOrder } from './refund-order.ts';

let t: TestApp;
let lab: OrderLab;
let [buyer, finance] = [] as unknown as [TestUser, TestUser];

beforeAll(async () => {
  t = await openTestApp();
  lab = await openOrderLab(t);
  buyer = await t.user('buyer');
  finance = await t.user('finance', { roles: ['FINANCE'] });
});
afterAll(() => t[Symbol.asyncDispose]());

const wish = (ordered: { readonly id: string }, given: object = {}) => ({
  orderId: orderIdOf(ordered),
  reason: 'The project was found wanting.',
  idempotencyKey: newId(),
  ...given,
});

interface Bought {
  readonly ordered: OrderRow;
  readonly seller: TestUser;
  readonly batchId: string;
}
let sellers = 0;

/** An order of 120 t at 8.35 that was paid and is settled. */
async function bought(by: TestUser = buyer, given: object = {}): Promise<Bought> {
  const seller = await t.user(`seller-${(sellers += 1)}`);
  const batchId = await lab.batch({ vintage: 2000 + sellers });
  const offer = await lab.offer(batchId, 120n, { seller });
  const ordered = await order(by, { announcementId: offerId(offer), quantity: '120', ...given });
  await payByCard(by, ordered);
  return { ordered: await settled(t, ordered), seller, batchId };
}

const feesOf = async (): Promise<bigint> =>
  (
    await t.db.sql<{ sum: bigint }[]>`
      select coalesce(sum(amount), 0) as sum from postings where account_id in (${platformAccounts.FEES.EUR.toString()}::bigint,
        ${platformAccounts.FEES_COMMUNITY.EUR.toString()}::bigint, ${platformAccounts.FEES_INSURANCE.EUR.toString()}::bigint)`
  )[0]?.sum ?? 0n;

test('undoes a settled order to the cent: the credits go back, and the price with the fee of the platform', async () => {
  const before = await feesOf();
  const { ordered, seller, batchId } = await bought();
  const refunded = await refundOrder(finance.ctx, wish(ordered));
  expect(refunded).toMatchObject({ status: 'REFUNDED', reason: 'The project was found wanting.' });
  expect(await lab.holding(buyer.id, batchId)).toEqual({ available: 0n, held: 0n });
  expect(await lab.holding(seller.id, batchId)).toEqual({ available: 120n, held: 0n });
  expect(await t.balance(seller, 'EUR')).toEqual({ available: 0n, held: 0n });
  expect(await feesOf()).toBe(before);
  // It is held until the card has it: all but what the processor kept.
  expect(await t.balance(buyer, 'EUR')).toEqual({ available: 0n, held: 1012_02n });
  const [payment] = await selectPaymentsOfOrders(t.db, [ordered.id]);
  expect(payment).toMatchObject({ status: 'PARTIALLY_REFUNDED', received: 1042_56n, refunded: 1012_02n });
  expect(await auditOf(t, ordered)).toMatchObject([{ action: 'ORDER_REFUNDED', actorId: finance.id }]);
  expect(await lab.faultsInBooks()).toEqual([]);
});

test('is decided by finance, never by its buyer or one of the buying organization, with a reason, and once', async () => {
  const { ordered } = await bought();
  await expect(refundOrder(t.nobody, wish(ordered))).rejects.toThrow(Unauthenticated);
  await expect(refundOrder(buyer.ctx, wish(ordered))).rejects.toThrow(Forbidden);
  await expect(refundOrder(finance.ctx, wish(ordered, { reason: ' ' }))).rejects.toThrow(InputInvalid);
  await expect(refundOrder(finance.ctx, wish({ id: newId() }))).rejects.toThrow(NotFound);
  const once = wish(ordered);
  await refundOrder(finance.ctx, once);
  expect(await refundOrder(finance.ctx, once)).toMatchObject({ status: 'REFUNDED' });
  await expect(refundOrder(finance.ctx, wish(ordered))).rejects.toThrow(IllegalTransition);

  const own = await bought(finance);
  await expect(refundOrder(finance.ctx, wish(own.ordered))).rejects.toThrow(FourEyesRequired);
  const founder = await t.user('founder', { roles: ['ENTERPRISE_USER'] });
  const { organizationId } = await foundedBy(t, founder, [finance, 'VIEWER']);
  const theirs = await bought(founder, { organizationId });
  await expect(refundOrder(finance.ctx, wish(theirs.ordered))).rejects.toThrow(FourEyesRequired);
  expect(await lab.faultsInBooks()).toEqual([]);
});

test('needs an order that is settled, and the time in which it can be refunded', async () => {
  const offer = await lab.offer(await lab.batch(), 10n);
  const open = await order(buyer, { announcementId: offerId(offer), quantity: '1' });
  await expect(refundOrder(finance.ctx, wish(open))).rejects.toThrow(IllegalTransition);
  await payByCard(buyer, open);
  await expect(refundOrder(finance.ctx, wish(open))).rejects.toThrow(IllegalTransition);
  await settled(t, open);
  await t.db.sql`update orders set completed_at = now() - interval '15 days' where id = ${open.id}`;
  await expect(refundOrder(finance.ctx, wish(open))).rejects.toMatchObject({ obstacle: 'TOO_LATE' });
});

test('needs the credits to be there, and the seller to have the money', async () => {
  const sold = await bought();
  const batchId = encodeId('CreditBatch', sold.batchId);
  const terms = { title: 'Again', quantity: '1', currency: 'EUR', price: { fixed: '9' }, batchId };
  const draft = await draftAnnouncement(buyer.ctx, terms);
  await openAnnouncement(buyer.ctx, { announcementId: offerId(draft), idempotencyKey: newId() });
  await expect(refundOrder(finance.ctx, wish(sold.ordered))).rejects.toMatchObject({ obstacle: 'CREDITS_GONE' });

  const spent = await bought();
  await sendTransfer(spent.seller.ctx, {
    recipientId: encodeId('User', finance.id),
    asset: 'EUR',
    amount: '0.01',
    idempotencyKey: newId(),
  });
  const refused = refundOrder(finance.ctx, wish(spent.ordered));
  await expect(refused).rejects.toThrow(NotRefundable);
  await expect(refused).rejects.toMatchObject({ obstacle: 'SELLER_FUNDS' });
  expect(await lab.faultsInBooks()).toEqual([]);
});

test('what came from the stock of the platform is for sale again', async () => {
  const batchId = await lab.batch({ project: { category: 'ARR; WRC' } });
  await lab.stock(batchId, 10n);
  const paid = (await t.balance({ ...buyer, id: PLATFORM_PARTY }, 'EUR')).available;
  const ordered = await order(buyer, { batchId: encodeId('CreditBatch', batchId), quantity: '10', currency: 'EUR' });
  await payByCard(buyer, ordered);
  await settled(t, ordered);
  expect((await t.balance({ ...buyer, id: PLATFORM_PARTY }, 'EUR')).available).toBe(paid + 160_00n);
  await refundOrder(finance.ctx, wish(ordered));
  expect(await lab.holding(PLATFORM_PARTY, batchId)).toEqual({ available: 10n, held: 0n });
  expect((await t.balance({ ...buyer, id: PLATFORM_PARTY }, 'EUR')).available).toBe(paid);
});

test('a disputed payment has its own way, and is not refunded beside it', async () => {
  const { ordered } = await bought();
  const [payment] = await selectPaymentsOfOrders(t.db, [ordered.id]);
  await simulatePayment(buyer.ctx, { paymentId: encodeId('Payment', payment?.id ?? ''), outcome: 'DISPUTE' });
  await expect(refundOrder(finance.ctx, wish(ordered))).rejects.toMatchObject({ obstacle: 'PAYMENT' });
});
