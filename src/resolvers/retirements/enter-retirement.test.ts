import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { heldBy } from '../../../test/credits.ts';
import type { TestUser } from '../../../test/harness.ts';
import { openToldRetirements, type ToldRetirements } from '../../../test/told-retirements.ts';
import { selectRetirementsOfRequest, TONNE } from '../../db/retirements.ts';
import { ChainUnavailable, NotFound } from '../errors.ts';
import { allot, enterRetirement } from './enter-retirement.ts';
import { InventoryShort } from './errors.ts';
import { retirementClaim } from './inputs.ts';

let lab: ToldRetirements;
let holder: TestUser;
beforeAll(async () => {
  lab = await openToldRetirements();
  holder = await lab.t.user('holder');
});
afterAll(() => lab[Symbol.asyncDispose]());

const claim = retirementClaim.parse({ beneficiary: { name: 'A buyer' }, reason: 'OTHER' });
const wishOf = (batchId: string, tonnes: bigint) => ({
  requestId: randomUUID(),
  ownerId: holder.id,
  actorId: holder.id,
  batchId,
  quantity: tonnes * TONNE,
  claim,
});

test('it is part of the transaction that it is called in: undone with it, and found by its request', async () => {
  const batchId = await lab.batch();
  await lab.give(holder, batchId, 5n);
  const undone = wishOf(batchId, 2n);
  const failing = lab.t.db.transact(async (tx) => {
    await enterRetirement(tx, lab.t.app, undone);
    throw new Error('what it was part of failed');
  });
  await expect(failing).rejects.toThrow('what it was part of failed');
  expect(await selectRetirementsOfRequest(lab.t.db, undone.requestId)).toEqual([]);
  expect(await heldBy(lab.t, holder, batchId)).toEqual({ available: 5n, held: 0n });

  const wish = { ...wishOf(batchId, 2n), orderId: randomUUID(), scheduleId: randomUUID() };
  const { retirements } = await lab.t.db.transact((tx) => enterRetirement(tx, lab.t.app, wish));
  const { orderId, scheduleId } = wish;
  expect(await selectRetirementsOfRequest(lab.t.db, wish.requestId)).toMatchObject([
    { id: retirements[0]?.id, orderId, scheduleId, status: 'REQUESTED' },
  ]);
});

test('without a chain, or of no batch, nothing is written', async () => {
  const batchId = await lab.batch();
  await lab.give(holder, batchId, 1n);
  const chainless = { ...lab.t.app, chain: undefined };
  const enter = (app: typeof lab.t.app, batch: string) =>
    lab.t.db.transact((tx) => enterRetirement(tx, app, wishOf(batch, 1n)));
  await expect(enter(chainless, batchId)).rejects.toThrow(ChainUnavailable);
  await expect(enter(lab.t.app, randomUUID())).rejects.toThrow(NotFound);
  expect(await heldBy(lab.t, holder, batchId)).toEqual({ available: 1n, held: 0n });
});

test('what is allotted adds up, in the order of the stock, and nothing is taken of what is empty', () => {
  const batch = (id: string, tonnes: bigint) => ({ id, projectId: 'p', vintage: 2_020, tonnes });
  const stock = [batch('a', 2n), batch('b', 0n), batch('c', 5n)];
  expect(allot(4n, stock).map(({ id, tonnes }) => [id, tonnes])).toEqual([
    ['a', 2n],
    ['c', 2n],
  ]);
  expect(allot(0n, stock)).toEqual([]);
  expect(() => allot(8n, stock)).toThrow(InventoryShort);
});
