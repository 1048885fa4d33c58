import { expect, test } from 'vitest';
import { announcementStatus } from '../../db/announcements.ts';
import { IllegalTransition, InputInvalid } from '../errors.ts';
import {
  announcementMachine,
  type AnnouncementStep,
  checkTerms,
  draftInput,
  filterInput,
  holdEntry,
  holdsCredits,
  nextStatus,
} from './rules.ts';

const STEPS = ['OPEN', 'PAUSE', 'RESUME', 'SELL_OUT', 'CANCEL', 'EXPIRE'] as const satisfies AnnouncementStep[];

test('of all steps from all states, these and no others are possible', () => {
  const possible = announcementStatus.enumValues.flatMap((from) =>
    STEPS.flatMap((step) => {
      try {
        return [`${from} ${step} ${nextStatus(from, step)}`];
      } catch (error) {
        expect(error).toBeInstanceOf(IllegalTransition);
        expect(error).toMatchObject({ status: from });
        return [];
      }
    }),
  );
  expect(possible).toEqual([
    'DRAFT OPEN ACTIVE',
    'DRAFT CANCEL CANCELLED',
    'ACTIVE PAUSE PAUSED',
    'ACTIVE SELL_OUT SOLD_OUT',
    'ACTIVE CANCEL CANCELLED',
    'ACTIVE EXPIRE EXPIRED',
    'PAUSED RESUME ACTIVE',
    'PAUSED SELL_OUT SOLD_OUT',
    'PAUSED CANCEL CANCELLED',
    'PAUSED EXPIRE EXPIRED',
  ]);
  expect(Object.keys(announcementMachine).toSorted()).toEqual(announcementStatus.enumValues.toSorted());
});

test('credits are held exactly while there is a step that sells or releases them', () => {
  for (const status of announcementStatus.enumValues) {
    expect(holdsCredits(status), status).toBe('EXPIRE' in announcementMachine[status]);
  }
});

const NOW = new Date('2026-11-21T09:30:00.000Z');
const inDays = (days: number) => new Date(NOW.getTime() + days * 86_400_000);
const terms = (changes: object = {}) => ({ quantity: 10n, minimumFill: 10n, expiresAt: inDays(1), ...changes });
function issuesOf(work: () => unknown): string[] {
  try {
    work();
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(InputInvalid);
    return (error as InputInvalid).issues.map((issue) => issue.path.join('.'));
  }
}

test('terms agree with each other and with the clock', () => {
  expect(issuesOf(() => checkTerms(terms(), NOW, 365))).toEqual([]);
  expect(issuesOf(() => checkTerms(terms({ expiresAt: inDays(365) }), NOW, 365))).toEqual([]);
  expect(issuesOf(() => checkTerms(terms({ expiresAt: new Date(inDays(365).getTime() + 1) }), NOW, 365))).toEqual([
    'expiresAt',
  ]);
  expect(issuesOf(() => checkTerms(terms({ expiresAt: inDays(366) }), NOW))).toEqual([]);
  expect(issuesOf(() => checkTerms(terms({ minimumFill: 11n, expiresAt: NOW }), NOW))).toEqual([
    'minimumFill',
    'expiresAt',
  ]);
});

const draft = { title: 'Mangroves', quantity: '100', currency: 'EUR', price: { fixed: '8.35' } };
const isRead = (changes: object) => draftInput.safeParse({ ...draft, ...changes }).success;

test('a price is fixed or follows the market, never both and never neither', () => {
  expect(draftInput.parse(draft).price).toEqual({
    priceKind: 'FIXED',
    fixedPrice: 8_350_000_000_000_000_000n,
    premiumBps: null,
  });
  expect(draftInput.parse({ ...draft, price: { marketPremiumBps: -50, fixed: null } }).price).toEqual({
    priceKind: 'MARKET',
    fixedPrice: null,
    premiumBps: -50,
  });
  for (const marketPremiumBps of [-9_000, 0, 100_000]) expect(isRead({ price: { marketPremiumBps } })).toBe(true);
  const refused = [
    {},
    { fixed: null },
    { fixed: '8', marketPremiumBps: 0 },
    ...[-9_001, 100_001, 0.5, Number.NaN].map((marketPremiumBps) => ({ marketPremiumBps })),
  ];
  for (const price of [...refused, null, '8.35']) expect(isRead({ price }), JSON.stringify(price)).toBe(false);
});

test.each([
  '0',
  '-1',
  '+1',
  '1e3',
  '1,5',
  '.5',
  '5.',
  '01',
  ' 1',
  'NaN',
  'Infinity',
  '',
  '0x1',
  '1.0000000000000000001',
  '9'.repeat(40),
  1,
  true,
  null,
])('neither quantity nor price is %j', (value) => {
  expect(isRead({ quantity: value })).toBe(false);
  expect(isRead({ price: { fixed: value } })).toBe(false);
  expect(filterInput.safeParse({ maxPrice: value }).success).toBe(value === null);
});

test('text is for people: nothing empty, too long, broken or unprintable', () => {
  for (const title of ['a', 'x'.repeat(120), ' Mangroves \u{1F33F} ', 'two\nlines'])
    expect(isRead({ title }), title).toBe(true);
  for (const title of ['', '  ', 'x'.repeat(121), 'a\u0000b', 'a\ud800b', 'a\u001bb', 7, null]) {
    expect(isRead({ title }), String(title)).toBe(false);
  }
  expect(isRead({ description: 'x'.repeat(5_000) })).toBe(true);
  expect(isRead({ description: 'x'.repeat(5_001) })).toBe(false);
});

test('CARBON is sold, not paid with', () => {
  for (const currency of ['EUR', 'USD', 'ETH']) expect(isRead({ currency })).toBe(true);
  for (const currency of ['CARBON', 'GBP', 'eur', null]) expect(isRead({ currency })).toBe(false);
});

test('an entry of a hold moves the very amount between the two accounts of the seller, and back', () => {
  const wallet = { asset: 'CARBON', available: { accountId: 1n }, held: { accountId: 2n } } as never;
  const offer = { id: 'a', sellerId: 's' } as never;
  expect(holdEntry('e', offer, wallet, 7n, 's')).toEqual({
    id: 'e',
    kind: 'ANNOUNCEMENT_HOLD',
    referenceId: 'a',
    actorId: 's',
    legs: [
      { accountId: 1n, asset: 'CARBON', amount: -7n },
      { accountId: 2n, asset: 'CARBON', amount: 7n },
    ],
  });
  const back = holdEntry('e', offer, wallet, -7n, null);
  expect(back).toMatchObject({ kind: 'ANNOUNCEMENT_RELEASE', actorId: null, legs: [{ amount: 7n }, { amount: -7n }] });
  const holding = { asset: 'CREDIT', batchId: 'b', available: { accountId: 3n }, held: { accountId: 4n } } as never;
  expect(holdEntry('e', offer, holding, 7n, 's').legs.map(({ asset }) => asset)).toEqual(['b', 'b']);
});
