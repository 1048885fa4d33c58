import { expect, test } from 'vitest';
import { encodeId } from '../ids.ts';
import { scaled } from './decimals.ts';
import { publishPricingInput } from './rules.ts';

const BATCH = '0197aaaa-0000-7000-8000-000000000001';
const one = (parameter: object) => ({ reason: 'a test', parameters: [{ source: 'a test', ...parameter }] });
const paths = (input: unknown): string[] => {
  const read = publishPricingInput.safeParse(input);
  return read.success ? [] : read.error.issues.map(({ path }) => path.join('.'));
};

test('each kind of key is read as it is kept', () => {
  const read = (parameter: object) => publishPricingInput.parse(one(parameter)).parameters[0];
  expect(read({ name: 'TYPE_BASE', key: 'ARR', currency: 'EUR', value: '18.5' })).toMatchObject({
    key: 'ARR',
    currency: 'EUR',
    value: scaled('18.5'),
  });
  expect(read({ name: 'LAMBDA', value: '0.05' })).toMatchObject({ key: '', currency: '' });
  expect(read({ name: 'RATING_FACTOR', key: 'BeZero aa', value: '1.1' })).toMatchObject({ key: 'BEZERO AA' });
  expect(read({ name: 'LABEL_FACTOR', key: 'CCB', value: '1.1' })).toMatchObject({ key: 'CCB' });
  const anchor = { name: 'ANCHOR', currency: 'USD', value: '9' };
  expect(read({ ...anchor, key: encodeId('CreditBatch', BATCH) })).toMatchObject({ key: BATCH });
  expect(read({ ...anchor, key: 'REDD' })).toMatchObject({ key: 'REDD' });
});

test.each([
  ['a price without a currency', { name: 'TYPE_BASE', key: 'ARR', value: '1' }, 'currency'],
  ['a currency of what is no price', { name: 'LABEL_CAP', currency: 'EUR', value: '1.5' }, 'currency'],
  ['no key where one is needed', { name: 'TYPE_BASE', currency: 'EUR', value: '1' }, 'key'],
  ['a key where there is but one', { name: 'LABEL_CAP', key: 'CCB', value: '1.5' }, 'key'],
  ['a label that nobody knows', { name: 'LABEL_FACTOR', key: 'GOOD', value: '1.1' }, 'key'],
  ['a rating of nobody', { name: 'RATING_FACTOR', key: 'AA', value: '1.1' }, 'key'],
  ['several types at once', { name: 'TYPE_BASE', key: 'ARR; WRC', currency: 'EUR', value: '1' }, 'key'],
  ['a lambda under 0.03', { name: 'LAMBDA', value: '0.02' }, 'value'],
  ['a lambda over 0.08', { name: 'LAMBDA', value: '0.081' }, 'value'],
  ['labels that add more than 60 %', { name: 'LABEL_CAP', value: '1.7' }, 'value'],
  ['a band whose upper end is under its anchor', { name: 'BAND_HIGH', value: '0.9' }, 'value'],
  ['a share of nothing', { name: 'INDEX_TRADE_SHARE', value: '0' }, 'value'],
  ['half a day', { name: 'INDEX_DAYS', value: '30.5' }, 'value'],
  ['no number', { name: 'LABEL_CAP', value: '1,5' }, 'value'],
])('refuses %s', (_, parameter, field) => {
  expect(paths(one(parameter))).toEqual([`parameters.0.${field}`]);
});

test('refuses a parameter that is named twice, none at all, and no reason', () => {
  const cap = { name: 'LABEL_CAP', value: '1.5', source: 'a test' };
  expect(paths({ reason: 'a test', parameters: [cap, { ...cap, value: '1.4' }] })).toEqual(['parameters.1']);
  expect(paths({ reason: '', parameters: [] })).toEqual(['reason', 'parameters']);
});
