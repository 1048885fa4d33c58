import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PlatformRole } from '../../src/db/users.ts';
import { changeRole, lockAdmins } from '../../src/resolvers/users/roles.ts';
import { decodeId } from '../../src/resolvers/ids.ts';
import { until } from '../clients.ts';
import { at, textAt } from './answers.ts';
import { type Person, startWholePlatform, type WholePlatform } from './whole-platform.ts';

// Members decide on a fee, as they would with a browser and a wallet; the platform runs as it does for everybody.

/** Blocks of an epoch: `finalized` is two of them behind the head. */
const EPOCH_BLOCKS = 4;

let platform: WholePlatform;
let [ada, ben] = [] as unknown as [Person, Person];
beforeAll(async () => {
  platform = await startWholePlatform({}, { slotsInAnEpoch: EPOCH_BLOCKS });
  [ada, ben] = [await platform.person('ada'), await platform.person('ben')];
  await grant(ada, 'GOVERNANCE_MEMBER');
  for (const [person, amount] of [
    [ada, '30'],
    [ben, '10'],
  ] as const) {
    await person.linkWallet();
    await person.sendPrepared('carbonPayment', { amount, destination: 'ADDRESS' });
    await person.sendPrepared('carbonApprove', { amount });
    await person.sendPrepared('stake', { amount });
  }
  await mine(1);
});
afterAll(() => platform[Symbol.asyncDispose]());

const grant = ({ id }: Person, role: PlatformRole): Promise<unknown> =>
  platform.db.transact(async (tx) => {
    const userId = decodeId(id)?.id ?? '';
    return changeRole(tx, await lockAdmins(tx), { to: 'GRANTED', userId, role, actorId: null });
  });

async function mine(blocks: number): Promise<void> {
  await platform.chain.mine(blocks);
  await platform.indexed();
}

const STATE = `query ($id: String!) { proposal(id: $id) {
  id number title status finality discussionUrl quorum votesFor votesAgainst votesAbstaining voters voteEnd voteStart
  proposer proposedBy { username } executableAt executedAt allowedActions
  calls { contract words ether } myVotes { support weight reason }
  votes(first: 5) { edges { node { user { username } support weight reason } } }
  changes { name value status reason feeSchedule { version takerBps } pricingModel { version } } } }`;
const stateOf = async (person: Person, id: string): Promise<unknown> =>
  at(await person.ask(STATE, { id }), 'data', 'proposal');

const isMove = (status: string) => (result: unknown) =>
  at(result, 'proposalChanged', 'change') === 'MOVED' && at(result, 'proposalChanged', 'status') === status;

const POWER = `query ($address: Address!, $block: Int) { votingPower(address: $address, blockNumber: $block) {
    votes totalVotes quorum blockNumber finality } }`;

const prepareLowerFee = (): Promise<unknown> =>
  ada.mutate(
    'proposalPrepare',
    {
      from: ada.wallet.address,
      title: 'Lower the fee of buyers',
      text: '80 basis points are enough.',
      discussionUrl: 'https://forum.example.org/t/12',
      fees: { takerBps: 80 },
    },
    '... on ProposalPreparePayload { proposalId number description prepared { summary transaction } }',
  );

test('a fee is proposed, voted on, queued and executed by wallets, and everybody sees it live and in what follows', async () => {
  const live = await ben.watch('subscription { proposalChanged { change status proposal { id title voters } } }');
  const proposed = await prepareLowerFee();
  expect(textAt(proposed, 'prepared', 'summary')).toContain('which set fees/takerBps = 80');
  const id = textAt(proposed, 'proposalId');
  await ada.send(JSON.parse(textAt(proposed, 'prepared', 'transaction')) as object);
  expect(await live.next((result) => at(result, 'proposalChanged', 'change') === 'CREATED')).toMatchObject({
    proposalChanged: { status: 'PENDING', proposal: { id, title: 'Lower the fee of buyers' } },
  });
  expect(await stateOf(ada, id)).toMatchObject({
    number: textAt(proposed, 'number'),
    status: 'PENDING',
    discussionUrl: 'https://forum.example.org/t/12',
    proposedBy: { username: 'ada' },
    quorum: null,
    calls: [{ contract: 'CarbonParameters', words: 'set(["fees/takerBps"], [80])', ether: '0.00' }],
    allowedActions: ['CANCEL'],
  });
  expect(await stateOf(ben, id)).toMatchObject({ allowedActions: [] });

  await mine(2);
  await live.next(isMove('ACTIVE'));
  await ada.sendPrepared('vote', { proposalId: id, support: 'FOR', reason: 'It is fair.' });
  await ben.sendPrepared('vote', { proposalId: textAt(proposed, 'number'), support: 'AGAINST' });
  await platform.indexed();
  const voted = await stateOf(ben, id);
  expect(voted).toMatchObject({
    status: 'ACTIVE',
    quorum: '1.60',
    votesFor: '30.00',
    votesAgainst: '10.00',
    voters: 2,
    myVotes: [{ support: 'AGAINST', weight: '10.00', reason: '' }],
    votes: { edges: [{ node: { user: { username: 'ada' }, support: 'FOR', reason: 'It is fair.' } }, {}] },
    allowedActions: ['VOTE'],
  });
  const asked = { address: ben.wallet.address, block: at(voted, 'voteStart') };
  expect(at(await ben.ask(POWER, asked), 'data', 'votingPower')).toMatchObject({
    votes: '10.00',
    totalVotes: '40.00',
    quorum: '1.60',
  });

  await mine(Number(at(voted, 'voteEnd')) + 1 - (await platform.chain.height()));
  await live.next(isMove('SUCCEEDED'));
  await ben.sendPrepared('proposalQueue', { proposalId: id });
  await live.next(isMove('QUEUED'));
  await platform.chain.chain.rpc.call('evm_increaseTime', ['0x6']);
  await mine(1);
  await ben.sendPrepared('proposalExecute', { proposalId: id });
  await live.next(isMove('EXECUTED'));
  const fees = async (): Promise<unknown> =>
    at(await ben.ask('{ feeSchedule { makerBps takerBps proposal { id title } } }'), 'data', 'feeSchedule');
  expect(await fees()).toEqual({ makerBps: 50, takerBps: 100, proposal: null });
  expect(await stateOf(ben, id)).toMatchObject({
    changes: [{ name: 'fees/takerBps', value: '80', status: 'WAITING' }],
  });

  await mine(2 * EPOCH_BLOCKS + 1);
  await live.next((result) => at(result, 'proposalChanged', 'change') === 'PARAMETERS_DECIDED');
  expect(await fees()).toEqual({ makerBps: 50, takerBps: 80, proposal: { id, title: 'Lower the fee of buyers' } });
  expect(await stateOf(ben, id)).toMatchObject({
    status: 'EXECUTED',
    finality: 'FINALIZED',
    changes: [{ status: 'APPLIED', reason: null, feeSchedule: { takerBps: 80 }, pricingModel: null }],
  });
});

test('proposals are listed, newest first and by state, and who is no member makes none', async () => {
  const wish = { from: ada.wallet.address, title: 'Plant mangroves', text: 'We should.' };
  const { blockNumber } = await ada.sendPrepared('proposal', wish);
  await until(async () => (await platform.indexed()) >= blockNumber);
  await mine(22);
  const list = async (filterBy: object): Promise<unknown> =>
    at(
      await ben.ask(
        'query ($filterBy: ProposalFilter) { proposals(filterBy: $filterBy) { edges { node { title status } } } }',
        { filterBy },
      ),
      'data',
      'proposals',
      'edges',
    );
  const mangroves = { node: { title: 'Plant mangroves', status: 'DEFEATED' } };
  expect(await list({})).toEqual([mangroves, { node: { title: 'Lower the fee of buyers', status: 'EXECUTED' } }]);
  expect(await list({ statuses: ['DEFEATED'], proposer: ada.wallet.address })).toEqual([mangroves]);
  expect(await list({ proposer: ben.wallet.address })).toEqual([]);
  const refused = await ben.mutate('proposalPrepare', { ...wish, from: ben.wallet.address }, '');
  expect(at(refused, 'errors', 0, 'extensions', 'code')).toBe('FORBIDDEN');
  expect(
    at(
      await ben.ask(
        '{ governance { votingPeriodBlocks quorumPercent proposalThreshold timelockDelayS votingDelayBlocks } }',
      ),
      'data',
    ),
  ).toEqual({
    governance: {
      votingPeriodBlocks: 20,
      quorumPercent: 4,
      proposalThreshold: '1.00',
      timelockDelayS: 5,
      votingDelayBlocks: 1,
    },
  });
});
