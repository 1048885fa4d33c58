import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byPriceAndTime, fillFrom, type Offer, quantityOf, splitFee } from './fill.ts';

const DAY = new Date('2026-11-21T00:00:00Z');

const offer = (id: string, price: bigint, available: bigint, minimumFill = 1n, afterMs = 0): Offer => ({
  id,
  announcementId: id,
  batchId: 'batch',
  sellerId: `seller of ${id}`,
  available,
  minimumFill,
  quote: { price, source: 'ANNOUNCEMENT', asOf: DAY },
  since: new Date(DAY.getTime() + afterMs),
});

const shown = (offers: readonly Offer[], quantity: bigint, mostLines = 50) =>
  fillFrom(offers.toSorted(byPriceAndTime), quantity, mostLines).map((take) => [take.offer.id, take.quantity]);

describe('fillFrom', () => {
  test('takes the cheapest first, and of equal prices whoever offered first', () => {
    const offers = [offer('late', 8n, 5n, 1n, 10), offer('dear', 9n, 5n), offer('early', 8n, 5n)];
    expect(shown(offers, 12n)).toEqual([
      ['early', 5n],
      ['late', 5n],
      ['dear', 2n],
    ]);
  });

  test('gives what there is, where there is less', () => {
    expect(shown([offer('a', 1n, 3n), offer('b', 2n, 0n)], 10n)).toEqual([['a', 3n]]);
  });

  test('passes over what sells no less than more than is wanted', () => {
    expect(shown([offer('big', 1n, 100n, 50n), offer('small', 2n, 10n)], 10n)).toEqual([['small', 10n]]);
  });

  test('takes all that is left, even if it is less than the minimum fill', () => {
    expect(shown([offer('rest', 1n, 4n, 50n), offer('next', 2n, 10n)], 10n)).toEqual([
      ['rest', 4n],
      ['next', 6n],
    ]);
  });

  test('gives back of what was taken before, where a minimum fill would else leave the order short', () => {
    expect(shown([offer('cheap', 1n, 8n), offer('bulky', 2n, 6n, 5n)], 10n)).toEqual([
      ['cheap', 5n],
      ['bulky', 5n],
    ]);
  });

  test('keeps the minimum of those that give back, or else leaves the order short', () => {
    expect(shown([offer('cheap', 1n, 8n, 7n), offer('bulky', 2n, 60n, 5n)], 10n)).toEqual([['cheap', 8n]]);
  });

  test('takes from no more offers than it may', () => {
    const offers = [offer('a', 1n, 1n), offer('b', 2n, 1n), offer('c', 3n, 1n)];
    expect(shown(offers, 3n, 2)).toEqual([
      ['a', 1n],
      ['b', 1n],
    ]);
  });
});

const someOffers = fc
  .array(
    fc.record({
      price: fc.bigInt({ min: 1n, max: 5n }),
      available: fc.bigInt({ min: 0n, max: 20n }),
      minimumFill: fc.bigInt({ min: 1n, max: 15n }),
      afterMs: fc.nat(3),
    }),
    { maxLength: 8 },
  )
  .map((all) =>
    all
      .map((each, i) => offer(`o${i}`, each.price, each.available, each.minimumFill, each.afterMs))
      .toSorted(byPriceAndTime),
  );

test('property: every part is one its seller sells, of each offer once, and never more than was asked for', () => {
  fc.assert(
    fc.property(
      someOffers,
      fc.bigInt({ min: 1n, max: 60n }),
      fc.integer({ min: 1, max: 9 }),
      (offers, asked, lines) => {
        const takes = fillFrom(offers, asked, lines);
        expect(quantityOf(takes)).toBeLessThanOrEqual(asked);
        expect(takes.length).toBeLessThanOrEqual(lines);
        expect(new Set(takes.map((take) => take.offer.id)).size).toBe(takes.length);
        for (const { offer: from, quantity } of takes) {
          expect(quantity).toBeGreaterThan(0n);
          expect(quantity).toBeLessThanOrEqual(from.available);
          expect(quantity >= from.minimumFill || quantity === from.available).toBe(true);
        }
        expect(takes.map((take) => take.offer.id)).toEqual(
          takes
            .map((take) => take.offer)
            .toSorted(byPriceAndTime)
            .map((o) => o.id),
        );
      },
    ),
  );
});

test('property: where minimum fills do not matter, nothing cheaper is left and nothing is missing that there is', () => {
  fc.assert(
    fc.property(someOffers, fc.bigInt({ min: 1n, max: 60n }), (given, asked) => {
      const offers = given.map((each) => ({ ...each, minimumFill: 1n }));
      const takes = fillFrom(offers, asked, 50);
      const there = offers.reduce((sum, each) => sum + each.available, 0n);
      expect(quantityOf(takes)).toBe(there < asked ? there : asked);
      const parts = new Map(takes.map((take) => [take.offer.id, take.quantity]));
      const last = takes.at(-1);
      for (const each of offers) {
        if (last && byPriceAndTime(each, last.offer) < 0) expect(parts.get(each.id) ?? 0n).toBe(each.available);
      }
    }),
  );
});

test('property: the parts of a fee add up to it, and none is below zero or off its share by a minor unit', () => {
  const totals = fc.array(fc.bigInt({ min: 1n, max: 10n ** 24n }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 24n }), totals, (fee, parts) => {
      const shares = splitFee(fee, parts);
      const all = parts.reduce((sum, part) => sum + part, 0n);
      expect(shares.reduce((sum, share) => sum + share, 0n)).toBe(fee);
      shares.forEach((share, i) => {
        const exact = (fee * (parts[i] as bigint)) / all;
        expect(share >= 0n && share >= exact - 1n && share <= exact + 1n).toBe(true);
      });
    }),
  );
});
