import { expect, test } from 'vitest';
import { linkedBy, walletOf } from '../../../test/addresses.ts';
import { eventOf } from '../../../test/chain-model.ts';
import { openToldIndex } from '../../../test/told-index.ts';
import { unlinkWallet } from '../addresses/unlink-wallet.ts';
import { undoBlocks } from '../chain/undo-blocks.ts';
import type { Context } from '../context.ts';
import { InputInvalid, Unauthenticated } from '../errors.ts';
import type { FeedEvent, FeedStream } from '../feed.ts';
import { readStake } from './read.ts';
import { watchStakes } from './watch.ts';

const [first, second, foreign] = ['first', 'second', 'foreign'].map((name) => walletOf(name).address.toLowerCase());

const staked = (account: string | undefined) => eventOf('CarbonStaking', 'Staked', { account, amount: 5n, staked: 5n });

async function take(stream: FeedStream<'stake'>): Promise<FeedEvent<'stake'>> {
  const { value } = await stream.next();
  if (!value) throw new Error('the stream has ended');
  return value;
}
const watching = async (ctx: Context, input: Parameters<typeof watchStakes>[1]) => {
  const stream = await watchStakes(ctx, input);
  return Object.assign(stream, { [Symbol.asyncDispose]: async () => void (await stream.return?.()) });
};

test('all stakes, or one, and what is missed meanwhile', async () => {
  await using lab = await openToldIndex();
  await using all = await watching(lab.t.nobody, {});
  await using one = await watching(lab.t.nobody, { address: walletOf('second').address });
  await lab.index([lab.block(1, [staked(first), staked(second)])]);
  await lab.t.broadcast();
  const [one1, two1] = [await take(all), await take(all)];
  expect([one1.payload, two1.payload]).toEqual([{ address: first }, { address: second }]);
  expect((await take(one)).payload).toEqual({ address: second });
  await lab.index([lab.block(2, [staked(first), staked(first), staked(second)])]);
  await lab.t.broadcast();
  await using again = await watching(lab.t.nobody, { address: first, after: one1.cursor });
  expect((await take(again)).payload).toEqual({ address: first });
  expect((await take(one)).payload).toEqual({ address: second });
  await expect(watchStakes(lab.t.nobody, { address: 'x' })).rejects.toThrow(InputInvalid);
});

test('a stake that a reorganisation undoes is told again, as it is then', async () => {
  await using lab = await openToldIndex();
  const start = lab.block(1, []);
  await lab.index([start]);
  const after = await lab.index([lab.block(2, [staked(first)])]);
  await lab.t.broadcast();
  await using stream = await watching(lab.t.nobody, { address: first });
  const ancestor = { number: 1n, hash: start.hash };
  await undoBlocks(lab.ctx, lab.meta, { after, ancestor, marks: { head: 2n, safe: 0n, finalized: 0n } });
  await lab.t.broadcast();
  const { payload } = await take(stream);
  expect(await readStake(lab.t.nobody, payload)).toMatchObject({ staked: 0n, blockNumber: null });
});

test('the own stakes are those of what is linked when they change', async () => {
  await using lab = await openToldIndex();
  const alice = await lab.t.user('alice');
  await using mine = await watching(alice.ctx, { mine: true });
  await linkedBy(alice, walletOf('first'));
  await lab.index([lab.block(1, [staked(foreign), staked(first)])]);
  await lab.t.broadcast();
  expect((await take(mine)).payload).toEqual({ address: first });
  await linkedBy(alice, walletOf('second'));
  await unlinkWallet(alice.ctx, { address: walletOf('first').address });
  await lab.index([lab.block(2, [staked(first), staked(foreign), staked(second)])]);
  await lab.t.broadcast();
  expect((await take(mine)).payload).toEqual({ address: second });
  await mine.return?.();
  expect(await mine.next()).toEqual({ done: true, value: undefined });
  await expect(watchStakes(lab.t.nobody, { mine: true })).rejects.toThrow(Unauthenticated);
});
