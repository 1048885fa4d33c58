import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import {
  Forbidden,
  IdempotencyConflict,
  IllegalTransition,
  InputInvalid,
  NotFound,
  Unauthenticated,
} from '../errors.ts';
import { decodeId, encodeId } from '../ids.ts';
import { FourEyesRequired } from '../wallets/errors.ts';
import { approveWithdrawal } from './approve-withdrawal.ts';
import { visibleWithdrawals, withdrawalActionsOf } from './read.ts';
import { rejectWithdrawal } from './reject-withdrawal.ts';
import { requestWithdrawal } from './request-withdrawal.ts';

let t: TestApp;
let [owner, clerk] = [] as unknown as [TestUser, TestUser];
beforeAll(async () => {
  t = await openTestApp();
  owner = await t.user('owner', { funds: { EUR: '1000.00' } });
  clerk = await t.user('clerk', { roles: ['FINANCE'], funds: { EUR: '100.00' } });
});
afterAll(() => t[Symbol.asyncDispose]());

let count = 0;
async function requested(by = owner): Promise<{ withdrawalId: string; reason: string; idempotencyKey: string }> {
  count += 1;
  const wish = { asset: 'EUR', amount: '40.00', destination: 'IBAN', idempotencyKey: `withdrawal-${count}` };
  const { id } = await requestWithdrawal(by.ctx, wish);
  return {
    withdrawalId: encodeId('Withdrawal', id),
    reason: 'The account is not in your name.',
    idempotencyKey: `reject-${id}`,
  };
}

test('gives back what was held, with the reason, and writes it into the audit log', async () => {
  const before = await t.balance(owner, 'EUR');
  const decide = await requested();
  const rejected = await rejectWithdrawal(clerk.ctx, decide);
  expect(rejected).toMatchObject({ status: 'REJECTED', decidedBy: clerk.id, reason: decide.reason });
  expect(await t.balance(owner, 'EUR')).toEqual(before);
  const [record] = await t.db.sql`select action, detail from audit_log where subject_id = ${rejected.id}`;
  expect(record).toMatchObject({ action: 'WITHDRAWAL_REJECTED', detail: { reason: decide.reason } });
});

test('refuses everyone who is not in finance, and the own withdrawal', async () => {
  const decide = await requested();
  await expect(rejectWithdrawal(t.nobody, decide)).rejects.toThrow(Unauthenticated);
  await expect(rejectWithdrawal(owner.ctx, decide)).rejects.toThrow(Forbidden);
  await expect(rejectWithdrawal(clerk.ctx, await requested(clerk))).rejects.toThrow(FourEyesRequired);
});

test('what can be decided is shown to finance, but of the own withdrawals, and as long as it can', async () => {
  const decide = await requested();
  const { id } = decodeId(decide.withdrawalId) ?? { id: '' };
  const actions = async ({ ctx }: TestUser) => {
    const [withdrawal] = await visibleWithdrawals(ctx, [id]);
    return withdrawal && withdrawalActionsOf(ctx, withdrawal);
  };
  expect([await actions(clerk), await actions(owner)]).toEqual([['APPROVE', 'REJECT'], []]);
  await rejectWithdrawal(clerk.ctx, decide);
  expect(await actions(clerk)).toEqual([]);
  const own = await requested(clerk);
  const [withdrawal] = await visibleWithdrawals(clerk.ctx, [decodeId(own.withdrawalId)?.id ?? '']);
  expect(withdrawal && (await withdrawalActionsOf(clerk.ctx, withdrawal))).toEqual([]);
});

test('refuses to give no reason', async () => {
  const decide = await requested();
  await expect(rejectWithdrawal(clerk.ctx, { ...decide, reason: '  ' })).rejects.toThrow(InputInvalid);
});

test('refuses what has left already, and what does not exist', async () => {
  const decide = await requested();
  await approveWithdrawal(clerk.ctx, decide);
  await expect(rejectWithdrawal(clerk.ctx, decide)).rejects.toThrow(IllegalTransition);
  const withdrawalId = encodeId('Withdrawal', '01900000-0000-7000-8000-000000000000');
  await expect(rejectWithdrawal(clerk.ctx, { ...decide, withdrawalId })).rejects.toThrow(NotFound);
});

test('twice is once; another reason under the key is refused', async () => {
  const before = await t.balance(owner, 'EUR');
  const decide = await requested();
  const first = await rejectWithdrawal(clerk.ctx, decide);
  expect(await rejectWithdrawal(clerk.ctx, decide)).toEqual(first);
  expect(await t.balance(owner, 'EUR')).toEqual(before);
  await expect(rejectWithdrawal(clerk.ctx, { ...decide, reason: 'another' })).rejects.toThrow(IdempotencyConflict);
});
