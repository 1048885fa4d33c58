import { expect, test } from 'vitest';
import { InputInvalid } from '../errors.ts';
import { readInput } from '../input.ts';
import { basketActions, checkItems, createBasketInput } from './rules.ts';

test('criteria are kept as they were asked, without what was not', () => {
  const items = [{ weight: 2, criteria: { countries: ['BR'], vintageFrom: 2019 } }];
  const read = readInput(createBasketInput, { name: 'Brazil', items });
  expect(read.items).toEqual([{ weight: 2, criteria: { countries: ['BR'], vintageFrom: 2019 } }]);
});

test('a basket that was put away can be neither changed nor put away again', () => {
  for (const rule of Object.values(basketActions)) {
    expect(rule.when({ archivedAt: null })).toBe(true);
    expect(rule.when({ archivedAt: new Date() })).toBe(false);
  }
});

test('so many kinds of credits and no more', () => {
  const item = { weight: 1, criteria: {} };
  expect(() => checkItems([item, item], 2)).not.toThrow();
  expect(() => checkItems([item, item], 1)).toThrow(InputInvalid);
});
