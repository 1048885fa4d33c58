import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPriceAlertInput, heed, isBeyond } from './rules.ts';

type Alert = Parameters<typeof heed>[0];
const alert = (more: Partial<Alert> = {}): Alert => ({
  direction: 'ABOVE',
  threshold: 1_000n,
  marginBps: 500,
  repeats: true,
  armed: true,
  status: 'ACTIVE',
  fired: 0,
  lastFiredAt: null,
  ...more,
});
const NOW = new Date('2026-11-21T12:00:00Z');

/** At which of these prices one is told. */
function toldAt(begin: Alert, prices: readonly bigint[]): bigint[] {
  let now = begin;
  return prices.filter((price) => {
    const heeded = heed(now, price, NOW);
    now = heeded.alert;
    return heeded.tells;
  });
}

test('is told once as the price reaches the threshold, and again after it went back by the margin', () => {
  expect(toldAt(alert(), [999n, 1_000n, 1_001n, 999n, 1_000n, 951n, 1_000n, 950n, 1_000n])).toEqual([1_000n, 1_000n]);
  const below = alert({ direction: 'BELOW' });
  expect(toldAt(below, [1_001n, 1_000n, 1_049n, 900n, 1_050n, 999n])).toEqual([1_000n, 999n]);
});

test('one that is to be told once is told once', () => {
  expect(toldAt(alert({ repeats: false }), [1_000n, 1n, 1_000n])).toEqual([1_000n]);
  expect(heed(alert({ repeats: false }), 1_000n, NOW).alert).toMatchObject({
    status: 'FIRED',
    fired: 1,
    lastFiredAt: NOW,
  });
});

test('one that begins beyond the threshold waits until the price came back', () => {
  expect(toldAt(alert({ armed: false }), [1_200n, 999n, 1_200n, 950n, 1_000n])).toEqual([1_000n]);
});

test('without a margin it is told whenever the price comes from the other side', () => {
  expect(toldAt(alert({ marginBps: 0 }), [1_000n, 1_000n, 999n, 1_000n])).toEqual([1_000n, 1_000n]);
});

test('nobody is told of a price on the wrong side, nor twice without a way back', () => {
  const price = fc.bigInt({ min: 1n, max: 2_000n });
  fc.assert(
    fc.property(
      fc.constantFrom('ABOVE' as const, 'BELOW' as const),
      fc.integer({ min: 0, max: 5_000 }),
      fc.array(price, { maxLength: 60 }),
      (direction, marginBps, prices) => {
        const begin = alert({ direction, marginBps });
        const told = toldAt(begin, prices);
        expect(told.every((each) => isBeyond(begin, each))).toBe(true);
        const crossings = prices.filter(
          (each, index) => isBeyond(begin, each) && (index === 0 || !isBeyond(begin, prices[index - 1] ?? 0n)),
        );
        expect(told.length).toBeLessThanOrEqual(crossings.length);
        expect(told.length > 0).toBe(crossings.length > 0);
      },
    ),
  );
});

test('either an instrument or a batch is named, with a positive threshold', () => {
  const wish = { instrument: 'EUA', currency: 'EUR', direction: 'ABOVE', threshold: '80.5' };
  expect(createPriceAlertInput.parse(wish)).toMatchObject({ threshold: 80_500_000_000_000_000_000n });
  for (const wrong of [
    { instrument: null },
    { batchId: 'x' },
    { threshold: '0' },
    { threshold: '-1' },
    { marginBps: 5_001 },
  ]) {
    expect(createPriceAlertInput.safeParse({ ...wish, ...wrong }).success).toBe(false);
  }
});
