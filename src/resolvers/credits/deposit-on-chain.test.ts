import { afterAll, beforeAll, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import { batchIdOf, blockIdOf, blockIn, heldBy, userIdOf } from '../../../test/credits.ts';
import type { TestUser } from '../../../test/harness.ts';
import { openRetirementLab, type RetirementLab } from '../../../test/retirement-lab.ts';
import { selectIntentsById } from '../../db/chain-intents.ts';
import type { ReserveState } from '../../db/reserves.ts';
import { chainOf } from '../chain/client.ts';
import { findBalance, isReconciled } from '../holdings/read.ts';
import { batchReserves } from '../reserves/read.ts';
import { chainBatchIdOf } from '../retirements/on-chain.ts';
import { depositCredits } from './deposit-credits.ts';
import { SourceReferenceUsed } from './errors.ts';
import { issueCredits } from './issue-credits.ts';

const TONNE = 10n ** 18n;

let lab: RetirementLab;
let alice: TestUser;
beforeAll(async () => {
  lab = await openRetirementLab();
  alice = await lab.t.user('alice');
});
afterAll(() => lab[Symbol.asyncDispose]());

async function reserveOf(batchId: string): Promise<ReserveState | undefined> {
  const [batch] = await lab.t.db.sql<{ projectId: string; vintage: number }[]>`
    select project_id, vintage from batches where id = ${batchId}`;
  const asset = chainBatchIdOf(batch?.projectId ?? '', batch?.vintage ?? 0).toString();
  const { items } = await batchReserves(lab.t.nobody, chainOf(lab.t.app), { first: 100 });
  return items.find((reserve) => reserve.asset === asset);
}

/** Goes around, with blocks, until the reserve says so. */
async function untilReserve(batchId: string, wanted: Partial<ReserveState>): Promise<void> {
  for (let round = 0; round < 20; round += 1) {
    const reserve = await reserveOf(batchId);
    if (reserve && Object.entries(wanted).every(([key, value]) => reserve[key as keyof ReserveState] === value)) return;
    await lab.around();
    await lab.chain.mine(1);
  }
  expect(await reserveOf(batchId)).toMatchObject(wanted);
}

test('what is deposited is minted to the custody, which then covers what the ledger owes, until it is retired', async () => {
  const { t } = lab;
  const batchId = await lab.batch();
  const deposit = await lab.give(alice, batchId, 100n);
  await lab.give(undefined, batchId, 20n);
  const [intent] = await selectIntentsById(t.db, [deposit.intentId ?? '']);
  expect(intent).toMatchObject({ kind: 'CREDITS_MINT', reference: deposit.id, status: 'MINED' });
  await untilReserve(batchId, { custody: 120n * TONNE, liabilities: 120n * TONNE, supply: 120n * TONNE });

  // What is in the ledger already and not on the chain yet is not owed there.
  const block = await blockIn(t, batchId, 5n);
  const ids = { ownerId: userIdOf(alice), blockId: blockIdOf(block) };
  await depositCredits(lab.admin.ctx, { ...ids, reference: 'later', idempotencyKey: newId() });
  expect(await heldBy(t, alice, batchId)).toEqual({ available: 105n, held: 0n });
  expect(await reserveOf(batchId)).toMatchObject({ custody: 120n * TONNE, liabilities: 120n * TONNE });
  await untilReserve(batchId, { custody: 125n * TONNE, liabilities: 125n * TONNE });

  const { retirements } = await lab.retire(alice, { batchId, quantity: '30' });
  const [retirement] = retirements;
  if (!retirement) throw new Error('nothing was retired');
  await lab.until(retirement, 'CONFIRMED', 1);
  expect(await heldBy(t, alice, batchId)).toEqual({ available: 75n, held: 30n });
  await untilReserve(batchId, { custody: 95n * TONNE, liabilities: 95n * TONNE });
  await lab.until(retirement, 'FINALIZED', 1);
  expect(await heldBy(t, alice, batchId)).toEqual({ available: 75n, held: 0n });
  await untilReserve(batchId, { custody: 95n * TONNE, liabilities: 95n * TONNE });

  const balance = await findBalance(t.nobody, batchIdOf(batchId));
  expect(balance).toMatchObject({ issued: 125n, available: 95n, held: 0n, retired: 30n, serialsRetired: 30n });
  expect(balance && isReconciled(balance)).toBe(true);
});

test('a block that was issued on the chain by hand is not minted again', async () => {
  const { t } = lab;
  const batchId = await lab.batch();
  const block = await blockIn(t, batchId, 3n);
  await issueCredits(lab.admin.ctx, {
    projectKey: 'VCS-1507',
    vintage: 2_027,
    serialBlock: block.serial,
    quantity: '3',
    sourceReference: 'by hand',
    idempotencyKey: newId(),
  });
  const issued = async () => (await t.db.sql`select from credit_issues where amount = 3e18`).length;
  for (let round = 0; round < 20 && (await issued()) === 0; round += 1) await lab.around();
  const wish = { blockId: blockIdOf(block), reference: 'again', idempotencyKey: newId() };
  await expect(depositCredits(lab.admin.ctx, wish)).rejects.toThrow(SourceReferenceUsed);
  expect(await t.db.sql`select holder from serial_blocks where id = ${block.id}`).toEqual([
    { holder: 'REGISTRY_ACCOUNT' },
  ]);
});
