import { afterAll, beforeAll, expect, test } from 'vitest';
import { linkedBy, walletOf } from '../../../test/addresses.ts';
import { addressOf, type Emitted, eventOf } from '../../../test/chain-model.ts';
import type { TestUser } from '../../../test/harness.ts';
import { openToldIndex, type ToldIndex } from '../../../test/told-index.ts';
import type { ChainDepositView } from '../../db/chain-deposits.ts';
import { unlinkWallet } from '../addresses/unlink-wallet.ts';
import { InputInvalid, Unauthenticated } from '../errors.ts';
import type { Page, PageInput } from '../pages.ts';
import { depthOf, myChainDeposits, unclaimedDeposits, visibleChainDeposits } from './read.ts';

const own = walletOf('own').address;
const late = walletOf('late').address;
const stranger = addressOf(0xdd_00_01);
const sent = (from: string, amount: bigint): Emitted => eventOf('CarbonCustody', 'EtherReceived', { from, amount });

let lab: ToldIndex & AsyncDisposable;
let [alice, bob, clerk] = [] as unknown as [TestUser, TestUser, TestUser];
beforeAll(async () => {
  lab = await openToldIndex();
  alice = await lab.t.user('alice');
  bob = await lab.t.user('bob');
  clerk = await lab.t.user('clerk', { roles: ['FINANCE'] });
  await linkedBy(alice, walletOf('own'));
  // Three confirmations: what is in the first two blocks has them.
  await lab.index(
    [
      lab.block(1, [sent(own, 1n), sent(stranger, 2n)]),
      lab.block(2, [sent(own, 3n), sent(late, 4n), sent(own, 5n)]),
      lab.block(3, [sent(own, 6n)]),
      lab.block(4, []),
    ],
    { safe: 2n, finalized: 1n },
  );
});
afterAll(() => lab[Symbol.asyncDispose]());

/** Of all pages, of two each. */
async function walk(page: (input: PageInput) => Promise<Page<ChainDepositView>>): Promise<ChainDepositView[]> {
  const found: ChainDepositView[] = [];
  for (let after: string | undefined; ;) {
    const { items, hasNextPage, cursorOf } = await page({ first: 2, after });
    found.push(...items);
    const last = items.at(-1);
    if (!hasNextPage || !last) return found;
    after = cursorOf(last);
  }
}
const shown = (deposits: readonly ChainDepositView[]) => deposits.map(({ amount, status }) => [amount, status]);
const mine = (user: TestUser) => walk((input) => myChainDeposits(user.ctx, input));
const unclaimed = (user: TestUser) => walk((input) => unclaimedDeposits(user.ctx, input));

test('the own deposits, newest first: what is on its way and what is in the wallet', async () => {
  const deposits = await mine(alice);
  expect(shown(deposits)).toEqual([
    [6n, 'PENDING'],
    [5n, 'CREDITED'],
    [3n, 'CREDITED'],
    [1n, 'CREDITED'],
  ]);
  expect(await Promise.all(deposits.map((deposit) => depthOf(alice.ctx, deposit)))).toEqual([
    { confirmations: 2, finality: 'PENDING' },
    { confirmations: 3, finality: 'SAFE' },
    { confirmations: 3, finality: 'SAFE' },
    { confirmations: 4, finality: 'FINALIZED' },
  ]);
  expect(await mine(bob)).toEqual([]);
});

test('what nobody claims is shown to finance, and what is in a wallet stays its owner’s', async () => {
  expect(shown(await unclaimed(clerk))).toEqual([
    [4n, 'UNCLAIMED'],
    [2n, 'UNCLAIMED'],
  ]);
  expect(await unclaimed(alice)).toEqual([]);
  await linkedBy(bob, walletOf('late'));
  expect(shown(await unclaimed(clerk))).toEqual([[2n, 'UNCLAIMED']]);
  expect(shown(await mine(bob))).toEqual([[4n, 'CREDITED']]);
  await unlinkWallet(bob.ctx, { address: late });
  await linkedBy(alice, walletOf('late'));
  expect(shown(await mine(bob))).toEqual([[4n, 'CREDITED']]);
  expect((await mine(alice)).map(({ amount }) => amount)).not.toContain(4n);
});

test('a deposit is found by its id by its owner, by who has its sender linked while it is in no wallet, by finance', async () => {
  const [pending] = await mine(alice);
  const [credited] = await mine(bob);
  const [lost] = await unclaimed(clerk);
  const ids = [pending, credited, lost].map((deposit) => deposit?.id ?? '');
  const seenBy = async ({ ctx }: Pick<TestUser, 'ctx'>) =>
    (await visibleChainDeposits(ctx, ids)).map((deposit) => deposit?.amount);
  expect(await seenBy(alice)).toEqual([6n, undefined, undefined]);
  expect(await seenBy(bob)).toEqual([undefined, 4n, undefined]);
  expect(await seenBy(clerk)).toEqual([6n, 4n, 2n]);
  expect(await seenBy({ ctx: lab.t.nobody })).toEqual([undefined, undefined, undefined]);
});

test('refuses who is not signed in, and a cursor of something else', async () => {
  for (const list of [myChainDeposits, unclaimedDeposits]) {
    await expect(list(lab.t.nobody, {})).rejects.toThrow(Unauthenticated);
    await expect(list(alice.ctx, { after: 'MQ' })).rejects.toThrow(InputInvalid);
    await expect(list(alice.ctx, { first: 101 })).rejects.toThrow(InputInvalid);
  }
});
