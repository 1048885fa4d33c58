import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { batchIdOf, heldBy } from '../../../test/credits.ts';
import { openTestApp, type TestUser, units } from '../../../test/harness.ts';
import { foundedBy } from '../../../test/organizations.ts';
import { openToldRetirements, type ToldRetirements } from '../../../test/told-retirements.ts';
import { PLATFORM_PARTY } from '../../db/parties.ts';
import { selectRetirementBlocks } from '../../db/retirements.ts';
import {
  ChainUnavailable,
  Forbidden,
  IdempotencyConflict,
  InputInvalid,
  InsufficientCredits,
  InsufficientFunds,
  NotFound,
  Unauthenticated,
} from '../errors.ts';
import { InventoryShort } from './errors.ts';
import { requestRetirement } from './request-retirement.ts';
import { commitmentOf } from './rules.ts';

let lab: ToldRetirements;
let holder: TestUser;
beforeAll(async () => {
  lab = await openToldRetirements();
  holder = await lab.t.user('holder', { funds: { CARBON: '10' } });
});
afterAll(() => lab[Symbol.asyncDispose]());

const PLATFORM = { id: PLATFORM_PARTY };
const tonne = units('1', 'CARBON');

test('holds the credits, takes the lowest serial numbers, and orders one transaction that says all of it', async () => {
  const batchId = await lab.batch();
  await lab.give(holder, batchId, 3n);
  await lab.give(holder, batchId, 5n);
  const claim = {
    beneficiary: {
      name: 'Société Générale d’Énergie',
      country: 'FR',
      identifier: { scheme: 'LEI', value: 'o2rnE8ibxp4r0td8pu41' },
    },
    retiringEntity: 'Carbon Agency Ltd',
    reason: 'ON_BEHALF_OF_THIRD_PARTY',
    message: 'Année 2026',
    consumptionCountry: 'FR',
    consumptionFrom: '2026-01-01',
    consumptionTo: '2026-12-31',
  };
  const { retirements, beneficiary } = await lab.retire(holder, { batchId, quantity: '4', claim });
  expect(beneficiary).toMatchObject({ identifierScheme: 'LEI', identifier: 'O2RNE8IBXP4R0TD8PU41', isPrivate: false });
  const [retirement] = retirements;
  if (!retirement) throw new Error('nothing was retired');
  expect(retirement).toMatchObject({
    status: 'REQUESTED',
    ownerId: holder.id,
    actorId: holder.id,
    batchId,
    quantity: 4n * tonne,
    reason: 'ON_BEHALF_OF_THIRD_PARTY',
    message: 'Année 2026',
    retiringEntity: 'Carbon Agency Ltd',
    consumptionCountry: 'FR',
    consumptionFrom: '2026-01-01',
    consumptionTo: '2026-12-31',
    beneficiarySalt: null,
  });
  expect(await heldBy(lab.t, holder, batchId)).toEqual({ available: 4n, held: 4n });
  const blocks = await selectRetirementBlocks(lab.t.db, [retirement.id]);
  expect(blocks.map(({ quantity }) => Number(quantity)).toSorted((a, b) => a - b)).toEqual([1, 3]);
  const [intent] = await lab.t.db.sql`select * from chain_intents where id = ${retirement.intentId}`;
  expect(intent).toMatchObject({
    kind: 'CUSTODY_RETIRE',
    reference: retirement.id,
    userId: holder.id,
    args: {
      amount: String(4n * tonne),
      reason: 2,
      message: 'Année 2026',
      batchId: String(retirement.chainBatchId),
      beneficiaryHash: `0x${retirement.beneficiaryHash.toString('hex')}`,
    },
  });
});

test('a private beneficiary is committed to with a salt of its own each time', async () => {
  const batchId = await lab.batch();
  await lab.give(holder, batchId, 5n);
  const claim = { beneficiary: { name: 'A family', isPrivate: true }, reason: 'OTHER' };
  const made = [
    ...(await lab.retire(holder, { batchId, quantity: '1', claim })).retirements,
    ...(await lab.retire(holder, { batchId, quantity: '1', claim })).retirements,
  ];
  const [first, second] = made;
  expect(first?.beneficiaryId).toBe(second?.beneficiaryId);
  expect(first?.beneficiarySalt?.equals(second?.beneficiarySalt ?? Buffer.alloc(0))).toBe(false);
  for (const { beneficiaryHash, beneficiarySalt } of made) {
    const words = { name: 'A family', country: null, identifier: null };
    expect(`0x${beneficiaryHash.toString('hex')}`).toBe(commitmentOf(words, beneficiarySalt));
  }
});

test('CARBON gathers for its beneficiary until it is a whole tonne, of which the platform retires credits of its own', async () => {
  const [older, newer] = [await lab.batch(2_020), await lab.batch(2_024)];
  await lab.give(undefined, older, 1n);
  await lab.give(undefined, newer, 5n);
  const claim = { beneficiary: { name: 'Fractions' }, reason: 'OTHER' };
  const first = await lab.retire(holder, { quantity: '0.4', claim });
  expect(first).toMatchObject({ retirements: [], beneficiary: { carbonHeld: units('0.4', 'CARBON') } });
  const second = await lab.retire(holder, { quantity: '2.7', claim });
  expect(second.beneficiary.carbonHeld).toBe(units('0.1', 'CARBON'));
  // The oldest vintage first: what it has not, the next one gives.
  expect(second.retirements.map(({ batchId, quantity }) => [batchId, quantity])).toEqual([
    [older, tonne],
    [newer, 2n * tonne],
  ]);
  for (const row of second.retirements) expect(row).toMatchObject({ retiredAsset: 'CARBON', ownerId: holder.id });
  expect(await lab.t.balance(holder, 'CARBON')).toEqual({
    available: units('6.9', 'CARBON'),
    held: units('3.1', 'CARBON'),
  });
  expect(await heldBy(lab.t, PLATFORM, newer)).toEqual({ available: 3n, held: 2n });

  const short = lab.retire(holder, { quantity: '5', claim });
  await expect(short).rejects.toThrow(InventoryShort);
  await expect(short).rejects.toMatchObject({ available: 3n, retryable: true });
  await expect(lab.retire(await lab.t.user('poor'), { quantity: '0.5', claim })).rejects.toThrow(InsufficientFunds);

  await lab.carryOut(second.retirements);
  await lab.finalize();
  expect(await lab.t.balance(holder, 'CARBON')).toEqual({
    available: units('6.9', 'CARBON'),
    held: units('0.1', 'CARBON'),
  });
  const [locked] = await lab.t.db.sql<{ sum: bigint }[]>`select sum(amount) from postings where account_id = 29`;
  expect(locked?.sum).toBe(3n * tonne);
  expect(await heldBy(lab.t, PLATFORM, newer)).toEqual({ available: 3n, held: 0n });
});

test('twice is once, also at the same time, with the same serial numbers; another input under the key is refused', async () => {
  const batchId = await lab.batch();
  await lab.give(holder, batchId, 10n);
  const wish = { batchId, quantity: '2', idempotencyKey: randomUUID() };
  const all = await Promise.all(Array.from({ length: 6 }, () => lab.retire(holder, wish)));
  const ids = new Set(all.map(({ retirements }) => retirements[0]?.id));
  expect(ids.size).toBe(1);
  const later = await lab.retire(holder, wish);
  expect(later.retirements[0]?.id).toBe([...ids][0]);
  expect(later.beneficiary.id).toBe(all[0]?.beneficiary.id);
  expect(await heldBy(lab.t, holder, batchId)).toEqual({ available: 8n, held: 2n });
  await expect(lab.retire(holder, { ...wish, quantity: '3' })).rejects.toThrow(IdempotencyConflict);
});

test('many at once retire no more than there is, and no serial number twice', async () => {
  const batchId = await lab.batch();
  await lab.give(holder, batchId, 10n);
  const tried = await Promise.allSettled(
    Array.from({ length: 8 }, () => lab.retire(holder, { batchId, quantity: '3' })),
  );
  const done = tried.flatMap((each) => (each.status === 'fulfilled' ? each.value.retirements : []));
  expect(done).toHaveLength(3);
  for (const each of tried) {
    if (each.status === 'rejected') {
      expect(each.reason).toBeInstanceOf(InsufficientCredits);
      expect(each.reason).toMatchObject({ available: 1n, required: 3n });
    }
  }
  const blocks = await selectRetirementBlocks(
    lab.t.db,
    done.map(({ id }) => id),
  );
  expect(new Set(blocks.map(({ blockId }) => blockId)).size).toBe(blocks.length);
  expect(blocks.reduce((sum, { quantity }) => sum + quantity, 0n)).toBe(9n);
});

test('refuses who may not, what is not there, and every fault of the input at once', async () => {
  const batchId = await lab.batch();
  await lab.give(holder, batchId, 1n);
  const wish = { batchId: batchIdOf(batchId), quantity: '1', idempotencyKey: randomUUID() };
  const claim = { beneficiary: { name: 'X' }, reason: 'OTHER' };
  await expect(requestRetirement(lab.t.nobody, { ...wish, claim })).rejects.toThrow(Unauthenticated);
  const strange = { ...wish, claim, organizationId: Buffer.from('Organization:x').toString('base64url') };
  await expect(requestRetirement(holder.ctx, strange)).rejects.toThrow(InputInvalid);
  const other = await lab.t.user('other');
  await expect(requestRetirement(other.ctx, { ...wish, claim })).rejects.toThrow(InsufficientCredits);
  const missing = { ...wish, batchId: batchIdOf(randomUUID()), claim };
  await expect(requestRetirement(holder.ctx, missing)).rejects.toThrow(NotFound);
  const bad = requestRetirement(holder.ctx, {
    ...wish,
    quantity: '0.5',
    claim: {
      beneficiary: { name: ' ', country: 'XX', identifier: { scheme: 'LEI', value: 'O2RNE8IBXP4R0TD8PU42' } },
      reason: 'FUN',
      message: 'é'.repeat(501),
      consumptionFrom: '2026-02-01',
    },
  });
  await expect(bad).rejects.toThrow(InputInvalid);
  const paths = await bad.catch((error: InputInvalid) => error.issues.map(({ path }) => path.join('.')));
  expect(paths).toEqual(
    expect.arrayContaining([
      'claim.beneficiary.name',
      'claim.beneficiary.country',
      'claim.beneficiary.identifier.value',
      'claim.reason',
      'claim.message',
    ]),
  );
  const fraction = requestRetirement(holder.ctx, { ...wish, quantity: '0.5', claim });
  await expect(fraction).rejects.toMatchObject({ issues: [{ path: ['quantity'] }] });
});

test('without a chain nothing is held and nothing is promised: it is refused in words', async () => {
  await using t = await openTestApp();
  const user = await t.user('lone', { funds: { CARBON: '5' } });
  const wish = {
    quantity: '1',
    claim: { beneficiary: { name: 'X' }, reason: 'OTHER' },
    idempotencyKey: randomUUID(),
  };
  await expect(requestRetirement(user.ctx, wish)).rejects.toThrow(ChainUnavailable);
  expect(await t.balance(user, 'CARBON')).toEqual({ available: 5n * tonne, held: 0n });
});

test('for an organization those retire who may pay for it, and it is the organization’s', async () => {
  const [boss, viewer] = [await lab.t.user('boss'), await lab.t.user('viewer')];
  const { organizationId, owner } = await foundedBy(lab.t, boss, [viewer, 'VIEWER']);
  const batchId = await lab.batch();
  await lab.give(owner, batchId, 2n);
  await expect(lab.retire(viewer, { batchId, quantity: '1', organizationId })).rejects.toThrow(Forbidden);
  const [retirement] = (await lab.retire(boss, { batchId, quantity: '2', organizationId })).retirements;
  expect(retirement).toMatchObject({ ownerId: owner.id, actorId: boss.id });
});
