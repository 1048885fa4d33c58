import { id, type InterfaceAbi } from 'ethers';
import type { Hex } from '../../resolvers/chain/client.ts';
import type { ChainMeta } from '../../resolvers/chain/facts.ts';
import { bloomBits } from './bloom.ts';
import { type EventDecoders, makeDecoders } from './decode.ts';

/** One version of a contract's ABI, and the implementations that are known to speak it. */
export interface AbiVersion {
  readonly abi: InterfaceAbi;
  readonly implementations?: readonly Hex[];
}

/** A contract whose logs are taken, before its ABI is made into decoders. */
export interface FollowedInput {
  readonly name: string;
  readonly address: Hex;
  /** Oldest first. The first is in force until an `Upgraded` says otherwise. */
  readonly versions: readonly AbiVersion[];
  /** Of an outside token only the events that its ABI names are asked for; of ours all, known or not. */
  readonly outside?: boolean;
}

export interface FollowedContract {
  readonly name: string;
  readonly address: Hex;
  readonly outside: boolean;
  readonly versions: readonly { readonly decoders: EventDecoders; readonly implementations: ReadonlySet<Hex> }[];
  /** Topics that its ABIs know. */
  readonly topics: ReadonlySet<string>;
  readonly addressBits: readonly number[];
  readonly topicBits: readonly (readonly number[])[];
}

/** What an eth_getLogs asks for, without its blocks. */
export interface LogFilter {
  readonly address: readonly Hex[];
  readonly topics?: readonly (readonly string[])[];
}

export interface Followed {
  readonly meta: ChainMeta;
  /** By address, lower case. */
  readonly contracts: ReadonlyMap<string, FollowedContract>;
  /** Together they give every log that is followed, and none twice. */
  readonly filters: readonly LogFilter[];
}

/** ERC-1967: what a proxy emits when another implementation takes over. */
export const UPGRADED_TOPIC = id('Upgraded(address)') as Hex;

/** @throws Error when two contracts share an address. */
export function makeFollowed(meta: ChainMeta, inputs: readonly FollowedInput[]): Followed {
  const contracts = new Map<string, FollowedContract>();
  for (const input of inputs) {
    const contract = followedOf(input);
    if (contracts.has(contract.address)) throw new Error(`${input.name}: ${contract.address} is followed already`);
    contracts.set(contract.address, contract);
  }
  const all = [...contracts.values()];
  const ours = all.filter(({ outside }) => !outside);
  const outside = all.filter(({ outside }) => outside);
  return {
    meta,
    contracts,
    filters: [
      ...(ours.length > 0 ? [{ address: ours.map(({ address }) => address) }] : []),
      // A filter of its own for each: the topics of one would be asked of the others.
      ...outside.map(({ address, topics }) => ({ address: [address], topics: [[...topics]] })),
    ],
  };
}

function followedOf(input: FollowedInput): FollowedContract {
  const versions = input.versions.map(({ abi, implementations = [] }) => ({
    decoders: makeDecoders(abi),
    implementations: new Set(implementations.map((address) => address.toLowerCase() as Hex)),
  }));
  const topics = new Set(versions.flatMap(({ decoders }) => [...decoders.keys()]));
  const address = input.address.toLowerCase() as Hex;
  return {
    name: input.name,
    address,
    outside: input.outside ?? false,
    versions,
    topics,
    addressBits: bloomBits(address),
    topicBits: [...topics].map(bloomBits),
  };
}

/** Whether a log is one that the filters ask for. */
export function isFollowed(followed: Followed, address: string, topic: string | undefined): boolean {
  const contract = followed.contracts.get(address);
  if (!contract) return false;
  return !contract.outside || (topic !== undefined && contract.topics.has(topic));
}
