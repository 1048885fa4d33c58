import { AbiCoder, concat } from 'ethers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Hex } from './client.ts';
import { interfaces } from './contracts.ts';
import { readRevert } from './reverts.ts';

const encode = (type: string, value: unknown): string => AbiCoder.defaultAbiCoder().encode([type], [value]).slice(2);

test('an error of a contract comes with its name, its arguments and words', () => {
  const to = `0x${'aB'.repeat(20)}`.toLowerCase();
  const data = interfaces.CarbonCustody.encodeErrorResult('NotLinked', [to]) as Hex;
  const read = readRevert(data);
  expect(read.name).toBe('NotLinked');
  expect(read.args['to']?.toLowerCase()).toBe(to);
  expect(read.text).toBe(`not linked (to ${read.args['to']})`);
  const slipped = interfaces.CarbonPayment.encodeErrorResult('SlippageExceeded', [5n, 4n]) as Hex;
  expect(readRevert(slipped)).toMatchObject({
    name: 'SlippageExceeded',
    args: { cost: '5', value: '4' },
    text: 'slippage exceeded (cost 5, value 4)',
  });
});

test('so do those of Solidity itself', () => {
  expect(readRevert(`0x08c379a0${encode('string', 'too late')}`)).toMatchObject({ name: 'Error', text: 'too late' });
  expect(readRevert(`0x4e487b71${encode('uint256', 0x11)}`)).toMatchObject({
    name: 'Panic',
    args: { code: '17' },
    text: 'an amount over- or underflowed',
  });
});

const TONNE = 10n ** 18n;
const ADDRESS = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';

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
  expect(readRevert(data)).toMatchObject({ name: errorName, message });
});

test.each([
  [concat(['0x08c379a0', `0x${encode('string', 'no')}`]), 'Error', 'The contract refuses this: no.'],
  [
    concat(['0x4e487b71', `0x${encode('uint256', 17n)}`]),
    'Panic',
    'The contract refuses this: an amount over- or underflowed.',
  ],
  ['0x12345678', 'Reverted', 'The contract refuses this: reverted with unknown bytes 0x12345678.'],
  ['0x', 'Reverted', 'The contract refuses this: reverted without a reason.'],
  [undefined, 'Reverted', 'The contract refuses this: reverted without a reason.'],
])('%s is told to whoever asked as what it is', (data, name, message) => {
  expect(readRevert(data as Hex | undefined)).toMatchObject({ name, message });
});

test('whatever the bytes are, there is an answer', () => {
  const selectors = Object.values(interfaces).flatMap((contract) =>
    contract.fragments.flatMap((fragment) => ('selector' in fragment ? [fragment.selector as string] : [])),
  );
  const starts = fc.constantFrom(...selectors, '0x', '0x08c379a0', '0x4e487b71', '0xdeadbeef');
  fc.assert(
    fc.property(starts, fc.uint8Array({ maxLength: 200 }), (start, rest) => {
      const { name, text, message } = readRevert(`${start}${Buffer.from(rest).toString('hex')}` as Hex);
      expect(name).toMatch(/^\w+$/);
      expect(text.length).toBeGreaterThan(0);
      expect(message.endsWith('.')).toBe(true);
    }),
    { numRuns: 500 },
  );
});
