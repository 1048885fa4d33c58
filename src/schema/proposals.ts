import type { ProposalView } from '../db/proposal-lists.ts';
import { addressOf } from '../resolvers/addresses/rules.ts';
import { formatAmount } from '../resolvers/amounts.ts';
import { userOf } from '../resolvers/users/read.ts';
import { builder } from './builder.ts';
import { User } from './users.ts';

const hex = (bytes: Buffer): string => `0x${bytes.toString('hex')}`;
const votes = (units: bigint): string => formatAmount(units, 'CARBON');

/** The part of a proposal that refers to nothing that refers back to it; the rest is in governance.ts. */
export const Proposal = builder.objectRef<ProposalView>('Proposal');
builder.node(Proposal, {
  id: { resolve: ({ id }) => id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) =>
    Promise.all(ids.map(async (id) => (await ctx.loaders.proposals.load(id)) ?? null)),
  description:
    'A proposal of CarbonGovernor: made, voted on and executed by the wallets of members, and public as the chain is. Make one by `proposalPrepare`.',
  fields: (t) => ({
    number: t.string({
      description: 'Its number in CarbonGovernor, as decimal text.',
      resolve: ({ number }) => number.toString(),
    }),
    title: t.exposeString('title', { description: 'The first line of what it says.' }),
    description: t.exposeString('description', {
      description: 'What it says, as its proposer wrote it: up to 20000 characters of it.',
    }),
    descriptionHash: t.field({
      type: 'Hash',
      description: 'Keccak-256 of all that it says.',
      resolve: ({ descriptionHash }) => hex(descriptionHash),
    }),
    discussionUrl: t.exposeString('discussionUrl', {
      nullable: true,
      description: 'Where it is talked about, as its proposer told the platform; the chain does not have it.',
    }),
    proposer: t.field({
      type: 'Address',
      description: 'Which address made it.',
      resolve: ({ proposer }) => addressOf(proposer),
    }),
    proposedBy: t.field({
      type: User,
      nullable: true,
      description: 'Who has that address linked.',
      resolve: ({ proposerId }, _, ctx) => (proposerId === null ? null : userOf(ctx, proposerId)),
    }),
    voteStart: t.int({
      description: 'Votes are counted as they were at the end of this block, and are taken after it.',
      resolve: ({ voteStart }) => Number(voteStart),
    }),
    voteEnd: t.int({
      description: 'The last block in which votes are taken.',
      resolve: ({ voteEnd }) => Number(voteEnd),
    }),
    quorum: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'How many must vote for it or abstain; null before the votes are counted.',
      resolve: ({ quorum }) => (quorum === null ? null : votes(quorum)),
    }),
    votesFor: t.field({ type: 'Decimal', description: 'Votes for it.', resolve: ({ inFavour }) => votes(inFavour) }),
    votesAgainst: t.field({
      type: 'Decimal',
      description: 'Votes against it.',
      resolve: ({ against }) => votes(against),
    }),
    votesAbstaining: t.field({
      type: 'Decimal',
      description: 'Votes that are neither; they count toward the quorum.',
      resolve: ({ abstaining }) => votes(abstaining),
    }),
    voters: t.exposeInt('voters', { description: 'How many addresses have voted.' }),
    blockNumber: t.int({ description: 'The block that holds it.', resolve: ({ blockNumber }) => Number(blockNumber) }),
    txHash: t.field({ type: 'Hash', description: 'The transaction.', resolve: ({ txHash }) => hex(txHash) }),
    proposedAt: t.expose('proposedAt', { type: 'DateTime', description: 'When, by the clock of the chain.' }),
  }),
});

builder.objectFields(Proposal, (t) => ({
  queuedAt: t.expose('queuedAt', { type: 'DateTime', nullable: true, description: 'When it was queued.' }),
  executableAt: t.expose('executableAt', {
    type: 'DateTime',
    nullable: true,
    description: 'From when it can be executed, by the clock of the chain; null before it is queued.',
  }),
  executedAt: t.expose('executedAt', { type: 'DateTime', nullable: true, description: 'When it was executed.' }),
  executionTxHash: t.field({
    type: 'Hash',
    nullable: true,
    description: 'The transaction that executed it.',
    resolve: ({ executionTxHash }) => (executionTxHash === null ? null : hex(executionTxHash)),
  }),
  canceledAt: t.expose('canceledAt', { type: 'DateTime', nullable: true, description: 'When it was canceled.' }),
}));
