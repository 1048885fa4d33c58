import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../test/harness.ts';
import { rowsTouched, rowsTouchedPrepared } from '../../test/rows-touched.ts';
import { type AnnouncementQuery, NO_PREMIUM, selectAnnouncements } from './announcement-lists.ts';
import type { AnnouncementView } from './announcements.ts';
import type { Db } from './client.ts';

// Few that are for sale among many that were: walking back along the ids meets the closed ones first.
const CLOSED = 10_000;
const OPEN = 4_000;
const PAGE = 21;

let t: TestApp;
let seller: TestUser;
beforeAll(async () => {
  t = await openTestApp();
  seller = await t.user('seller');
  const { sql } = t.db;
  const fill = (status: string, rows: number) => sql`
    insert into announcements (seller_id, title, quantity, remaining, minimum_fill, currency, price_kind, fixed_price,
                               premium_bps, status, expires_at, opened_at)
    select ${seller.id}, 'Mangroves ' || n, 1000, 1 + n % 97, 1, 'EUR', k.kind::price_kind,
           case k.kind when 'FIXED' then 5e18 + n * 1e15 end, case k.kind when 'MARKET' then n % 500 end,
           ${status}, now() + interval '1 day', now()
    from generate_series(1, ${rows / 2}::int) as n, (values ('FIXED'), ('MARKET')) as k (kind)`;
  await sql`insert into price_latest values ('MCO2', 'EUR', 7e18, now(), now(), 'TEST', null, true)`;
  await fill('ACTIVE', OPEN);
  await fill('CANCELLED', CLOSED);
  await sql`vacuum analyze announcements`;
});
afterAll(() => t[Symbol.asyncDispose]());

const query = (change: Partial<AnnouncementQuery>): AnnouncementQuery => ({
  statuses: ['ACTIVE'],
  publishedOnly: true,
  sellerId: undefined,
  organizationId: undefined,
  asset: undefined,
  batchId: undefined,
  currency: undefined,
  minPrice: undefined,
  maxPrice: undefined,
  text: undefined,
  order: 'NEWEST',
  after: undefined,
  limit: PAGE,
  want: {},
  ...change,
});

const priceOf = (row: AnnouncementView): bigint =>
  row.fixedPrice ?? (7n * 10n ** 18n * (10_000n + BigInt(row.premiumBps ?? 0)) + 9_999n) / 10_000n;
const cursors = {
  NEWEST: (row: AnnouncementView) => [row.id],
  QUANTITY: (row: AnnouncementView) => [String(row.remaining), row.id],
  PRICE: (row: AnnouncementView) => [String(priceOf(row)), String(row.premiumBps ?? NO_PREMIUM), row.id],
} as const;

/** Reads on from page to page and gives the cursor before the last of so many pages. */
async function cursorAfter(db: Db, base: AnnouncementQuery, pages: number): Promise<readonly string[]> {
  const big = await selectAnnouncements(db, { ...base, limit: pages * PAGE });
  return cursors[base.order](big.at(-1) as AnnouncementView);
}

describe.each([
  ['the newest', query({ order: 'NEWEST' }), PAGE],
  ['those with the most left', query({ order: 'QUANTITY' }), PAGE],
  // Both kinds are read along their own index, and then one page of the two.
  ['the cheapest', query({ order: 'PRICE', currency: 'EUR' }), 2 * PAGE],
])('%s of those that are for sale', (_, base, rows) => {
  test.each([rowsTouched, rowsTouchedPrepared])(
    'cost their rows, on the first page and far behind (%o)',
    async (touched) => {
      const after = await cursorAfter(t.db, base, 60);
      for (const page of [base, { ...base, after }]) {
        expect(await selectAnnouncements(t.db, page)).toHaveLength(PAGE);
        // One more for each index that is entered between two of its rows.
        expect(await touched(t.db, 'announcements', (tx) => selectAnnouncements(tx, page))).toBeLessThanOrEqual(
          rows + 2,
        );
      }
    },
  );

  test('come each once, in order, whatever the size of the pages', async () => {
    const all = await selectAnnouncements(t.db, { ...base, limit: OPEN + 1 });
    expect(all).toHaveLength(OPEN);
    const read: string[] = [];
    for (let after: readonly string[] | undefined; ;) {
      const page = await selectAnnouncements(t.db, { ...base, after, limit: 333 });
      read.push(...page.map(({ id }) => id));
      if (page.length < 333) break;
      after = cursors[base.order](page.at(-1) as AnnouncementView);
    }
    expect(read).toEqual(all.map(({ id }) => id));
  });
});

test('by price, premiums that rounding makes one price still come each once', async () => {
  // At a price of 3 x 10^-18 hundreds of premiums share one price, with fixed ones among them.
  const { sql } = t.db;
  await sql`insert into price_latest values ('MCO2', 'USD', 3, now(), now(), 'TEST', null, true)`;
  await sql`
    insert into announcements (seller_id, title, quantity, remaining, minimum_fill, currency, price_kind, fixed_price,
                               premium_bps, status, expires_at, opened_at)
    select ${seller.id}, 'Cheap', 1, 1, 1, 'USD', k.kind::price_kind, case k.kind when 'FIXED' then 3 + n % 3 end,
           case k.kind when 'MARKET' then (n * 7919) % 9000 end, 'ACTIVE', now() + interval '1 day', now()
    from generate_series(1, 700) as n, (values ('FIXED'), ('MARKET')) as k (kind)`;
  const priceOf = (row: AnnouncementView) =>
    row.fixedPrice ?? (3n * (10_000n + BigInt(row.premiumBps ?? 0)) + 9_999n) / 10_000n;
  const base = query({ order: 'PRICE', currency: 'USD', limit: 100 });
  const read: AnnouncementView[] = [];
  for (let after: readonly string[] | undefined; ;) {
    const page = await selectAnnouncements(t.db, { ...base, after });
    read.push(...page);
    const last = page.at(-1);
    if (!last || page.length < 100) break;
    after = [String(priceOf(last)), String(last.premiumBps ?? NO_PREMIUM), last.id];
  }
  expect(new Set(read.map(({ id }) => id)).size).toBe(1_400);
  expect(read).toHaveLength(1_400);
  const prices = read.map((row) => Number(priceOf(row)));
  expect(prices).toEqual(prices.toSorted((one, other) => one - other));
});
