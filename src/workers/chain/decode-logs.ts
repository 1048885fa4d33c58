import type { NewAbiVersion } from '../../db/chain-cursors.ts';
import type { Hex } from '../../resolvers/chain/client.ts';
import type { DecodedLog } from '../../resolvers/chain/facts.ts';
import type { RawLog } from './answers.ts';
import { type DecodedEvent, decodeEvent } from './decode.ts';
import type { FetchedRange } from './fetch-range.ts';
import { type Followed, type FollowedContract, UPGRADED_TOPIC } from './followed.ts';

/** The implementation behind each proxy, by the proxy's address: what the logs read so far have said. */
export type Implementations = Map<string, Hex>;

export interface DecodedRange {
  readonly logs: readonly DecodedLog[];
  readonly versions: readonly NewAbiVersion[];
}

/**
 * Decodes the logs of a range, in their order: `Upgraded` changes the ABI that is in force for the logs after it, so
 * `implementations` is carried on (and changed here) from range to range.
 */
export function decodeLogs(followed: Followed, range: FetchedRange, implementations: Implementations): DecodedRange {
  const times = new Map(range.headers.map(({ number, timestamp }) => [number, timestamp]));
  const versions: NewAbiVersion[] = [];
  const logs = range.logs.map((raw) => {
    const contract = followed.contracts.get(raw.address);
    const upgrade = contract && upgradeOf(raw);
    const decoded = contract && decode(contract, raw, implementations.get(raw.address));
    if (upgrade) {
      implementations.set(raw.address, upgrade.implementation);
      versions.push(upgrade);
    }
    return toLog(followed.meta.chainId, raw, {
      blockTime: times.get(raw.blockNumber) as Date,
      contract: contract?.name ?? null,
      decoded,
    });
  });
  return { logs, versions };
}

function toLog(
  chainId: number,
  raw: RawLog,
  { blockTime, contract, decoded }: { blockTime: Date; contract: string | null; decoded: DecodedEvent | undefined },
): DecodedLog {
  return {
    chainId,
    blockNumber: BigInt(raw.blockNumber),
    blockHash: raw.blockHash,
    blockTime,
    logIndex: raw.logIndex,
    txHash: raw.txHash,
    txIndex: raw.txIndex,
    address: raw.address,
    topics: raw.topics,
    data: raw.data,
    contract,
    event: decoded?.event ?? null,
    args: decoded?.args ?? null,
  };
}

/**
 * By the version that the implementation in force is known to speak. Of one that nobody knows, the newest version that has
 * the event: its topic is the hash of its name and types, so what is read is what was written.
 */
function decode(
  contract: FollowedContract,
  { topics, data }: RawLog,
  implementation: Hex | undefined,
): DecodedEvent | undefined {
  const [first] = contract.versions;
  const known = implementation
    ? contract.versions.find(({ implementations }) => implementations.has(implementation))
    : first;
  if (known) return decodeEvent(known.decoders, topics, data);
  for (const { decoders } of contract.versions.toReversed()) {
    const decoded = decodeEvent(decoders, topics, data);
    if (decoded) return decoded;
  }
  return undefined;
}

function upgradeOf({ topics, address, blockNumber, blockHash, logIndex }: RawLog): NewAbiVersion | undefined {
  const [topic, implementation] = topics;
  if (topic !== UPGRADED_TOPIC || implementation === undefined) return undefined;
  return {
    address,
    blockNumber: BigInt(blockNumber),
    blockHash,
    logIndex,
    implementation: `0x${implementation.slice(26)}`,
  };
}
