import { afterAll, beforeAll, expect, test } from 'vitest';
import { offerIn, sell } from '../../test/announcements.ts';
import { runCommand } from '../../test/commands.ts';
import { openTestApp, type TestApp } from '../../test/harness.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
  const seller = await t.user('seller', { funds: { CARBON: '1000' } });
  const offer = await offerIn(t, seller, 'ACTIVE');
  for (const quantity of ['1', '2', '3']) await sell(t, offer, quantity);
});
afterAll(() => t[Symbol.asyncDispose]());

const analytics = (...args: string[]) =>
  runCommand('analytics', args, { env: { DATABASE_URL: t.databaseUrl, ANALYTICS_REBUILD_BATCH: '2' } });
const trades = async () => {
  const [row] = await t.db.sql<{ count: bigint }[]>`
    select coalesce(sum(count), 0)::bigint as count from rollups where measure = 'TRADE' and level = 900`;
  return row?.count;
};

test('makes the sums of what is there, batch by batch, and says how far it is', async () => {
  expect((await analytics('status')).out).toMatch(/^trades +0 rows +under way$/m);
  const made = (await analytics('rebuild')).out;
  expect(made).toMatch(/^trades: 3 rows, done$/m);
  expect(made).toMatch(/All sums are made\.$/);
  expect(await trades()).toBe(3n);
  expect((await analytics('status')).out).toMatch(/^trades +3 rows +done$/m);
});

test('goes on where it was left off, and begins anew where it is told to', async () => {
  await t.db.sql`update rollup_rebuilds set done_at = null where source = 'transfers'`;
  expect((await analytics('rebuild', '--continue')).out).toMatch(/^transfers: 0 rows, done\nAll sums are made\.$/);
  expect((await analytics('rebuild')).out).toMatch(/^trades: 3 rows, done$/m);
  expect(await trades()).toBe(3n);
});

test('says how it is used where it does not understand', async () => {
  for (const args of [['reconcile'], ['status', '--continue']]) {
    const { code, err } = await analytics(...args);
    expect([code, err.startsWith('Usage:')]).toEqual([1, true]);
  }
});
