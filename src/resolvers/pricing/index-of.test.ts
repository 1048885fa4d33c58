import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parameters } from '../../../test/price-parameters.ts';
import { ONE, scaled } from './decimals.ts';
import { indexOf, type IndexTrade } from './index-of.ts';

const set = parameters();
const trade = (price: string, tonnes: string, sellerId = price, isOwn = false): IndexTrade => ({
  price: scaled(price),
  quantity: scaled(tonnes),
  sellerId,
  isOwn,
});
const FIVE = [trade('9', '10'), trade('10', '10'), trade('10', '10', 'b'), trade('11', '10'), trade('12', '10')];

test('the index is what a tonne cost on average, by volume', () => {
  expect(indexOf(set, FIVE)).toEqual({
    value: scaled('10.4'),
    trades: 5,
    sellers: 5,
    volume: scaled('50'),
    droppedOwn: 0,
    droppedOutliers: 0,
  });
});

test('there is none without five trades of three sellers', () => {
  expect(indexOf(set, []).value).toBeNull();
  expect(indexOf(set, FIVE.slice(1)).value).toBeNull();
  expect(
    indexOf(
      set,
      FIVE.map((each, at) => ({ ...each, sellerId: `${at % 2}` })),
    ).value,
  ).toBeNull();
  expect(
    indexOf(
      set,
      FIVE.map((each, at) => ({ ...each, sellerId: `${at % 3}` })),
    ).value,
  ).toBe(scaled('10.4'));
});

test('trades within one house do not count, whatever they cost', () => {
  const own = Array.from({ length: 9 }, () => trade('900', '1000', 'x', true));
  expect(indexOf(set, [...FIVE, ...own])).toMatchObject({ value: scaled('10.4'), droppedOwn: 9, trades: 5 });
});

test('a price too far from the median does not count', () => {
  // 10/9 is the median ratio to the median of 10, so (10/9)^5 = 1.69 times it is the most; in the other, 1.1^5 = 1.61.
  const wild = [trade('17', '1000', 'x'), trade('0.01', '1000', 'y')];
  expect(indexOf(set, [...FIVE, ...wild])).toMatchObject({ value: scaled('10.4'), droppedOutliers: 2 });
  expect(indexOf(set, [...FIVE, trade('16', '10', 'x')])).toMatchObject({ trades: 6, droppedOutliers: 0 });
});

test('where most trades have one price, others near it count as well', () => {
  const same = Array.from({ length: 10 }, (_, at) => trade('10', '1', `s${at}`));
  expect(indexOf(set, [...same, trade('10.5', '1', 'near'), trade('10.6', '1', 'far')])).toMatchObject({
    trades: 11,
    droppedOutliers: 1,
  });
});

test('one trade weighs a quarter of the volume at most', () => {
  const whale = [...FIVE.slice(1), trade('9', '1000')];
  // The volume is 1040, so the whale weighs 260 and the others 10 each: (9 * 260 + 10 * 43) / 300.
  expect(indexOf(set, whale).value).toBe((scaled('2770') + 150n) / 300n);
});

const trades = fc.array(
  fc.record({
    price: fc.bigInt(ONE / 100n, 1_000n * ONE),
    quantity: fc.bigInt(1n, 10n ** 24n),
    sellerId: fc.constantFrom('a', 'b', 'c', 'd'),
    isOwn: fc.boolean(),
  }),
  { maxLength: 40 },
);

test('the index lies among the prices that count, and does not depend on their order or on the currency’s size', () => {
  fc.assert(
    fc.property(trades, (list) => {
      const { value, trades: count, droppedOwn, droppedOutliers } = indexOf(set, list);
      expect(count + droppedOwn + droppedOutliers).toBe(list.length);
      expect(indexOf(set, list.toReversed()).value).toBe(value);
      if (value === null) return;
      const prices = list.filter(({ isOwn }) => !isOwn).map(({ price }) => price);
      expect(prices.some((price) => price <= value) && prices.some((price) => price >= value)).toBe(true);
    }),
  );
});
