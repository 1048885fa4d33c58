import { expect, test } from 'vitest';
import { minted, openToldIndex, somebody } from '../../../test/told-index.ts';
import { reopenChain } from './reopen-chain.ts';
import { stopChain } from './stop-chain.ts';

test('a stopped chain goes on after the block that was decided upon, though more was final', async () => {
  await using lab = await openToldIndex();
  const first = lab.block(1, [minted(5n)]);
  await lab.index([first, lab.block(2, [minted(7n)]), lab.block(3, [])], { safe: 3n, finalized: 3n });
  await stopChain(lab.ctx, lab.meta, 'deeper than final');
  const decided = { ancestor: { number: 1n, hash: first.hash }, marks: { head: 4n, safe: 1n, finalized: 1n } };
  const open = { indexedBlock: 1n, indexedHash: first.hash, stoppedReason: null, finalizedBlock: 1n, headBlock: 4n };
  expect(await reopenChain(lab.ctx, lab.meta, decided)).toMatchObject(open);
  expect(await lab.carbonOf(somebody)).toBe(5n);
  await lab.index([lab.block(2, [minted(20n)], 'fork')]);
  expect(await lab.carbonOf(somebody)).toBe(25n);
});

test('a chain that is not stopped is left as it is', async () => {
  await using lab = await openToldIndex();
  const before = await lab.index([lab.block(1, [minted(5n)])]);
  const marks = { head: 9n, safe: 9n, finalized: 9n };
  const left = await reopenChain(lab.ctx, lab.meta, { ancestor: { number: 0n, hash: null }, marks });
  expect(left).toMatchObject({ indexedBlock: 1n, indexedHash: before.indexedHash, headBlock: 1n, reorgs: 0 });
  expect(await lab.carbonOf(somebody)).toBe(5n);
});
