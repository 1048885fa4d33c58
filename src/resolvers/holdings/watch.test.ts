import { afterAll, beforeAll, expect, test } from 'vitest';
import { batchOf, depositFor } from '../../../test/credits.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { foundedBy } from '../../../test/organizations.ts';
import { Forbidden, Unauthenticated } from '../errors.ts';
import type { FeedStream } from '../feed.ts';
import { watchWallets } from '../wallets/watch.ts';
import { watchHoldings } from './watch.ts';

let t: TestApp;
let [admin, alice, bob] = [] as unknown as [TestUser, TestUser, TestUser];
let batchId: string;
beforeAll(async () => {
  t = await openTestApp();
  admin = await t.user('registrar', { roles: ['PLATFORM_ADMIN'] });
  [alice, bob] = [await t.user('alice'), await t.user('bob')];
  batchId = await batchOf(t, { owner: await t.user('proponent', { roles: ['PROJECT_OWNER'] }), admin });
});
afterAll(() => t[Symbol.asyncDispose]());

async function take(stream: FeedStream<'holding'>) {
  const { value } = await stream.next();
  if (!value) throw new Error('the stream has ended');
  return value;
}
const give = (owner: TestUser) => depositFor(t, admin, { owner, batchId, tonnes: 1n });

test('tells of the own holdings alone, and wallets of none of them', async () => {
  const [stream, money] = [await watchHoldings(alice.ctx, {}), await watchWallets(alice.ctx, {})];
  await give(bob);
  const mine = await give(alice);
  await t.broadcast();
  const event = await take(stream);
  expect(event.payload).toEqual({ id: mine.walletId, ownerId: alice.id, batchId });
  const [topics] = await t.db
    .sql`select array_agg(distinct topic order by topic) as topics from outbox where topic in ('wallet', 'holding')`;
  expect(topics).toEqual({ topics: ['holding'] });
  await stream.return?.();
  await money.return?.();

  await give(alice);
  await t.broadcast();
  const resumed = await watchHoldings(alice.ctx, { after: event.cursor });
  expect((await take(resumed)).payload).toMatchObject({ ownerId: alice.id });
  await resumed.return?.();
});

test('those of an organization are for who sees its money', async () => {
  const house = await foundedBy(t, bob, [alice, 'VIEWER']);
  await expect(watchHoldings(alice.ctx, { organizationId: house.organizationId })).rejects.toThrow(Forbidden);
  await expect(watchHoldings(t.nobody, {})).rejects.toThrow(Unauthenticated);
  const stream = await watchHoldings(bob.ctx, { organizationId: house.organizationId });
  await stream.return?.();
});
