import { afterAll, beforeAll, expect, test } from 'vitest';
import { heldBy } from '../../../test/credits.ts';
import type { TestUser } from '../../../test/harness.ts';
import { openToldRetirements, type ToldRetirements } from '../../../test/told-retirements.ts';
import { brokenConstraint } from '../../db/client.ts';
import type { RetirementRow } from '../../db/retirements.ts';
import { finalizeRetirements } from './finalize-retirements.ts';

let lab: ToldRetirements;
let holder: TestUser;
let batchId: string;
beforeAll(async () => {
  lab = await openToldRetirements();
  holder = await lab.t.user('holder');
  batchId = await lab.batch();
  await lab.give(holder, batchId, 100n);
});
afterAll(() => lab[Symbol.asyncDispose]());

async function confirmed(quantity: string): Promise<RetirementRow> {
  const [retirement] = (await lab.retire(holder, { batchId, quantity })).retirements;
  if (!retirement) throw new Error('nothing was retired');
  await lab.carryOut([retirement]);
  await lab.mine(3);
  return lab.now(retirement);
}

test('nothing is used up before the chain calls it final, and then once, whoever says so', async () => {
  const retirement = await confirmed('3');
  expect(retirement.status).toBe('CONFIRMED');
  await lab.pass();
  expect((await lab.now(retirement)).status).toBe('CONFIRMED');
  // Not even for whoever asks for just this one.
  expect(await finalizeRetirements(lab.told.ctx, [retirement.id])).toEqual([]);
  expect(await lab.t.db.sql`select from certificates where retirement_id = ${retirement.id}`).toHaveLength(0);
  await lab.settle();
  const before = await heldBy(lab.t, holder, batchId);
  const done = await Promise.all(Array.from({ length: 4 }, () => finalizeRetirements(lab.told.ctx, [retirement.id])));
  expect(done.flat()).toHaveLength(1);
  expect(await heldBy(lab.t, holder, batchId)).toEqual({ ...before, held: before.held - 3n });
  const entries = await lab.t.db.sql`select kind from entries where reference_id = ${retirement.id} order by id`;
  expect(entries.map(({ kind }) => String(kind))).toEqual(['RETIREMENT_HOLD', 'RETIREMENT']);
});

test('what is final stays, whatever the code does', async () => {
  const retirement = await confirmed('1');
  await lab.settle();
  await finalizeRetirements(lab.told.ctx, [retirement.id]);
  const { sql } = lab.t.db;
  const tried = [
    sql`update retirements set status = 'REVERTED', status_reason = 'x', finalized_at = null, reverted_at = now() where id = ${retirement.id}`,
    sql`update retirements set tx_hash = null where id = ${retirement.id}`,
    sql`update retirements set quantity = quantity * 2 where id = ${retirement.id}`,
    sql`delete from retirements where id = ${retirement.id}`,
    sql`update retirement_blocks set released_at = now() where retirement_id = ${retirement.id}`,
    sql`update serial_blocks set state = 'ACTIVE' where id in (
      select block_id from retirement_blocks where retirement_id = ${retirement.id})`,
  ];
  const broken = await Promise.all(tried.map((each) => each.then(() => 'nothing', brokenConstraint)));
  expect([...broken.slice(0, 3), ...broken.slice(4)]).toEqual([
    'retirements_steps',
    'retirements_steps',
    'retirements_origin',
    'retirement_blocks_origin',
    'serial_blocks_assigned',
  ]);
  await expect(tried[3]).rejects.toThrow('append-only');
  await lab.reorg(50);
  expect((await lab.now(retirement)).status).toBe('FINALIZED');
});

test('many of several batches become final together, and one that is undone meanwhile does not', async () => {
  const some = [await confirmed('2'), await confirmed('4')];
  await lab.settle();
  const [open] = (await lab.retire(holder, { batchId, quantity: '5' })).retirements;
  const done = await finalizeRetirements(
    lab.told.ctx,
    [...some, ...(open ? [open] : [])].map(({ id }) => id),
  );
  expect(done.map(({ id }) => id).toSorted()).toEqual(some.map(({ id }) => id).toSorted());
  expect((await lab.t.ledgerSums())[batchId]).toBe(0n);
});
