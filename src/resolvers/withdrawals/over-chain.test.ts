import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventOf } from '../../../test/chain-model.ts';
import { faultsInBooks } from '../../../test/engines.ts';
import { type CustodyLab, NOWHERE, openCustodyLab, sentEther, whole } from '../../../test/custody-lab.ts';
import { type TestUser } from '../../../test/harness.ts';
import { type IntentRow, lockIntent } from '../../db/chain-intents.ts';
import type { WithdrawalView } from '../../db/withdrawals.ts';
import { AddressNotLinked } from '../addresses/errors.ts';
import { transact } from '../context.ts';
import { recordDeposit } from '../deposits/record-deposit.ts';
import { InputInvalid, InsufficientFunds } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { stepIntent } from '../intents/step-intent.ts';
import type { IntentStep } from '../intents/rules.ts';
import { checkReserves } from '../reserves/check-reserves.ts';
import { WithdrawalsFrozen } from '../reserves/errors.ts';
import { sendTransfer } from '../transfers/send-transfer.ts';
import { approveWithdrawal } from './approve-withdrawal.ts';
import { AddressNotOnChain, DebtOutstanding } from './errors.ts';
import { payoutRefOf } from './over-chain.ts';
import { myWithdrawals } from './read.ts';
import { rejectWithdrawal } from './reject-withdrawal.ts';
import { requestWithdrawal } from './request-withdrawal.ts';

let lab: CustodyLab;
let clerk: TestUser;
beforeAll(async () => {
  lab = await openCustodyLab();
  clerk = await lab.t.user('clerk', { roles: ['FINANCE'] });
  await lab.back({ ETH: whole(1_000), CARBON: whole(1_000) });
});
afterAll(() => lab[Symbol.asyncDispose]());

let count = 0;
/** Somebody with a linked address who has sent ten ether to the custody. */
async function holder(): Promise<{ user: TestUser; address: `0x${string}` }> {
  const user = await lab.t.user(`holder${(count += 1)}`);
  const address = await lab.link(user);
  await lab.tell(sentEther(address, whole(10)));
  return { user, address };
}

const wish = (destination: string, changes: object = {}) => ({
  asset: 'ETH',
  amount: '4',
  destination,
  idempotencyKey: randomUUID(),
  ...changes,
});
const decide = ({ id }: { id: string }) => ({ withdrawalId: encodeId('Withdrawal', id), idempotencyKey: randomUUID() });
const paidOut = (withdrawal: WithdrawalView, to: string) =>
  eventOf('CarbonCustody', 'PaidOut', {
    ref: payoutRefOf(withdrawal.id),
    asset: NOWHERE,
    to,
    amount: withdrawal.amount,
  });

async function intentOf({ id }: { id: string }): Promise<IntentRow | undefined> {
  const [row] = await lab.t.db.sql<IntentRow[]>`
    select * from chain_intents where kind = 'CUSTODY_PAY_OUT' and reference = ${id}`;
  return row;
}

async function step({ id }: { id: string }, name: IntentStep, errorText: string | null = null): Promise<void> {
  const intent = await intentOf({ id });
  if (!intent) throw new Error('there is no intent');
  await transact(clerk.ctx, async (tx) => {
    const locked = (await lockIntent(tx, intent.id)) as IntentRow;
    const patch = { errorCode: errorText && 'REVERTED', errorText };
    await stepIntent(tx, clerk.ctx, locked, name, patch);
  });
}

const statusOf = async (user: TestUser) => (await myWithdrawals(user.ctx, { first: 1 })).items[0];

async function sending(): Promise<{ user: TestUser; address: `0x${string}`; withdrawal: WithdrawalView }> {
  const { user, address } = await holder();
  const withdrawal = await requestWithdrawal(user.ctx, wish(address));
  await approveWithdrawal(clerk.ctx, decide(withdrawal));
  return { user, address, withdrawal };
}

test('is held, sent once it is approved, and leaves the ledger when the payment has its confirmations', async () => {
  const { user, address, withdrawal } = await sending();
  expect(await statusOf(user)).toMatchObject({ status: 'SENDING' });
  expect(await lab.t.balance(user, 'ETH')).toEqual({ available: whole(6), held: whole(4) });
  const intent = await intentOf(withdrawal);
  expect(intent).toMatchObject({ status: 'PREPARED', userId: user.id, createdBy: clerk.id });
  expect(intent?.args).toEqual({
    ref: payoutRefOf(withdrawal.id),
    asset: 'ETH',
    to: address,
    amount: whole(4).toString(),
  });

  const logs = await lab.tellUnconfirmed(paidOut(withdrawal, address));
  expect(await statusOf(user)).toMatchObject({ status: 'SENDING' });
  await lab.confirm();
  expect(await statusOf(user)).toMatchObject({ status: 'SETTLED' });
  expect(await lab.t.balance(user, 'ETH')).toEqual({ available: whole(6), held: 0n });

  // A reorg that goes deeper than the confirmations: the payment is under way again, and comes a second time.
  await lab.undo(logs);
  expect(await statusOf(user)).toMatchObject({ status: 'SENDING', settledAt: null });
  expect(await lab.t.balance(user, 'ETH')).toEqual({ available: whole(6), held: whole(4) });
  await lab.tell(paidOut(withdrawal, address));
  expect(await statusOf(user)).toMatchObject({ status: 'SETTLED' });
  expect(await lab.t.balance(user, 'ETH')).toEqual({ available: whole(6), held: 0n });
  expect(await faultsInBooks(lab.t)).toEqual([]);
});

test('is released when the transaction is given up, held again when it is tried again', async () => {
  const { user, withdrawal } = await sending();
  await step(withdrawal, 'FAIL', 'Paused()');
  expect(await statusOf(user)).toMatchObject({ status: 'FAILED', reason: 'Paused()' });
  expect(await lab.t.balance(user, 'ETH')).toEqual({ available: whole(10), held: 0n });

  await step(withdrawal, 'RETRY');
  expect(await statusOf(user)).toMatchObject({ status: 'SENDING', reason: null });
  expect(await lab.t.balance(user, 'ETH')).toEqual({ available: whole(6), held: whole(4) });

  await step(withdrawal, 'CANCEL');
  expect(await statusOf(user)).toMatchObject({ status: 'FAILED', reason: 'The transaction was dropped.' });
  const other = await lab.t.user(`other${(count += 1)}`);
  const gift = { recipientId: encodeId('User', other.id), asset: 'ETH', amount: '9', idempotencyKey: randomUUID() };
  await sendTransfer(user.ctx, gift);
  await expect(step(withdrawal, 'RETRY')).rejects.toThrow(InsufficientFunds);
});

test('what was paid after all is not released when a later transaction is given up', async () => {
  const { user, address, withdrawal } = await sending();
  await lab.tellUnconfirmed(paidOut(withdrawal, address));
  await step(withdrawal, 'FAIL', 'AlreadyPaid()');
  expect(await statusOf(user)).toMatchObject({ status: 'SENDING' });
  await lab.confirm();
  expect(await statusOf(user)).toMatchObject({ status: 'SETTLED' });
});

test('goes to an address of the caller’s own only, and one that the chain knows', async () => {
  const [{ user, address }, other] = [await holder(), await holder()];
  for (const destination of [other.address, `0x${'12'.repeat(20)}`, 'DE89 3704 0044 0532 0130 00']) {
    await expect(requestWithdrawal(user.ctx, wish(destination))).rejects.toThrow(AddressNotLinked);
  }
  const unknown = await lab.link(user, 'NONE');
  await expect(requestWithdrawal(user.ctx, wish(unknown))).rejects.toThrow(AddressNotOnChain);
  const pending = await lab.link(user, 'PENDING');
  const early = await requestWithdrawal(user.ctx, wish(pending));
  await expect(approveWithdrawal(clerk.ctx, decide(early))).rejects.toThrow(AddressNotOnChain);
  await rejectWithdrawal(clerk.ctx, { ...decide(early), reason: 'not linked on the chain' });

  const asked = await requestWithdrawal(user.ctx, wish(address.toUpperCase().replace('0X', '0x')));
  await lab.t.db.sql`update linked_addresses set unlinked_at = now() where user_id = ${user.id}`;
  await expect(approveWithdrawal(clerk.ctx, decide(asked))).rejects.toThrow(AddressNotLinked);
  expect(await intentOf(asked)).toBeUndefined();
  expect(await lab.t.balance(user, 'ETH')).toEqual({ available: whole(6), held: whole(4) });
});

test('who owes since a deposit was undone withdraws nothing, in no asset, until it is covered', async () => {
  const user = await lab.t.user(`debtor${(count += 1)}`, { funds: { EUR: '50.00' } });
  const address = await lab.link(user);
  const logs = await lab.tell(sentEther(address, whole(10)));
  const other = await lab.t.user(`other${(count += 1)}`);
  const gift = { recipientId: encodeId('User', other.id), asset: 'ETH', amount: '7', idempotencyKey: randomUUID() };
  await sendTransfer(user.ctx, gift);
  const iban = await requestWithdrawal(user.ctx, wish('DE89', { asset: 'EUR', amount: '10.00' }));

  await lab.undo(logs);
  expect(await lab.t.balance(user, 'ETH')).toEqual({ available: 0n, held: 0n });
  await expect(approveWithdrawal(clerk.ctx, decide(iban))).rejects.toThrow(new DebtOutstanding('ETH', whole(7)));
  const more = requestWithdrawal(user.ctx, wish('DE89', { asset: 'EUR', amount: '10.00' }));
  await expect(more).rejects.toMatchObject({ code: 'DEBT_OUTSTANDING', owed: whole(7) });

  await lab.tell(sentEther(address, whole(8)));
  expect(await lab.t.balance(user, 'ETH')).toEqual({ available: whole(1), held: 0n });
  expect(await approveWithdrawal(clerk.ctx, decide(iban))).toMatchObject({ status: 'APPROVED' });
  expect(await faultsInBooks(lab.t)).toEqual([]);
});

test('a shortfall of the reserves freezes withdrawals of that asset, at the request and at the approval', async () => {
  const { user, address } = await holder();
  const asked = await requestWithdrawal(user.ctx, wish(address));
  // Ether that the platform owes and nobody sent.
  const rich = await lab.t.user(`rich${(count += 1)}`, { funds: { ETH: '5000' } });
  await expect(approveWithdrawal(clerk.ctx, decide(asked))).rejects.toThrow(WithdrawalsFrozen);
  expect(await requestWithdrawal(user.ctx, wish(address, { amount: '1' }))).toMatchObject({ status: 'REQUESTED' });
  await checkReserves(lab.t.app);
  await expect(requestWithdrawal(user.ctx, wish(address))).rejects.toThrow(WithdrawalsFrozen);
  await expect(requestWithdrawal(rich.ctx, wish('x', { asset: 'EUR' }))).rejects.toThrow(InsufficientFunds);

  await lab.back({ ETH: whole(5_000) });
  expect(await approveWithdrawal(clerk.ctx, decide(asked))).toMatchObject({ status: 'SENDING' });
});

test('nobody records a deposit of what comes over the chain', async () => {
  const user = await lab.t.user(`customer${(count += 1)}`);
  const deposit = {
    ownerId: encodeId('User', user.id),
    amount: '1',
    bankReference: 'R 1',
    idempotencyKey: randomUUID(),
  };
  for (const asset of ['ETH', 'CARBON']) {
    await expect(recordDeposit(clerk.ctx, { ...deposit, asset })).rejects.toThrow(InputInvalid);
  }
  expect(await recordDeposit(clerk.ctx, { ...deposit, asset: 'EUR' })).toMatchObject({ asset: 'EUR' });
});
