import { AbiCoder, keccak256 } from 'ethers';
import { v5 as nameId } from 'uuid';
import type { GovernanceChanges, NewProposal } from '../../db/proposal-writes.ts';
import { type GovernanceSetting, type ProposalCall, type ProposalMarkKind, voteSupport } from '../../db/proposals.ts';
import type { ChainMeta, DecodedLog, EventArgs } from '../chain/facts.ts';
import { hashOfText, keptDescription, operationId, proposalId, titleOf } from './rules.ts';

/** Ids of what was set are made of their log in this name space (RFC 9562, version 5). */
const CHANGES = '8f7a2b3c-51d4-4e0a-8d6e-2c9b7f10a4e5';

type Mutable = { [K in keyof GovernanceChanges]: GovernanceChanges[K] extends readonly (infer R)[] ? R[] : never };

const bare = (hex: unknown): string => (hex as string).slice(2).toLowerCase();
const whole = (text: unknown): bigint => BigInt(text as string);
const placeOf = ({ blockNumber, logIndex }: DecodedLog) => ({ blockNumber, logIndex });
const placedOf = (log: DecodedLog) => ({ ...placeOf(log), txHash: bare(log.txHash), at: log.blockTime });
/** A contract takes any moment; a Date ends in the year 275760. */
const moment = (seconds: unknown): Date => new Date(Math.min(Number(whole(seconds)) * 1_000, 8.64e15));
/** A NUL is no text to PostgreSQL, and a contract takes any bytes. */
const textOf = (text: unknown): string => String(text).replaceAll('\0', '\uFFFD').toWellFormed();

type Meaning = (into: Mutable, log: DecodedLog, args: EventArgs, chain: ChainMeta) => void;

const mark =
  (kind: ProposalMarkKind): Meaning =>
  (into, log, args) => {
    const number = kind.startsWith('OPERATION') ? null : whole(args['proposalId']);
    const operation = number === null ? bare(args['id']) : null;
    const eta = kind === 'QUEUED' ? moment(args['etaSeconds']) : null;
    into.marks.push({ ...placedOf(log), kind, number, operationId: operation, eta });
  };

const setting =
  (name: GovernanceSetting, arg: string): Meaning =>
  (into, log, args) =>
    void into.settings.push({ ...placeOf(log), name, value: BigInt(args[arg] as string) });

const vote: Meaning = (into, log, args) => {
  const support = voteSupport.enumValues[Number(args['support'])];
  // GovernorCountingSimple takes no other.
  if (support === undefined) return;
  into.votes.push({
    ...placedOf(log),
    number: whole(args['proposalId']),
    voter: bare(args['voter']),
    support,
    weight: whole(args['weight']),
    reason: keptDescription(textOf(args['reason'])),
  });
};

/** What the events of the governance mean, and what of those of the staking gives votes. Others change nothing here. */
const meanings: Readonly<Record<string, Meaning>> = {
  'CarbonStaking.DelegateVotesChanged': (into, log, args) => {
    const votes = whole(args['newVotes']);
    const change = votes - whole(args['previousVotes']);
    into.power.push({ ...placeOf(log), address: bare(args['delegate']), votes, change });
  },
  'CarbonGovernor.ProposalCreated': (into, log, args, chain) => void into.proposals.push(proposalIn(log, args, chain)),
  'CarbonGovernor.VoteCast': vote,
  'CarbonGovernor.VoteCastWithParams': vote,
  'CarbonGovernor.ProposalQueued': mark('QUEUED'),
  'CarbonGovernor.ProposalExecuted': mark('EXECUTED'),
  'CarbonGovernor.ProposalCanceled': mark('CANCELED'),
  'CarbonGovernor.VotingDelaySet': setting('VOTING_DELAY', 'newVotingDelay'),
  'CarbonGovernor.VotingPeriodSet': setting('VOTING_PERIOD', 'newVotingPeriod'),
  'CarbonGovernor.ProposalThresholdSet': setting('PROPOSAL_THRESHOLD', 'newProposalThreshold'),
  'CarbonGovernor.QuorumNumeratorUpdated': setting('QUORUM_PERCENT', 'newQuorumNumerator'),
  'CarbonGovernor.TimelockChange': setting('TIMELOCK', 'newTimelock'),
  'CarbonTimelock.MinDelayChange': setting('TIMELOCK_DELAY', 'newDuration'),
  'CarbonTimelock.CallExecuted': mark('OPERATION_EXECUTED'),
  'CarbonTimelock.Cancelled': mark('OPERATION_CANCELED'),
  'CarbonParameters.ParameterSet': (into, log, args) => {
    const id = nameId(`${log.chainId}:${log.blockHash}:${log.logIndex}`, CHANGES);
    into.parameters.push({ ...placedOf(log), id, name: textOf(args['name']), value: whole(args['value']) });
  },
};

function proposalIn(log: DecodedLog, args: EventArgs, { contracts }: ChainMeta): NewProposal {
  const [targets, values, calldatas] = ['targets', 'values', 'calldatas'].map((name) => args[name] as string[]);
  const calls = (targets ?? []).map((target, at): ProposalCall => ({
    target,
    value: values?.[at] ?? '0',
    data: calldatas?.[at] ?? '0x',
  }));
  const description = textOf(args['description']);
  const descriptionHash = descriptionHashIn(log, description);
  const number = whole(args['proposalId']);
  return {
    ...placedOf(log),
    id: proposalId(log.chainId, number),
    number,
    proposer: bare(args['proposer']),
    title: titleOf(description),
    description: keptDescription(description),
    descriptionHash: bare(descriptionHash),
    calls,
    operationId: bare(operationId({ calls, descriptionHash }, contracts.CarbonGovernor)),
    voteStart: whole(args['voteStart']),
    voteEnd: whole(args['voteEnd']),
  };
}

const CREATED = [
  'uint256',
  'address',
  'address[]',
  'uint256[]',
  'string[]',
  'bytes[]',
  'uint256',
  'uint256',
  'bytes',
] as const;

/** Of the bytes themselves: the description may be no text at all. */
function descriptionHashIn({ data }: DecodedLog, description: string) {
  if (data === '0x') return hashOfText(description);
  const values = AbiCoder.defaultAbiCoder().decode([...CREATED], data) as unknown as readonly unknown[];
  return keccak256(values[CREATED.length - 1] as string) as `0x${string}`;
}

const isEmpty = (changes: GovernanceChanges): boolean =>
  (Object.values(changes) as (readonly unknown[])[]).every((rows) => rows.length === 0);

/** What logs mean for the governance; undefined where they mean nothing. Pure. */
export function governanceIn(chain: ChainMeta, logs: readonly DecodedLog[]): GovernanceChanges | undefined {
  const into: Mutable = { proposals: [], marks: [], votes: [], power: [], settings: [], parameters: [] };
  for (const log of logs) if (log.args) meanings[`${log.contract}.${log.event}`]?.(into, log, log.args, chain);
  return isEmpty(into) ? undefined : into;
}
