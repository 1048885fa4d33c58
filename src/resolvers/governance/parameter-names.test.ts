import fc from 'fast-check';
import { expect, test } from 'vitest';
import { feeScheduleInput } from '../fee-schedules/rules.ts';
import { readInput } from '../input.ts';
import { feeChanges, feesWith, feeValues, isFeeName, NONE, pricingName, pricingWish } from './parameter-names.ts';

const bps = fc.integer({ min: 0, max: 10_000 });
const amount = fc.bigInt({ min: 1n, max: 10n ** 12n });

/** Any schedule that an administrator could publish. */
const schedules = fc
  .record({
    makerBps: bps,
    takerBps: bps,
    volumes: fc.uniqueArray(amount, { maxLength: 4 }),
    tierBps: fc.tuple(bps, bps),
    limits: fc.dictionary(
      fc.constantFrom('EUR', 'USD', 'ETH'),
      fc.record({ floor: amount, over: fc.option(amount, { nil: null }) }),
      { noNullPrototype: true },
    ),
    platformBps: bps,
  })
  .map(({ makerBps, takerBps, volumes, tierBps, limits, platformBps }) => ({
    makerBps,
    takerBps,
    tiers: volumes
      .toSorted((a, b) => (a < b ? -1 : 1))
      .map((fromVolume) => ({ fromVolume: String(fromVolume), makerBps: tierBps[0], takerBps: tierBps[1] })),
    limits: Object.fromEntries(
      Object.entries(limits).map(([currency, { floor, over }]) => [
        currency,
        { floor: String(floor), cap: over === null ? null : String(floor + over) },
      ]),
    ),
    shares: { platformBps, communityBps: 10_000 - platformBps, insuranceBps: 0 },
  }));

test('what is set of a schedule makes another of it, exactly', () => {
  fc.assert(
    fc.property(schedules, schedules, (from, to) => {
      const changes = feeChanges(from, to);
      expect(changes.every(({ name }) => isFeeName(name))).toBe(true);
      const { effectiveFrom: _, ...made } = readInput(feeScheduleInput, feesWith(from, changes));
      expect(made).toEqual(to);
      expect(feeChanges(from, from)).toEqual([]);
    }),
  );
});

test('numbers that nothing can hold are passed on, to be refused by the bounds', () => {
  const before = {
    makerBps: 50,
    takerBps: 100,
    tiers: [],
    limits: {},
    shares: { platformBps: 7_000, communityBps: 2_000, insuranceBps: 1_000 },
  };
  for (const value of [10_001n, 2n ** 200n, NONE]) {
    const wish = feesWith(before, [{ name: 'fees/takerBps', value }]);
    expect(feeScheduleInput.safeParse(wish).success).toBe(false);
  }
  // A tier of one side alone is none.
  expect(feeScheduleInput.safeParse(feesWith(before, [{ name: 'fees/tiers/100/makerBps', value: 1n }])).success).toBe(
    false,
  );
  expect([...feeValues(before).keys()].every(isFeeName)).toBe(true);
});

test('names that are none are known as such', () => {
  for (const name of ['fees/', 'fees/takerBps ', 'fees/tiers/x/makerBps', 'fees/limits/CARBON/floor', 'takerBps']) {
    expect(isFeeName(name), name).toBe(false);
  }
  for (const name of ['pricing/', 'pricing/NONE//', 'pricing/tick//', 'TICK']) {
    expect(pricingWish({ name, value: 1n }, 'x'), name).toBeUndefined();
  }
});

test('a parameter comes back as it was named, whatever it is of', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 100 }), fc.constantFrom('', 'EUR', 'USD'), (key, currency) => {
      const name = pricingName({ name: 'TYPE_BASE', key, currency });
      const wish = pricingWish({ name, value: 125n * 10n ** 16n }, 'x');
      expect(wish).toEqual({ name: 'TYPE_BASE', key, currency: currency || null, value: '1.25', source: 'x' });
    }),
  );
});
