import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { batchIdOf, batchOf, blockIdOf, blockIn, depositFor, heldBy, userIdOf } from '../../../test/credits.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { foundedBy } from '../../../test/organizations.ts';
import { auditOf } from '../../../test/projects.ts';
import { selectBlocksById } from '../../db/batches.ts';
import { brokenConstraint } from '../../db/client.ts';
import { PLATFORM_PARTY } from '../../db/parties.ts';
import { Forbidden, IdempotencyConflict, InputInvalid, NotFound } from '../errors.ts';
import { findBalance, isReconciled } from '../holdings/read.ts';
import { encodeId } from '../ids.ts';
import { FourEyesRequired } from '../wallets/errors.ts';
import { depositCredits } from './deposit-credits.ts';
import { CreditsNotDepositable } from './errors.ts';

let t: TestApp;
let owner: TestUser;
let admin: TestUser;
let alice: TestUser;
let batchId: string;
beforeAll(async () => {
  t = await openTestApp();
  owner = await t.user('proponent', { roles: ['PROJECT_OWNER'] });
  admin = await t.user('registrar', { roles: ['PLATFORM_ADMIN'] });
  alice = await t.user('alice');
  batchId = await batchOf(t, { owner, admin });
});
afterAll(() => t[Symbol.asyncDispose]());

const wishOf = (block: { id: string }, given: object = {}) => ({
  ownerId: userIdOf(alice),
  blockId: blockIdOf(block),
  reference: `transfer ${block.id}`,
  idempotencyKey: randomUUID(),
  ...given,
});
const blockNow = async ({ id }: { id: string }) => (await selectBlocksById(t.db, [id]))[0];

describe('takes credits into custody', () => {
  test('all of a block, for a user', async () => {
    const block = await blockIn(t, batchId, 100n);
    const before = await heldBy(t, alice, batchId);
    const deposit = await depositCredits(admin.ctx, wishOf(block));
    expect(deposit).toMatchObject({ ownerId: alice.id, batchId, serial: block.serial, quantity: 100n, intentId: null });
    expect(await blockNow(block)).toMatchObject({
      state: 'ACTIVE',
      holder: 'PLATFORM_CUSTODY',
      blockEnd: block.blockEnd,
    });
    expect(await heldBy(t, alice, batchId)).toEqual({ available: before.available + 100n, held: before.held });
    expect(await auditOf(t, deposit)).toMatchObject([
      {
        action: 'CREDITS_DEPOSITED',
        actorId: admin.id,
        detail: { serial: block.serial, quantity: '100', ownerId: alice.id },
      },
    ]);
  });

  test('the first of a block; the rest stays where it was', async () => {
    const block = await blockIn(t, batchId, 100n);
    const deposit = await depositCredits(admin.ctx, wishOf(block, { quantity: '30' }));
    expect(deposit.quantity).toBe(30n);
    expect(await blockNow(block)).toMatchObject({ holder: 'PLATFORM_CUSTODY', blockEnd: block.blockStart + 29n });
    const rest = await t.db.sql`
      select holder, block_end from serial_blocks where prefix = '700' and block_start = ${block.blockStart + 30n}`;
    expect(rest).toEqual([{ holder: 'REGISTRY_ACCOUNT', blockEnd: block.blockEnd }]);
  });

  test('for an organization, and for the inventory of the platform', async () => {
    const house = await foundedBy(t, await t.user('boss'));
    const block = await blockIn(t, batchId, 7n);
    await depositCredits(admin.ctx, wishOf(block, { ownerId: house.organizationId }));
    expect(await heldBy(t, house.row, batchId)).toEqual({ available: 7n, held: 0n });
    const before = await heldBy(t, { id: PLATFORM_PARTY }, batchId);
    await depositFor(t, admin, { batchId, tonnes: 9n });
    expect(await heldBy(t, { id: PLATFORM_PARTY }, batchId)).toEqual({ ...before, available: before.available + 9n });
  });

  test('twice is once, and all of it adds up', async () => {
    const block = await blockIn(t, batchId, 10n);
    const wish = wishOf(block);
    const [first, again] = await Promise.all([depositCredits(admin.ctx, wish), depositCredits(admin.ctx, wish)]);
    expect(again).toMatchObject({ id: first.id, quantity: 10n });
    await expect(depositCredits(admin.ctx, { ...wish, quantity: '5' })).rejects.toThrow(IdempotencyConflict);
    const balance = await findBalance(t.nobody, batchIdOf(batchId));
    expect(balance && isReconciled(balance)).toBe(true);
    expect(await t.ledgerSums()).toMatchObject({ [batchId]: 0n });
  });
});

describe('refuses', () => {
  test('whoever is no administrator', async () => {
    const block = await blockIn(t, batchId, 1n);
    const finance = await t.user('finance', { roles: ['FINANCE'] });
    for (const who of [alice, owner, finance]) {
      await expect(depositCredits(who.ctx, wishOf(block))).rejects.toThrow(Forbidden);
    }
  });

  test('a deposit to the own holding, or to that of an own organization', async () => {
    const block = await blockIn(t, batchId, 1n);
    const house = await foundedBy(t, admin);
    for (const ownerId of [userIdOf(admin), house.organizationId]) {
      await expect(depositCredits(admin.ctx, wishOf(block, { ownerId }))).rejects.toThrow(FourEyesRequired);
    }
  });

  test('what is in custody already, whoever asks at the same moment', async () => {
    const block = await blockIn(t, batchId, 5n);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 4 }, () => depositCredits(admin.ctx, wishOf(block))),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected')
        expect(outcome.reason).toEqual(new CreditsNotDepositable('ACTIVE', 'PLATFORM_CUSTODY'));
    }
  });

  test('credits that are not ACTIVE', async () => {
    for (const state of ['PENDING', 'ON_HOLD', 'BUFFER', 'RETIRED', 'CANCELLED', 'EXPIRED'] as const) {
      const block = await blockIn(t, batchId, 2n, state);
      await expect(depositCredits(admin.ctx, wishOf(block))).rejects.toThrow(
        new CreditsNotDepositable(state, 'REGISTRY_ACCOUNT'),
      );
      expect(await blockNow(block)).toMatchObject({ holder: 'REGISTRY_ACCOUNT' });
    }
  });

  test('more than there is, parts of a tonne, and what is not there', async () => {
    const block = await blockIn(t, batchId, 5n);
    for (const quantity of ['6', '0.5', '0', '-1']) {
      await expect(depositCredits(admin.ctx, wishOf(block, { quantity })), quantity).rejects.toThrow(InputInvalid);
    }
    await expect(depositCredits(admin.ctx, wishOf({ id: randomUUID() }))).rejects.toThrow(NotFound);
    const nobody = { ownerId: encodeId('User', randomUUID()) };
    await expect(depositCredits(admin.ctx, wishOf(block, nobody))).rejects.toThrow(NotFound);
    expect(await blockNow(block)).toMatchObject({ holder: 'REGISTRY_ACCOUNT', blockEnd: block.blockEnd });
  });
});

test('the database refuses what the code does not: own deposits, other holdings, and changes', async () => {
  const deposit = await depositFor(t, admin, { owner: alice, batchId, tonnes: 3n });
  const other = await batchOf(t, { owner, admin });
  const again = (batch: string, by: string) => t.db.sql`
    insert into credit_deposits (wallet_id, batch_id, serial, quantity, reference, recorded_by)
    values (${deposit.walletId}, ${batch}, 's', 1, 'r', ${by})`;
  const broken = async (statement: Promise<unknown>) =>
    brokenConstraint(
      await statement.then(
        () => undefined,
        (error: unknown) => error,
      ),
    );
  expect(await broken(again(batchId, alice.id))).toBe('deposits_four_eyes');
  expect(await broken(again(other, admin.id))).toBe('credit_deposits_holding');
  await expect(t.db.sql`update credit_deposits set quantity = 4`).rejects.toThrow('append-only');
  await expect(t.db.sql`delete from credit_deposits`).rejects.toThrow('append-only');
});
