import type { ParameterName } from '../src/db/pricing.ts';
import { scaled } from '../src/resolvers/pricing/decimals.ts';
import { parameterKey, type ParameterSet } from '../src/resolvers/pricing/parameters.ts';

const FIRST: Readonly<Record<string, string>> = {
  'TYPE_BASE EUR ARR': '20',
  'TYPE_BASE EUR REDD': '10',
  'TYPE_BASE USD REDD': '11',
  'LAMBDA  ': '0.05',
  'LAMBDA  ARR': '0.03',
  'VINTAGE_FLOOR  ': '0.5',
  'LABEL_FACTOR  CCP': '1.25',
  'LABEL_FACTOR  CCB': '1.1',
  'LABEL_FACTOR  CORSIA': '1.3',
  'LABEL_CAP  ': '1.6',
  'RATING_FACTOR  BEZERO AA': '1.15',
  'RATING_FACTOR  SYLVERA BB': '0.93',
  'VERIFIER_SLOPE  ': '0.25',
  'VERIFIER_PRIOR  ': '0.8',
  'VERIFIER_PRIOR_WEIGHT  ': '20',
  'VERIFIER_MIN  ': '0.95',
  'VERIFIER_MAX  ': '1.05',
  'VERIFIER_AGE_DAYS  ': '730',
  'VERIFIER_CASE_TONNES  ': '10000',
  'VERIFIER_CASE_CAP  ': '5',
  'VERIFIER_MODIFIED  ': '0.5',
  'SUPPLY_SLOPE  ': '0.05',
  'SUPPLY_DAYS  ': '60',
  'SUPPLY_MIN  ': '0.9',
  'SUPPLY_MAX  ': '1.1',
  'MARKET_MIN  ': '0.5',
  'MARKET_MAX  ': '2',
  'BAND_LOW  ': '0.5',
  'BAND_HIGH  ': '2',
  'TICK EUR ': '0.01',
  'TICK USD ': '0.01',
  'INDEX_DAYS  ': '30',
  'INDEX_OUTLIER_MADS  ': '5',
  'INDEX_LEAST_MAD  ': '0.01',
  'INDEX_TRADE_SHARE  ': '0.25',
  'INDEX_LEAST_TRADES  ': '5',
  'INDEX_LEAST_SELLERS  ': '3',
};

/** A version of the model for tests that need no database: the first one's rules with round numbers, and what is given. */
export function parameters(given: Readonly<Record<string, string>> = {}): ParameterSet {
  const effectiveFrom = new Date('2026-01-01T00:00:00Z');
  const values = Object.entries({ ...FIRST, ...given }).map(([place, text]) => {
    const [name = '', currency = '', ...rest] = place.split(' ');
    const row = { name: name as ParameterName, currency, key: rest.join(' '), value: scaled(text) };
    const origin = { modelVersion: 1, source: 'a test', authorId: null, effectiveFrom, createdAt: effectiveFrom };
    return [parameterKey(row), { ...row, ...origin }] as const;
  });
  return { version: 1, effectiveFrom, values: new Map(values) };
}
