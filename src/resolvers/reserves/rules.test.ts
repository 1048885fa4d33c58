import { expect, test } from 'vitest';
import { isChainAsset, shortfallOf, turnsOf } from './rules.ts';

const state = (asset: string, custody: bigint, liabilities: bigint) => ({
  asset,
  custody,
  liabilities,
  supply: null,
  blockNumber: 1n,
});

test('only what the custody keeps is of the chain', () => {
  expect(['ETH', 'CARBON', 'USD', 'EUR', 'XYZ'].filter(isChainAsset)).toEqual(['ETH', 'CARBON']);
});

test.each([
  [10n, 10n, 0n],
  [11n, 10n, 0n],
  [9n, 10n, 1n],
  [0n, 0n, 0n],
])('with %s in custody and %s owed, %s are missing', (custody, liabilities, missing) => {
  expect(shortfallOf({ custody, liabilities })).toBe(missing);
});

test('a shortfall is cried out when it begins and said to be over when it ends, once each', () => {
  const since = new Date();
  const known = [
    { asset: 'ETH', shortSince: since },
    { asset: 'CARBON', shortSince: null },
  ];
  const turns = (before: typeof known, ...now: ReturnType<typeof state>[]) => {
    const { short, covered } = turnsOf(before, now);
    return { short: short.map(({ asset }) => asset), covered: covered.map(({ asset }) => asset) };
  };
  expect(turns([], state('ETH', 1n, 2n), state('CARBON', 2n, 2n))).toEqual({ short: ['ETH'], covered: [] });
  expect(turns(known, state('ETH', 1n, 2n), state('CARBON', 1n, 2n))).toEqual({ short: ['CARBON'], covered: [] });
  expect(turns(known, state('ETH', 2n, 2n), state('CARBON', 2n, 2n))).toEqual({ short: [], covered: ['ETH'] });
});
