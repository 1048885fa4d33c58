import { expect } from 'vitest';
import { selectProposalsById, type ProposalView } from '../src/db/proposal-lists.ts';
import { localAccounts } from '../src/local/local-plan.ts';
import { AddressNotLinked } from '../src/resolvers/addresses/errors.ts';
import type { Context } from '../src/resolvers/context.ts';
import { InputInvalid, NotFound, Unauthenticated } from '../src/resolvers/errors.ts';
import { decideChanges } from '../src/resolvers/governance/decide-changes.ts';
import { prepareProposal, type PreparedProposal } from '../src/resolvers/governance/prepare-proposal.ts';
import { prepareProposalExecute } from '../src/resolvers/governance/prepare-proposal-execute.ts';
import { prepareProposalQueue } from '../src/resolvers/governance/prepare-proposal-queue.ts';
import { encodeId } from '../src/resolvers/ids.ts';
import { prepareCarbonApprove } from '../src/resolvers/prepares/prepare-carbon-approve.ts';
import { prepareStake } from '../src/resolvers/prepares/prepare-stake.ts';
import { prepareVote } from '../src/resolvers/prepares/prepare-vote.ts';
import { type PreparedTransaction, wireTransaction } from '../src/resolvers/prepares/transactions.ts';
import { linkedBy, walletOf } from './addresses.ts';
import { startTestChain, type TestChain } from './chain.ts';
import type { Eip1193Wallet } from './eip1193-wallet.ts';
import type { TestApp, TestUser } from './harness.ts';
import { type IndexLab, openIndexLab } from './index-lab.ts';

/** Blocks of an epoch: `finalized` is two of them behind the head. */
const EPOCH_BLOCKS = 4;
/** As IGovernor.ProposalState numbers them. */
const STATES = ['PENDING', 'ACTIVE', 'CANCELED', 'DEFEATED', 'SUCCEEDED', 'QUEUED', 'EXPIRED', 'EXECUTED'] as const;

export interface Member {
  readonly user: TestUser;
  readonly ctx: Context;
  readonly wallet: Eip1193Wallet;
  readonly from: string;
}

/** A platform on a real chain whose governance the test lives through. */
export interface GovernanceLab extends AsyncDisposable {
  readonly t: TestApp;
  readonly chain: TestChain;
  readonly index: IndexLab;
  /** Somebody with a linked wallet and so many CARBON staked, of whom the index knows. */
  member(name: string, tonnes: string): Promise<Member>;
  /** Has the wallet sign and send, waits until it is mined, and indexes it. */
  send(member: Member, prepared: PreparedTransaction): Promise<void>;
  propose(member: Member, input: object): Promise<PreparedProposal>;
  vote(member: Member, proposal: PreparedProposal, support: 'FOR' | 'AGAINST' | 'ABSTAIN'): Promise<void>;
  /** Blocks without anything in them. */
  mine(blocks: number): Promise<void>;
  /** To the end of the voting. */
  endVoting(proposal: PreparedProposal): Promise<void>;
  /** Queues, lets the delay pass, and executes. */
  execute(member: Member, proposal: PreparedProposal): Promise<void>;
  /** Until what is on the chain now is final, and everything that follows from it is done. */
  finish(): Promise<void>;
  /** The proposal as the platform has it. Throws unless the contract says the same of it. */
  now(proposal: PreparedProposal): Promise<ProposalView>;
}

const TEN_ETHER = '0x8ac7230489e80000';
const TONNE = 10n ** 18n;

export async function openGovernanceLab(env: Record<string, string> = {}): Promise<GovernanceLab> {
  const chain = await startTestChain({ slotsInAnEpoch: EPOCH_BLOCKS });
  const index = await openIndexLab(chain, { env });
  const t = index.opened;
  const call = (method: string, params: readonly unknown[]): Promise<unknown> => chain.chain.rpc.call(method, params);
  const lab: GovernanceLab = {
    t,
    chain,
    index,
    async member(name, tonnes) {
      const user = await t.user(name, { roles: ['GOVERNANCE_MEMBER'] });
      const wallet = walletOf(name, call);
      await linkedBy(user, wallet);
      const member = { user, ctx: user.ctx, wallet, from: wallet.address };
      await call('anvil_setBalance', [wallet.address, TEN_ETHER]);
      if (tonnes === '0') return member;
      const minted = [wallet.address, BigInt(tonnes) * TONNE];
      await chain.send('CarbonToken', 'mint', minted, { from: localAccounts.deployer.index });
      await lab.send(member, await prepareCarbonApprove(user.ctx, { from: wallet.address, amount: tonnes }));
      await lab.send(member, await prepareStake(user.ctx, { from: wallet.address, amount: tonnes }));
      await lab.mine(1);
      return member;
    },
    async send({ wallet }, prepared) {
      const hash = await wallet.request({ method: 'eth_sendTransaction', params: [wireTransaction(prepared)] });
      await chain.mined({ hash: hash as string });
      await index.follow();
    },
    async propose(member, input) {
      const proposal = await prepareProposal(member.ctx, { from: member.from, text: 'Because.', ...input });
      await lab.send(member, proposal.prepared);
      return proposal;
    },
    async vote(member, { number }, support) {
      const vote = { from: member.from, proposalId: String(number), support };
      await lab.send(member, await prepareVote(member.ctx, vote));
    },
    async mine(blocks) {
      await chain.mine(blocks);
      await index.follow();
    },
    async endVoting(proposal) {
      const { voteEnd } = await lab.now(proposal);
      await lab.mine(Number(voteEnd) + 1 - (await chain.height()));
    },
    async execute(member, proposal) {
      const step = { from: member.from, proposalId: encodeId('Proposal', proposal.id) };
      await lab.send(member, await prepareProposalQueue(member.ctx, step));
      await call('evm_increaseTime', ['0x6']);
      await lab.mine(1);
      await lab.send(member, await prepareProposalExecute(member.ctx, step));
    },
    async finish() {
      await lab.mine(2 * EPOCH_BLOCKS + 1);
      while ((await decideChanges(index.ctx)) > 0);
    },
    async now({ id, number }) {
      const [row] = await selectProposalsById(t.db, [id]);
      if (!row) throw new Error('the platform knows no such proposal');
      const state = STATES[Number(await chain.contract('CarbonGovernor').getFunction('state')(number))];
      if (row.status !== state) throw new Error(`the platform says ${row.status}, the contract ${state}`);
      return row;
    },
    async [Symbol.asyncDispose]() {
      await index[Symbol.asyncDispose]();
      await chain[Symbol.asyncDispose]();
    },
  };
  return lab;
}

/** What each step of a proposal refuses, by whichever verb it is prepared: somebody else's address, and what is no proposal. */
export async function expectStepRefusals(
  { t }: GovernanceLab,
  member: Member,
  prepare: (ctx: Context, input: unknown) => Promise<unknown>,
): Promise<void> {
  const stranger = await t.user('eve');
  const step = { from: member.from, proposalId: '12' };
  await expect(prepare(t.nobody, step)).rejects.toThrow(Unauthenticated);
  await expect(prepare(stranger.ctx, step)).rejects.toThrow(AddressNotLinked);
  await expect(prepare(member.ctx, step)).rejects.toThrow(NotFound);
  await expect(prepare(member.ctx, { ...step, proposalId: 'x' })).rejects.toThrow(InputInvalid);
}
