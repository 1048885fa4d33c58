import { expect, test } from 'vitest';
import { addressOf, chainMeta, type Emitted, eventOf, logsOf, word } from '../../../test/chain-model.ts';
import { platformAccounts } from '../../db/ledger.ts';
import { accountOf, arrivalEntry, chainDepositId, confirmationsOf, depositsIn, reversalEntry } from './rules.ts';

const meta = chainMeta(1);
const { CarbonCustody: custody, CarbonStaking: staking } = meta.contracts;
const [sender, zero] = [addressOf(7), `0x${'0'.repeat(40)}`];
const block = { number: 9n, hash: word('block') };
const found = (...events: Emitted[]) =>
  depositsIn(meta, logsOf(meta, block, events)).map(({ asset, address, amount }) => [asset, `0x${address}`, amount]);

test('ether that was sent, CARBON that was sent, and CARBON that was bought for the custody are deposits', () => {
  expect(found(eventOf('CarbonCustody', 'EtherReceived', { from: sender, amount: 5n }))).toEqual([['ETH', sender, 5n]]);
  expect(found(eventOf('CarbonToken', 'Transfer', { from: sender, to: custody, value: 6n }))).toEqual([
    ['CARBON', sender, 6n],
  ]);
  const bought = { payer: sender, to: custody, amount: 7n, cost: 1n };
  const minted = eventOf('CarbonToken', 'Transfer', { from: zero, to: custody, value: 7n });
  expect(found(minted, eventOf('CarbonPayment', 'CarbonPurchased', bought))).toEqual([['CARBON', sender, 7n]]);
});

test.each([
  ['the backing of the platform', eventOf('CarbonCustody', 'ReserveFunded', { from: sender, amount: 5n })],
  ['what is minted to the custody', eventOf('CarbonToken', 'Transfer', { from: zero, to: custody, value: 5n })],
  ['nothing', eventOf('CarbonToken', 'Transfer', { from: sender, to: custody, value: 0n })],
  ['what goes elsewhere', eventOf('CarbonToken', 'Transfer', { from: sender, to: staking, value: 5n })],
  ['what the custody sends itself', eventOf('CarbonToken', 'Transfer', { from: custody, to: custody, value: 5n })],
  ['what leaves the custody', eventOf('CarbonToken', 'Transfer', { from: custody, to: sender, value: 5n })],
  [
    'what was bought for somebody else',
    eventOf('CarbonPayment', 'CarbonPurchased', { payer: sender, to: sender, amount: 5n, cost: 1n }),
  ],
  [
    'what a payment was turned into',
    eventOf('CarbonPayment', 'CarbonConverted', {
      paymentRef: word('p'),
      user: custody,
      fiatAmount: 1n,
      carbonAmount: 5n,
    }),
  ],
])('%s is no deposit', (_, event) => {
  expect(found(event)).toEqual([]);
});

test('another token that has the events of ours is not ours', () => {
  const [log] = logsOf(meta, block, [eventOf('CarbonToken', 'Transfer', { from: sender, to: custody, value: 6n })]);
  expect(log && depositsIn(meta, [{ ...log, contract: 'MCO2' }])).toEqual([]);
});

test('a deposit is named after its log: the same in every index, another in another block', () => {
  const [log] = logsOf(meta, block, [eventOf('CarbonCustody', 'EtherReceived', { from: sender, amount: 5n })]);
  if (!log) throw new Error('there is no log');
  expect(chainDepositId(log)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(chainDepositId({ ...log })).toBe(chainDepositId(log));
  for (const other of [{ blockHash: word('x') }, { logIndex: 1 }, { chainId: 2 }]) {
    expect(chainDepositId({ ...log, ...other })).not.toBe(chainDepositId(log));
  }
});

const account = (available: bigint, owed = 0n) => {
  const side = (accountId: bigint, balance: bigint) => ({ accountId, balance });
  const wallet = {
    ownerId: 'o',
    walletId: 'w',
    asset: 'ETH',
    available: side(1001n, available),
    held: side(1002n, 0n),
  };
  return accountOf({ ...wallet, asset: 'ETH' }, owed);
};
const moved = (amount: bigint) => ({ kind: 'CHAIN_DEPOSIT', referenceId: 'd', amount }) as const;
const { EXTERNAL, SUSPENSE } = platformAccounts;
const legsOf = (entry: ReturnType<typeof arrivalEntry>) =>
  Object.fromEntries(entry.legs.map(({ accountId, amount }) => [accountId.toString(), amount]));

test.each([
  ['nothing is owed', 0n, { 7: -10n, 1001: 10n }, { available: 13n, owed: 0n }],
  ['less is owed', 4n, { 7: -10n, 11: 4n, 1001: 6n }, { available: 9n, owed: 0n }],
  ['more is owed', 15n, { 7: -10n, 11: 10n }, { available: 3n, owed: 5n }],
])('what arrives when %s', (_, owed, legs, after) => {
  expect([EXTERNAL.ETH, SUSPENSE.ETH]).toEqual([7n, 11n]);
  const into = account(3n, owed);
  expect(legsOf(arrivalEntry(into, moved(10n)))).toEqual(legs);
  expect(into).toMatchObject(after);
});

test.each([
  ['all of it is there', 12n, { 7: 10n, 1001: -10n }, { available: 2n, owed: 0n }],
  ['some of it is there', 4n, { 7: 10n, 11: -6n, 1001: -4n }, { available: 0n, owed: 6n }],
  ['none of it is there', 0n, { 7: 10n, 11: -10n }, { available: 0n, owed: 10n }],
])('what is undone when %s', (_, available, legs, after) => {
  const from = account(available);
  expect(legsOf(reversalEntry(from, moved(10n)))).toEqual(legs);
  expect(from).toMatchObject(after);
});

test.each([
  ['in the newest block', 10n, null, 10n, 1],
  ['three blocks deep', 8n, null, 10n, 3],
  ['whose block was replaced', 8n, new Date(0), 10n, 0],
  ['above a chain that came back shorter', 11n, null, 10n, 0],
])('a deposit %s has its confirmations', (_, blockNumber, orphanedAt, head, confirmations) => {
  expect(confirmationsOf({ blockNumber, orphanedAt }, head)).toBe(confirmations);
});
