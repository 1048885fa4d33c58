import { expect, test } from 'vitest';
import { entryKind } from '../../db/ledger.ts';
import { InputInvalid } from '../errors.ts';
import { readInput } from '../input.ts';
import { referenceTypes, statementPeriod, walletEntryFilter } from './rules.ts';

const [early, late] = ['2026-01-01T00:00:00Z', '2026-02-01T01:00:00+01:00'] as const;

test('reads a filter, where everything may be left out', () => {
  expect(readInput(walletEntryFilter, {})).toEqual({ from: undefined, to: undefined, kinds: undefined });
  expect(readInput(walletEntryFilter, { from: null, to: null, kinds: null })).toEqual(readInput(walletEntryFilter, {}));
  expect(readInput(walletEntryFilter, { from: early, to: late, kinds: ['TRADE', 'DEPOSIT', 'TRADE'] })).toEqual({
    from: new Date(early),
    to: new Date('2026-02-01T00:00:00Z'),
    kinds: ['TRADE', 'DEPOSIT'],
  });
});

test('refuses a time that ends before it begins, and what is no moment', () => {
  for (const shape of [walletEntryFilter, statementPeriod]) {
    expect(() => readInput(shape, { from: late, to: early })).toThrow(InputInvalid);
    expect(() => readInput(shape, { from: '2026-01-01', to: late })).toThrow(InputInvalid);
    expect(() => readInput(shape, { from: '2026-13-01T00:00:00Z', to: late })).toThrow(InputInvalid);
  }
  expect(readInput(statementPeriod, { from: early, to: early })).toEqual({
    from: new Date(early),
    to: new Date(early),
  });
  expect(() => readInput(statementPeriod, { from: early })).toThrow(InputInvalid);
});

test('refuses a kind that is none, and more kinds than could be meant', () => {
  expect(() => readInput(walletEntryFilter, { kinds: ['GIFT'] })).toThrow(InputInvalid);
  expect(() => readInput(walletEntryFilter, { kinds: Array.from({ length: 1000 }, () => 'TRADE') })).toThrow(
    InputInvalid,
  );
});

test('every kind of entry names what moved it, and corrections and shares of fees alone are no nodes', () => {
  const kinds = entryKind.enumValues;
  expect(kinds.filter((kind) => referenceTypes[kind] === undefined)).toEqual(['CORRECTION', 'FEE_DISTRIBUTION']);
});
