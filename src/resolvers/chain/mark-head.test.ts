import { expect, test } from 'vitest';
import { eventOf } from '../../../test/chain-model.ts';
import { openToldIndex, somebody } from '../../../test/told-index.ts';
import { CursorMoved } from './index-range.ts';
import { markHead } from './mark-head.ts';

test('a head that moves on gives deposits their confirmations, and says how deep the chain is settled', async () => {
  await using lab = await openToldIndex();
  const sent = eventOf('CarbonCustody', 'EtherReceived', { from: somebody, amount: 9n });
  const statuses = () => lab.t.db.sql`select status from chain_deposits`;
  await lab.index([lab.block(1, [sent])]);
  expect(await statuses()).toEqual([{ status: 'PENDING' }]);
  // Three confirmations are asked for: the block itself and two more, which hold nothing.
  await lab.index([lab.block(2, [])]);
  const after = await lab.index([lab.block(3, [])], { head: 4n });
  expect(await statuses()).toEqual([{ status: 'PENDING' }]);
  const marked = await markHead(lab.ctx, lab.meta, { after, marks: { head: 3n, safe: 2n, finalized: 1n } });
  expect(marked).toMatchObject({ indexedBlock: 3n, headBlock: 3n, safeBlock: 2n, finalizedBlock: 1n });
  expect(await statuses()).toEqual([{ status: 'UNCLAIMED' }]);
  expect((await lab.told('chainHead')).at(-1)).toMatchObject({ head: '3', safe: '2', finalized: '1' });
});

test('what was final stays final, and a cursor that has moved is not marked', async () => {
  await using lab = await openToldIndex();
  const read = await lab.cursor();
  const after = await lab.index([lab.block(1, []), lab.block(2, [])], { safe: 2n, finalized: 2n });
  const less = { head: 1n, safe: 1n, finalized: 1n };
  expect(await markHead(lab.ctx, lab.meta, { after, marks: less })).toMatchObject({
    finalizedBlock: 2n,
    headBlock: 2n,
  });
  const marks = { head: 9n, safe: 9n, finalized: 9n };
  await expect(markHead(lab.ctx, lab.meta, { after: read, marks })).rejects.toThrow(CursorMoved);
  expect(await lab.cursor()).toMatchObject({ headBlock: 2n, finalizedBlock: 2n });
});
