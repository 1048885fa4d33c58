import { afterAll, beforeAll, expect, test } from 'vitest';
import { addressOf, eventOf, word } from '../../../test/chain-model.ts';
import { type CustodyLab, NOWHERE, openCustodyLab, sentEther, whole } from '../../../test/custody-lab.ts';
import { openTestApp } from '../../../test/harness.ts';
import { insertCursor } from '../../db/chain-cursors.ts';
import type { Chain } from '../chain/client.ts';
import { InputInvalid } from '../errors.ts';
import { checkReserves } from './check-reserves.ts';
import { assetReserves, batchReserves, finalityOfReserve, reservesChain } from './read.ts';

let lab: CustodyLab;
let chain: Chain;
beforeAll(async () => {
  lab = await openCustodyLab();
  await insertCursor(lab.t.db, lab.meta.chainId, 1n);
  const given = reservesChain(lab.t.nobody);
  if (!given) throw new Error('there is no chain');
  chain = given;
});
afterAll(() => lab[Symbol.asyncDispose]());

const issued = (batchId: bigint, to: string, amount: bigint) =>
  eventOf('CreditRegistry', 'CreditsMinted', {
    batchId,
    projectKey: word('project'),
    to,
    vintage: 2_024,
    amount,
    serialBlockHash: word(`serial ${batchId}`),
    sourceRef: word(`source ${batchId}`),
  });

test('assets as they were last looked at, and no asset before', async () => {
  expect(await assetReserves(lab.t.nobody, chain)).toEqual([]);
  const address = await lab.link(await lab.t.user('alice', { funds: { CARBON: '7' } }));
  await lab.tell(
    sentEther(address, whole(5)),
    eventOf('CarbonToken', 'Transfer', { from: NOWHERE, to: addressOf(5), value: whole(9) }),
  );
  await checkReserves(lab.t.app);
  const found = await assetReserves(lab.t.nobody, chain);
  expect(found).toMatchObject([
    { asset: 'CARBON', liabilities: whole(7), custody: 0n, supply: whole(9), shortSince: expect.any(Date) as unknown },
    { asset: 'ETH', liabilities: whole(5), custody: whole(5), supply: null, shortSince: null },
  ]);
});

test('batches page by page, and how sure their block is', async () => {
  await lab.tell(issued(7n, lab.custody, whole(3)), issued(8n, addressOf(5), whole(2)), issued(9n, lab.custody, 1n));
  const first = await batchReserves(lab.t.nobody, chain, { first: 2 });
  expect(first.items).toMatchObject([
    { asset: '7', custody: whole(3), supply: whole(3), liabilities: 0n },
    { asset: '8', custody: 0n, supply: whole(2), liabilities: 0n },
  ]);
  const [, last] = first.items;
  if (!last) throw new Error('no batches');
  const rest = await batchReserves(lab.t.nobody, chain, { first: 2, after: first.cursorOf(last) });
  expect(rest).toMatchObject({ items: [{ asset: '9' }], hasNextPage: false });
  expect(await finalityOfReserve(lab.t.nobody, last)).toBe('PENDING');
  await lab.t.db
    .sql`update chain_cursors set head_block = 100, safe_block = 100, finalized_block = ${last.blockNumber}`;
  expect(await finalityOfReserve(lab.t.nobody, last)).toBe('FINALIZED');
  await expect(batchReserves(lab.t.nobody, chain, { after: 'x' })).rejects.toThrow(InputInvalid);
});

test('without a chain there are no reserves', async () => {
  await using t = await openTestApp();
  expect(reservesChain(t.nobody)).toBe(null);
});
