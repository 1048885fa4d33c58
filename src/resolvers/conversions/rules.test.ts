import fc from 'fast-check';
import { expect, test } from 'vitest';
import { conversionStatus } from '../../db/conversions.ts';
import { parseDecimal } from '../amounts.ts';
import { carbonFor, conversionMachine, paymentRefOf } from './rules.ts';

const price = (text: string): bigint => parseDecimal(text, 18) ?? 0n;

test.each([
  ['100.00', '8.35', '11.976047904191616766'],
  ['8.35', '8.35', '1'],
  ['0.01', '8.35', '0.001197604790419161'],
  ['250000.00', '0.000000000000000001', '250000000000000000000000'],
])('%s buy at %s: %s', (paid, each, carbon) => {
  expect(carbonFor(parseDecimal(paid, 2) ?? 0n, price(each))).toBe(parseDecimal(carbon, 18));
});

test('never more than was paid for, and never short by more than the last place', () => {
  fc.assert(
    fc.property(fc.bigInt(1n, 10n ** 15n), fc.bigInt(1n, 10n ** 33n), (cents, each) => {
      const carbon = carbonFor(cents, each);
      expect(carbon * each <= cents * 10n ** 34n).toBe(true);
      expect((carbon + 1n) * each > cents * 10n ** 34n).toBe(true);
    }),
  );
});

test('has a state for each of the database, and ends only with the chain', () => {
  expect(Object.keys(conversionMachine).toSorted()).toEqual([...conversionStatus.enumValues].toSorted());
});

test('a payment is known on the chain by a hash of its own', () => {
  expect(paymentRefOf('a')).toMatch(/^0x[\da-f]{64}$/);
  expect(paymentRefOf('a')).not.toBe(paymentRefOf('b'));
});
