import { expect, test } from 'vitest';
import { isPublicAddress, NotPublicError, publicAddressOf } from './public-addresses.ts';

test('tells what leads into the internet from what leads inside', () => {
  for (const address of [
    '1.1.1.1',
    '8.8.8.8',
    '172.15.0.1',
    '172.32.0.1',
    '192.167.1.1',
    '2606:4700::1111',
    '2a00:1450::1',
  ]) {
    expect(isPublicAddress(address), address).toBe(true);
  }
  for (const address of [
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.168.0.1',
    '198.19.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    'fc00::1',
    'fd12::1',
    'fe80::1',
    'ff02::1',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
    '2001:db8::1',
    '2002:7f00:1::',
    'example.org',
    '',
  ]) {
    expect(isPublicAddress(address), address).toBe(false);
  }
});

test('refuses names and addresses that lead inside', async () => {
  for (const host of ['localhost', '127.0.0.1', '[::1]', '169.254.169.254']) {
    await expect(publicAddressOf(host)).rejects.toThrow(NotPublicError);
  }
  expect(await publicAddressOf('1.1.1.1')).toEqual({ address: '1.1.1.1', family: 4 });
  expect(await publicAddressOf('[2606:4700::1111]')).toEqual({ address: '2606:4700::1111', family: 6 });
});
