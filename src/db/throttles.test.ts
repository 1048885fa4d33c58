import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../test/harness.ts';
import { countAttempt, countHits, deleteOldThrottles, forgetAttempts, forgiveAttempt } from './throttles.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

const backoff = { free: 3, firstS: 10, longestS: 60 };
const hit = (key: string, hits = 1, windowS = 60) => ({ key, hits, windowS });
const totals = (counts: readonly { key: string; hits: number }[]) =>
  Object.fromEntries(counts.map(({ key, hits }) => [key, hits]));

test('adds hits up within a window and starts anew after it', async () => {
  expect(totals(await countHits(t.db, [hit('a', 2), hit('b')]))).toEqual({ a: 2, b: 1 });
  expect(totals(await countHits(t.db, [hit('b', 5), hit('a')]))).toEqual({ a: 3, b: 6 });
  const [{ endsInS } = { endsInS: 0 }] = await countHits(t.db, [hit('a', 0, 9_999)]);
  expect(endsInS).toBeGreaterThan(0);
  expect(endsInS).toBeLessThanOrEqual(60);
  await t.db.sql`update throttles set ends_at = now() where key = 'a'`;
  expect(totals(await countHits(t.db, [hit('a')]))).toEqual({ a: 1 });
});

test('loses no hit of many callers at once, and none of them waits for another for ever', async () => {
  const keys = ['x', 'y', 'z'];
  const callers = Array.from({ length: 60 }, (_, i) => keys.map((_, j) => hit(keys[(i + j) % 3] ?? '')));
  await Promise.all(callers.map((hits) => countHits(t.db, hits)));
  expect(
    totals(
      await countHits(
        t.db,
        keys.map((key) => hit(key, 0)),
      ),
    ),
  ).toEqual({ x: 60, y: 60, z: 60 });
});

test('lets the free attempts through, then makes wait twice as long each time, up to the longest', async () => {
  const attempt = () => countAttempt(t.db, 'door', backoff);
  const waitOver = () => t.db.sql`update throttles set blocked_until = now() where key = 'door'`;
  expect([await attempt(), await attempt(), await attempt()]).toEqual([0, 0, 0]);
  const waits = [];
  for (let i = 0; i < 5; i += 1) {
    waits.push(await attempt());
    await waitOver();
    expect(await attempt()).toBe(0);
  }
  expect(waits.map((waitS) => [10, 20, 40, 60].find((most) => waitS <= most))).toEqual([10, 20, 40, 60, 60]);
});

test('of many attempts at once only the free ones are let through', async () => {
  const waits = await Promise.all(Array.from({ length: 50 }, () => countAttempt(t.db, 'rush', backoff)));
  expect(waits.filter((waitS) => waitS === 0)).toHaveLength(3);
});

test('takes an attempt back, and with it the wait that it caused', async () => {
  for (let i = 0; i < 3; i += 1) await countAttempt(t.db, 'forgiven', backoff);
  expect(await countAttempt(t.db, 'forgiven', backoff)).toBeGreaterThan(0);
  await forgiveAttempt(t.db, 'forgiven', backoff);
  expect(await countAttempt(t.db, 'forgiven', backoff)).toBe(0);
  await forgetAttempts(t.db, 'forgiven');
  for (let i = 0; i < 3; i += 1) expect(await countAttempt(t.db, 'forgiven', backoff)).toBe(0);
});

test('starts anew when nobody has tried for twice the longest wait', async () => {
  for (let i = 0; i < 3; i += 1) await countAttempt(t.db, 'calm', backoff);
  const [row] = await t.db
    .sql`select extract(epoch from ends_at - now())::int between 61 and 120 as later from throttles where key = 'calm'`;
  expect(row).toEqual({ later: true });
  await t.db.sql`update throttles set ends_at = now(), blocked_until = now() where key = 'calm'`;
  for (let i = 0; i < 3; i += 1) expect(await countAttempt(t.db, 'calm', backoff)).toBe(0);
});

test('deletes what is over, a few at a time, and nothing else', async () => {
  await t.db.sql`delete from throttles`;
  await countHits(t.db, [hit('kept'), hit('old1', 1, -1), hit('old2', 1, -2), hit('old3', 1, -3)]);
  expect(await deleteOldThrottles(t.db, 2)).toBe(2);
  expect(await deleteOldThrottles(t.db, 2)).toBe(1);
  const rows = await t.db.sql<{ key: string }[]>`select key from throttles`;
  expect(rows.map(({ key }) => key)).toEqual(['kept']);
});
