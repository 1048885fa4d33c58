import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { type BlockRow, type CreditState, insertBlocks, takeBatches } from '../../db/batches.ts';
import { recordNewProjects } from '../projects/record.ts';
import { countOf, readSerial } from './serials.ts';
import { serialOf, splitBlock } from './split-block.ts';

let t: TestApp;
let batchId: string;
beforeAll(async () => {
  t = await openTestApp();
  batchId = await t.db.transact(async (tx) => {
    const fields = { registry: 'VERRA', nativeId: '1', name: 'Project', status: 'REGISTERED' as const };
    const [project] = await recordNewProjects(tx, [{ actorId: null, reason: 'test', fields }]);
    const vintage = { projectId: project?.id ?? '', vintageStart: '2021-01-01', vintageEnd: '2021-12-31' };
    return (await takeBatches(tx, [vintage]))[0] ?? '';
  });
});
afterAll(() => t[Symbol.asyncDispose]());

let prefixes = 0;
/** A block of the numbers 101 to 200. */
async function blockIn(state: CreditState): Promise<BlockRow> {
  const serial = `${(prefixes += 1)}-101-200-VCS-VCU-1-VER-AU-7-1-01012021-31122021-1`;
  const read = readSerial(serial);
  if ('refused' in read) throw new Error(read.refused);
  const { prefix, start, end, suffix } = read.block;
  const place = { registry: 'VERRA', prefix, blockStart: start, blockEnd: end, suffix, serial };
  const [block] = await t.db.transact((tx) =>
    insertBlocks(tx, [{ ...place, id: newId(), batchId, state, holder: 'PLATFORM_CUSTODY', issuedOn: '2022-01-01' }]),
  );
  return block as BlockRow;
}
const split = (block: BlockRow, count: bigint) => t.db.transact((tx) => splitBlock(tx, block.id, count));
const stored = ({ prefix }: BlockRow): Promise<BlockRow[]> => t.db.sql<BlockRow[]>`
  select id, batch_id, registry, prefix, block_start, block_end, suffix, serial, state, holder, issued_on::text, created_at
  from serial_blocks where prefix = ${prefix} order by block_start`;
const quantity = async (): Promise<bigint | undefined> =>
  (await t.db.sql<{ quantity: bigint }[]>`select quantity from batches where id = ${batchId}`)[0]?.quantity;

test('a part of a block is a block of its own, and so is the rest', async () => {
  const block = await blockIn('ACTIVE');
  const before = await quantity();
  const { part, rest } = await split(block, 30n);
  expect(part).toEqual({ ...block, blockEnd: 130n, serial: block.serial.replace('-200-', '-130-') });
  expect(rest).toMatchObject({ batchId, blockStart: 131n, blockEnd: 200n, state: 'ACTIVE', holder: block.holder });
  expect(await stored(block)).toEqual([part, rest]);
  expect(await quantity()).toBe(before);
  for (const each of [part, rest as BlockRow]) {
    const read = readSerial(each.serial);
    expect(read).toMatchObject({ block: serialOf(each) });
    expect(countOf(serialOf(each))).toBe(each.blockEnd - each.blockStart + 1n);
  }
});

test('all of a block is the block itself', async () => {
  const block = await blockIn('ON_HOLD');
  expect(await split(block, 100n)).toEqual({ part: block, rest: null });
  expect(await stored(block)).toEqual([block]);
});

test('parts are taken one after the other, however many ask at once, and never more than there is', async () => {
  const block = await blockIn('ACTIVE');
  const outcomes = await Promise.allSettled(Array.from({ length: 4 }, () => split(block, 30n)));
  // The block keeps its first 30: to the second who asks, they are all that it has.
  expect(outcomes.map(({ status }) => status)).toEqual(Array.from({ length: 4 }, () => 'fulfilled'));
  expect((await stored(block)).map(({ blockStart, blockEnd }) => [blockStart, blockEnd])).toEqual([
    [101n, 130n],
    [131n, 200n],
  ]);
});

test('what a block does not have, or what is used up, is not split', async () => {
  const block = await blockIn('ACTIVE');
  for (const count of [0n, -1n, 101n]) await expect(split(block, count)).rejects.toThrow(RangeError);
  for (const state of ['RETIRED', 'CANCELLED'] as const) {
    await expect(split(await blockIn(state), 10n)).rejects.toThrow(`is ${state}`);
  }
  await expect(split({ ...block, id: newId() }, 10n)).rejects.toThrow('there is no serial block');
  expect(await stored(block)).toEqual([block]);
});
