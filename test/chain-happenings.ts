import { getAddress, id as keccakOfText, zeroPadValue } from 'ethers';
import type { ContractName, Hex } from '../src/resolvers/chain/client.ts';
import type { ChainMeta } from '../src/resolvers/chain/facts.ts';

// What happens in the chain of chain-model.ts: its words, and what happens in its governance.

export const addressOf = (number: number): Hex => zeroPadValue(`0x${number.toString(16).padStart(6, '0')}`, 20) as Hex;
export const word = (text: string): Hex => keccakOfText(text) as Hex;

export interface Position {
  staked: bigint;
  cooling: bigint;
  delegate: Hex | null;
}

/** What the contracts remember. Copied for each block, so that a fork goes on from any of them. */
export interface ModelState {
  readonly tokens: Map<Hex, bigint>;
  ether: bigint;
  readonly stakes: Map<Hex, Position>;
  readonly votes: Map<Hex, bigint>;
  readonly credits: Map<string, bigint>;
  readonly sequences: Map<Hex, number>;
  readonly proposals: bigint[];
}

export interface Emitted {
  readonly contract: ContractName;
  readonly event: string;
  readonly args: Readonly<Record<string, unknown>>;
}

export const eventOf = (contract: ContractName, event: string, args: Record<string, unknown>): Emitted => ({
  contract,
  event,
  args: Object.fromEntries(
    Object.entries(args).map(([name, value]) => {
      if (typeof value === 'bigint') return [name, value.toString()];
      return [name, typeof value === 'string' && value.length === 42 ? getAddress(value) : value];
    }),
  ),
});

/** What is drawn for one thing that happens. */
export interface Draw {
  readonly what: number;
  readonly who: number;
  readonly whom: number;
  readonly much: number;
}

const PEOPLE = 4;
export const person = (number: number): Hex => addressOf(0xaa_00_00 + (number % PEOPLE));
export type Happening = (state: ModelState, draw: Draw, meta: ChainMeta, unique: string) => Emitted[];

const propose: Happening = (state, { who, whom, much }, _, unique) => {
  const proposalId = BigInt(word(unique));
  state.proposals.push(proposalId);
  const voteStart = BigInt(much % 12);
  return [
    eventOf('CarbonGovernor', 'ProposalCreated', {
      proposalId,
      proposer: person(who),
      targets: [person(whom)],
      values: ['7'],
      signatures: [''],
      calldatas: ['0x1234'],
      voteStart,
      voteEnd: voteStart + BigInt(whom % 5),
      description: `# ${unique}`,
    }),
  ];
};

const castVote: Happening = (state, { who, whom, much }) => {
  const proposalId = state.proposals[whom % Math.max(1, state.proposals.length)];
  if (proposalId === undefined) return [];
  const cast = { voter: person(who), proposalId, support: much % 3, weight: BigInt(much), reason: `${much}` };
  const step = much % 5 === 0 ? [eventOf('CarbonGovernor', 'ProposalCanceled', { proposalId })] : [];
  const queued = much % 7 === 0 ? [eventOf('CarbonGovernor', 'ProposalQueued', { proposalId, etaSeconds: 1n })] : [];
  return [eventOf('CarbonGovernor', 'VoteCast', cast), ...step, ...queued];
};

const setQuorum: Happening = (_, { much }) => [
  eventOf('CarbonGovernor', 'QuorumNumeratorUpdated', { oldQuorumNumerator: 0n, newQuorumNumerator: BigInt(much) }),
];

export const governanceHappenings: readonly Happening[] = [propose, castVote, setQuorum];
