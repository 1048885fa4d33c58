import { AbiCoder, keccak256, toUtf8Bytes } from 'ethers';
import { v5 as nameId } from 'uuid';
import type { ProposalFacts } from '../../db/proposal-standings.ts';
import type { ProposalView } from '../../db/proposal-lists.ts';
import type { ProposalCall, ProposalStatus } from '../../db/proposals.ts';
import type { Hex } from '../chain/client.ts';
import type { ProposalChange } from '../events.ts';
import type { NewEvent } from '../feed.ts';
import { stepsOf } from '../machine.ts';
import type { ThingRules } from '../standings.ts';

/**
 * How proposals pass from state to state: as the contracts do (OpenZeppelin's Governor and GovernorTimelockControl). BEGIN,
 * PASS and FAIL are the time's doing; QUEUE and EXECUTE are anybody's, CANCEL the proposer's before the voting, and later that
 * of whoever may cancel in the timelock.
 */
export const proposalMachine = {
  PENDING: { BEGIN: 'ACTIVE', CANCEL: 'CANCELED' },
  ACTIVE: { PASS: 'SUCCEEDED', FAIL: 'DEFEATED' },
  SUCCEEDED: { QUEUE: 'QUEUED' },
  QUEUED: { EXECUTE: 'EXECUTED', CANCEL: 'CANCELED' },
  CANCELED: {},
  DEFEATED: {},
  EXECUTED: {},
} as const satisfies Readonly<Record<ProposalStatus, Readonly<Record<string, ProposalStatus>>>>;

export type ProposalStep = 'BEGIN' | 'CANCEL' | 'PASS' | 'FAIL' | 'QUEUE' | 'EXECUTE';

/** The state that a step leads to. Throws IllegalTransition if it leads nowhere from here. */
export const nextProposalStatus = stepsOf<ProposalStatus, ProposalStep>('proposal', proposalMachine, {
  BEGIN: 'voted on',
  CANCEL: 'canceled',
  PASS: 'passed',
  FAIL: 'defeated',
  QUEUE: 'queued',
  EXECUTE: 'executed',
});

/** What can be done to a proposal; whatever it is, the contract has the last word. */
export const proposalRules = {
  VOTE: { anyone: 'transaction.prepare', when: ({ status }) => status === 'ACTIVE' },
  QUEUE: { anyone: 'transaction.prepare', when: ({ status }) => 'QUEUE' in proposalMachine[status] },
  EXECUTE: { anyone: 'transaction.prepare', when: ({ status }) => 'EXECUTE' in proposalMachine[status] },
  CANCEL: { owner: 'transaction.prepare', when: ({ status }) => status === 'PENDING' },
} as const satisfies ThingRules<Pick<ProposalView, 'status'>, string>;
export type ProposalAction = keyof typeof proposalRules;

/**
 * Where a proposal stands at the end of the last block that is indexed, as `CarbonGovernor.state` would say there. It counts
 * as executed or canceled too where the timelock was told so without the governor. Pure.
 */
export function statusOf(facts: ProposalFacts): ProposalStatus {
  const { indexedBlock, voteStart, voteEnd, quorum, inFavour, against, abstaining } = facts;
  if (facts.isExecuted) return 'EXECUTED';
  if (facts.isCanceled) return 'CANCELED';
  if (voteStart >= indexedBlock) return 'PENDING';
  if (voteEnd >= indexedBlock) return 'ACTIVE';
  const hasQuorum = quorum !== null && quorum <= inFavour + abstaining;
  if (!hasQuorum || inFavour <= against) return 'DEFEATED';
  if (!facts.isQueued) return 'SUCCEEDED';
  if (facts.isOperationExecuted) return 'EXECUTED';
  return facts.isOperationCanceled ? 'CANCELED' : 'QUEUED';
}

/** Whether nothing can change it any more: it has come to an end, in a block that is final. */
export function isSettled(status: ProposalStatus, { voteEnd, markedBlock, finalizedBlock }: ProposalFacts): boolean {
  if (Object.keys(proposalMachine[status]).length > 0) return false;
  const decided = status === 'DEFEATED' ? voteEnd + 1n : (markedBlock ?? finalizedBlock + 1n);
  return decided <= finalizedBlock;
}

/** Ids of proposals are made of their chain and number in this name space (RFC 9562, version 5). */
const PROPOSALS = '0c6d0f0e-2a54-4b5f-9e0b-6a3f4de1c7b8';

/** The id of a proposal, whoever indexes it. */
export const proposalId = (chainId: number, number: bigint): string => nameId(`${chainId}:${number}`, PROPOSALS);

const coder = AbiCoder.defaultAbiCoder();

/** What a proposal says, as the governor takes it. */
export interface ProposalBody {
  readonly calls: readonly ProposalCall[];
  readonly descriptionHash: Hex;
}

const columnsOf = (calls: readonly ProposalCall[]) =>
  [calls.map(({ target }) => target), calls.map(({ value }) => value), calls.map(({ data }) => data)] as const;

/** The arguments of `queue`, `execute` and `cancel`. */
export const governorArgs = ({ calls, descriptionHash }: ProposalBody): unknown[] => [
  ...columnsOf(calls),
  descriptionHash,
];

/** The number under which the governor knows a proposal (Governor.getProposalId). */
export const proposalNumber = ({ calls, descriptionHash }: ProposalBody): bigint =>
  BigInt(
    keccak256(coder.encode(['address[]', 'uint256[]', 'bytes[]', 'bytes32'], [...columnsOf(calls), descriptionHash])),
  );

/** The id under which the timelock knows it once it is queued (GovernorTimelockControl._queueOperations). */
export function operationId({ calls, descriptionHash }: ProposalBody, governor: string): Hex {
  const salt = BigInt(governor.padEnd(66, '0')) ^ BigInt(descriptionHash);
  const types = ['address[]', 'uint256[]', 'bytes[]', 'bytes32', 'bytes32'];
  const word = (value: bigint): string => `0x${value.toString(16).padStart(64, '0')}`;
  return keccak256(coder.encode(types, [...columnsOf(calls), word(0n), word(salt)])) as Hex;
}

export const hashOfText = (text: string): Hex => keccak256(toUtf8Bytes(text)) as Hex;

/**
 * What goes to the chain: a heading, the text, and who proposes it, so that nobody can make the same proposal before its
 * author and then cancel it (Governor._isValidDescriptionForProposer).
 */
export const describe = (title: string, text: string, proposer: Hex): string =>
  `# ${title}\n\n${text}\n\n#proposer=${proposer.toLowerCase()}`;

const MOST_TITLE = 200;
const MOST_DESCRIPTION = 20_000;

/** How a proposal is called: its first line that says anything, without the marks of a heading. Anybody wrote it. */
export function titleOf(description: string): string {
  const first = description.split(/[\r\n\u2028\u2029]/u).find((line) => /[^#\s]/.test(line)) ?? '';
  // eslint-disable-next-line no-control-regex -- what would turn or hide what stands around it
  const plain = first.replaceAll(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/gu, ' ');
  return cut(plain.replace(/^[#\s]+/, '').trim(), MOST_TITLE) || 'A proposal without a title';
}

export const keptDescription = (description: string): string => cut(description, MOST_DESCRIPTION);

/** At most so many characters, none of them halved. */
const cut = (text: string, most: number): string => {
  const kept = text.toWellFormed();
  return kept.length <= most ? kept : `${kept.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
};

interface Told {
  readonly id: string;
  readonly proposerId: string | null;
  readonly status: string;
}

export const proposalChanged = ({ id, proposerId, status }: Told, change: ProposalChange): NewEvent => ({
  topic: 'proposal',
  key: id,
  payload: { id, proposerId, status, change },
});
