import { expect, test } from 'vitest';
import { minted, openToldIndex } from '../../../test/told-index.ts';
import { digestIndex } from './digest-index.ts';

test('two indexes of the same blocks have the same digest, however the blocks were cut into ranges', async () => {
  await using one = await openToldIndex();
  await using other = await openToldIndex();
  const blocks = [one.block(1, [minted(5n)]), one.block(2, [minted(7n), minted(8n)])];
  await one.index(blocks);
  for (const block of blocks) await other.index([block]);
  const digest = await digestIndex(one.t.app, one.meta.chainId);
  expect(digest).toEqual(await digestIndex(other.t.app, other.meta.chainId));
  expect(digest.tables.find(({ table }) => table === 'chain_logs')?.rows).toBe(3);
  expect(digest.tables.find(({ table }) => table === 'token_balances')?.rows).toBe(1);
});

test('one row that differs changes the digest of its table and of the whole, and of no other table', async () => {
  await using lab = await openToldIndex();
  await lab.index([lab.block(1, [minted(5n)])]);
  const before = await digestIndex(lab.t.app, lab.meta.chainId);
  await lab.t.db.sql`update token_balances set balance = balance + 1`;
  const after = await digestIndex(lab.t.app, lab.meta.chainId);
  expect(after.sha256).not.toBe(before.sha256);
  const differing = after.tables.filter(({ sha256 }, index) => sha256 !== before.tables[index]?.sha256);
  expect(differing.map(({ table }) => table)).toEqual(['token_balances']);
});
