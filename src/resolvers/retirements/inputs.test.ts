import { expect, test } from 'vitest';
import { retirementClaim } from './inputs.ts';

const CLAIM = { beneficiary: { name: 'Wanderer AG' }, reason: 'OTHER' };
/** Where a claim is wrong; nowhere if it is right. */
const wrongIn = (change: object): string[] =>
  retirementClaim.safeParse({ ...CLAIM, ...change }).error?.issues.map(({ path }) => path.join('.')) ?? [];

test('one name is one beneficiary, however it was typed', () => {
  const named = (name: string) => retirementClaim.parse({ ...CLAIM, beneficiary: { name } }).beneficiary;
  expect(named('  Zoe\u0308 GmbH ')).toEqual({ name: 'Zoë GmbH', isPrivate: false });
  expect(named('Zoë GmbH')).toEqual(named('Zoe\u0308 GmbH'));
});

test.each([
  'Wanderer AG\nQuantity 1000000 t',
  'Wanderer\u2028AG',
  'Wanderer \u202EGA',
  'Wan\u2066derer',
  'A\tB',
  'A\u0000B',
])('the name %j would not stay in its place, and is refused', (name) => {
  expect(wrongIn({ beneficiary: { name } })).toEqual(['beneficiary.name']);
  expect(wrongIn({ retiringEntity: name })).toEqual(['retiringEntity']);
  expect(wrongIn({ beneficiary: { name: 'X', identifier: { scheme: 'OTHER', value: name } } })).toEqual([
    'beneficiary.identifier.value',
  ]);
});

test('letters that join, and marks that only say which way they read, are part of names', () => {
  for (const name of ['می\u200Cخواهم', 'क्\u200Dष', 'שלום\u200F Ltd.', '👩\u200D🌾'])
    expect(wrongIn({ beneficiary: { name } })).toEqual([]);
});

test('an LEI is read in any case, and refused where a digit is wrong', () => {
  const identified = (value: string) => ({ beneficiary: { name: 'X', identifier: { scheme: 'LEI', value } } });
  const read = retirementClaim.parse({ ...CLAIM, ...identified('o2rne8ibxp4r0td8pu41') });
  expect(read.beneficiary.identifier?.value).toBe('O2RNE8IBXP4R0TD8PU41');
  for (const value of ['O2RNE8IBXP4R0TD8PU42', 'O2RNE8IBXP4R0TD8PU4', 'O2RNE8IBXP4R0TD8PU4100']) {
    expect(wrongIn(identified(value))).toEqual(['beneficiary.identifier.value']);
  }
});

test('a consumption period has a first and a last day that there are, in their order; a country is one of ISO 3166', () => {
  expect(wrongIn({ consumptionFrom: '2024-02-29', consumptionTo: '2024-02-29', consumptionCountry: 'DE' })).toEqual([]);
  expect(wrongIn({ consumptionFrom: '2025-01-01' })).toEqual(['consumptionTo']);
  expect(wrongIn({ consumptionTo: '2025-01-01' })).toEqual(['consumptionTo']);
  expect(wrongIn({ consumptionFrom: '2025-01-02', consumptionTo: '2025-01-01' })).toEqual(['consumptionTo']);
  expect(wrongIn({ consumptionFrom: '2025-02-29', consumptionTo: '2025-03-01' })).toEqual(['consumptionFrom']);
  expect(wrongIn({ consumptionCountry: 'XX' })).toEqual(['consumptionCountry']);
});
