import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { batchIdOf, batchOf, blockIdOf, blockIn, depositFor, heldBy } from '../../../test/credits.ts';
import { buy, type Engine, faultsInBooks, manyUsers, openEngine, outcomesOf } from '../../../test/engines.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { openOffer } from '../../../test/offers.ts';
import { foundedBy } from '../../../test/organizations.ts';
import { draftAnnouncement } from '../announcements/draft-announcement.ts';
import { openAnnouncement } from '../announcements/open-announcement.ts';
import { depositCredits } from '../credits/deposit-credits.ts';
import { InputInvalid, InsufficientCredits, NotFound } from '../errors.ts';
import { findBalance, isReconciled } from '../holdings/read.ts';
import { encodeId } from '../ids.ts';
import { sendTransfer } from '../transfers/send-transfer.ts';
import { BelowMinimumFill, OwnAnnouncement, QuantityUnavailable } from './errors.ts';
import { placeTrade } from './place-trade.ts';

let t: TestApp;
let [here, there] = [] as unknown as [Engine, Engine];
let [owner, admin, seller, buyer] = [] as unknown as [TestUser, TestUser, TestUser, TestUser];
let batchId: string;
beforeAll(async () => {
  t = await openTestApp();
  [here, there] = [await openEngine(t), await openEngine(t)];
  owner = await t.user('proponent', { roles: ['PROJECT_OWNER'] });
  admin = await t.user('registrar', { roles: ['PLATFORM_ADMIN'] });
  seller = await t.user('seller');
  buyer = await t.user('buyer', { funds: { EUR: '100000.00', CARBON: '5' } });
  batchId = await batchOf(t, { owner, admin });
  await depositFor(t, admin, { owner: seller, batchId, tonnes: 1_000n });
});
afterAll(async () => {
  await here[Symbol.asyncDispose]();
  await there[Symbol.asyncDispose]();
  await t[Symbol.asyncDispose]();
});

const offerOf = (terms: object = {}) => openOffer(seller, { batchId: batchIdOf(batchId), ...terms });

describe('credits of a batch', () => {
  test('of 120 t at 8.35 EUR come out to the cent, and no CARBON moves', async () => {
    const [from, to] = [await t.user('from'), await t.user('to', { funds: { EUR: '2000.00' } })];
    await depositFor(t, admin, { owner: from, batchId, tonnes: 150n });
    const offer = await openOffer(from, { batchId: batchIdOf(batchId), quantity: '120' });
    expect(offer).toMatchObject({ batchId, quantity: 120n, remaining: 120n, reserved: 0n, minimumFill: 1n });
    expect(await heldBy(t, from, batchId)).toEqual({ available: 30n, held: 120n });
    const trade = await buy(to.ctx, offer, '120', { maxTotal: '1012.02' });
    expect(trade).toMatchObject({ batchId, quantity: 120n, totalPrice: 100_200n, buyerFee: 1_002n, sellerFee: 501n });
    expect(await t.balance(to, 'EUR')).toEqual({ available: 98_798n, held: 0n });
    expect(await t.balance(from, 'EUR')).toEqual({ available: 99_699n, held: 0n });
    expect(await heldBy(t, to, batchId)).toEqual({ available: 120n, held: 0n });
    expect(await heldBy(t, from, batchId)).toEqual({ available: 30n, held: 0n });
    for (const user of [from, to]) expect(await t.balance(user, 'CARBON')).toEqual({ available: 0n, held: 0n });
    expect(await faultsInBooks(t)).toEqual([]);
  });

  test('are whole: no part of a tonne is offered or bought', async () => {
    const terms = { title: 'Parts', currency: 'EUR', price: { fixed: '1' }, batchId: batchIdOf(batchId) };
    for (const given of [{ quantity: '0.5' }, { quantity: '10', minimumFill: '1.5' }]) {
      await expect(draftAnnouncement(seller.ctx, { ...terms, ...given })).rejects.toThrow(InputInvalid);
    }
    const offer = await offerOf({ quantity: '10' });
    await expect(buy(buyer.ctx, offer, '1.5')).rejects.toThrow(InputInvalid);
    await expect(buy(buyer.ctx, offer, '11')).rejects.toEqual(new QuantityUnavailable(10n, batchId));
    expect(await buy(buyer.ctx, offer, '2.000')).toMatchObject({ quantity: 2n, totalPrice: 1_670n });
  });

  test('keep the minimum fill, and are sold out like CARBON', async () => {
    const offer = await offerOf({ quantity: '10', minimumFill: '6' });
    await expect(buy(buyer.ctx, offer, '5')).rejects.toEqual(new BelowMinimumFill(6n, batchId));
    await buy(buyer.ctx, offer, '6');
    expect(await buy(buyer.ctx, offer, '4')).toMatchObject({ quantity: 4n });
    const [row] = await t.db.sql`select status, remaining from announcements where id = ${offer.id}`;
    expect(row).toEqual({ status: 'SOLD_OUT', remaining: 0n });
  });

  test('go to an organization that buys them, and come from one that sells them', async () => {
    const [boss, other] = [await t.user('boss', { funds: { EUR: '100.00' } }), await t.user('other')];
    const [buying, selling] = [await foundedBy(t, boss), await foundedBy(t, other)];
    await sendTransfer(boss.ctx, {
      recipientId: buying.organizationId,
      asset: 'EUR',
      amount: '100.00',
      idempotencyKey: 'money-of-the-house',
    });
    const block = await blockIn(t, batchId, 9n);
    await depositCredits(admin.ctx, {
      ownerId: selling.organizationId,
      blockId: blockIdOf(block),
      reference: 'for the house',
      idempotencyKey: 'credits-of-the-house',
    });
    const terms = {
      title: 'House',
      quantity: '9',
      currency: 'EUR',
      price: { fixed: '2' },
      batchId: batchIdOf(batchId),
    };
    const draft = await draftAnnouncement(other.ctx, { ...terms, organizationId: selling.organizationId });
    const announcementId = encodeId('Announcement', draft.id);
    await openAnnouncement(other.ctx, { announcementId, idempotencyKey: 'the-house-opens' });
    const wish = {
      announcementId,
      quantity: '4',
      idempotencyKey: 'the-house-buys',
      organizationId: buying.organizationId,
    };
    await placeTrade(boss.ctx, wish);
    expect(await heldBy(t, selling.row, batchId)).toEqual({ available: 0n, held: 5n });
    expect(await heldBy(t, buying.row, batchId)).toEqual({ available: 4n, held: 0n });
    await expect(buy(other.ctx, draft, '1')).rejects.toThrow(OwnAnnouncement);
    expect(await faultsInBooks(t)).toEqual([]);
  });
});

describe('refuses to offer', () => {
  test('credits that the seller does not hold, or has never held', async () => {
    const nobody = await t.user('nobody');
    const few = { batchId: batchIdOf(batchId), quantity: '5' };
    await expect(openOffer(nobody, few)).rejects.toEqual(new InsufficientCredits(0n, 5n));
    const { available } = await heldBy(t, seller, batchId);
    const more = { batchId: batchIdOf(batchId), quantity: String(available + 1n) };
    await expect(openOffer(seller, more)).rejects.toEqual(new InsufficientCredits(available, available + 1n));
  });

  test('credits of no batch', async () => {
    const terms = { title: 'None', quantity: '1', currency: 'EUR', price: { fixed: '1' } };
    const given = { ...terms, batchId: encodeId('CreditBatch', '00000000-0000-7000-8000-000000000001') };
    await expect(draftAnnouncement(seller.ctx, given)).rejects.toThrow(NotFound);
    await expect(draftAnnouncement(seller.ctx, { ...terms, batchId: 'CARBON' })).rejects.toThrow(InputInvalid);
  });
});

test('buyers who have never had any buy at once, through two engines: nothing is sold twice', async () => {
  const buyers = await manyUsers(t, 'crowd', 40, '1000.00');
  const offer = await offerOf({ quantity: '100', price: { fixed: '2' } });
  const carbon = await t.user('carbon', { funds: { CARBON: '100' } });
  const other = await openOffer(carbon, { quantity: '100', price: { fixed: '2' } });
  const calls = buyers.flatMap((each, i) => {
    const ctx = (i % 2 ? here : there).at(each.ctx);
    return [buy(ctx, offer, '3'), buy(ctx, other, '2.5')];
  });
  const { done, refused } = await outcomesOf(calls);
  expect([...here.failures, ...there.failures]).toEqual([]);
  const sold = done.filter((trade) => trade.batchId === batchId).reduce((sum, { quantity }) => sum + quantity, 0n);
  expect(sold).toBe(99n);
  expect(done).toHaveLength(33 + 40);
  expect(refused).toHaveLength(7);
  for (const refusal of refused) expect(refusal).toEqual(new QuantityUnavailable(1n, batchId));
  expect(await faultsInBooks(t)).toEqual([]);
  const balance = await findBalance(t.nobody, batchIdOf(batchId));
  expect(balance && isReconciled(balance)).toBe(true);
});
