import { expect, test } from 'vitest';
import { eventOf } from '../../../test/chain-model.ts';
import { minted, openToldIndex, somebody } from '../../../test/told-index.ts';
import { InputInvalid } from '../errors.ts';
import { assetOf, readTokenBalances } from './read.ts';

test('an address has its CARBON, and the custody its ether as well', async () => {
  await using lab = await openToldIndex();
  const { CarbonCustody, CarbonToken } = lab.meta.contracts;
  await lab.index([
    lab.block(1, [
      minted(9n),
      eventOf('CarbonToken', 'Transfer', { from: somebody, to: CarbonCustody, value: 4n }),
      eventOf('CarbonCustody', 'EtherReceived', { from: somebody, amount: 3n }),
    ]),
  ]);
  const of = async (address: string) => {
    const rows = await readTokenBalances(lab.t.nobody, { address });
    return rows.map((row) => [assetOf(row), row.token === CarbonToken, row.balance, row.blockNumber]);
  };
  expect(await of(somebody)).toEqual([['CARBON', true, 5n, 1n]]);
  expect(await of(CarbonCustody)).toEqual([
    ['ETH', false, 3n, 1n],
    ['CARBON', true, 4n, 1n],
  ]);
  expect(await of(CarbonToken)).toEqual([]);
  await expect(readTokenBalances(lab.t.nobody, { address: '' })).rejects.toThrow(InputInvalid);
});
