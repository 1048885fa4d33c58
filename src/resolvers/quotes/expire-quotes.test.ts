import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { batchIdOf, stockIn } from '../../../test/pricing.ts';
import { createQuote } from './create-quote.ts';
import { expireQuotes } from './expire-quotes.ts';
import { myQuotes, visibleQuotes } from './read.ts';

let t: TestApp;
let [buyer, stranger, finance] = [] as unknown as TestUser[] as [TestUser, TestUser, TestUser];
let batchId: string;
beforeAll(async () => {
  t = await openTestApp({ QUOTE_EXPIRY_BATCH: '2', QUOTE_RETENTION_S: '3600' });
  const admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
  const owner = await t.user('owner', { roles: ['PROJECT_OWNER'] });
  finance = await t.user('finance', { roles: ['FINANCE'] });
  buyer = await t.user('buyer');
  stranger = await t.user('stranger');
  ({ batchId } = await stockIn(t, { owner, admin }));
});
afterAll(() => t[Symbol.asyncDispose]());

const quoted = () => createQuote(buyer.ctx, { batchId: batchIdOf(batchId), quantity: '1', currency: 'EUR' });
/** As time does; the promise itself is guarded. */
const age = (ids: readonly string[], seconds: number) =>
  t.db.transact(async ({ sql }) => {
    await sql`alter table quotes disable trigger quotes_promise`;
    await sql`
      update quotes set created_at = created_at - make_interval(secs => ${seconds}),
        expires_at = expires_at - make_interval(secs => ${seconds}) where id = any(${ids}::uuid[])`;
    await sql`alter table quotes enable trigger quotes_promise`;
  });
const statuses = async (ids: readonly string[]) => {
  const rows = await t.db.sql<{ id: string; status: string }[]>`select id, status from quotes`;
  return ids.map((id) => rows.find((row) => row.id === id)?.status ?? 'GONE');
};

test('quotes end as their time runs out, a few at a time, and are deleted when they were kept long enough', async () => {
  const ids = [await quoted(), await quoted(), await quoted(), await quoted()].map(({ id }) => id);
  await age(ids.slice(0, 3), 61);
  expect(await expireQuotes(t.nobody)).toBe(true);
  expect(await expireQuotes(t.nobody)).toBe(false);
  expect(await statuses(ids)).toEqual(['EXPIRED', 'EXPIRED', 'EXPIRED', 'OPEN']);
  await age(ids.slice(0, 1), 3_600);
  expect(await expireQuotes(t.nobody)).toBe(false);
  expect(await statuses(ids)).toEqual(['GONE', 'EXPIRED', 'EXPIRED', 'OPEN']);
});

test('are seen by whoever asked, and by finance', async () => {
  const { id } = await quoted();
  const [newest] = (await myQuotes(buyer.ctx, { first: 1 })).items;
  expect(newest).toMatchObject({ id, fxDate: null });
  expect((await myQuotes(stranger.ctx, {})).items).toEqual([]);
  const seen = async (user: TestUser) => (await visibleQuotes(user.ctx, [id])).map((quote) => quote?.id ?? null);
  expect([await seen(buyer), await seen(stranger), await seen(finance)]).toEqual([[id], [null], [id]]);
});
