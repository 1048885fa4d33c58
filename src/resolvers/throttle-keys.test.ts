import { expect, test } from 'vitest';
import { inetOf, keyOf, networkOf } from './throttle-keys.ts';

test('an IPv4 address is itself, however it is written', () => {
  expect(networkOf('192.0.2.7')).toBe('192.0.2.7');
  expect(networkOf('::ffff:192.0.2.7')).toBe('192.0.2.7');
  expect(networkOf('::FFFF:192.0.2.7')).toBe('192.0.2.7');
});

test('of an IPv6 address the first 64 bits count, however it is written', () => {
  const same = [
    '2001:db8:0:7::1',
    '2001:0db8:0000:0007:ffff::',
    '2001:DB8:0:7:1:2:3:4',
    '2001:db8::7:0:0:0:1',
    '2001:db8:0:7::1%eth0',
  ];
  for (const address of same) expect(networkOf(address), address).toBe('2001:db8:0:7::/64');
  expect(networkOf('2001:db8:0:8::1')).toBe('2001:db8:0:8::/64');
  expect(networkOf('::1')).toBe('0:0:0:0::/64');
  expect(networkOf('fe80::')).toBe('fe80:0:0:0::/64');
  expect(networkOf('1::192.0.2.7')).toBe('1:0:0:0::/64');
});

test('what is no address is one and the same stranger, and null to the database', () => {
  for (const text of ['', 'unknown', '192.0.2', '2001:db8', "'; drop table users", '::ffff:999.0.2.7']) {
    expect(networkOf(text), text).toBe('unknown');
    expect(inetOf(text), text).toBeNull();
  }
  expect(inetOf('::ffff:192.0.2.7')).toBe('192.0.2.7');
  expect(inetOf('fe80::1%eth0')).toBe('fe80::1');
});

test('a key says nothing of the text that it stands for', () => {
  expect(keyOf('Ada@Example.org')).toBe(keyOf('ada@example.ORG'));
  expect(keyOf('ada')).toMatch(/^[\w-]{43}$/);
});
