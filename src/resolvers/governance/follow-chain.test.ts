import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type GovernanceLab, type Member, openGovernanceLab } from '../../../test/governance-lab.ts';
import { selectVotes } from '../../db/proposal-lists.ts';
import { catchUpGovernance } from './follow-chain.ts';
import { prepareProposalCancel } from './prepare-proposal-cancel.ts';
import { readGovernance, readVotingPower } from './read.ts';

const TONNE = 10n ** 18n;

let lab: GovernanceLab;
let [ada, ben] = [] as unknown as [Member, Member];
beforeAll(async () => {
  lab = await openGovernanceLab();
  ada = await lab.member('ada', '100');
  ben = await lab.member('ben', '60');
});
afterAll(() => lab[Symbol.asyncDispose]());
let titles = 0;
let title: string;
beforeEach(() => {
  titles += 1;
  title = `Proposal ${titles}`;
});

const events = async () =>
  (await lab.index.events())
    .flatMap((event) => (event.topic === 'proposal' ? [event.payload] : []))
    .map(({ change, status }) => `${change} ${status}`);

test('a proposal goes its way as the contract says, and each step is told', async () => {
  const before = (await events()).length;
  const proposal = await lab.propose(ada, { title, discussionUrl: 'https://forum.example.org/t/1' });
  expect(await lab.now(proposal)).toMatchObject({
    status: 'PENDING',
    title,
    number: proposal.number,
    discussionUrl: 'https://forum.example.org/t/1',
    proposerId: ada.user.id,
    quorum: null,
  });
  await lab.mine(1);
  expect(await lab.now(proposal)).toMatchObject({ status: 'PENDING' });
  await lab.mine(1);
  // 4 % of 160 tonnes.
  expect(await lab.now(proposal)).toMatchObject({ status: 'ACTIVE', quorum: (64n * TONNE) / 10n });
  await lab.vote(ada, proposal, 'FOR');
  await lab.vote(ben, proposal, 'AGAINST');
  expect(await lab.now(proposal)).toMatchObject({ inFavour: 100n * TONNE, against: 60n * TONNE, voters: 2 });
  await lab.endVoting(proposal);
  expect(await lab.now(proposal)).toMatchObject({ status: 'SUCCEEDED', executableAt: null });
  await lab.execute(ben, proposal);
  const executed = await lab.now(proposal);
  expect(executed).toMatchObject({ status: 'EXECUTED' });
  expect(executed.executedAt?.getTime()).toBeGreaterThanOrEqual(executed.executableAt?.getTime() ?? Infinity);
  expect((await events()).slice(before)).toEqual([
    'CREATED PENDING',
    'MOVED ACTIVE',
    'VOTED ACTIVE',
    'VOTED ACTIVE',
    'MOVED SUCCEEDED',
    'MOVED QUEUED',
    'MOVED EXECUTED',
  ]);
  await lab.finish();
  const [row] = await lab.t.db.sql`select settled from proposals where id = ${proposal.id}`;
  expect(row).toEqual({ settled: true });
});

test('without its quorum it is defeated, however few are against it', async () => {
  const small = await lab.member('small', '2');
  const proposal = await lab.propose(ada, { title });
  await lab.mine(2);
  await lab.vote(small, proposal, 'FOR');
  await lab.endVoting(proposal);
  const { quorum, inFavour, status } = await lab.now(proposal);
  expect(status).toBe('DEFEATED');
  expect(inFavour).toBe(2n * TONNE);
  expect(quorum).toBe(((162n * TONNE) / 100n) * 4n);
});

test('a tie is a defeat, and abstaining counts for the quorum alone', async () => {
  const proposal = await lab.propose(ada, { title });
  await lab.mine(2);
  await lab.vote(ada, proposal, 'ABSTAIN');
  await lab.endVoting(proposal);
  expect(await lab.now(proposal)).toMatchObject({ status: 'DEFEATED', abstaining: 100n * TONNE });
});

test('its proposer cancels it before the voting', async () => {
  const proposal = await lab.propose(ada, { title });
  const step = { from: ada.from, proposalId: String(proposal.number) };
  await lab.send(ada, await prepareProposalCancel(ada.ctx, step));
  expect(await lab.now(proposal)).toMatchObject({ status: 'CANCELED' });
});

test('executed in the timelock itself it counts as executed too', async () => {
  const proposal = await lab.propose(ada, { title });
  await lab.mine(2);
  await lab.vote(ada, proposal, 'FOR');
  await lab.endVoting(proposal);
  const { calls, descriptionHash } = proposal;
  const columns = [calls.map(({ target }) => target), calls.map(({ value }) => value), calls.map(({ data }) => data)];
  await lab.chain.send('CarbonGovernor', 'queue', [...columns, descriptionHash]);
  await lab.chain.chain.rpc.call('evm_increaseTime', ['0x6']);
  await lab.mine(1);
  const governor = BigInt(lab.chain.chain.deployment.contracts.CarbonGovernor.address.padEnd(66, '0'));
  const salt = `0x${(governor ^ BigInt(descriptionHash)).toString(16).padStart(64, '0')}`;
  await lab.chain.send('CarbonTimelock', 'executeBatch', [...columns, `0x${'0'.repeat(64)}`, salt]);
  await lab.mine(1);
  expect(await lab.now(proposal)).toMatchObject({ status: 'EXECUTED' });
});

test('power is that of a block, and a vote has the power of the block at which votes are counted', async () => {
  const late = await lab.member('late', '5');
  const block = await lab.chain.height();
  const proposal = await lab.propose(ada, { title });
  await lab.mine(2);
  const more = await lab.member('more', '7');
  await lab.vote(late, proposal, 'FOR');
  await lab.vote(more, proposal, 'FOR');
  const { chainId, number } = await lab.now(proposal);
  const votes = await selectVotes(lab.t.db, { chainId, number, after: undefined, limit: 10 });
  expect(votes.map(({ voterId, weight }) => [voterId, weight])).toEqual([
    [late.user.id, 5n * TONNE],
    [more.user.id, 0n],
  ]);
  const power = async (at?: number) => readVotingPower(lab.t.nobody, { address: more.from, blockNumber: at });
  expect(await power(block)).toMatchObject({ votes: 0n });
  const now = await power();
  expect(now).toMatchObject({ votes: 7n * TONNE });
  const at = Number(now?.blockNumber ?? 0n);
  const contract = lab.chain.contract('CarbonStaking');
  await lab.mine(1);
  expect(now?.totalVotes).toBe(await contract.getFunction('getPastTotalSupply')(at));
  expect(now?.quorum).toBe(await lab.chain.contract('CarbonGovernor').getFunction('quorum')(at));
  await expect(power(at + 1_000)).rejects.toThrow('is not indexed yet');
});

test('how it is set is what the contracts were deployed with', async () => {
  expect(Object.fromEntries((await readGovernance(lab.t.nobody)) ?? [])).toMatchObject({
    VOTING_DELAY: 1n,
    VOTING_PERIOD: 20n,
    PROPOSAL_THRESHOLD: TONNE,
    QUORUM_PERCENT: 4n,
    TIMELOCK_DELAY: 5n,
  });
});

test('a reorganisation takes votes, steps and proposals back, and they may come again', async () => {
  const proposal = await lab.propose(ada, { title });
  await lab.mine(2);
  await lab.vote(ada, proposal, 'FOR');
  const voted = await lab.now(proposal);
  expect(voted).toMatchObject({ status: 'ACTIVE', inFavour: 100n * TONNE, voters: 1 });
  const before = (await events()).length;
  await lab.chain.reorg(1);
  await lab.mine(1);
  expect(await lab.now(proposal)).toMatchObject({ status: 'ACTIVE', inFavour: 0n, voters: 0 });
  expect((await events()).slice(before)).toEqual(['VOTED ACTIVE']);
  // As deep as the proposal itself.
  await lab.chain.reorg((await lab.chain.height()) - Number(voted.blockNumber) + 1);
  await lab.mine(1);
  expect((await events()).slice(before + 1)).toContain('ORPHANED ACTIVE');
  const [gone] = await lab.t.db.sql`select orphaned_at is not null as gone from proposals where id = ${proposal.id}`;
  expect(gone).toEqual({ gone: true });
  const again = await lab.propose(ada, { title });
  expect(again.id).toBe(proposal.id);
  expect(await lab.now(again)).toMatchObject({ status: 'PENDING', orphanedAt: null, quorum: null, voters: 0 });
});

test('what an index lacks that was begun before, it makes of its own logs, once', async () => {
  const tables = [
    'proposals',
    'proposal_marks',
    'proposal_votes',
    'proposal_tallies',
    'vote_marks',
    'governance_settings',
  ];
  const all = async () =>
    Promise.all(
      tables.map(async (table) => [
        table,
        (await lab.t.db.sql`select * from ${lab.t.db.sql(table)} order by 1, 2, 3`).length,
      ]),
    );
  const before = await all();
  const statuses = async () => [
    ...(await lab.t.db.sql`select id, status, quorum from proposals where orphaned_at is null order by id`),
  ];
  const known = await statuses();
  for (const table of tables) await lab.t.db.sql`delete from ${lab.t.db.sql(table)}`;
  expect(await catchUpGovernance(lab.index.ctx, lab.index.index.followed.meta)).toBe(true);
  expect(await statuses()).toEqual(known);
  expect(Object.fromEntries(await all())).toEqual(Object.fromEntries(before));
  expect(await catchUpGovernance(lab.index.ctx, lab.index.index.followed.meta)).toBe(false);
});
