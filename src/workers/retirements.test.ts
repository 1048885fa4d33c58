import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRetirementLab, type RetirementLab } from '../../test/retirement-lab.ts';
import { heldBy } from '../../test/credits.ts';
import type { TestUser } from '../../test/harness.ts';
import { later } from '../../test/intents.ts';
import { readSerial } from '../resolvers/batches/serials.ts';
import { encodeId } from '../resolvers/ids.ts';
import { cancelChainIntent } from '../resolvers/intents/cancel-chain-intent.ts';
import { passWatch } from './intents/watch-intents.ts';
import { selectRetirementBlocks } from '../db/retirements.ts';

let lab: RetirementLab;
let holder: TestUser;
beforeAll(async () => {
  lab = await openRetirementLab();
  holder = await lab.t.user('holder');
});
afterAll(() => lab[Symbol.asyncDispose]());

/** The first number of a serial block. */
function startOf(serial: string): bigint {
  const read = readSerial(serial);
  return 'block' in read ? read.block.start : 0n;
}

const told = async ({ id }: { id: string }): Promise<string[]> =>
  (
    await lab.t.db.sql<{ status: string }[]>`
      select payload ->> 'status' as status from outbox where topic = 'retirement' and key = ${id} order by position`
  ).map(({ status }) => status);

test('goes from the request to the last step with the chain, and what was held is then used up for ever', async () => {
  const batchId = await lab.batch();
  const { serial: deposited } = await lab.give(holder, batchId, 100n);
  const { retirements } = await lab.retire(holder, { batchId, quantity: '30' });
  const [asked] = retirements;
  if (!asked) throw new Error('nothing was retired');
  expect(retirements).toHaveLength(1);
  expect(asked).toMatchObject({ status: 'REQUESTED', way: 'CUSTODY', quantity: 30n * 10n ** 18n, txHash: null });
  expect(await heldBy(lab.t, holder, batchId)).toEqual({ available: 70n, held: 30n });
  const [serial] = await selectRetirementBlocks(lab.t.db, [asked.id]);
  expect(serial).toMatchObject({ quantity: 30n, releasedAt: null });
  expect(readSerial(serial?.serial ?? '')).toMatchObject({
    block: { start: startOf(deposited), end: startOf(deposited) + 29n },
  });

  await lab.chain.mine(0);
  await lab.until(asked, 'SUBMITTED');
  await lab.chain.mine(1);
  const confirmed = await lab.until(asked, 'CONFIRMED');
  expect(confirmed.retiredAt).toBeInstanceOf(Date);
  expect(await heldBy(lab.t, holder, batchId)).toEqual({ available: 70n, held: 30n });
  await lab.settleChain();
  const final = await lab.until(asked, 'FINALIZED');
  expect(final).toMatchObject({ txHash: confirmed.txHash, finalizedAt: expect.any(Date) as Date });
  expect(await heldBy(lab.t, holder, batchId)).toEqual({ available: 70n, held: 0n });
  expect(await lab.balance(batchId)).toMatchObject({
    issued: 100n,
    available: 70n,
    held: 0n,
    retired: 30n,
    serialsHeld: 70n,
    serialsRetired: 30n,
  });
  const onChain: unknown = await lab.chain.contract('CreditRegistry').getFunction('retiredOf')(final.chainBatchId);
  expect(onChain).toBe(30n * 10n ** 18n);
  expect(await told(asked)).toEqual(['REQUESTED', 'SUBMITTED', 'CONFIRMED', 'FINALIZED']);
  await lab.around();
  expect((await lab.t.ledgerSums())[batchId]).toBe(0n);
});

test('a reorg takes its block: it is on its way again and its credits stay held; mined again, it becomes final', async () => {
  const batchId = await lab.batch();
  await lab.give(holder, batchId, 10n);
  const [asked] = (await lab.retire(holder, { batchId, quantity: '4' })).retirements;
  if (!asked) throw new Error('nothing was retired');
  await lab.until(asked, 'SUBMITTED');
  await lab.chain.mine(1);
  const confirmed = await lab.until(asked, 'CONFIRMED');
  await lab.chain.reorg(2);
  await lab.index.follow();
  const undone = await lab.now(asked);
  expect(undone).toMatchObject({ status: 'SUBMITTED', blockNumber: null, txHash: null, confirmedAt: null });
  expect(await heldBy(lab.t, holder, batchId)).toEqual({ available: 6n, held: 4n });
  for (let round = 0; round < 4; round += 1) await lab.around();
  await lab.chain.mine(1);
  const again = await lab.until(asked, 'CONFIRMED');
  expect(again.txHash).toEqual(confirmed.txHash);
  await lab.settleChain();
  await lab.until(asked, 'FINALIZED');
  expect(await lab.balance(batchId)).toMatchObject({ issued: 10n, available: 6n, held: 0n, retired: 4n });
  expect(await told(asked)).toEqual(['REQUESTED', 'SUBMITTED', 'CONFIRMED', 'SUBMITTED', 'CONFIRMED', 'FINALIZED']);
});

test('a reorg takes its block, and it is given up: the credits are free again, and their serial numbers', async () => {
  const batchId = await lab.batch();
  await lab.give(holder, batchId, 10n);
  const [asked] = (await lab.retire(holder, { batchId, quantity: '4' })).retirements;
  if (!asked) throw new Error('nothing was retired');
  await lab.until(asked, 'SUBMITTED');
  await lab.chain.mine(1);
  const { intentId } = await lab.until(asked, 'CONFIRMED');
  await lab.chain.reorg(2);
  await lab.chain.chain.rpc.call('anvil_dropAllTransactions', []);
  await passWatch(lab.desk);
  await cancelChainIntent(lab.admin.ctx, { intentId: encodeId('ChainIntent', intentId ?? ''), reason: 'not wanted' });
  await later(lab.t);
  const reverted = await lab.until(asked, 'REVERTED', 1);
  expect(reverted).toMatchObject({
    statusReason: 'The transaction was replaced.',
    finalizedAt: null,
    blockNumber: null,
  });
  expect(await heldBy(lab.t, holder, batchId)).toEqual({ available: 10n, held: 0n });
  expect(await lab.balance(batchId)).toMatchObject({ issued: 10n, held: 0n, retired: 0n, serialsRetired: 0n });
  expect((await lab.retire(holder, { batchId, quantity: '4' })).retirements).toHaveLength(1);
  const [again] = (await lab.retire(holder, { batchId, quantity: '1' })).retirements;
  const [first] = await selectRetirementBlocks(lab.t.db, [asked.id]);
  expect(first).toMatchObject({ quantity: 4n, releasedAt: expect.any(Date) as Date });
  expect(again?.status).toBe('REQUESTED');
});
