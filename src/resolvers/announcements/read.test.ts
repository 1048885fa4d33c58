import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { offerId, offerIn, step } from '../../../test/announcements.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import type { OfferTerms } from '../../../test/offers.ts';
import type { AnnouncementView } from '../../db/announcements.ts';
import { type Context, platformContext } from '../context.ts';
import { InputInvalid, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { encodeKeyset, type Page } from '../pages.ts';
import { recordTicks } from '../prices/record-ticks.ts';
import { cancelAnnouncement } from './cancel-announcement.ts';
import { type AnnouncementsInput, findAnnouncement, listAnnouncements, myAnnouncements, quoteOf } from './read.ts';

let t: TestApp;
let [ada, bob] = [] as unknown as [TestUser, TestUser];
/** By their titles. */
const ids = new Map<string, string>();

const market = (marketPremiumBps: number) => ({ marketPremiumBps });
const OFFERS: readonly (OfferTerms & { readonly title: string; readonly by?: 'bob' })[] = [
  { title: 'fixed 7', price: { fixed: '7' }, quantity: '3' },
  { title: 'market even', price: market(0), quantity: '5' },
  { title: 'fixed 8 Amazon', price: { fixed: '8' }, quantity: '1', description: 'rain forest' },
  { title: 'market dear', price: market(2_500), quantity: '2', by: 'bob' },
  { title: 'market cheap', price: market(-2_500), quantity: '4', by: 'bob' },
  { title: 'fixed 8 Kelp', price: { fixed: '8' }, quantity: '1.5', description: 'sea forest', by: 'bob' },
  { title: 'fixed 20', price: { fixed: '20' }, quantity: '1' },
  { title: 'dollars', price: { fixed: '9' }, currency: 'USD', quantity: '6' },
  { title: 'dollars market', price: market(0), currency: 'USD', quantity: '7' },
  { title: 'ether', price: { fixed: '0.003' }, currency: 'ETH', quantity: '0.5', by: 'bob' },
];

beforeAll(async () => {
  t = await openTestApp();
  ada = await t.user('ada', { funds: { CARBON: '1000' } });
  bob = await t.user('bob', { funds: { CARBON: '1000' } });
  const seenAt = new Date();
  const tick = { instrument: 'MCO2', currency: 'EUR', price: '8', asOf: seenAt } as const;
  await recordTicks(platformContext(t.app, 'test'), { source: 'TEST', ticks: [tick], seenAt });
  for (const { by, ...terms } of OFFERS) {
    const { id } = await offerIn(t, by === 'bob' ? bob : ada, 'ACTIVE', terms);
    ids.set(terms.title, id);
  }
  for (const status of ['DRAFT', 'PAUSED', 'SOLD_OUT', 'CANCELLED', 'EXPIRED'] as const) {
    ids.set(status, (await offerIn(t, ada, status, { title: status, quantity: '1' })).id);
  }
  const draft = await offerIn(t, ada, 'DRAFT', { title: 'secret' });
  await cancelAnnouncement(ada.ctx, step(draft));
  ids.set('secret', draft.id);
});
afterAll(() => t[Symbol.asyncDispose]());

const titles = ({ items }: Page<AnnouncementView>) => items.map(({ title }) => title);
const listed = async (input: AnnouncementsInput = {}, ctx: Context = t.nobody) =>
  titles(await listAnnouncements(ctx, input, {}));
const filtered = (filterBy: object, orderBy?: AnnouncementsInput['orderBy']) => listed({ filterBy, orderBy });
const IN_ORDER = OFFERS.map(({ title }) => title);
const EUROS_BY_PRICE = [
  'market cheap',
  'fixed 7',
  'fixed 8 Amazon',
  'fixed 8 Kelp',
  'market even',
  'market dear',
  'fixed 20',
];

/** All pages of a list. Each has as many as asked for, but the last. */
async function paged(input: AnnouncementsInput & { first: number }): Promise<string[]> {
  const found: string[] = [];
  for (let after: string | undefined; ;) {
    const page = await listAnnouncements(t.nobody, { ...input, after }, {});
    found.push(...titles(page));
    if (!page.hasNextPage) return found;
    expect(page.items).toHaveLength(input.first);
    after = page.cursorOf(page.items.at(-1) as AnnouncementView);
  }
}

describe('the public list', () => {
  test('has what is open, newest first, unless other states are asked for', async () => {
    expect(await listed()).toEqual(IN_ORDER.toReversed());
    const closed = ['PAUSED', 'SOLD_OUT', 'CANCELLED', 'EXPIRED'];
    for (const status of closed) expect(await filtered({ statuses: [status] })).toEqual([status]);
    expect(await filtered({ statuses: closed })).toEqual(closed.toReversed());
  });

  test('never has what was not published, not even for its seller', async () => {
    expect(await filtered({ statuses: ['DRAFT'] })).toEqual([]);
    expect(await filtered({ statuses: ['DRAFT', 'CANCELLED'] })).toEqual(['CANCELLED']);
    expect(await listed({ filterBy: { statuses: ['DRAFT', 'CANCELLED'] } }, ada.ctx)).toEqual(['CANCELLED']);
    expect(await filtered({ statuses: ['CANCELLED'], text: 'secret' })).toEqual([]);
  });

  test('is filtered by seller, currency and words', async () => {
    expect(await filtered({ sellerId: encodeId('User', bob.id) })).toEqual([
      'ether',
      'fixed 8 Kelp',
      'market cheap',
      'market dear',
    ]);
    expect(await filtered({ currency: 'USD' })).toEqual(['dollars market', 'dollars']);
    expect(await filtered({ currency: 'CARBON' })).toEqual([]);
    expect(await filtered({ text: 'FOREST' })).toEqual(['fixed 8 Kelp', 'fixed 8 Amazon']);
    expect(await filtered({ text: 'forest -sea' })).toEqual(['fixed 8 Amazon']);
    expect(await filtered({ text: '"forest sea"' })).toEqual([]);
    expect(await filtered({ text: `'; drop table announcements; --` })).toEqual([]);
    expect(await filtered({ text: 'forest', sellerId: encodeId('User', ada.id), currency: 'EUR' })).toEqual([
      'fixed 8 Amazon',
    ]);
  });

  test('is filtered by what a credit costs now, limits included, whichever way it is priced', async () => {
    const within = (minPrice: string | null, maxPrice: string | null) =>
      filtered({ currency: 'EUR', minPrice, maxPrice }, 'PRICE');
    expect(await within('7', '8')).toEqual(EUROS_BY_PRICE.slice(1, 5));
    expect(await within(null, '6.999999999999999999')).toEqual(['market cheap']);
    expect(await within('8.000000000000000001', null)).toEqual(['market dear', 'fixed 20']);
    expect(await within('0', null)).toEqual(EUROS_BY_PRICE);
    expect(await within('9', '8')).toEqual([]);
    expect(await filtered({ currency: 'EUR', minPrice: '10' }, 'NEWEST')).toEqual(['fixed 20', 'market dear']);
    expect(await filtered({ currency: 'EUR', maxPrice: '7' }, 'QUANTITY')).toEqual(['market cheap', 'fixed 7']);
  });

  test('refuses to compare prices of unlike currencies', async () => {
    for (const input of [
      { orderBy: 'PRICE' },
      { filterBy: { minPrice: '1' } },
      { filterBy: { maxPrice: '1' } },
    ] as const) {
      await expect(listed(input)).rejects.toMatchObject({ issues: [{ path: ['filterBy', 'currency'] }] });
    }
  });

  test('refuses a filter that is none, every issue with its path', async () => {
    const bad = filtered({
      statuses: [],
      sellerId: offerId({ id: ada.id }),
      currency: 'GBP',
      minPrice: '-1',
      maxPrice: '0',
      text: ' ',
    });
    await expect(bad).rejects.toThrow(InputInvalid);
    const issues = await bad.catch((error: InputInvalid) => error.issues.map(({ path }) => path.join('.')));
    expect(issues.toSorted()).toEqual(['currency', 'maxPrice', 'minPrice', 'sellerId', 'statuses', 'text']);
    for (const first of [-1, 101]) await expect(listed({ first })).rejects.toThrow(InputInvalid);
  });
});

describe('orders', () => {
  test('by price the two ways of pricing are merged; what has no price now is left out', async () => {
    expect(await filtered({ currency: 'EUR' }, 'PRICE')).toEqual(EUROS_BY_PRICE);
    expect(await filtered({ currency: 'USD' }, 'PRICE')).toEqual(['dollars']);
  });

  test('by quantity the most that is left comes first', async () => {
    const byQuantity = OFFERS.filter(({ currency }) => !currency).toSorted(
      (a, b) => Number(b.quantity) - Number(a.quantity),
    );
    const found = await filtered({ currency: 'EUR' }, 'QUANTITY');
    expect(found.slice(0, 5)).toEqual(byQuantity.slice(0, 5).map(({ title }) => title));
    expect(found.slice(5)).toEqual(['fixed 20', 'fixed 8 Amazon']);
  });

  test.each(['NEWEST', 'QUANTITY', 'PRICE'] as const)('%s: pages of any size show each once', async (orderBy) => {
    const filterBy = { currency: 'EUR' };
    const whole = await listed({ filterBy, orderBy });
    expect(whole).toHaveLength(7);
    for (const first of [1, 2, 3, 6, 7, 8])
      expect(await paged({ filterBy, orderBy, first }), String(first)).toEqual(whole);
  });

  test('a page of none tells whether there is any', async () => {
    expect(await listAnnouncements(t.nobody, { first: 0 }, {})).toMatchObject({ items: [], hasNextPage: true });
  });

  test('a cursor of another order, or one that was forged, is refused or leads somewhere; nothing breaks', async () => {
    const page = await listAnnouncements(t.nobody, { first: 1 }, {});
    const after = page.cursorOf(page.items[0] as AnnouncementView);
    const filterBy = { currency: 'EUR' };
    for (const orderBy of ['QUANTITY', 'PRICE'] as const) {
      await expect(listed({ after, orderBy, filterBy })).rejects.toMatchObject({ issues: [{ path: ['after'] }] });
    }
    for (const bad of ['x', 'ÿ', encodeKeyset(['1', '2'])])
      await expect(listed({ after: bad })).rejects.toThrow(InputInvalid);
    const [least, most] = ['-9'.padEnd(78, '9'), '9'.repeat(78)];
    for (const price of [least, '0', most]) {
      for (const premium of ['-999999', '-10000', '0', '999999']) {
        const forged = encodeKeyset([price, premium, ada.id]);
        const found = await listed({ after: forged, orderBy: 'PRICE', filterBy });
        expect(found, `${price} ${premium}`).toEqual(price === most ? [] : EUROS_BY_PRICE);
      }
    }
    expect(await listed({ after: encodeKeyset([most, ada.id]), orderBy: 'QUANTITY', filterBy })).toHaveLength(7);
  });
});

describe('the own list', () => {
  test('has every state, drafts and what was never published included, and nobody else’s', async () => {
    const { items } = await myAnnouncements(ada.ctx, { first: 100 }, {});
    expect(new Set(items.map(({ sellerId }) => sellerId))).toEqual(new Set([ada.id]));
    expect(titles({ items } as never).slice(0, 6)).toEqual([
      'secret',
      'EXPIRED',
      'CANCELLED',
      'SOLD_OUT',
      'PAUSED',
      'DRAFT',
    ]);
    const drafts = await myAnnouncements(ada.ctx, { filterBy: { statuses: ['DRAFT'] } }, {});
    expect(titles(drafts)).toEqual(['DRAFT']);
    const others = await myAnnouncements(ada.ctx, { filterBy: { sellerId: encodeId('User', bob.id) } }, {});
    expect(others.items.every(({ sellerId }) => sellerId === ada.id)).toBe(true);
  });

  test('refuses a stranger', async () => {
    await expect(myAnnouncements(t.nobody, {}, {})).rejects.toThrow(Unauthenticated);
  });
});

test('what was never published is seen by its seller alone, by id as well, even by who has a role', async () => {
  const admin = await t.user('admin', { roles: ['PLATFORM_ADMIN', 'FINANCE'] });
  for (const title of ['DRAFT', 'secret']) {
    const id = ids.get(title) ?? '';
    expect(await findAnnouncement(ada.ctx, id), title).toMatchObject({ id });
    for (const ctx of [bob.ctx, admin.ctx, t.nobody]) expect(await findAnnouncement(ctx, id), title).toBeUndefined();
  }
  for (const title of ['CANCELLED', 'EXPIRED', 'fixed 7']) {
    expect(await findAnnouncement(t.nobody, ids.get(title) ?? ''), title).toMatchObject({ title });
  }
});

test('an offer at the market costs what the market says now, and nothing while it says nothing', async () => {
  const priceOf = async (title: string) => {
    const found = await findAnnouncement(t.nobody, ids.get(title) ?? '');
    return found && quoteOf(found);
  };
  expect(await priceOf('market dear')).toMatchObject({ price: 10n ** 19n, source: 'TEST' });
  expect(await priceOf('dollars market')).toBeUndefined();
  expect(await priceOf('fixed 7')).toMatchObject({ price: 7n * 10n ** 18n, source: 'ANNOUNCEMENT' });
});
