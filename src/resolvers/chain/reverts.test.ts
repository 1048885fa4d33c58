import { AbiCoder, Interface } from 'ethers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { carbonCustodyAbi } from '../../../contracts/abi/carbon-custody.ts';
import { carbonPaymentAbi } from '../../../contracts/abi/carbon-payment.ts';
import type { Hex } from './client.ts';
import { readRevert } from './reverts.ts';

const encode = (type: string, value: unknown): string => AbiCoder.defaultAbiCoder().encode([type], [value]).slice(2);

test('an error of a contract comes with its name, its arguments and words', () => {
  const to = `0x${'aB'.repeat(20)}`.toLowerCase();
  const data = new Interface(carbonCustodyAbi).encodeErrorResult('NotLinked', [to]) as Hex;
  const read = readRevert(data);
  expect(read.name).toBe('NotLinked');
  expect(read.args['to']?.toLowerCase()).toBe(to);
  expect(read.text).toBe(`not linked (to ${read.args['to']})`);
  const slipped = new Interface(carbonPaymentAbi).encodeErrorResult('SlippageExceeded', [5n, 4n]) as Hex;
  expect(readRevert(slipped)).toEqual({
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

test('whatever the bytes are, there is an answer', () => {
  expect(readRevert(undefined)).toEqual({ name: 'Reverted', args: {}, text: 'reverted without a reason' });
  const starts = fc.constantFrom('0x', '0x08c379a0', '0x4e487b71', '0xdeadbeef');
  fc.assert(
    fc.property(starts, fc.uint8Array({ maxLength: 200 }), (start, rest) => {
      const { name, text } = readRevert(`${start}${Buffer.from(rest).toString('hex')}` as Hex);
      expect(name).toMatch(/^\w+$/);
      expect(text.length).toBeGreaterThan(0);
    }),
  );
});
