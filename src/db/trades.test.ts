import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../test/harness.ts';
import { rowsTouched, rowsTouchedPrepared } from '../../test/rows-touched.ts';
import type { Db } from './client.ts';
import { selectTrades, selectTradesById, type TradeQuery, type TradeView } from './trades.ts';

// Many trades of others, then those of one announcement and buyer, then many of others: walking back along the ids from
// any end meets the others first.
const OTHERS = 5_000;
const OWN = 30;

let t: TestApp;
let [seller, veteran, other] = [] as unknown as [TestUser, TestUser, TestUser];
let [rare, common] = ['', ''];
const ids: string[] = [];

beforeAll(async () => {
  t = await openTestApp();
  seller = await t.user('seller');
  veteran = await t.user('veteran');
  other = await t.user('other');
  [rare, common] = [await announce('Rare'), await announce('Common')];
  await trade(common, other, OTHERS);
  ids.push(...(await trade(rare, veteran, OWN)));
  await trade(common, other, OTHERS);
  await t.db.sql`vacuum analyze trades`;
});
afterAll(() => t[Symbol.asyncDispose]());

async function announce(title: string): Promise<string> {
  const id = newId();
  await t.db.sql`
    insert into announcements (id, seller_id, title, quantity, remaining, minimum_fill, currency, price_kind, fixed_price, expires_at)
    values (${id}, ${seller.id}, ${title}, 1000, 1000, 1, 'EUR', 'FIXED', 1, now() + interval '1 day')`;
  return id;
}

async function trade(announcementId: string, buyer: TestUser, count: number): Promise<string[]> {
  const rows = await t.db.sql<{ id: string }[]>`
    insert into trades (announcement_id, buyer_id, seller_id, quantity, currency, price_per_credit, total_price, buyer_fee,
      seller_fee, fee_schedule_version, price_source, price_as_of, status, entry_id)
    select ${announcementId}, ${buyer.id}, ${seller.id}, 1, 'EUR', 1, 1, 0, 0, 1, 'ANNOUNCEMENT', now(), 'COMPLETED', uuidv7()
    from generate_series(1, ${count}) returning id`;
  return rows.map((row) => row.id);
}

const query = (given: Partial<TradeQuery>): TradeQuery => ({
  party: undefined,
  announcementId: undefined,
  batchId: undefined,
  currency: undefined,
  from: undefined,
  to: undefined,
  after: undefined,
  limit: 21,
  want: {},
  ...given,
});

test('trades are read without anything joined, and with everything', async () => {
  const [id] = ids as [string];
  expect(await selectTradesById(t.db, [id])).toMatchObject([{ id, buyerId: veteran.id, quantity: 1n }]);
  const want = { buyer: true, seller: true, announcement: { seller: true } } as const;
  const everything = [
    { id, buyer: { username: 'veteran' }, announcement: { title: 'Rare', seller: { username: 'seller' } } },
  ];
  expect(await selectTradesById(t.db, [id], want)).toMatchObject(everything);
  expect((await selectTradesById(t.db, ids, want)).map((trade) => trade.id)).toEqual(ids.toReversed());
});

test.each([rowsTouched, rowsTouchedPrepared])('a page costs its rows, whoever it is of (%o)', async (touched) => {
  const party = (side: 'BUYER' | 'EITHER') => query({ party: { ownerId: veteran.id, side } });
  for (const first of [query({ announcementId: rare }), party('BUYER'), party('EITHER')]) {
    const page = await selectTrades(t.db, first);
    expect(page.map((trade) => trade.id)).toEqual(ids.toReversed().slice(0, 21));
    expect(await touched(t.db, 'trades', (tx) => selectTrades(tx, first))).toBeLessThanOrEqual(42);
    const next = { ...first, after: page.at(-1)?.id };
    expect((await selectTrades(t.db, next)).map((trade) => trade.id)).toEqual(ids.toReversed().slice(21));
    expect(await touched(t.db, 'trades', (tx) => selectTrades(tx, next))).toBeLessThanOrEqual(42);
  }
  expect(await touched(t.db, 'trades', (tx) => selectTrades(tx, query({})))).toBeLessThanOrEqual(21);
});

const everything = { buyer: true, seller: true, announcement: true } as const;
test.each<[string, (tx: Db, id: string) => Promise<TradeView[]>]>([
  ['one by id', (tx, id) => selectTradesById(tx, [id], everything)],
  ['a page', (tx, after) => selectTrades(tx, query({ after, want: everything }))],
  [
    'a page of an announcement',
    (tx, after) => selectTrades(tx, query({ after, announcementId: rare, want: everything })),
  ],
])('%s is planned once, not at every execution', async (_, select) => {
  await t.db.transact(async (tx) => {
    for (const id of ids) await select(tx, id);
    const [plans] = await tx.sql<{ generic: number }[]>`
      select max(generic_plans)::int as generic from pg_prepared_statements where statement like '%from trades%'`;
    // PostgreSQL tries five plans made for their parameters before it keeps one.
    expect(plans?.generic).toBeGreaterThanOrEqual(OWN - 5);
  });
});
