import { type BlockRow, lockBlocksOf } from '../../db/batches.ts';
import type { Db } from '../../db/client.ts';
import {
  insertRetirementBlocks,
  lockRetirements,
  selectFreeBlocks,
  selectRegistriesOf,
  updateRetirements,
} from '../../db/retirement-writes.ts';
import { retirementReason, type RetirementRow } from '../../db/retirements.ts';
import { splitBlock } from '../batches/split-block.ts';
import { type Context, transact } from '../context.ts';
import { writeIntent } from '../intents/write-intent.ts';
import { tonnesOf } from './entries.ts';
import { revertRetirement } from './follow-intent.ts';
import { retirementRefOf } from './rules.ts';

/**
 * Says which serial numbers a retirement uses up, and orders its transaction. The lowest serials that are free, the last
 * block split where it is too large. Where the custody has not as many that can be retired (its registry holds some back),
 * it is undone, with words. Twice is once. Locks the retirement, the registries, the blocks, and no wallet but to undo it.
 */
export async function assignRetirement(ctx: Context, retirementId: string): Promise<void> {
  await transact(ctx, async (tx) => {
    const [retirement] = await lockRetirements(tx, [retirementId]);
    if (retirement?.status !== 'REQUESTED' || retirement.way !== 'CUSTODY' || retirement.intentId !== null) return;
    const blocks = await takeBlocks(tx, retirement, ctx.app.config.RETIREMENT_BLOCKS);
    if (!blocks) {
      await revertRetirement(tx, retirement, 'The custody has not as many credits of this batch that can be retired.');
      return;
    }
    await insertRetirementBlocks(tx, retirement.id, blocks);
    const intent = await writeIntent(tx, {
      chainId: retirement.chainId,
      kind: 'CUSTODY_RETIRE',
      reference: retirement.id,
      args: {
        ref: retirementRefOf(retirement.id),
        batchId: retirement.chainBatchId,
        amount: retirement.quantity,
        beneficiaryHash: `0x${retirement.beneficiaryHash.toString('hex')}`,
        reason: retirementReason.enumValues.indexOf(retirement.reason),
        message: retirement.message,
      },
      createdBy: retirement.actorId,
      userId: retirement.actorId,
    });
    await updateRetirements(tx, [retirement.id], { intentId: intent.id });
  });
}

/** The blocks that hold just what is retired; undefined where there are not as many, or in too many pieces. */
async function takeBlocks(tx: Db, retirement: RetirementRow, most: number): Promise<BlockRow[] | undefined> {
  const { batchId, id } = retirement;
  if (batchId === null) throw new Error(`retirement ${id} has no batch`);
  const tonnes = tonnesOf(retirement);
  for (const registry of await selectRegistriesOf(tx, [batchId])) await lockBlocksOf(tx, registry);
  const free = await selectFreeBlocks(tx, batchId, tonnes);
  const count = ({ blockStart, blockEnd }: BlockRow): bigint => blockEnd - blockStart + 1n;
  const sum = free.reduce((total, block) => total + count(block), 0n);
  if (sum < tonnes || free.length > most) return undefined;
  const last = free.at(-1);
  if (!last || sum === tonnes) return free;
  const { part } = await splitBlock(tx, last.id, count(last) - (sum - tonnes));
  return [...free.slice(0, -1), part];
}
