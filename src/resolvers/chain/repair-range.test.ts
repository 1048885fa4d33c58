import { expect, test } from 'vitest';
import { minted, openToldIndex, somebody, type ToldBlock } from '../../../test/told-index.ts';
import { repairRange } from './repair-range.ts';

const readAgain = (...blocks: readonly ToldBlock[]) => ({
  from: blocks[0]?.number ?? 0n,
  to: blocks.at(-1)?.number ?? 0n,
  blocks,
  logs: blocks.flatMap(({ logs }) => logs),
  versions: [],
});

test('what is missing comes in with its effects, what the chain lacks is undone, and then all is well', async () => {
  await using lab = await openToldIndex();
  const whole = [lab.block(1, [minted(5n)]), lab.block(2, [minted(7n), minted(8n)])];
  // A node that withheld a block's second log, and told one that nobody else has.
  const told = [lab.block(1, [minted(5n), minted(100n)]), lab.block(2, [minted(7n)])];
  await lab.index(told);
  expect(await lab.carbonOf(somebody)).toBe(112n);
  const report = await repairRange(lab.ctx, lab.meta, readAgain(...whole));
  expect(report).toEqual({ blocks: 2n, logs: 3, inserted: 1, orphaned: 1, understood: 0 });
  expect(await lab.carbonOf(somebody)).toBe(20n);
  const events = await lab.told('chainLog');
  const again = await repairRange(lab.ctx, lab.meta, readAgain(...whole));
  expect(again).toMatchObject({ inserted: 0, orphaned: 0, understood: 0 });
  expect(await lab.told('chainLog')).toEqual(events);
});

test('a log that nobody understood has its effects once its meaning is known', async () => {
  await using lab = await openToldIndex();
  const block = lab.block(1, [minted(5n)]);
  const dumb = { ...block, logs: block.logs.map((log) => ({ ...log, event: null, args: null })) };
  expect(await lab.index([dumb])).toMatchObject({ unknownLogs: 1n });
  expect(await lab.carbonOf(somebody)).toBe(0n);
  expect(await repairRange(lab.ctx, lab.meta, readAgain(block))).toMatchObject({ inserted: 0, understood: 1 });
  expect(await lab.carbonOf(somebody)).toBe(5n);
  expect(await lab.cursor()).toMatchObject({ unknownLogs: 0n });
});

test('blocks that are not indexed are not compared', async () => {
  await using lab = await openToldIndex();
  await lab.index([lab.block(1, [])]);
  const ahead = readAgain(lab.block(1, []), lab.block(2, [minted(5n)]));
  await expect(repairRange(lab.ctx, lab.meta, ahead)).rejects.toThrow(/block 2 is not indexed yet/);
  expect(await lab.stored()).toEqual([]);
});
