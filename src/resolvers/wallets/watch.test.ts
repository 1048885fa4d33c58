import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { InputInvalid, Unauthenticated } from '../errors.ts';
import type { FeedEvent, FeedStream } from '../feed.ts';
import { encodeId } from '../ids.ts';
import { sendTransfer } from '../transfers/send-transfer.ts';
import { myWallets } from './read.ts';
import { watchWallets } from './watch.ts';

let t: TestApp;
let [alice, bob, carol] = [] as unknown as [TestUser, TestUser, TestUser];
beforeAll(async () => {
  t = await openTestApp();
  alice = await t.user('alice', { funds: { EUR: '100.00' } });
  bob = await t.user('bob', { funds: { EUR: '100.00' } });
  carol = await t.user('carol', { funds: { EUR: '100.00' } });
});
afterAll(() => t[Symbol.asyncDispose]());

let count = 0;
const send = (from: TestUser, to: TestUser) =>
  sendTransfer(from.ctx, {
    recipientId: encodeId('User', to.id),
    asset: 'EUR',
    amount: '1.00',
    idempotencyKey: `transfer-${(count += 1)}`,
  });

async function take(stream: FeedStream<'wallet'>): Promise<FeedEvent<'wallet'>> {
  const { value } = await stream.next();
  if (!value) throw new Error('the stream has ended');
  return value;
}
const euros = async (user: TestUser) => (await myWallets(user.ctx)).find(({ asset }) => asset === 'EUR')?.id;

test('gives each change of the own wallets, and none of others', async () => {
  await using stream = disposable(await watchWallets(alice.ctx, {}));
  await send(bob, carol);
  await send(alice, bob);
  await send(carol, alice);
  await t.broadcast();
  const own = { id: await euros(alice), ownerId: alice.id };
  expect((await take(stream)).payload).toEqual(own);
  expect((await take(stream)).payload).toEqual(own);
});

test('with the last cursor, a client that was away misses nothing and gets nothing twice', async () => {
  const first = await watchWallets(alice.ctx, {});
  await send(bob, alice);
  await t.broadcast();
  const { cursor } = await take(first);
  await first.return?.();
  await send(bob, alice);
  await send(bob, carol);
  await t.broadcast();
  await using again = disposable(await watchWallets(alice.ctx, { after: cursor }));
  await send(carol, alice);
  await t.broadcast();
  const [missed, live] = [await take(again), await take(again)];
  expect(new Set([cursor, missed.cursor, live.cursor]).size).toBe(3);
  expect([missed.payload.ownerId, live.payload.ownerId]).toEqual([alice.id, alice.id]);
});

test('refuses a caller who is not signed in, and a cursor that is none', async () => {
  await expect(watchWallets(t.nobody, {})).rejects.toThrow(Unauthenticated);
  await expect(watchWallets(alice.ctx, { after: 'yesterday' })).rejects.toThrow(InputInvalid);
});

function disposable(stream: FeedStream<'wallet'>): FeedStream<'wallet'> & AsyncDisposable {
  return Object.assign(stream, { [Symbol.asyncDispose]: async () => void (await stream.return?.()) });
}
