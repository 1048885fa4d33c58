import { AbiCoder, concat } from 'ethers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Hex } from '../chain/client.ts';
import { interfaces } from './contracts.ts';
import { describeRevert } from './reverts.ts';

const TONNE = 10n ** 18n;
const ADDRESS = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';
const coder = AbiCoder.defaultAbiCoder();

test.each([
  [
    'CarbonToken',
    'ERC20InsufficientBalance',
    [ADDRESS, TONNE, 3n * TONNE],
    'The address has 1.00 CARBON, and this needs 3.00 CARBON.',
  ],
  [
    'CarbonStaking',
    'InsufficientStake',
    [TONNE / 2n, TONNE],
    'The address has 0.50 CARBON staked, less than 1.00 CARBON.',
  ],
  ['CarbonStaking', 'StillCooling', [1_800_000_000n], 'The cool-down lasts until 2027-01-15T08:00:00.000Z.'],
  [
    'CarbonStaking',
    'StillCooling',
    [2n ** 200n],
    `The cool-down lasts until second ${2n ** 200n} of the chain's clock.`,
  ],
  [
    'CarbonPayment',
    'SlippageExceeded',
    [TONNE / 100n, TONNE / 200n],
    'This costs 0.01 ETH now, more than the 0.005 ETH that would be sent.',
  ],
  [
    'CreditRegistry',
    'ERC1155InsufficientBalance',
    [ADDRESS, 0n, TONNE, 7n],
    'The address has 0.00 t of batch 7, and this needs 1.00 t.',
  ],
  ['CreditRegistry', 'MessageTooLong', [5_000n, 4_096n], 'The message has 5000 bytes, and at most 4096 are taken.'],
  ['CarbonAccount', 'SignatureExpired', [5n], 'The contract refuses this: signature expired (deadline 5).'],
] as const)('%s.%s is told in words', (contract, errorName, args, message) => {
  const data = interfaces[contract].encodeErrorResult(errorName, args) as Hex;
  expect(describeRevert(data)).toEqual({ errorName, message });
});

test.each([
  [concat(['0x08c379a0', coder.encode(['string'], ['no'])]), 'Error', 'The contract refuses this: no.'],
  [
    concat(['0x4e487b71', coder.encode(['uint256'], [17n])]),
    'Panic',
    'The contract refuses this: an amount over- or underflowed.',
  ],
  ['0x12345678', 'Reverted', 'The contract refuses this: reverted with unknown bytes 0x12345678.'],
  ['0x', 'Reverted', 'The contract refuses this: reverted without a reason.'],
  [undefined, 'Reverted', 'The contract refuses this: reverted without a reason.'],
])('%s is told as what it is', (data, errorName, message) => {
  expect(describeRevert(data as Hex | undefined)).toEqual({ errorName, message });
});

test('whatever bytes come, there is an answer', () => {
  const selectors = Object.values(interfaces).flatMap((contract) =>
    contract.fragments.flatMap((fragment) => ('selector' in fragment ? [fragment.selector as string] : [])),
  );
  const selector = fc.constantFrom(...selectors, '0x08c379a0', '0x4e487b71', '0x00000000');
  fc.assert(
    fc.property(selector, fc.uint8Array({ maxLength: 200 }), (head, bytes) => {
      const { errorName, message } = describeRevert(`${head}${Buffer.from(bytes).toString('hex')}` as Hex);
      expect(errorName).not.toBe('');
      expect(message.endsWith('.')).toBe(true);
    }),
    { numRuns: 500 },
  );
});
