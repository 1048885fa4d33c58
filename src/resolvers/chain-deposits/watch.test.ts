import { expect, test } from 'vitest';
import { linkedBy, walletOf } from '../../../test/addresses.ts';
import { addressOf, type Emitted, eventOf } from '../../../test/chain-model.ts';
import { openToldIndex } from '../../../test/told-index.ts';
import { undoBlocks } from '../chain/undo-blocks.ts';
import { Unauthenticated } from '../errors.ts';
import { visibleChainDeposits } from './read.ts';
import { watchChainDeposits } from './watch.ts';

const own = walletOf('own').address;
const sent = (from: string): Emitted => eventOf('CarbonCustody', 'EtherReceived', { from, amount: 7n });

test('the owner alone hears of a deposit: when it is seen, credited, and undone with its block', async () => {
  await using lab = await openToldIndex();
  const [alice, bob] = [await lab.t.user('alice'), await lab.t.user('bob')];
  await linkedBy(alice, walletOf('own'));
  const [hers, his] = [await watchChainDeposits(alice.ctx, {}), await watchChainDeposits(bob.ctx, {})];
  const next = async () => {
    await lab.t.broadcast();
    const { value } = await hers.next();
    if (!value) throw new Error('the stream has ended');
    const [deposit] = await visibleChainDeposits(alice.ctx, [value.payload.id]);
    return deposit?.status;
  };
  const start = lab.block(1, []);
  await lab.index([start]);
  await lab.index([lab.block(2, [sent(addressOf(5)), sent(own)])]);
  expect(await next()).toBe('PENDING');
  const after = await lab.index([lab.block(3, []), lab.block(4, [])]);
  expect(await next()).toBe('CREDITED');
  const ancestor = { number: 1n, hash: start.hash };
  await undoBlocks(lab.ctx, lab.meta, { after, ancestor, marks: { head: 4n, safe: 0n, finalized: 0n } });
  expect(await next()).toBe('REVERSED');
  await linkedBy(bob, walletOf('his'));
  await lab.index([lab.block(2, [sent(walletOf('his').address)], 'fork')]);
  await lab.t.broadcast();
  const { value } = await his.next();
  expect(value?.payload).toMatchObject({ ownerId: bob.id, address: walletOf('his').address.toLowerCase() });
  await hers.return?.();
  await his.return?.();
  await expect(watchChainDeposits(lab.t.nobody, {})).rejects.toThrow(Unauthenticated);
});
