import { expect, test } from 'vitest';
import { linkedBy, walletOf } from '../../../test/addresses.ts';
import { addressOf, type Emitted, eventOf, word } from '../../../test/chain-model.ts';
import { openToldIndex } from '../../../test/told-index.ts';
import { undoBlocks } from '../chain/undo-blocks.ts';
import { InputInvalid, Unauthenticated } from '../errors.ts';
import type { EventPayloads } from '../events.ts';
import type { FeedStream } from '../feed.ts';
import { balanceOf } from './read.ts';
import { watchCreditBalances } from './watch.ts';

const mine = walletOf('mine').address.toLowerCase();
const other = addressOf(0xaa_00_02);

const issued = (batchId: bigint, to: string): Emitted =>
  eventOf('CreditRegistry', 'CreditsMinted', {
    batchId,
    projectKey: word('project'),
    to,
    vintage: 2_024,
    amount: 10n,
    serialBlockHash: word(`serial ${batchId} ${to}`),
    sourceRef: word(`source ${batchId} ${to}`),
  });

async function take(stream: FeedStream<'creditBalance'>): Promise<EventPayloads['creditBalance']> {
  const { value } = await stream.next();
  if (!value) throw new Error('the stream has ended');
  return value.payload;
}

test('balances are told by address, by batch, or of the own addresses', async () => {
  await using lab = await openToldIndex();
  const alice = await lab.t.user('alice');
  await linkedBy(alice, walletOf('mine'));
  const byAddress = await watchCreditBalances(lab.t.nobody, { address: other });
  const byBatch = await watchCreditBalances(lab.t.nobody, { batchId: `0x${'8'.padStart(64, '0')}` });
  const own = await watchCreditBalances(alice.ctx, { mine: true, batchId: '8' });
  await lab.index([lab.block(1, [issued(7n, mine), issued(7n, other), issued(8n, other), issued(8n, mine)])]);
  await lab.t.broadcast();
  expect([await take(byAddress), await take(byAddress)]).toEqual([
    { address: other, batchId: '7' },
    { address: other, batchId: '8' },
  ]);
  expect([await take(byBatch), await take(byBatch)]).toEqual([
    { address: other, batchId: '8' },
    { address: mine, batchId: '8' },
  ]);
  expect(await take(own)).toEqual({ address: mine, batchId: '8' });
  for (const stream of [byAddress, byBatch, own]) await stream.return?.();
  await expect(watchCreditBalances(lab.t.nobody, { mine: true })).rejects.toThrow(Unauthenticated);
  await expect(watchCreditBalances(lab.t.nobody, { batchId: '-1' })).rejects.toThrow(InputInvalid);
});

test('credits whose issue a reorganisation undoes are told again, and are nothing then', async () => {
  await using lab = await openToldIndex();
  const start = lab.block(1, []);
  await lab.index([start]);
  const after = await lab.index([lab.block(2, [issued(7n, other)])]);
  await lab.t.broadcast();
  const stream = await watchCreditBalances(lab.t.nobody, {});
  const ancestor = { number: 1n, hash: start.hash };
  await undoBlocks(lab.ctx, lab.meta, { after, ancestor, marks: { head: 2n, safe: 0n, finalized: 0n } });
  await lab.t.broadcast();
  expect(await balanceOf(lab.t.nobody, await take(stream))).toMatchObject({ balance: 0n, blockNumber: null });
  await stream.return?.();
});
