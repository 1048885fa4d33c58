import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../test/harness.ts';
import { rowsTouched, rowsTouchedPrepared } from '../../test/rows-touched.ts';
import type { Db } from './client.ts';
import { type EntryKind, insertEntries, lockWallets, platformAccounts, walletKey } from './ledger.ts';
import { type EntryPage, selectBalancesAt, selectWalletEntries } from './wallet-entries.ts';

// A wallet with a long history over two partitions, in which one kind is rare: reading it must cost what a short one costs.
const STATEMENTS = 60;
const ENTRIES_PER_STATEMENT = 500;
/** The first number of the second partition. */
const BORDER = 20_000_000n;

let t: TestApp;
let owner: TestUser;
let walletId: string;
let moments: Date[];

beforeAll(async () => {
  t = await openTestApp();
  owner = await t.user('owner');
  await t.db.sql.unsafe(`alter sequence postings_id_seq restart with ${BORDER - 30_000n}`);
  const key = { ownerId: owner.id, asset: 'EUR' } as const;
  for (let i = 0; i < STATEMENTS; i++) {
    await t.db.transact(async (tx) => {
      const wallet = (await lockWallets(tx, [key])).get(walletKey(key));
      if (!wallet) throw new Error('no wallet');
      ({ walletId } = wallet);
      const entry = (kind: EntryKind) => ({
        id: newId(),
        kind,
        referenceId: newId(),
        actorId: null,
        legs: [
          { accountId: platformAccounts.EXTERNAL.EUR, asset: 'EUR', amount: -1n },
          { accountId: wallet.available.accountId, asset: 'EUR', amount: 1n },
        ],
      });
      const entries = Array.from({ length: ENTRIES_PER_STATEMENT }, () => entry('TRADE'));
      await insertEntries(tx, i === 7 ? [...entries, entry('CORRECTION')] : entries, [wallet]);
    });
  }
  // Let the planner believe that there is one kind, as it may when a sample misses the rare ones.
  await t.db.sql`alter table postings alter column kind set (n_distinct = 1)`;
  await t.db.sql`vacuum analyze postings`;
  const stored = await t.db.sql<{ createdAt: Date }[]>`select distinct created_at from postings order by created_at`;
  moments = stored.map(({ createdAt }) => createdAt);
});
afterAll(() => t[Symbol.asyncDispose]());

const touched = (work: (tx: Db) => Promise<unknown>) => rowsTouched(t.db, 'postings', work);

const page = (changes: Partial<EntryPage>) => (tx: Db) =>
  selectWalletEntries(tx, { walletId, range: {}, order: 'NEWEST_FIRST', after: undefined, limit: 20, ...changes });
/** What bisection may cost: two moments in two accounts, each at most the bits of the newest number and one look ahead. */
const TWO_CUTS = 2 * 2 * 26;

test('a page of a long history touches no more than its rows', async () => {
  expect(await page({})(t.db)).toHaveLength(20);
  expect(await touched(page({}))).toBeLessThanOrEqual(40);
  for (const middle of [BORDER - 15_000n, BORDER, BORDER + 15_000n]) {
    expect(await touched(page({ after: middle }))).toBeLessThanOrEqual(40);
    expect(await touched(page({ order: 'OLDEST_FIRST', after: middle }))).toBeLessThanOrEqual(40);
  }
});

test('a page goes over the border of two partitions', async () => {
  const found = await page({ after: BORDER + 10n })(t.db);
  const numbers = found.map(({ id }) => id);
  expect(numbers).toHaveLength(20);
  expect(numbers).toEqual(numbers.toSorted((a, b) => Number(b - a)));
  expect([numbers.some((id) => id >= BORDER), numbers.some((id) => id < BORDER)]).toEqual([true, true]);
  const places = await t.db.sql<{ place: string }[]>`
    select distinct tableoid::regclass::text as place from postings order by place`;
  expect(places.map(({ place }) => place)).toEqual(['postings_first', 'postings_rest']);
});

test('a rare kind is found by index', async () => {
  const rare = page({ kinds: ['CORRECTION', 'DEPOSIT'] });
  expect(await rare(t.db)).toHaveLength(1);
  expect(await touched(rare)).toBeLessThanOrEqual(5);
});

test('a moment becomes a posting number by a few look-ups, wherever it lies', async () => {
  for (const at of [0, 1, 7, 30, 59]) {
    const from = moments[at] as Date;
    const range = { from, to: new Date(from.getTime() + 1) };
    expect(await touched(page({ range }))).toBeLessThanOrEqual(TWO_CUTS + 40);
  }
});

test('the ends of a statement cost the same in a long history as in a short one', async () => {
  const period = { from: moments[10] as Date, to: moments[50] as Date };
  const { opening, closing } = await selectBalancesAt(t.db, walletId, period);
  const [counted] = await t.db.sql<{ before: bigint; within: bigint }[]>`
    select coalesce(sum(amount) filter (where p.created_at < ${period.from}), 0) as before,
           coalesce(sum(amount) filter (where p.created_at >= ${period.from} and p.created_at < ${period.to}), 0) as within
    from postings p join accounts a on a.id = p.account_id where a.wallet_id = ${walletId}`;
  expect(opening.available).toBe(counted?.before);
  expect(closing.available - opening.available).toBe(counted?.within);
  expect(await touched((tx) => selectBalancesAt(tx, walletId, period))).toBeLessThanOrEqual(TWO_CUTS + 8);
});

test('the plans stay when they are made for any parameters', async () => {
  const cost = await rowsTouchedPrepared(t.db, 'postings', async (tx) => {
    await page({ after: BORDER })(tx);
    await page({ kinds: ['CORRECTION'] })(tx);
    await selectBalancesAt(tx, walletId, { from: moments[10] as Date, to: moments[50] as Date });
  });
  expect(cost).toBeLessThanOrEqual(40 + 5 + TWO_CUTS + 8);
});
