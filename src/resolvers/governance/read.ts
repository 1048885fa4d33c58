import {
  selectGovernanceSettings,
  selectProposalByNumber,
  selectProposals,
  selectVotes,
  selectVotingPower,
} from '../../db/proposal-lists.ts';
import type { ProposalView, VoteView, VotingPowerView } from '../../db/proposal-lists.ts';
import type { GovernanceSetting } from '../../db/proposals.ts';
import { ownKeys } from '../addresses/read.ts';
import type { Context } from '../context.ts';
import { InputInvalid, NotFound } from '../errors.ts';
import { readInput } from '../input.ts';
import { decodeKeyset, encodeKeyset, MAX_PAGE, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { type ProposalRef, proposalRef, proposalsFilter, votingPowerInput } from './inputs.ts';

/** The proposal with this id or number; undefined where there is none. One that was taken back is found by its id. */
async function findProposal(ctx: Context, ref: ProposalRef): Promise<ProposalView | undefined> {
  if ('id' in ref) return ctx.loaders.proposals.load(ref.id);
  return selectProposalByNumber(ctx.app.db, ctx.app.config.CHAIN_ID, ref.number);
}

/** The proposal that is to be acted on: one that is on the chain. Throws NotFound. */
export async function proposalToActOn(ctx: Context, ref: ProposalRef): Promise<ProposalView> {
  const proposal = await findProposal(ctx, ref);
  if (!proposal || proposal.orphanedAt) throw new NotFound('proposal');
  return proposal;
}

/** By its id or its number on the chain. Throws InputInvalid. */
export async function readProposal(ctx: Context, input: { readonly id: string }): Promise<ProposalView | undefined> {
  return findProposal(ctx, readInput(proposalRef, input.id));
}

/** A proposal that must exist, since something refers to it. */
export async function proposalOf(ctx: Context, id: string): Promise<ProposalView> {
  const proposal = await ctx.loaders.proposals.load(id);
  if (!proposal) throw new Error(`proposal ${id} is referred to and does not exist`);
  return proposal;
}

export const maybeProposal = (ctx: Context, id: string | null): Promise<ProposalView> | null =>
  id === null ? null : proposalOf(ctx, id);

export interface ProposalsInput extends PageInput {
  readonly filterBy?: unknown;
}

const KEY = [/^\d{1,18}$/, /^\d{1,9}$/];
const keyOf = ({ blockNumber, logIndex }: { blockNumber: bigint; logIndex: number }): string =>
  encodeKeyset([blockNumber, String(logIndex)]);
function placeOf(after: string | null | undefined) {
  if (!after) return undefined;
  const [blockNumber = '0', logIndex = '0'] = decodeKeyset(after, KEY);
  return { blockNumber: BigInt(blockNumber), logIndex: Number(logIndex) };
}

/** Proposals on the chain, newest first. Throws InputInvalid. */
export async function listProposals(ctx: Context, input: ProposalsInput): Promise<Page<ProposalView>> {
  const { statuses, proposer } = readInput(proposalsFilter, input.filterBy ?? {});
  const { db, config } = ctx.app;
  const size = pageSize(input, config.PAGE_SIZE);
  const page = { after: placeOf(input.after), limit: size + 1 };
  const rows = await selectProposals(db, { chainId: config.CHAIN_ID, statuses, proposer, ...page });
  return toPage(rows, size, input, keyOf);
}

/** The votes on a proposal in the order in which they were cast. Throws InputInvalid. */
export async function listVotes(ctx: Context, proposal: ProposalView, input: PageInput): Promise<Page<VoteView>> {
  const { chainId, number } = proposal;
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const rows = await selectVotes(ctx.app.db, { chainId, number, after: placeOf(input.after), limit: size + 1 });
  return toPage(rows, size, input, keyOf);
}

/** How the addresses voted that the caller has linked now; nothing for nobody. */
export async function myVotes(ctx: Context, { chainId, number }: ProposalView): Promise<VoteView[]> {
  if (!ctx.viewer) return [];
  const voters = [...(await ownKeys(ctx, ctx.viewer.userId))];
  if (voters.length === 0) return [];
  return selectVotes(ctx.app.db, { chainId, number, voters, after: undefined, limit: MAX_PAGE });
}

/**
 * The votes of an address at the end of a block, or of the last that is indexed; null where nothing is indexed. Throws
 * InputInvalid: of a block that is not indexed, too.
 */
export async function readVotingPower(ctx: Context, input: unknown): Promise<VotingPowerView | null> {
  const { address, blockNumber } = readInput(votingPowerInput, input);
  const { db, config } = ctx.app;
  const query = { chainId: config.CHAIN_ID, address };
  const power = await selectVotingPower(db, { ...query, block: blockNumber ?? null });
  if (power) return power;
  if (blockNumber === undefined || !(await selectVotingPower(db, { ...query, block: null }))) return null;
  throw new InputInvalid([{ path: ['blockNumber'], message: 'is not indexed yet' }]);
}

/** How the governance is set; null before its contracts are indexed. */
export async function readGovernance(ctx: Context): Promise<ReadonlyMap<GovernanceSetting, bigint> | null> {
  const rows = await selectGovernanceSettings(ctx.app.db, ctx.app.config.CHAIN_ID);
  return rows.length === 0 ? null : new Map(rows.map(({ name, value }) => [name, value]));
}
