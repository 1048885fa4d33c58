import { createHash } from 'node:crypto';
import { isIP, isIPv4, isIPv6 } from 'node:net';

/**
 * Who an address counts as when calls are limited: an IPv4 address itself, of IPv6 the first 64 bits, since one
 * subscriber is given at least that many (RFC 6177). IPv4 written as IPv6 is IPv4.
 */
export function networkOf(address: string): string {
  const bare = plain(address);
  if (!isIPv6(bare)) return isIPv4(bare) ? bare : 'unknown';
  const [head = '', tail] = (bare.split('%')[0] ?? '').split('::');
  const left = head.split(':').filter(Boolean);
  const right = (tail ?? '').split(':').filter(Boolean);
  const filled =
    tail === undefined ? left : [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return `${filled
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

/** The address as the database's type `inet` takes it, or null if it is none. */
export function inetOf(address: string): string | null {
  const bare = plain(address).split('%')[0] ?? '';
  return isIP(bare) === 0 ? null : bare;
}

/** Stands for a text in a key, so that no table of counters holds names or addresses of people. Case does not matter. */
export const keyOf = (text: string): string => createHash('sha256').update(text.toLowerCase()).digest('base64url');

const plain = (address: string): string => address.replace(/^::ffff:(?=\d{1,3}(\.\d{1,3}){3}$)/i, '');
