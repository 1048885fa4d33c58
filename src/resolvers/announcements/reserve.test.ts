import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listen, offerId, offerIn, rowOf, runOut, step } from '../../../test/announcements.ts';
import { batchIdOf, batchOf, depositFor, heldBy } from '../../../test/credits.ts';
import { buy } from '../../../test/engines.ts';
import { openTestApp, type TestApp, type TestUser, units } from '../../../test/harness.ts';
import { openOffer } from '../../../test/offers.ts';
import type { AnnouncementRow } from '../../db/announcements.ts';
import { brokenConstraint, type Db } from '../../db/client.ts';
import { insertEntries, lockWallets, walletKey } from '../../db/ledger.ts';
import type { Take } from '../../db/reservations.ts';
import { InputInvalid, NotFound } from '../errors.ts';
import { platformContext } from '../context.ts';
import { AnnouncementClosed, BelowMinimumFill, QuantityUnavailable } from '../trades/errors.ts';
import { cancelAnnouncement } from './cancel-announcement.ts';
import { expireAnnouncements } from './expire-announcements.ts';
import { pauseAnnouncement } from './pause-announcement.ts';
import { fillReserved, releaseReserved, reserve } from './reserve.ts';
import { creditsOf, holdEntry } from './rules.ts';
import { updateAnnouncement } from './update-announcement.ts';

let t: TestApp;
let [seller, buyer] = [] as unknown as [TestUser, TestUser];
let batchId: string;
beforeAll(async () => {
  t = await openTestApp();
  const by = {
    owner: await t.user('proponent', { roles: ['PROJECT_OWNER'] }),
    admin: await t.user('registrar', { roles: ['PLATFORM_ADMIN'] }),
  };
  seller = await t.user('seller', { funds: { CARBON: '1000' } });
  buyer = await t.user('buyer', { funds: { EUR: '100000.00' } });
  batchId = await batchOf(t, by);
  await depositFor(t, by.admin, { owner: seller, batchId, tonnes: 1_000n });
});
afterAll(() => t[Symbol.asyncDispose]());

const offerOf = (terms: object = {}) => openOffer(seller, { batchId: batchIdOf(batchId), quantity: '10', ...terms });
const takeOf = ({ id: announcementId }: { id: string }, quantity: bigint): Take => ({ announcementId, quantity });
const inTransaction = <T>(work: (tx: Db) => Promise<T>) => t.db.transact(work);
const reserved = (offer: { id: string }, quantity: bigint) =>
  inTransaction((tx) => reserve(tx, [takeOf(offer, quantity)]));

/** Lets go as whoever cancels an order does: what closed announcements held goes back to their sellers. */
const letGo = (...takes: readonly Take[]) =>
  inTransaction(async (tx) => {
    const back = await releaseReserved(tx, takes);
    const wallets = await lockWallets(
      tx,
      back.map(({ announcement }) => creditsOf(announcement)),
    );
    const entries = back.flatMap(({ announcement, quantity }) => {
      const wallet = wallets.get(walletKey(creditsOf(announcement)));
      return wallet ? [holdEntry(newId(), announcement, wallet, -quantity, null)] : [];
    });
    await insertEntries(tx, entries, wallets.values());
    return back;
  });

describe('what is reserved', () => {
  test('stays where it was held, and nobody else can buy it', async () => {
    const offer = await offerOf();
    const held = await heldBy(t, seller, batchId);
    const news = await listen(t);
    expect(await reserved(offer, 7n)).toMatchObject([{ id: offer.id, remaining: 10n, reserved: 7n, status: 'ACTIVE' }]);
    expect(await news()).toEqual([`announcement ${offer.id}`]);
    expect(await heldBy(t, seller, batchId)).toEqual(held);
    await expect(buy(buyer.ctx, offer, '4')).rejects.toEqual(new QuantityUnavailable(3n, batchId));
    await buy(buyer.ctx, offer, '3');
    await expect(buy(buyer.ctx, offer, '1')).rejects.toEqual(new QuantityUnavailable(0n, batchId));
    expect(await rowOf(t, offer)).toMatchObject({ status: 'ACTIVE', remaining: 7n, reserved: 7n });
  });

  test('of CARBON is the same', async () => {
    const offer = await offerIn(t, seller, 'ACTIVE');
    await reserved(offer, units('2.5', 'CARBON'));
    await expect(buy(buyer.ctx, offer, '8')).rejects.toEqual(new QuantityUnavailable(units('7.5', 'CARBON'), null));
    expect(await buy(buyer.ctx, offer, '7.5')).toMatchObject({ quantity: units('7.5', 'CARBON') });
  });

  test('can be bought again once it is let go', async () => {
    const offer = await offerOf();
    await reserved(offer, 10n);
    expect(await letGo(takeOf(offer, 4n))).toEqual([]);
    await expect(buy(buyer.ctx, offer, '5')).rejects.toEqual(new QuantityUnavailable(4n, batchId));
    await buy(buyer.ctx, offer, '4');
  });

  test('is sold by filling it, and the last of it sells the announcement out', async () => {
    const offer = await offerOf();
    await reserved(offer, 10n);
    const fill = (quantity: bigint) => inTransaction((tx) => fillReserved(tx, [takeOf(offer, quantity)]));
    expect(await fill(4n)).toMatchObject([{ status: 'ACTIVE', remaining: 6n, reserved: 6n, closedAt: null }]);
    await pauseAnnouncement(seller.ctx, { announcementId: offerId(offer) });
    expect(await fill(6n)).toMatchObject([
      { status: 'SOLD_OUT', remaining: 0n, reserved: 0n, closedAt: expect.any(Date) as Date },
    ]);
  });

  test('keeps the seller from offering less than it', async () => {
    const offer = await offerOf();
    await buy(buyer.ctx, offer, '2');
    await reserved(offer, 5n);
    const change = (quantity: string) =>
      updateAnnouncement(seller.ctx, { announcementId: offerId(offer), quantity, idempotencyKey: newId() });
    await expect(change('6')).rejects.toThrow(InputInvalid);
    expect(await change('7')).toMatchObject({ quantity: 7n, remaining: 5n, reserved: 5n });
  });

  test('in several announcements at once, in whatever order they are named: all of it or nothing', async () => {
    const offers = [await offerOf(), await offerOf(), await offerOf()];
    const [a, b, c] = offers as [AnnouncementRow, AnnouncementRow, AnnouncementRow];
    const rows = await inTransaction((tx) => reserve(tx, [takeOf(c, 1n), takeOf(a, 2n), takeOf(c, 3n), takeOf(b, 4n)]));
    expect(rows.map((row) => [row.id, row.reserved])).toEqual(
      [[a.id, 2n] as const, [b.id, 4n] as const, [c.id, 4n] as const].toSorted(([x], [y]) => (x < y ? -1 : 1)),
    );
    const tooMuch = inTransaction((tx) => reserve(tx, [takeOf(a, 1n), takeOf(b, 7n)]));
    await expect(tooMuch).rejects.toEqual(new QuantityUnavailable(6n, batchId));
    expect(await rowOf(t, a)).toMatchObject({ reserved: 2n });
  });
});

describe('of an announcement that is closed meanwhile', () => {
  const endings = {
    CANCELLED: (offer: AnnouncementRow) => cancelAnnouncement(seller.ctx, step(offer)),
    EXPIRED: async (offer: AnnouncementRow) => {
      await runOut(t, [offer.id]);
      await expireAnnouncements(platformContext(t.app, 'test'));
    },
  };
  test.each(['CANCELLED', 'EXPIRED'] as const)('(%s) only what nobody has reserved goes back', async (status) => {
    const offer = await offerOf();
    await reserved(offer, 7n);
    const before = await heldBy(t, seller, batchId);
    await endings[status](offer);
    expect(await heldBy(t, seller, batchId)).toEqual({ available: before.available + 3n, held: before.held - 3n });
    expect(await rowOf(t, offer)).toMatchObject({ status, remaining: 10n, reserved: 7n });

    await inTransaction((tx) => fillReserved(tx, [takeOf(offer, 2n)]));
    expect(await rowOf(t, offer)).toMatchObject({ status, remaining: 8n, reserved: 5n });
    // The credits themselves are the order's to post: here they stay.
    expect(await letGo(takeOf(offer, 5n))).toMatchObject([{ quantity: 5n, announcement: { id: offer.id } }]);
    expect(await heldBy(t, seller, batchId)).toEqual({ available: before.available + 8n, held: before.held - 8n });
    expect(await rowOf(t, offer)).toMatchObject({ status, remaining: 8n, reserved: 0n });
  });

  test('all of it reserved: nothing goes back yet, and no empty entry is written', async () => {
    const offer = await offerOf();
    await reserved(offer, 10n);
    const before = await heldBy(t, seller, batchId);
    await endings.CANCELLED(offer);
    expect(await heldBy(t, seller, batchId)).toEqual(before);
    expect(await letGo(takeOf(offer, 10n))).toHaveLength(1);
    expect(await heldBy(t, seller, batchId)).toEqual({ available: before.available + 10n, held: before.held - 10n });
  });
});

describe('refuses to reserve', () => {
  test('of what is not open, or is not there', async () => {
    for (const status of ['PAUSED', 'CANCELLED', 'EXPIRED', 'SOLD_OUT'] as const) {
      const offer = await offerIn(t, seller, status);
      await expect(reserved(offer, 1n), status).rejects.toEqual(new AnnouncementClosed(status));
    }
    await expect(reserved(await offerIn(t, seller, 'DRAFT'), 1n)).rejects.toThrow(NotFound);
    await expect(reserved({ id: newId() }, 1n)).rejects.toThrow(NotFound);
    const late = await offerOf();
    await runOut(t, [late.id]);
    await expect(reserved(late, 1n)).rejects.toEqual(new AnnouncementClosed('EXPIRED'));
  });

  test('more than is free, nothing, and less than the minimum fill but all that is left', async () => {
    const offer = await offerOf({ minimumFill: '6' });
    await expect(reserved(offer, 11n)).rejects.toEqual(new QuantityUnavailable(10n, batchId));
    await expect(reserved(offer, 0n)).rejects.toThrow(QuantityUnavailable);
    await expect(reserved(offer, 5n)).rejects.toEqual(new BelowMinimumFill(6n, batchId));
    await reserved(offer, 6n);
    expect(await reserved(offer, 4n)).toMatchObject([{ reserved: 10n }]);
  });

  test('in the database too: never more than is left, and only of what is active', async () => {
    const offer = await offerOf();
    const broken = (statement: Promise<unknown>) => statement.then(() => undefined, brokenConstraint);
    const set = (reservedNow: bigint) =>
      broken(t.db.sql`update announcements set reserved = ${reservedNow.toString()}::numeric where id = ${offer.id}`);
    expect(await set(11n)).toBe('announcements_reserved');
    expect(await set(-1n)).toBe('announcements_reserved');
    await pauseAnnouncement(seller.ctx, { announcementId: offerId(offer) });
    expect(await set(1n)).toBe('announcements_reserved_of_active');
    expect(await broken(letGo(takeOf(offer, 1n)))).toBe('announcements_reserved');
  });
});

test('buyers and orders at once: no credit is both sold and reserved', async () => {
  const offer = await offerOf({ quantity: '50' });
  const trades = Array.from({ length: 30 }, () => buy(buyer.ctx, offer, '1'));
  const orders = Array.from({ length: 30 }, () => reserved(offer, 1n));
  const [bought, kept] = await Promise.all([Promise.allSettled(trades), Promise.allSettled(orders)]);
  const count = (all: readonly PromiseSettledResult<unknown>[]) =>
    all.filter(({ status }) => status === 'fulfilled').length;
  expect(count(bought) + count(kept)).toBe(50);
  expect(await rowOf(t, offer)).toMatchObject({
    remaining: BigInt(50 - count(bought)),
    reserved: BigInt(count(kept)),
    status: 'ACTIVE',
  });
});
