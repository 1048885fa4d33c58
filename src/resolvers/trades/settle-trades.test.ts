import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import { openTestApp, type TestApp, type TestUser, units } from '../../../test/harness.ts';
import { placeTrade } from './place-trade.ts';
import { encodeId } from '../ids.ts';

describe('smoke', () => {
  let t: TestApp;
  let seller: TestUser;
  beforeAll(async () => {
    t = await openTestApp();
    seller = await t.user('seller', { funds: { CARBON: '1000' } });
  });
  afterAll(() => t[Symbol.asyncDispose]());

  test('a trade of 120 t at 8.35 EUR comes out to the cent', async () => {
    const id = newId();
    const buyer = await t.user('buyer', { funds: { EUR: '2000.00' } });
    const { announcements } = await import('../../db/announcements.ts');
    await t.db.orm.insert(announcements).values({ id, sellerId: seller.id, title: 'x', quantity: units('120', 'CARBON'), remaining: units('120', 'CARBON'), minimumFill: 1n, currency: 'EUR', priceKind: 'FIXED', fixedPrice: units('8.35', 'ETH'), status: 'ACTIVE', expiresAt: new Date(Date.now() + 86_400_000), openedAt: new Date() });
    const { insertEntries, lockWallets, walletKey } = await import('../../db/ledger.ts');
    await t.db.transact(async (tx) => {
      const w = (await lockWallets(tx, [{ ownerId: seller.id, asset: 'CARBON' }])).get(walletKey({ ownerId: seller.id, asset: 'CARBON' }))!;
      const q = units('120', 'CARBON');
      await insertEntries(tx, [{ id: newId(), kind: 'ANNOUNCEMENT_HOLD', referenceId: id, actorId: seller.id, legs: [{ accountId: w.available.accountId, asset: 'CARBON', amount: -q }, { accountId: w.held.accountId, asset: 'CARBON', amount: q }] }], [w]);
    });
    const trade = await placeTrade(buyer.ctx, { announcementId: encodeId('Announcement', id), quantity: '120', idempotencyKey: 'first-trade' });
    expect(trade).toMatchObject({ totalPrice: 100200n, buyerFee: 1002n, sellerFee: 501n });
    expect(await t.balance(buyer, 'EUR')).toEqual({ available: 200000n - 101202n, held: 0n });
    expect(await t.balance(seller, 'EUR')).toEqual({ available: 99699n, held: 0n });
    expect(Object.values(await t.ledgerSums()).every((sum) => sum === 0n)).toBe(true);
  });
});
