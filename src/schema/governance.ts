import type { GovernedChangeRow, GovernedChangeStatus as ChangeStatusCode } from '../db/governed-changes.ts';
import type { VoteView, VotingPowerView } from '../db/proposal-lists.ts';
import type { GovernanceSetting, ProposalStatus as StatusCode } from '../db/proposals.ts';
import { addressOf } from '../resolvers/addresses/rules.ts';
import { formatAmount } from '../resolvers/amounts.ts';
import { finalityOf } from '../resolvers/chain/facts.ts';
import { scheduleOf } from '../resolvers/fee-schedules/read.ts';
import { type CallWords, wordsOf } from '../resolvers/governance/calls.ts';
import type { NamedValue } from '../resolvers/governance/parameter-names.ts';
import {
  listProposals,
  listVotes,
  myVotes,
  readGovernance,
  readProposal,
  readVotingPower,
} from '../resolvers/governance/read.ts';
import { type ProposalAction as ActionCode, proposalRules } from '../resolvers/governance/rules.ts';
import { modelOf } from '../resolvers/pricing/models.ts';
import { allowedActions } from '../resolvers/standings.ts';
import { userOf } from '../resolvers/users/read.ts';
import { builder, enumOf } from './builder.ts';
import { Finality } from './chain.ts';
import { ChainPosition } from './chain-positions.ts';
import { pageArgs, toConnection } from './connections.ts';
import { FeeSchedule } from './fee-schedules.ts';
import { VoteSupport } from './prepares.ts';
import { PricingModel } from './pricing-models.ts';
import { Proposal } from './proposals.ts';
import { User } from './users.ts';

export const ProposalStatus = enumOf(
  'ProposalStatus',
  'Where a proposal stands at the last block that is indexed, as CarbonGovernor would say there. What is queued has no end, so none expires.',
  {
    PENDING: 'The voting has not begun.',
    ACTIVE: 'Votes are taken.',
    CANCELED: 'It was canceled: by its proposer before the voting, or in the timelock.',
    DEFEATED: 'It did not get its quorum, or not more votes for than against it.',
    SUCCEEDED: 'It has passed, and can be queued.',
    QUEUED: 'The timelock has it: it can be executed once the delay is over.',
    EXECUTED: 'It was carried out.',
  } satisfies Record<StatusCode, string>,
);

const ProposalAction = enumOf('ProposalAction', 'What can be done to a proposal.', {
  VOTE: 'Vote by `votePrepare`.',
  QUEUE: 'Hand it to the timelock by `proposalQueuePrepare`.',
  EXECUTE: 'Carry it out by `proposalExecutePrepare`, from `executableAt` on.',
  CANCEL: 'Take it back by `proposalCancelPrepare`.',
} satisfies Record<ActionCode, string>);

const GovernedChangeStatus = enumOf('GovernedChangeStatus', 'What became of a parameter that an execution has set.', {
  WAITING: 'Its block is not final: nothing is applied yet.',
  APPLIED: 'It holds, in a version that names the proposal.',
  REFUSED: 'It is out of bounds or unknown, or was set together with something that is: it never holds.',
} satisfies Record<ChangeStatusCode, string>);

const hex = (bytes: Buffer): string => `0x${bytes.toString('hex')}`;
const votes = (units: bigint): string => formatAmount(units, 'CARBON');

const GovernedChange = builder.objectRef<GovernedChangeRow>('GovernedChange').implement({
  description: 'A parameter that an execution has set (CarbonParameters.ParameterSet), and what became of it.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Such as "fees/takerBps"; docs/GOVERNANCE.md has them all.' }),
    value: t.string({
      description: 'The whole number that it was set to, in the unit of the parameter.',
      resolve: ({ value }) => value.toString(),
    }),
    status: t.expose('status', { type: GovernedChangeStatus, description: 'What became of it.' }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why it was refused.' }),
    feeSchedule: t.field({
      type: FeeSchedule,
      nullable: true,
      description: 'The schedule that it made.',
      resolve: ({ feeScheduleVersion: version }, _, ctx) => (version === null ? null : scheduleOf(ctx, version)),
    }),
    pricingModel: t.field({
      type: PricingModel,
      nullable: true,
      description: 'The version of the pricing model that it made.',
      resolve: ({ pricingModelVersion: version }, _, ctx) => (version === null ? null : modelOf(ctx, version)),
    }),
    txHash: t.field({ type: 'Hash', description: 'The execution.', resolve: ({ txHash }) => hex(txHash) }),
    setAt: t.expose('setAt', { type: 'DateTime', description: 'When it was set, by the clock of the chain.' }),
    decidedAt: t.expose('decidedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was applied or refused.',
    }),
  }),
});

const ProposedSetting = builder.objectRef<NamedValue>('ProposedSetting').implement({
  description: 'A fee or a parameter that a call sets, once it is made.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Such as "fees/takerBps"; docs/GOVERNANCE.md has them all.' }),
    value: t.string({
      description: 'The whole number that it is set to, in the unit of the parameter.',
      resolve: (setting) => setting.value.toString(),
    }),
  }),
});

const ProposalCallType = builder.objectRef<CallWords>('ProposalCall').implement({
  description: 'A call that the timelock makes when the proposal is executed.',
  fields: (t) => ({
    target: t.expose('target', { type: 'Address', description: 'Which contract is called.' }),
    contract: t.exposeString('contract', {
      nullable: true,
      description: 'Its name, where it is one of the platform’s.',
    }),
    ether: t.field({
      type: 'Decimal',
      description: 'Ether that goes with it, out of the timelock.',
      resolve: ({ value }) => formatAmount(BigInt(value), 'ETH'),
    }),
    data: t.exposeString('data', { description: 'The call as it is made.' }),
    words: t.exposeString('words', {
      nullable: true,
      description: 'What it says, such as "setMaxPriceAge(7200)"; null where the ABI is not known, or does not fit.',
    }),
    settings: t.expose('settings', {
      type: [ProposedSetting],
      description: 'The fees and parameters of the pricing model that it sets; none of any other call.',
    }),
  }),
});

const Vote = builder.objectRef<VoteView>('ProposalVote').implement({
  description: 'A vote that was cast.',
  fields: (t) => ({
    voter: t.field({ type: 'Address', description: 'Which address.', resolve: ({ voter }) => addressOf(voter) }),
    user: t.field({
      type: User,
      nullable: true,
      description: 'Who has it linked.',
      resolve: ({ voterId }, _, ctx) => (voterId === null ? null : userOf(ctx, voterId)),
    }),
    support: t.expose('support', { type: VoteSupport, description: 'How.' }),
    weight: t.field({ type: 'Decimal', description: 'With how many votes.', resolve: ({ weight }) => votes(weight) }),
    reason: t.exposeString('reason', { description: 'Why, in the words of the voter; empty without any.' }),
    txHash: t.field({ type: 'Hash', description: 'The transaction.', resolve: ({ txHash }) => hex(txHash) }),
    blockNumber: t.int({ description: 'In which block.', resolve: ({ blockNumber }) => Number(blockNumber) }),
    votedAt: t.expose('votedAt', { type: 'DateTime', description: 'When, by the clock of the chain.' }),
  }),
});
const VoteConnection = builder.connectionObject(
  { type: Vote, name: 'ProposalVoteConnection', description: 'A page of votes.' },
  { name: 'ProposalVoteEdge', description: 'A vote and its cursor.' },
);

builder.objectFields(Proposal, (t) => ({
  calls: t.field({
    type: [ProposalCallType],
    description: 'What is done when it is executed, in order.',
    resolve: ({ calls }, _, ctx) => calls.map((call) => wordsOf(ctx.app, call)),
  }),
  status: t.expose('status', { type: ProposalStatus, description: 'Where it stands.' }),
  finality: t.field({
    type: Finality,
    description: 'How sure it is that it was made: as sure as its block.',
    resolve: ({ blockNumber, orphanedAt, ...marks }) => finalityOf({ blockNumber, orphanedAt }, marks),
  }),
  votes: t.field({
    type: VoteConnection,
    description: 'The votes, in the order in which they were cast.',
    args: pageArgs,
    resolve: async (proposal, args, ctx) => toConnection(await listVotes(ctx, proposal, args)),
  }),
  myVotes: t.field({
    type: [Vote],
    description: 'How the addresses voted that you have linked; empty without a token.',
    extensions: { viewerDependent: true },
    resolve: (proposal, _, ctx) => myVotes(ctx, proposal),
  }),
  changes: t.field({
    type: [GovernedChange],
    description: 'Fees and parameters of the pricing model that its execution has set, and what became of each.',
    resolve: async ({ id }, _, ctx) => [...(await ctx.loaders.governedChangesOf.load(id))],
  }),
  allowedActions: t.field({
    type: [ProposalAction],
    description: 'What you can do to it now; the contract has the last word.',
    extensions: { viewerDependent: true },
    resolve: (proposal, _, ctx) => allowedActions(ctx, proposalRules, proposal, proposal.proposerId),
  }),
}));

const ProposalConnection = builder.connectionObject(
  { type: Proposal, name: 'ProposalConnection', description: 'A page of proposals.' },
  { name: 'ProposalEdge', description: 'A proposal and its cursor.' },
);

const VotingPower = builder.objectRef<VotingPowerView>('VotingPower').implement({
  description:
    'The votes of an address at the end of a block: 1 for each CARBON that is staked by those who gave it theirs.',
  interfaces: [ChainPosition],
  fields: (t) => ({
    address: t.expose('address', { type: 'Address', description: 'Whose they are.' }),
    votes: t.field({ type: 'Decimal', description: 'How many.', resolve: (power) => votes(power.votes) }),
    totalVotes: t.field({
      type: 'Decimal',
      description: 'Of everybody together.',
      resolve: ({ totalVotes }) => votes(totalVotes),
    }),
    quorum: t.field({
      type: 'Decimal',
      description: 'How many must vote for or abstain, where votes are counted at this block.',
      resolve: ({ quorum }) => votes(quorum),
    }),
  }),
});

type Settings = ReadonlyMap<GovernanceSetting, bigint>;
const whole =
  (name: GovernanceSetting) =>
  (settings: Settings): number =>
    Number(settings.get(name) ?? 0n);
const Governance = builder.objectRef<Settings>('Governance').implement({
  description: 'How the governance is set at the last block that is indexed. Proposals change that, too.',
  fields: (t) => ({
    votingDelayBlocks: t.int({
      description: 'Blocks from a proposal to the count of votes.',
      resolve: whole('VOTING_DELAY'),
    }),
    votingPeriodBlocks: t.int({ description: 'For how many blocks votes are taken.', resolve: whole('VOTING_PERIOD') }),
    proposalThreshold: t.field({
      type: 'Decimal',
      description: 'Votes that a proposer needs.',
      resolve: (settings) => votes(settings.get('PROPOSAL_THRESHOLD') ?? 0n),
    }),
    quorumPercent: t.int({
      description: 'Part of all votes that must be for a proposal or abstain, in percent.',
      resolve: whole('QUORUM_PERCENT'),
    }),
    timelockDelayS: t.int({
      description: 'From the queue to the execution at least, in seconds.',
      resolve: whole('TIMELOCK_DELAY'),
    }),
  }),
});

const ProposalFilter = builder.inputType('ProposalFilter', {
  description: 'Which proposals; all that is given must hold.',
  fields: (t) => ({
    statuses: t.field({ type: [ProposalStatus], required: false, description: 'Only those in one of these states.' }),
    proposer: t.field({ type: 'Address', required: false, description: 'Only those of this address.' }),
  }),
});

builder.queryFields((t) => ({
  proposal: t.field({
    type: Proposal,
    nullable: true,
    description: 'A proposal by its id, or by its number on the chain; null where there is none such.',
    args: { id: t.arg.string({ description: 'Id of the proposal, or its number: decimal, or 0x and 64 hex digits.' }) },
    resolve: async (_, args, ctx) => (await readProposal(ctx, args)) ?? null,
  }),
  proposals: t.field({
    type: ProposalConnection,
    description: 'The proposals on the chain, newest first.',
    args: { filterBy: t.arg({ type: ProposalFilter, required: false, description: 'Which ones.' }), ...pageArgs },
    resolve: async (_, args, ctx) => toConnection(await listProposals(ctx, args)),
  }),
  votingPower: t.field({
    type: VotingPower,
    nullable: true,
    description: 'The votes of an address at the end of a block; null before the index of the chain has begun.',
    extensions: { shared: true },
    args: {
      address: t.arg({ type: 'Address', description: 'Of whom.' }),
      blockNumber: t.arg.int({
        required: false,
        description: 'At which block, such as `voteStart` of a proposal (default: the last that is indexed).',
      }),
    },
    resolve: (_, args, ctx) => readVotingPower(ctx, args),
  }),
  governance: t.field({
    type: Governance,
    nullable: true,
    description: 'How the governance is set; null before its contracts are indexed.',
    extensions: { shared: true },
    resolve: (_, __, ctx) => readGovernance(ctx),
  }),
}));
