import { afterAll, beforeAll, expect, test } from 'vitest';
import { rowsTouched, rowsTouchedPrepared } from '../../test/rows-touched.ts';
import { openTestApp, type TestApp, type TestUser } from '../../test/harness.ts';
import { selectTransfersOf } from './transfers.ts';
import { selectWithdrawalsOf } from './withdrawals.ts';

// Someone who did a third of everything, long ago: the case in which walking back over all rows looks cheap and is not.
const ROWS = 20_000;

let t: TestApp;
let [veteran, others] = [] as unknown as [TestUser, TestUser[]];
beforeAll(async () => {
  t = await openTestApp();
  veteran = await t.user('veteran');
  others = await Promise.all(['a', 'b', 'c'].map((name) => t.user(name)));
  const { sql } = t.db;
  for (const sender of [veteran, ...others]) {
    const recipient = others.find((other) => other !== sender) as TestUser;
    await sql`
      insert into transfers (sender_id, recipient_id, asset, amount, status)
      select ${sender.id}, ${recipient.id}, 'EUR', 1, 'COMPLETED' from generate_series(1, ${ROWS})`;
    await sql`
      insert into withdrawals (wallet_id, amount, destination)
      select w.id, 1, 'IBAN' from wallets w, generate_series(1, ${ROWS}) where owner_id = ${sender.id} and asset = 'EUR'`;
  }
  await sql`vacuum analyze transfers, withdrawals`;
});
afterAll(() => t[Symbol.asyncDispose]());

test.each([rowsTouched, rowsTouchedPrepared])('a page of old transfers costs its rows (%o)', async (touched) => {
  const page = { ownerId: veteran.id, after: undefined, limit: 21, want: {} };
  expect(await selectTransfersOf(t.db, page)).toHaveLength(21);
  expect(await touched(t.db, 'transfers', (tx) => selectTransfersOf(tx, page))).toBeLessThanOrEqual(42);
  const after = (await selectTransfersOf(t.db, page)).at(-1)?.id;
  const next = await selectTransfersOf(t.db, { ...page, after });
  expect(next).toHaveLength(21);
  expect((next[0]?.id ?? '') < (after ?? '')).toBe(true);
  expect(await touched(t.db, 'transfers', (tx) => selectTransfersOf(tx, { ...page, after }))).toBeLessThanOrEqual(42);
});

test.each([rowsTouched, rowsTouchedPrepared])('a page of old withdrawals costs its rows (%o)', async (touched) => {
  const page = { ownerId: veteran.id, after: undefined, limit: 21 };
  const found = await selectWithdrawalsOf(t.db, page);
  expect(found).toHaveLength(21);
  expect(await touched(t.db, 'withdrawals', (tx) => selectWithdrawalsOf(tx, page))).toBeLessThanOrEqual(84);
  const next = { ...page, after: found.at(-1)?.id };
  expect(await touched(t.db, 'withdrawals', (tx) => selectWithdrawalsOf(tx, next))).toBeLessThanOrEqual(84);
});
