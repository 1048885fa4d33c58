import { getBytes, keccak256 } from 'ethers';
import type { Followed } from './followed.ts';

/**
 * The bloom filter of a block's header (Ethereum yellow paper, 4.3.1): each address and topic of its logs sets three of
 * 2,048 bits. A bit that is missing proves that there was no such log; bits that are there prove nothing.
 */
export type Bloom = Uint8Array;

const BYTES = 256;

/** @param hex the 256 bytes of `logsBloom` */
export const parseBloom = (hex: string): Bloom => Buffer.from(hex.slice(2), 'hex');

/** The three bits of an address or topic, as 8 x byte + bit. */
export function bloomBits(item: string): readonly number[] {
  const hash = getBytes(keccak256(item));
  return [0, 2, 4].map((at) => {
    const bit = (((hash[at] ?? 0) << 8) | (hash[at + 1] ?? 0)) & 2047;
    return (BYTES - 1 - (bit >> 3)) * 8 + (bit & 7);
  });
}

const holds = (bloom: Bloom, bits: readonly number[]): boolean =>
  bits.every((bit) => ((bloom[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0);

/** Whether the block may hold a log of what is followed: an address, and one of the topics that it is known to emit. */
export function mayHoldLogs(bloom: Bloom, followed: Followed): boolean {
  for (const { addressBits, topicBits } of followed.contracts.values()) {
    if (holds(bloom, addressBits) && topicBits.some((bits) => holds(bloom, bits))) return true;
  }
  return false;
}

/** Whether a log of this address can be of the block. Some chains leave the bloom empty: they cannot be asked. */
export function canHoldLog(bloom: Bloom, followed: Followed, address: string): boolean {
  const contract = followed.contracts.get(address);
  return contract === undefined || holds(bloom, contract.addressBits) || bloom.every((byte) => byte === 0);
}
