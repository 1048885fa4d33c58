import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { until } from '../../../test/clients.ts';
import type { Db } from '../../db/client.ts';
import { createBudgets, type Policy } from './budgets.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp({ LOG_LEVEL: 'silent' });
});
afterAll(() => t[Symbol.asyncDispose]());

const policy = (limit: number, windowS = 600): Policy => ({ name: 'test', limit, windowS });
/** A process of its own, as far as limits go; counts its statements. */
function openProcess(keyLimit = 1_000) {
  let statements = 0;
  const sql = new Proxy(t.db.sql, {
    apply(target, self, args) {
      statements += 1;
      return Reflect.apply(target, self, args) as unknown;
    },
  });
  const budgets = createBudgets({ ...t.db, sql }, t.app.log, keyLimit);
  return { budgets, statements: () => statements };
}

async function spendMany(budgets: ReturnType<typeof openProcess>['budgets'], key: string, of: Policy, times: number) {
  const waits = await Promise.all(Array.from({ length: times }, async () => budgets.spend(key, of)));
  return waits.filter((waitS) => waitS === 0).length;
}

describe('one process', () => {
  test('lets exactly the limit through, and says how long to wait', async () => {
    const { budgets } = openProcess();
    const key = randomUUID();
    expect(await spendMany(budgets, key, policy(100), 250)).toBe(100);
    const waitS = budgets.spend(key, policy(100));
    expect(waitS).toBeGreaterThan(590);
    expect(waitS).toBeLessThanOrEqual(600);
    expect(budgets.look(key, policy(100))).toEqual({ left: 0, resetsInS: waitS });
  });

  test('asks the database once for a twentieth of the limit, and refuses without asking', async () => {
    const { budgets, statements } = openProcess();
    const key = randomUUID();
    for (let call = 0; call < 1_000; call += 1) expect(await budgets.spend(key, policy(1_000))).toBe(0);
    await until(() => statements() === 20);
    for (let call = 0; call < 1_000; call += 1) expect(budgets.spend(key, policy(1_000))).toBeGreaterThan(0);
    expect(statements()).toBe(20);
  });

  test('answers at once while it holds a part, and asks for the next before it runs out', async () => {
    const { budgets } = openProcess();
    const key = randomUUID();
    expect(budgets.spend(key, policy(1_000))).toBeInstanceOf(Promise);
    await until(() => budgets.look(key, policy(1_000)).left === 999);
    for (let call = 0; call < 40; call += 1) expect(budgets.spend(key, policy(1_000))).toBe(0);
  });

  test('asks for many keys in one statement', async () => {
    const { budgets, statements } = openProcess();
    await Promise.all(Array.from({ length: 400 }, async () => budgets.spend(randomUUID(), policy(10))));
    expect(statements()).toBe(1);
  });

  test('starts anew when the window is over', async () => {
    const { budgets } = openProcess();
    const key = randomUUID();
    const short = policy(3, 0.05);
    await until(async () => (await budgets.spend(key, short)) > 0);
    await until(async () => (await budgets.spend(key, short)) === 0);
  });

  test('forgets the keys that were used longest ago, and counts on all the same', async () => {
    const { budgets } = openProcess(2);
    const key = randomUUID();
    expect(await spendMany(budgets, key, policy(20), 10)).toBe(10);
    for (let other = 0; other < 10; other += 1) await budgets.spend(randomUUID(), policy(20));
    expect(await spendMany(budgets, key, policy(20), 50)).toBeLessThanOrEqual(10);
  });
});

describe('several processes', () => {
  test('never let more than the limit through together, however calls fall', async () => {
    const calls = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 120 });
    await fc.assert(
      fc.asyncProperty(calls, fc.integer({ min: 1, max: 60 }), async (order, limit) => {
        const processes = [openProcess(), openProcess(), openProcess()];
        const key = randomUUID();
        const waits = await Promise.all(
          order.map(async (index) => processes[index]?.budgets.spend(key, policy(limit))),
        );
        const passed = waits.filter((waitS) => waitS === 0).length;
        expect(passed).toBeLessThanOrEqual(limit);
        // What a process holds and does not spend is lost: a part each at most.
        expect(passed).toBeGreaterThanOrEqual(Math.min(order.length, limit - 2 * 2 * Math.ceil(limit / 20)));
      }),
      { numRuns: 40 },
    );
  });

  test('one learns what the others have spent', async () => {
    const [one, other] = [openProcess(), openProcess()];
    const key = randomUUID();
    expect(await spendMany(one.budgets, key, policy(40), 40)).toBe(40);
    expect(await other.budgets.spend(key, policy(40))).toBeGreaterThan(0);
  });
});

test('without the database the limit holds in the process', async () => {
  const sql = (): Promise<never> => Promise.reject(new Error('the database is away'));
  const budgets = createBudgets({ ...t.db, sql } as unknown as Db, t.app.log, 10);
  expect(await spendMany(budgets, 'key', policy(100), 250)).toBe(100);
});
