import { afterAll, beforeAll, expect, test } from 'vitest';
import { linkedBy, walletOf } from '../../../test/addresses.ts';
import { addressOf, eventOf } from '../../../test/chain-model.ts';
import type { TestUser } from '../../../test/harness.ts';
import { openToldIndex, type ToldIndex } from '../../../test/told-index.ts';
import { InputInvalid, Unauthenticated } from '../errors.ts';
import { myStakes, readStake } from './read.ts';

const ZERO = `0x${'0'.repeat(40)}`;
const first = walletOf('first').address.toLowerCase();
const second = walletOf('second').address.toLowerCase();

let lab: ToldIndex & AsyncDisposable;
let alice: TestUser;
beforeAll(async () => {
  lab = await openToldIndex();
  alice = await lab.t.user('alice');
  await linkedBy(alice, walletOf('first'));
  await linkedBy(alice, walletOf('second'));
});
afterAll(() => lab[Symbol.asyncDispose]());

const nothing = { staked: 0n, cooling: 0n, votes: 0n, availableAt: null, delegate: null, blockNumber: null };

test('nobody of whom no event tells has staked anything, and every address has an answer', async () => {
  const stranger = addressOf(77);
  expect(await readStake(lab.t.nobody, { address: stranger })).toMatchObject({ ...nothing, address: stranger });
  expect(await myStakes(alice.ctx)).toMatchObject([nothing, nothing]);
});

test('a stake, its votes, its delegate and what of it cools down, each with the block that says so', async () => {
  const [account, other] = [first, second];
  await lab.index([
    lab.block(1, [
      eventOf('CarbonStaking', 'DelegateChanged', { delegator: account, fromDelegate: ZERO, toDelegate: other }),
      eventOf('CarbonStaking', 'DelegateVotesChanged', { delegate: other, previousVotes: 0n, newVotes: 10n }),
      eventOf('CarbonStaking', 'Staked', { account, amount: 10n, staked: 10n }),
    ]),
    lab.block(2, [
      eventOf('CarbonStaking', 'DelegateVotesChanged', { delegate: other, previousVotes: 10n, newVotes: 6n }),
      eventOf('CarbonStaking', 'UnstakeStarted', {
        account,
        amount: 4n,
        staked: 6n,
        cooling: 4n,
        availableAt: 1_800_000_000n,
      }),
    ]),
  ]);
  const stake = { staked: 6n, cooling: 4n, votes: 0n, delegate: other, blockNumber: 2n };
  expect(await readStake(lab.t.nobody, { address: walletOf('first').address })).toMatchObject({
    ...stake,
    availableAt: new Date(1_800_000_000_000),
  });
  const byAddress = [stake, { ...nothing, votes: 6n, blockNumber: 2n }];
  expect(await myStakes(alice.ctx)).toMatchObject(first < second ? byAddress : byAddress.toReversed());
});

test('when all is paid out nothing cools down, and votes that were given to nobody have no delegate', async () => {
  const account = first;
  await lab.index([
    lab.block(3, [
      eventOf('CarbonStaking', 'Unstaked', { account, amount: 4n }),
      eventOf('CarbonStaking', 'DelegateChanged', { delegator: account, fromDelegate: second, toDelegate: ZERO }),
    ]),
  ]);
  expect(await readStake(lab.t.nobody, { address: account })).toMatchObject({
    staked: 6n,
    cooling: 0n,
    availableAt: null,
    delegate: null,
  });
});

test('what is no address is refused, and so is who is not signed in', async () => {
  await expect(readStake(lab.t.nobody, { address: '0x12' })).rejects.toThrow(InputInvalid);
  await expect(myStakes(lab.t.nobody)).rejects.toThrow(Unauthenticated);
});
