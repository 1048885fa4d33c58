import { lookup } from 'node:dns/promises';
import { BlockList, isIPv4, isIPv6 } from 'node:net';

// What of the address space leads into the internet: https://www.iana.org/assignments/iana-ipv4-special-registry and
// https://www.iana.org/assignments/iana-ipv6-special-registry, with nothing that stands for another address.

const notPublic = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  notPublic.addSubnet(network, bits, 'ipv4');
}
// Teredo and 6to4 carry an IPv4 address inside; the others are for documents, benchmarks and protocols.
for (const [network, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  notPublic.addSubnet(network, bits, 'ipv6');
}
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

/** Whether an address (no name) leads into the internet. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !notPublic.check(address, 'ipv4');
  // What is not global unicast stands for IPv4 (mapped, NAT64) or for something inside.
  return isIPv6(address) && globalUnicast.check(address, 'ipv6') && !notPublic.check(address, 'ipv6');
}

export interface Address {
  readonly address: string;
  readonly family: 4 | 6;
}

/** A name leads to where nobody outside may send us. */
export class NotPublicError extends Error {
  override readonly name = 'NotPublicError';
}

/**
 * Where a host of the outside is: of its addresses the first, if all of them are public. A name with one private address
 * among several is refused, since which one is taken is chance. Throws NotPublicError, or the error of the look-up.
 */
export async function publicAddressOf(host: string): Promise<Address> {
  const bare = host.replace(/^\[|\]$/g, '');
  const found = await lookup(bare, { all: true, order: 'verbatim' });
  const hidden = found.find(({ address }) => !isPublicAddress(address));
  if (hidden) throw new NotPublicError('the host is not public');
  const [first] = found;
  if (!first) throw new Error('the host has no address');
  return { address: first.address, family: first.family === 6 ? 6 : 4 };
}
