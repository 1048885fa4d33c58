import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { heldBy } from '../../../test/credits.ts';
import type { TestUser } from '../../../test/harness.ts';
import { openToldRetirements, type ToldRetirements } from '../../../test/told-retirements.ts';
import { updateBlock } from '../../db/batches.ts';
import { brokenConstraint } from '../../db/client.ts';
import { type RetirementRow, selectRetirementBlocks, TONNE } from '../../db/retirements.ts';
import { splitBlock } from '../batches/split-block.ts';
import { assignRetirement } from './assign-retirement.ts';
import { enterRetirement } from './enter-retirement.ts';
import { retirementClaim } from './inputs.ts';

let lab: ToldRetirements;
let holder: TestUser;
beforeAll(async () => {
  lab = await openToldRetirements({ RETIREMENT_BLOCKS: '3' });
  holder = await lab.t.user('holder');
});
afterAll(() => lab[Symbol.asyncDispose]());

/** As an order or a schedule does it: nothing is assigned with it. */
async function entered(batchId: string, tonnes: bigint): Promise<RetirementRow> {
  const claim = retirementClaim.parse({ beneficiary: { name: 'X' }, reason: 'OTHER' });
  const wish = { requestId: randomUUID(), ownerId: holder.id, actorId: null, batchId, quantity: tonnes * TONNE, claim };
  const { retirements } = await lab.t.db.transact((tx) => enterRetirement(tx, lab.t.app, wish));
  const [retirement] = retirements;
  if (!retirement) throw new Error('nothing was entered');
  return retirement;
}
const blocksOf = ({ id }: RetirementRow) => selectRetirementBlocks(lab.t.db, [id]);
const intentsOf = async ({ id }: RetirementRow): Promise<number> =>
  (await lab.t.db.sql`select from chain_intents where reference = ${id}`).length;

test('the pass gives what is new its serial numbers and orders its transaction, however often, once', async () => {
  const batchId = await lab.batch();
  await lab.give(holder, batchId, 10n);
  const retirement = await entered(batchId, 4n);
  expect(await blocksOf(retirement)).toEqual([]);
  await Promise.all([lab.pass(), ...Array.from({ length: 4 }, () => assignRetirement(lab.told.ctx, retirement.id))]);
  expect(await blocksOf(retirement)).toMatchObject([{ quantity: 4n, releasedAt: null }]);
  expect(await intentsOf(retirement)).toBe(1);
  expect((await lab.now(retirement)).intentId).not.toBeNull();
});

test('while they are of a retirement, nobody cuts, moves or gives away serial numbers, whatever the code does', async () => {
  const batchId = await lab.batch();
  await lab.give(holder, batchId, 5n);
  const retirement = await entered(batchId, 5n);
  await assignRetirement(lab.told.ctx, retirement.id);
  const [block] = await blocksOf(retirement);
  const blockId = block?.blockId ?? '';
  const tried: (() => Promise<unknown>)[] = [
    () => lab.t.db.transact((tx) => splitBlock(tx, blockId, 2n)),
    () => lab.t.db.transact((tx) => updateBlock(tx, blockId, { holder: 'REGISTRY_ACCOUNT' })),
    () => lab.t.db.transact((tx) => updateBlock(tx, blockId, { state: 'CANCELLED' })),
  ];
  for (const attempt of tried) expect(await attempt().catch(brokenConstraint)).toBe('serial_blocks_assigned');
  const other = lab.t.db.sql`
    insert into retirement_blocks (retirement_id, block_id, serial, quantity)
    select id, ${blockId}, 'x', 5 from retirements where id <> ${retirement.id} limit 1`;
  expect(await other.catch(brokenConstraint)).toBe('retirement_blocks_once');
  await lab.giveUp(retirement);
  await lab.t.db.transact((tx) => splitBlock(tx, blockId, 2n));
});

test('where the registry holds serial numbers back, or they lie in too many pieces, it is undone with words', async () => {
  const batchId = await lab.batch();
  await lab.give(holder, batchId, 6n);
  await lab.t.db.sql`update serial_blocks set state = 'ON_HOLD' where batch_id = ${batchId}`;
  const held = await entered(batchId, 2n);
  await assignRetirement(lab.told.ctx, held.id);
  expect(await lab.now(held)).toMatchObject({
    status: 'REVERTED',
    statusReason: expect.stringContaining('not as many credits') as string,
  });
  expect(await intentsOf(held)).toBe(0);
  expect(await heldBy(lab.t, holder, batchId)).toEqual({ available: 6n, held: 0n });

  const pieces = await lab.batch();
  for (let i = 0; i < 4; i += 1) await lab.give(holder, pieces, 1n);
  const scattered = await entered(pieces, 4n);
  await assignRetirement(lab.told.ctx, scattered.id);
  expect((await lab.now(scattered)).status).toBe('REVERTED');
  const fits = await entered(pieces, 3n);
  await assignRetirement(lab.told.ctx, fits.id);
  expect(await blocksOf(fits)).toHaveLength(3);
});
