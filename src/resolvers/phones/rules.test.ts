import { expect, test } from 'vitest';
import { hashCode, isSameHash, isServed, maskNumber, newCode, phoneNumber } from './rules.ts';

test('numbers are read as people write them', () => {
  for (const text of ['+41 44 668 18 00', '+41(0)446681800'.replace('(0)', ''), '0041-44-668.18.00', '+41446681800']) {
    expect(phoneNumber.parse(text)).toBe('+41446681800');
  }
  for (const wrong of ['044 668 18 00', '+0446681800', '+41', 'call me', `+${'1'.repeat(16)}`, '+41446681800;1', '']) {
    expect(phoneNumber.safeParse(wrong).success, wrong).toBe(false);
  }
});

test('of a number only its country and its end are shown', () => {
  expect(maskNumber('+41446681800')).toBe('+41•••••••00');
});

test('numbers go where they are served', () => {
  expect(isServed('+41446681800', [])).toBe(true);
  expect(isServed('+41446681800', ['+49', '+41'])).toBe(true);
  expect(isServed('+882446681800', ['+49', '+41'])).toBe(false);
});

test('a code has six digits, and its hash is of one number of one user under one key', () => {
  expect(newCode()).toMatch(/^\d{6}$/);
  const [key, of] = [Buffer.alloc(32, 1), { userId: 'a', number: '+41446681800' }];
  const hash = hashCode(key, of, '012345');
  expect(isSameHash(hash, hashCode(key, of, '012345'))).toBe(true);
  for (const other of [
    hashCode(key, of, '012346'),
    hashCode(key, { ...of, userId: 'b' }, '012345'),
    hashCode(key, { ...of, number: '+41446681801' }, '012345'),
    hashCode(Buffer.alloc(32, 2), of, '012345'),
    Buffer.alloc(0),
  ]) {
    expect(isSameHash(hash, other)).toBe(false);
  }
});
