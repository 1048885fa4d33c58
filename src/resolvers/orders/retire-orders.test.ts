import { afterAll, beforeAll, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import { offerId } from '../../../test/announcements.ts';
import { batchIdOf } from '../../../test/credits.ts';
import type { TestUser } from '../../../test/harness.ts';
import { openOffer, type OfferTerms } from '../../../test/offers.ts';
import { order, orderIdOf, payByCard, settled } from '../../../test/order-lab.ts';
import { CLAIM, openToldRetirements, type ToldRetirements } from '../../../test/told-retirements.ts';
import { selectHoldingsOf } from '../../db/holdings.ts';
import { selectOrderEvents, selectOrdersById } from '../../db/order-lists.ts';
import type { OrderRow } from '../../db/orders.ts';
import { type RetirementRow, selectRetirementsOfRequest, TONNE } from '../../db/retirements.ts';
import { encodeId } from '../ids.ts';
import { refundOrder } from './refund-order.ts';
import { retireOrders } from './retire-orders.ts';

let lab: ToldRetirements;
let [buyer, seller, finance] = [] as unknown as [TestUser, TestUser, TestUser];

beforeAll(async () => {
  lab = await openToldRetirements();
  buyer = await lab.t.user('buyer');
  seller = await lab.t.user('seller', { funds: { CARBON: '10' } });
  finance = await lab.t.user('finance', { roles: ['FINANCE'] });
});
afterAll(() => lab[Symbol.asyncDispose]());

/** Credits of a batch that somebody has deposited and announced. */
async function offered(tonnes: bigint, terms: OfferTerms = {}): Promise<{ batchId: string; announcementId: string }> {
  const batchId = await lab.batch();
  await lab.give(seller, batchId, tonnes);
  const offer = await openOffer(seller, { quantity: String(tonnes), ...terms, batchId: batchIdOf(batchId) });
  return { batchId, announcementId: offerId(offer) };
}

async function boughtToRetire(wish: object): Promise<OrderRow> {
  const ordered = await order(buyer, { autoRetire: CLAIM, ...wish });
  await payByCard(buyer, ordered);
  return settled(lab.t, ordered);
}

const rowOf = async ({ id }: { readonly id: string }) => (await selectOrdersById(lab.t.db, [id]))[0];
const retirementsOf = ({ id }: { readonly id: string }): Promise<RetirementRow[]> =>
  selectRetirementsOfRequest(lab.t.db, id);
const holdingOf = async (batchId: string) =>
  (await selectHoldingsOf(lab.t.db, buyer.id, { after: undefined, limit: 100 })).find(
    (holding) => holding.batchId === batchId,
  );
const refund = (ordered: { readonly id: string }) =>
  refundOrder(finance.ctx, { orderId: orderIdOf(ordered), reason: 'found wanting', idempotencyKey: newId() });

test('what an order bought to retire is retired as soon as it is settled, once', async () => {
  const { batchId, announcementId } = await offered(10n);
  const ordered = await boughtToRetire({ announcementId, quantity: '7' });
  expect(ordered).toMatchObject({ status: 'COMPLETED', retireState: 'WAITING' });
  expect(await Promise.all([retireOrders(lab.t.nobody), retireOrders(lab.t.nobody)])).toContain(1);
  expect(await rowOf(ordered)).toMatchObject({ retireState: 'REQUESTED' });
  const [retirement, ...others] = await retirementsOf(ordered);
  expect(others).toEqual([]);
  expect(retirement).toMatchObject({
    orderId: ordered.id,
    ownerId: buyer.id,
    actorId: buyer.id,
    batchId,
    quantity: 7n * TONNE,
    reason: 'CORPORATE_INVENTORY',
    status: 'REQUESTED',
  });
  expect(await holdingOf(batchId)).toMatchObject({ available: 0n, held: 7n });
  expect(await retireOrders(lab.t.nobody)).toBe(0);
});

test('nothing that is retired, or about to be, is refundable; what the chain did not take is', async () => {
  const { batchId, announcementId } = await offered(10n);
  const ordered = await boughtToRetire({ announcementId, quantity: '4' });
  await retireOrders(lab.t.nobody);
  await lab.pass();
  await expect(refund(ordered)).rejects.toMatchObject({ obstacle: 'RETIRED' });
  const [retirement] = await retirementsOf(ordered);
  if (!retirement) throw new Error('nothing was retired');
  await lab.giveUp(retirement);
  await lab.pass();
  expect((await lab.now(retirement)).status).toBe('REVERTED');
  expect(await holdingOf(batchId)).toMatchObject({ available: 4n, held: 0n });
  expect(await refund(ordered)).toMatchObject({ status: 'REFUNDED' });
});

test('credits of the same batch that were retired since count as those of the order', async () => {
  const { batchId, announcementId } = await offered(10n);
  const ordered = await order(buyer, { announcementId, quantity: '4' });
  await payByCard(buyer, ordered);
  await settled(lab.t, ordered);
  await lab.retire(buyer, { batchId, quantity: '1' });
  await expect(refund(ordered)).rejects.toMatchObject({ obstacle: 'RETIRED' });
});

test('of several batches each is retired by itself', async () => {
  const [one, two] = [await offered(3n, { price: { fixed: '1.00' } }), await offered(5n, { price: { fixed: '1.01' } })];
  const criteria = { batchIds: [batchIdOf(one.batchId), batchIdOf(two.batchId)] };
  const ordered = await boughtToRetire({ criteria, quantity: '8', currency: 'EUR', maxPrice: '2' });
  await retireOrders(lab.t.nobody);
  const retired = (await retirementsOf(ordered)).map(({ batchId, quantity }) => [batchId, quantity / TONNE] as const);
  expect(retired).toHaveLength(2);
  expect(new Map(retired)).toEqual(
    new Map([
      [one.batchId, 3n],
      [two.batchId, 5n],
    ]),
  );
  expect(await rowOf(ordered)).toMatchObject({ retireState: 'REQUESTED' });
});

test('less than a tonne of CARBON waits for its beneficiary, and is asked for once', async () => {
  const offer = await openOffer(seller, { quantity: '0.5' });
  const ordered = await boughtToRetire({ announcementId: offerId(offer), quantity: '0.5' });
  expect(await retireOrders(lab.t.nobody)).toBe(1);
  expect(await retireOrders(lab.t.nobody)).toBe(0);
  expect(await rowOf(ordered)).toMatchObject({ retireState: 'REQUESTED' });
  expect(await retirementsOf(ordered)).toEqual([]);
  expect(await lab.t.balance(buyer, 'CARBON')).toMatchObject({ available: 0n });
  await expect(refund(ordered)).rejects.toMatchObject({ obstacle: 'CREDITS_GONE' });
});

test('where it cannot be retired the credits stay the buyer’s, and the history says why', async () => {
  const { batchId, announcementId } = await offered(10n);
  const ordered = await boughtToRetire({ announcementId, quantity: '2' });
  // The buyer was faster, and has offered them again.
  await openOffer(buyer, { quantity: '2', batchId: encodeId('CreditBatch', batchId) });
  expect(await retireOrders(lab.t.nobody)).toBe(1);
  expect(await rowOf(ordered)).toMatchObject({ status: 'COMPLETED', retireState: 'REFUSED' });
  const history = await selectOrderEvents(lab.t.db, [ordered.id]);
  expect(history.at(-1)?.reason).toMatch(/^It could not be retired: /);
  expect(await retireOrders(lab.t.nobody)).toBe(0);
});
