import { randomUUID } from 'node:crypto';
import { Interface } from 'ethers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { carbonAccountAbi } from '../../../contracts/abi/carbon-account.ts';
import { signedForChain, walletOf } from '../../../test/addresses.ts';
import { startTestChain, type TestChain } from '../../../test/chain.ts';
import type { Eip1193Wallet } from '../../../test/eip1193-wallet.ts';
import { type IndexLab, openIndexLab } from '../../../test/index-lab.ts';
import type { TestUser } from '../../../test/harness.ts';
import { later, openDesk } from '../../../test/intents.ts';
import type { ChainWord, LinkChainState } from '../../db/linked-addresses.ts';
import { passSend } from '../../workers/intents/send-intents.ts';
import { passWatch } from '../../workers/intents/watch-intents.ts';
import { encodeId } from '../ids.ts';
import { checkReserves } from '../reserves/check-reserves.ts';
import { approveWithdrawal } from '../withdrawals/approve-withdrawal.ts';
import { AddressNotOnChain } from '../withdrawals/errors.ts';
import { requestWithdrawal } from '../withdrawals/request-withdrawal.ts';
import { stateAfter } from './follow-links.ts';
import { linkWallet } from './link-wallet.ts';
import { userKeyOf } from './permit.ts';
import { unlinkWallet } from './unlink-wallet.ts';

const WITHIN_MS = 20_000;
const account = new Interface(carbonAccountAbi);

let chain: TestChain;
let lab: IndexLab;
let user: TestUser;
let wallet: Eip1193Wallet;
let count = 0;
const call = (method: string, params: readonly unknown[]): Promise<unknown> => chain.chain.rpc.call(method, params);

beforeAll(async () => {
  chain = await startTestChain();
  lab = await openIndexLab(chain);
  await chain.send('CarbonCustody', 'fund', [], { value: 10n ** 20n });
  await lab.follow();
});
beforeEach(async () => {
  count += 1;
  user = await lab.opened.user(`user${count}`, { funds: { ETH: '5' } });
  wallet = walletOf(`of user ${count}`, call);
  await call('anvil_setBalance', [wallet.address, `0x${(10n ** 18n).toString(16)}`]);
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});

/** The links of the user, oldest first, as the chain has them. */
async function states(): Promise<string[]> {
  const rows = await lab.db.sql<{ state: string }[]>`
    select chain_state || case when unlinked_at is null then '' else ' (ended)' end as state
    from linked_addresses where user_id = ${user.id} order by id`;
  return rows.map(({ state }) => state);
}

/** Lets the sender work until the chain has carried out everything. */
async function carriedOut(): Promise<void> {
  const desk = openDesk(lab.opened);
  for (const until = Date.now() + WITHIN_MS; Date.now() < until; await later(lab.opened)) {
    await passSend(desk);
    await passWatch(desk);
    const open = await lab.db.sql`select from chain_intents where status in ('PREPARED', 'BROADCAST', 'ORPHANED')`;
    if (open.length === 0) return;
  }
  throw new Error('the intents were not carried out');
}

async function link(): Promise<void> {
  await linkWallet(user.ctx, await signedForChain(user.ctx, wallet));
}

/** What a person does who goes to the contract, past the platform. */
async function unlinkAlone(): Promise<void> {
  const params = {
    from: wallet.address,
    to: chain.chain.deployment.contracts.CarbonAccount.address,
    data: account.encodeFunctionData('unlinkWallet', [wallet.address]),
    gas: '0x30d40',
    maxFeePerGas: '0x77359400',
    maxPriorityFeePerGas: '0x1',
  };
  const hash = await wallet.request({ method: 'eth_sendTransaction', params: [params] });
  const receipt = () => call('eth_getTransactionReceipt', [hash]);
  await expect.poll(receipt, { timeout: WITHIN_MS }).toMatchObject({ status: '0x1' });
}

const withdraw = () =>
  requestWithdrawal(user.ctx, {
    asset: 'ETH',
    amount: '1',
    destination: wallet.address,
    idempotencyKey: randomUUID(),
  });

test('a wallet that ends its link on the chain by itself is paid nothing, until it is linked again', async () => {
  const clerk = await lab.opened.user('clerk', { roles: ['FINANCE'] });
  await link();
  await carriedOut();
  await lab.follow();
  await checkReserves(lab.opened.app);
  expect(await states()).toEqual(['LINKED']);
  const { id } = await withdraw();
  const approve = () =>
    approveWithdrawal(clerk.ctx, { withdrawalId: encodeId('Withdrawal', id), idempotencyKey: randomUUID() });

  await unlinkAlone();
  await lab.follow();
  expect(await states()).toEqual(['UNLINKED']);
  await expect(withdraw()).rejects.toThrow(AddressNotOnChain);
  await expect(approve()).rejects.toThrow(AddressNotOnChain);

  // The reorg takes the end of the link away, and the same transaction brings it again.
  await chain.reorg(1);
  await lab.follow();
  expect(await states()).toEqual(['LINKED']);
  await withdraw();
  await unlinkAlone();
  await lab.follow();
  expect(await states()).toEqual(['UNLINKED']);

  await link();
  expect(await states()).toEqual(['PENDING']);
  await carriedOut();
  await lab.follow();
  expect(await states()).toEqual(['LINKED']);
  await expect(approve()).resolves.toMatchObject({ status: 'SENDING' });
  const told = (await lab.events()).filter(({ topic }) => topic === 'linkedAddress');
  expect(told).toHaveLength(7);
});

test('an index that is ahead of the intents, and one that is behind them, end where the chain is', async () => {
  await link();
  const desk = openDesk(lab.opened);
  const isLinked = async () => (await chain.contract('CarbonAccount').getFunction('userOf')(wallet.address)) !== NOBODY;
  for (const until = Date.now() + WITHIN_MS; !(await isLinked()); await later(lab.opened)) {
    if (Date.now() > until) throw new Error('the link was not mined');
    await passSend(desk);
    // Only what the link waits for is noticed; that it is mined itself is not.
    if (!(await isLinked())) await passWatch(desk);
  }
  await unlinkAlone();
  await lab.follow();
  expect(await states()).toEqual(['PENDING']);
  await carriedOut();
  expect(await states()).toEqual(['UNLINKED']);

  // The index is left behind: while it comes, all of it is old.
  await link();
  await carriedOut();
  await unlinkWallet(user.ctx, { address: wallet.address });
  await carriedOut();
  await link();
  await carriedOut();
  expect(await states()).toEqual(['UNLINKED (ended)', 'LINKED']);
  await lab.follow();
  expect(await states()).toEqual(['UNLINKED (ended)', 'LINKED']);
});

test('a reorg that takes the link and its end leaves a link that comes again', async () => {
  await link();
  await carriedOut();
  await unlinkAlone();
  await lab.follow();
  expect(await states()).toEqual(['UNLINKED']);
  await chain.reorg(2);
  await lab.follow();
  await carriedOut();
  await lab.follow();
  expect(await states()).toEqual(['LINKED']);
});

const NOBODY = `0x${'0'.repeat(64)}`;

describe('the last word of the chain', () => {
  const userId = randomUUID();
  const word = { userKey: userKeyOf(userId), blockNumber: 10n, linkedAtBlock: 10n, unlinkedAtBlock: null };
  const [linked, unlinked] = [
    { ...word, event: 'WalletLinked' },
    { ...word, event: 'WalletUnlinked' },
  ] as const satisfies readonly Omit<ChainWord, 'linkId'>[];

  test.each<[string, LinkChainState, Omit<ChainWord, 'linkId'> | undefined, LinkChainState | undefined]>([
    ['an end in the block of the link', 'LINKED', unlinked, 'UNLINKED'],
    ['an end before the link', 'LINKED', { ...unlinked, blockNumber: 9n }, undefined],
    ['an end of a link that no intent of ours made', 'LINKED', { ...unlinked, linkedAtBlock: null }, 'UNLINKED'],
    ['an end on the way', 'UNLINKING', unlinked, undefined],
    ['an end while another link is on its way', 'PENDING', unlinked, undefined],
    ['a link', 'LINKED', linked, undefined],
    ['nothing', 'LINKED', undefined, undefined],
    ['a link whose end was undone', 'UNLINKED', linked, 'LINKED'],
    ['a link whose end the index has yet to see', 'UNLINKED', { ...linked, unlinkedAtBlock: 10n }, undefined],
    ['a link after an end', 'UNLINKED', { ...linked, unlinkedAtBlock: 9n }, 'LINKED'],
    ['a link of somebody else', 'UNLINKED', { ...linked, userKey: userKeyOf(randomUUID()) }, undefined],
    ['an end that is known', 'UNLINKED', unlinked, undefined],
  ])('%s', (_, chainState, said, expected) => {
    expect(stateAfter({ userId, chainState }, said)).toBe(expected);
  });
});
