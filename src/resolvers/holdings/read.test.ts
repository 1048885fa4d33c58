import { afterAll, beforeAll, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import { batchIdOf, batchOf, blockIdOf, blockIn, depositFor, heldBy } from '../../../test/credits.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { openOffer } from '../../../test/offers.ts';
import { foundedBy, type TestOrganization } from '../../../test/organizations.ts';
import { openHolding } from '../../db/holdings.ts';
import { depositCredits } from '../credits/deposit-credits.ts';
import { Forbidden, InputInvalid, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { walletEntries } from '../wallets/read.ts';
import { findBalance, findHolding, isReconciled, myHoldings, visibleHoldings } from './read.ts';

let t: TestApp;
let [owner, admin, alice, bob, clerk] = [] as unknown as [TestUser, TestUser, TestUser, TestUser, TestUser];
let house: TestOrganization;
let batches: string[];
beforeAll(async () => {
  t = await openTestApp();
  owner = await t.user('proponent', { roles: ['PROJECT_OWNER'] });
  admin = await t.user('registrar', { roles: ['PLATFORM_ADMIN'] });
  [alice, bob] = [await t.user('alice'), await t.user('bob')];
  clerk = await t.user('clerk', { roles: ['FINANCE'] });
  house = await foundedBy(t, bob, [alice, 'VIEWER']);
  batches = [];
  for (const vintage of [2_026, 2_027, 2_028]) {
    const batchId = await batchOf(t, { owner, admin }, vintage);
    batches.push(batchId);
    await depositFor(t, admin, { owner: alice, batchId, tonnes: BigInt(vintage) });
  }
});
afterAll(() => t[Symbol.asyncDispose]());

const batch = (index: number): string => batches[index] ?? '';

test('lists what the caller holds of each batch, the newest first, in pages', async () => {
  const page = await myHoldings(alice.ctx, { first: 2 });
  expect(page.items).toMatchObject([
    { batchId: batch(2), ownerId: alice.id, available: 2_028n, held: 0n },
    { batchId: batch(1), available: 2_027n },
  ]);
  expect(page.hasNextPage).toBe(true);
  const after = page.cursorOf(page.items[1] as (typeof page.items)[number]);
  const rest = await myHoldings(alice.ctx, { first: 2, after });
  expect(rest.items).toMatchObject([{ batchId: batch(0) }]);
  expect(rest).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  expect((await myHoldings(bob.ctx, {})).items).toEqual([]);
  await expect(myHoldings(t.nobody, {})).rejects.toThrow(Unauthenticated);
  await expect(myHoldings(alice.ctx, { after: 'bm9uZQ' })).rejects.toThrow(InputInvalid);
});

test('a holding that is empty is not listed, and still found', async () => {
  const batchId = await batchOf(t, { owner, admin });
  await t.db.transact(async (tx) => {
    await openHolding(tx, bob.id, batchId);
    // Twice is once.
    await openHolding(tx, bob.id, batchId);
  });
  expect((await myHoldings(bob.ctx, {})).items).toEqual([]);
  const found = await findHolding(bob.ctx, { batchId: batchIdOf(batchId) });
  expect(found).toMatchObject({ batchId, available: 0n, held: 0n });
  expect(await findHolding(alice.ctx, { batchId: batchIdOf(batchId) })).toBeUndefined();
});

test('those of an organization are for who sees its money', async () => {
  const block = await blockIn(t, batch(0), 5n);
  await depositCredits(admin.ctx, {
    ownerId: house.organizationId,
    blockId: blockIdOf(block),
    reference: 'for the house',
    idempotencyKey: newId(),
  });
  const asked = { organizationId: house.organizationId, batchId: batchIdOf(batch(0)) };
  expect((await myHoldings(bob.ctx, asked)).items).toMatchObject([{ ownerId: house.row.id, available: 5n }]);
  expect(await findHolding(bob.ctx, asked)).toMatchObject({ available: 5n });
  for (const { ctx } of [alice, clerk]) {
    await expect(myHoldings(ctx, asked)).rejects.toThrow(Forbidden);
    await expect(findHolding(ctx, asked)).rejects.toThrow(Forbidden);
  }
  expect((await myHoldings(bob.ctx, {})).items).toEqual([]);
});

test('by id, only its owner and finance see it; a wallet is none', async () => {
  const holding = await findHolding(alice.ctx, { batchId: batchIdOf(batch(0)) });
  const ids = [holding?.id ?? '', newId()];
  expect(await visibleHoldings(alice.ctx, ids)).toMatchObject([{ id: holding?.id }, null]);
  expect(await visibleHoldings(clerk.ctx, ids)).toMatchObject([{ id: holding?.id }, null]);
  expect(await visibleHoldings(bob.ctx, ids)).toEqual([null, null]);
  expect(await visibleHoldings(t.nobody, ids)).toEqual([null, null]);
  const [wallet] = await t.db.sql<
    { id: string }[]
  >`select id from wallets where owner_id = ${alice.id} and asset = 'EUR'`;
  expect(await visibleHoldings(alice.ctx, [wallet?.id ?? ''])).toEqual([null]);
});

test('what moved in it is told like in a wallet, in whole credits', async () => {
  await openOffer(alice, { batchId: batchIdOf(batch(1)), quantity: '27' });
  expect(await heldBy(t, alice, batch(1))).toEqual({ available: 2_000n, held: 27n });
  const holding = await findHolding(alice.ctx, { batchId: batchIdOf(batch(1)) });
  const { items } = await walletEntries(alice.ctx, { id: holding?.id ?? '' }, {});
  expect(items.map(({ kind, account, asset, amount }) => [kind, account, asset, amount])).toEqual([
    ['ANNOUNCEMENT_HOLD', 'HELD', 'CREDIT', 27n],
    ['ANNOUNCEMENT_HOLD', 'AVAILABLE', 'CREDIT', -27n],
    ['CREDIT_DEPOSIT', 'AVAILABLE', 'CREDIT', 2_027n],
  ]);
});

test('what became of a batch is for everybody who sees it, and says when something is amiss', async () => {
  const batchId = await batchOf(t, { owner, admin });
  const asked = batchIdOf(batchId);
  const nothing = { issued: 0n, available: 0n, held: 0n, retired: 0n, cancelled: 0n, serialsHeld: 0n };
  expect(await findBalance(t.nobody, asked)).toMatchObject(nothing);
  const deposit = await depositFor(t, admin, { owner: alice, batchId, tonnes: 40n });
  await openOffer(alice, { batchId: asked, quantity: '15' });
  const balance = await findBalance(t.nobody, asked);
  expect(balance).toEqual({
    batchId,
    id: batchId,
    issued: 40n,
    available: 25n,
    held: 15n,
    retired: 0n,
    cancelled: 0n,
    serialsHeld: 40n,
    serialsRetired: 0n,
    serialsCancelled: 0n,
  });
  expect(balance && isReconciled(balance)).toBe(true);
  await t.db.sql`update serial_blocks set state = 'RETIRED' where serial = ${deposit.serial}`;
  const amiss = await findBalance(t.nobody, asked);
  expect(amiss && isReconciled(amiss)).toBe(false);
  expect(await findBalance(t.nobody, encodeId('CreditBatch', newId()))).toBeUndefined();
  await expect(findBalance(t.nobody, 'CARBON')).rejects.toThrow(InputInvalid);
});
