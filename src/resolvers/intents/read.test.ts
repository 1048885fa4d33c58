import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { anyRef, intend } from '../../../test/intents.ts';
import type { IntentRow } from '../../db/chain-intents.ts';
import { InputInvalid, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { attemptsOf, listIntents, readIntentHealth, visibleIntents } from './read.ts';
import { watchIntents } from './watch.ts';

let t: TestApp;
let [alice, bob, clerk] = [] as unknown as [TestUser, TestUser, TestUser];
const written: IntentRow[] = [];
beforeAll(async () => {
  t = await openTestApp();
  alice = await t.user('alice');
  bob = await t.user('bob');
  clerk = await t.user('clerk', { roles: ['FINANCE'] });
  for (const userId of [alice.id, bob.id, null, alice.id]) {
    const about = { userId, createdBy: clerk.id };
    written.push(await intend(t, 'ACCOUNT_REGISTER_USER', { userKey: anyRef() }, about));
  }
  written.push(await intend(t, 'PRICE_SET', { weiPerCarbon: 5n }));
  await t.db.sql`update chain_intents set waiting_for = 'the signer is poor'`;
});
afterAll(() => t[Symbol.asyncDispose]());

const ids = ({ items }: { items: readonly IntentRow[] }) =>
  items.map(({ id }) => written.findIndex((w) => w.id === id));

test('everybody sees what is about themselves, newest first, and finance sees all', async () => {
  expect(ids(await listIntents(alice.ctx, {}))).toEqual([3, 0]);
  expect(ids(await listIntents(bob.ctx, {}))).toEqual([1]);
  expect(ids(await listIntents(clerk.ctx, {}))).toEqual([4, 3, 2, 1, 0]);
  await expect(listIntents(t.nobody, {})).rejects.toThrow(Unauthenticated);
});

test('pages follow each other, for both', async () => {
  for (const [ctx, expected] of [
    [alice.ctx, [[3], [0]]],
    [clerk.ctx, [[4], [3], [2], [1], [0]]],
  ] as const) {
    const seen: number[][] = [];
    for (let after: string | undefined; ;) {
      const page = await listIntents(ctx, { first: 1, after });
      seen.push(ids(page));
      if (!page.hasNextPage) break;
      after = page.cursorOf(page.items[0] as IntentRow);
    }
    expect(seen).toEqual(expected);
  }
});

test('filters by kind, state, reference and user; another user’s are not to be had by asking for them', async () => {
  const filtered = async (ctx: TestUser['ctx'], filterBy: unknown) => ids(await listIntents(ctx, { filterBy }));
  expect(await filtered(clerk.ctx, { kinds: ['PRICE_SET'] })).toEqual([4]);
  expect(await filtered(clerk.ctx, { statuses: ['MINED', 'FAILED'] })).toEqual([]);
  expect(await filtered(clerk.ctx, { reference: written[2]?.reference })).toEqual([2]);
  expect(await filtered(clerk.ctx, { userId: encodeId('User', bob.id), statuses: ['PREPARED'] })).toEqual([1]);
  expect(await filtered(alice.ctx, { userId: encodeId('User', bob.id) })).toEqual([3, 0]);
  await expect(filtered(clerk.ctx, { kinds: ['NOTHING'] })).rejects.toThrow(InputInvalid);
});

test('why it waits and who wrote it is for finance only, and so is what was signed', async () => {
  const [mine] = await visibleIntents(alice.ctx, [written[0]?.id ?? '']);
  expect(mine).toMatchObject({ waitingFor: null, createdBy: null });
  const [all] = await visibleIntents(clerk.ctx, [written[0]?.id ?? '']);
  expect(all).toMatchObject({ waitingFor: 'the signer is poor', createdBy: clerk.id });
  expect(await visibleIntents(bob.ctx, [written[0]?.id ?? ''])).toEqual([null]);
  expect(await attemptsOf(alice.ctx, written[0]?.id ?? '')).toEqual([]);
});

test('each step is told to those who may see it', async () => {
  await t.broadcast();
  const [hers, all] = [
    await watchIntents(alice.ctx, {}),
    await watchIntents(clerk.ctx, { filterBy: { kinds: ['PRICE_SET'] } }),
  ];
  await intend(t, 'PRICE_SET', { weiPerCarbon: 6n });
  await intend(t, 'ACCOUNT_REGISTER_USER', { userKey: anyRef() }, { userId: bob.id });
  const last = await intend(t, 'ACCOUNT_REGISTER_USER', { userKey: anyRef() }, { userId: alice.id });
  await t.broadcast();
  expect((await hers.next()).value).toMatchObject({ payload: { id: last.id, status: 'PREPARED', userId: alice.id } });
  expect((await all.next()).value).toMatchObject({ payload: { kind: 'PRICE_SET' } });
  await Promise.all([hers.return?.(), all.return?.()]);
  await expect(watchIntents(t.nobody, {})).rejects.toThrow(Unauthenticated);
});

test('one that is under way for too long is an alarm, and the counts name it', async () => {
  expect(await readIntentHealth(t.app)).toMatchObject({ ready: true, counts: { FAILED: 0 } });
  await t.db.sql`update chain_intents set created_at = now() - interval '1 hour' where id = ${written[0]?.id ?? ''}`;
  const { ready, counts, oldestS, oldestKind } = await readIntentHealth(t.app);
  expect(ready).toBe(false);
  expect(counts.PREPARED).toBeGreaterThanOrEqual(5);
  expect(oldestS).toBeGreaterThan(3_500);
  expect(oldestKind).toBe('ACCOUNT_REGISTER_USER');
});
