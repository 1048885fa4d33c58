import fc from 'fast-check';
import { expect, test } from 'vitest';
import { feeFor, feeOf, type FeeRules, grossUp, NO_STANDING, rateFor, shareOut, sharesOf } from './fees.ts';

const RULES: FeeRules = {
  makerBps: 50,
  takerBps: 100,
  tiers: [
    { fromVolume: '1000000', makerBps: 40, takerBps: 80 },
    { fromVolume: '10000000', makerBps: 20, takerBps: 60 },
  ],
  limits: { EUR: { floor: '25', cap: '500000' } },
  shares: { platformBps: 7_000, communityBps: 2_000, insuranceBps: 1_000 },
};
const amounts = fc.bigInt(0n, 10n ** 30n);
const bps = fc.integer({ min: 0, max: 10_000 });

test('the worked example of the domain comes out to the cent', () => {
  const rules: FeeRules = { ...RULES, limits: {}, tiers: [] };
  const gross = 120n * 835n;
  const buyer = feeFor('TAKER', gross, 'EUR', rules, NO_STANDING);
  const seller = feeFor('MAKER', gross, 'EUR', rules, NO_STANDING);
  expect([gross, buyer.fee, seller.fee, gross - seller.fee]).toEqual([100_200n, 1_002n, 501n, 99_699n]);
  expect(sharesOf(buyer.fee + seller.fee, rules)).toEqual({ platform: 1_052n, community: 301n, insurance: 150n });
  expect(grossUp(gross + buyer.fee, { rateBps: 290, fixed: 30n })).toEqual({ charge: 104_256n, kept: 3_054n });
});

test("an organization's own fees go before its tier, and its tier before what everybody pays, each side by itself", () => {
  const of = (own: [number | null, number | null] | null, volume: bigint) =>
    (['MAKER', 'TAKER'] as const).map((side) => {
      const rate = rateFor(side, RULES, { own: own && { makerBps: own[0], takerBps: own[1] }, volume });
      return `${rate.bps} ${rate.basis}`;
    });
  expect(of(null, 999_999n)).toEqual(['50 DEFAULT', '100 DEFAULT']);
  expect(of(null, 1_000_000n)).toEqual(['40 TIER', '80 TIER']);
  expect(of(null, 10n ** 12n)).toEqual(['20 TIER', '60 TIER']);
  expect(of([null, 0], 1_000_000n)).toEqual(['40 TIER', '0 OWN']);
  expect(of([5, null], 0n)).toEqual(['5 OWN', '100 DEFAULT']);
});

test('a fee has its floor and its cap, and is never more than what it is taken of', () => {
  expect(feeFor('TAKER', 100n, 'EUR', RULES, NO_STANDING).fee).toBe(25n);
  expect(feeFor('TAKER', 10n, 'EUR', RULES, NO_STANDING).fee).toBe(10n);
  expect(feeFor('TAKER', 10n ** 9n, 'EUR', RULES, NO_STANDING).fee).toBe(500_000n);
  expect(feeFor('TAKER', 10n ** 9n, 'USD', RULES, NO_STANDING).fee).toBe(10n ** 7n);
});

test('a fee is the least whole number that is not under its rate, and rises with both', () => {
  fc.assert(
    fc.property(amounts, amounts, bps, bps, (gross, more, rate, other) => {
      const fee = feeOf(gross, rate);
      expect(fee * 10_000n >= gross * BigInt(rate)).toBe(true);
      expect(fee === 0n || (fee - 1n) * 10_000n < gross * BigInt(rate)).toBe(true);
      expect(feeOf(gross + more, rate) >= fee).toBe(true);
      expect(feeOf(gross, Math.max(rate, other)) >= fee).toBe(true);
      expect(fee <= gross).toBe(true);
    }),
  );
});

test('shares add up to the fee, and none is a unit away from its part', () => {
  const weights = fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(
      amounts,
      weights.filter((list) => list.some((weight) => weight > 0)),
      (amount, list) => {
        const total = list.reduce((sum, weight) => sum + BigInt(weight), 0n);
        const shares = shareOut(amount, list);
        expect(shares.reduce((sum, share) => sum + share, 0n)).toBe(amount);
        for (const [index, share] of shares.entries()) {
          const off = share * total - amount * BigInt(list[index] ?? 0);
          expect(off < total && off > -total).toBe(true);
        }
      },
    ),
  );
});

test('nobody can be shared with: refused', () => {
  expect(() => shareOut(1n, [])).toThrow(RangeError);
  expect(() => shareOut(1n, [0, 0])).toThrow(RangeError);
  expect(() => shareOut(1n, [2, -1])).toThrow(RangeError);
});

test('a charge is the least that leaves what is due', () => {
  const terms = fc.record({ rateBps: fc.integer({ min: 0, max: 9_999 }), fixed: fc.bigInt(0n, 10_000n) });
  // What is left is asked exactly, times 10000, as a processor that rounds nothing would leave it.
  const left = (charge: bigint, rateBps: number, fixed: bigint): bigint =>
    charge * (10_000n - BigInt(rateBps)) - fixed * 10_000n;
  fc.assert(
    fc.property(amounts, terms, (net, { rateBps, fixed }) => {
      const { charge, kept } = grossUp(net, { rateBps, fixed });
      expect(kept).toBe(charge - net);
      expect(left(charge, rateBps, fixed) >= net * 10_000n).toBe(true);
      expect(left(charge - 1n, rateBps, fixed) < net * 10_000n).toBe(true);
    }),
  );
  expect(() => grossUp(1n, { rateBps: 10_000, fixed: 0n })).toThrow(RangeError);
});
