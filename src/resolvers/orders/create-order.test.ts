import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { openOrderLab, order, type OrderLab, payByCard, settled } from '../../../test/order-lab.ts';
import { encodeId } from '../ids.ts';
import { createOrder } from './create-order.ts';

let t: TestApp;
let lab: OrderLab;
let buyer: TestUser;

beforeAll(async () => {
  t = await openTestApp();
  lab = await openOrderLab(t);
  buyer = await t.user('buyer');
});
afterAll(() => t[Symbol.asyncDispose]());

const announcementId = ({ id }: { readonly id: string }) => encodeId('Announcement', id);

describe('an order of an announcement', () => {
  test('comes out to the cent, from the order to what everybody has (the worked example)', async () => {
    const batchId = await lab.batch();
    const offer = await lab.offer(batchId, 120n);
    const ordered = await order(buyer, { announcementId: announcementId(offer), quantity: '120' });
    expect(ordered).toMatchObject({ status: 'PENDING_PAYMENT', total: 1002_00n, buyerFee: 10_02n, currency: 'EUR' });
    const payment = await payByCard(buyer, ordered);
    expect(payment).toMatchObject({ status: 'CAPTURED', received: 1042_56n, keptFee: 30_54n });
    expect(await settled(t, ordered)).toMatchObject({ status: 'COMPLETED' });
    expect(await t.balance(buyer, 'EUR')).toEqual({ available: 0n, held: 0n });
    expect(await lab.holding(buyer.id, batchId)).toEqual({ available: 120n, held: 0n });
    expect(await lab.faultsInBooks()).toEqual([]);
  });
});
