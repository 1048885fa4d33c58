import { expect, test } from 'vitest';
import { linkedBy, walletOf } from '../../../test/addresses.ts';
import { eventOf, word } from '../../../test/chain-model.ts';
import { openToldIndex } from '../../../test/told-index.ts';
import { undoBlocks } from '../chain/undo-blocks.ts';
import { InputInvalid } from '../errors.ts';
import type { FeedEvent, FeedStream } from '../feed.ts';
import { encodeId } from '../ids.ts';
import { proposalId } from './rules.ts';
import { watchProposals } from './watch.ts';

const take = async (stream: FeedStream<'proposal'>): Promise<FeedEvent<'proposal'>['payload']> => {
  const { value } = await stream.next();
  if (!value) throw new Error('the stream has ended');
  return value.payload;
};

const made = (number: bigint, proposer: string) =>
  eventOf('CarbonGovernor', 'ProposalCreated', {
    proposalId: number,
    proposer,
    targets: [proposer],
    values: ['0'],
    signatures: [''],
    calldatas: ['0x'],
    voteStart: 2n,
    voteEnd: 3n,
    description: `Proposal ${number}`,
  });

test('all, one, or those in a state are told, with who made them, and what is taken back', async () => {
  await using lab = await openToldIndex();
  const ada = await lab.t.user('ada');
  const { address } = walletOf('ada');
  await linkedBy(ada, walletOf('ada'));
  const { chainId } = lab.meta;
  const [one, two] = [proposalId(chainId, 1n), proposalId(chainId, 2n)];
  const all = watchProposals(lab.t.nobody, {});
  const second = watchProposals(lab.t.nobody, { id: encodeId('Proposal', two) });
  const defeated = watchProposals(lab.t.nobody, { statuses: ['DEFEATED'] });
  const start = lab.block(1, []);
  await lab.index([start]);
  await lab.index([lab.block(2, [made(1n, address), made(2n, `0x${'1'.repeat(40)}`)])]);
  await lab.t.broadcast();
  const told = [await take(all), await take(all)].toSorted((a, b) => (a.id === one ? -1 : b.id === one ? 1 : 0));
  expect(told).toEqual([
    { id: one, proposerId: ada.id, status: 'PENDING', change: 'CREATED' },
    { id: two, proposerId: null, status: 'PENDING', change: 'CREATED' },
  ]);
  expect(await take(second)).toEqual({ id: two, proposerId: null, status: 'PENDING', change: 'CREATED' });
  await lab.index([
    lab.block(3, [
      eventOf('CarbonGovernor', 'VoteCast', { voter: address, proposalId: 2n, support: 1, weight: 5n, reason: 'Yes.' }),
    ]),
  ]);
  const after = await lab.index([lab.block(4, [])]);
  await lab.t.broadcast();
  expect(
    [await take(second), await take(second), await take(second)].map(({ change, status }) => [change, status]),
  ).toEqual([
    ['VOTED', 'PENDING'],
    ['MOVED', 'ACTIVE'],
    // Five votes, of nobody who has staked anything: the quorum is none.
    ['MOVED', 'SUCCEEDED'],
  ]);
  expect(await take(defeated)).toMatchObject({ id: one });
  const marks = { head: 4n, safe: 0n, finalized: 0n };
  await undoBlocks(lab.ctx, lab.meta, { after, ancestor: { number: 1n, hash: start.hash }, marks });
  await lab.t.broadcast();
  // Of a proposal that is gone, nothing is told but that.
  expect(await take(second)).toMatchObject({ id: two, change: 'ORPHANED' });
  expect(() => watchProposals(lab.t.nobody, { id: word('x') })).toThrow(InputInvalid);
  for (const stream of [all, second, defeated]) await stream.return?.();
});
