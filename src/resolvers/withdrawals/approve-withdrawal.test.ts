import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { brokenConstraint } from '../../db/client.ts';
import {
  Forbidden,
  IdempotencyConflict,
  IllegalTransition,
  InputInvalid,
  NotFound,
  Unauthenticated,
} from '../errors.ts';
import { encodeId } from '../ids.ts';
import { FourEyesRequired } from '../wallets/errors.ts';
import { approveWithdrawal } from './approve-withdrawal.ts';
import { rejectWithdrawal } from './reject-withdrawal.ts';
import { requestWithdrawal } from './request-withdrawal.ts';

let t: TestApp;
let [clerk, colleague] = [] as unknown as [TestUser, TestUser];
beforeAll(async () => {
  t = await openTestApp();
  clerk = await t.user('clerk', { roles: ['FINANCE'], funds: { EUR: '100.00' } });
  colleague = await t.user('colleague', { roles: ['PLATFORM_ADMIN'] });
});
afterAll(() => t[Symbol.asyncDispose]());

let count = 0;
async function requested(
  by?: TestUser,
): Promise<{ owner: TestUser; id: string; decide: { withdrawalId: string; idempotencyKey: string } }> {
  const owner = by ?? (await t.user(`customer${(count += 1)}`, { funds: { EUR: '100.00' } }));
  const wish = { asset: 'EUR', amount: '40.00', destination: 'IBAN', idempotencyKey: `withdrawal-${(count += 1)}` };
  const { id } = await requestWithdrawal(owner.ctx, wish);
  return { owner, id, decide: { withdrawalId: encodeId('Withdrawal', id), idempotencyKey: `decide-${id}` } };
}

test('lets what was held out of the platform, and writes it into the audit log', async () => {
  const { owner, id, decide } = await requested();
  const approved = await approveWithdrawal(clerk.ctx, decide);
  expect(approved).toMatchObject({ id, status: 'APPROVED', decidedBy: clerk.id, reason: null });
  expect(approved.decidedAt).toBeInstanceOf(Date);
  expect(await t.balance(owner, 'EUR')).toEqual({ available: 6000n, held: 0n });
  expect((await t.ledgerSums()).EUR).toBe(0n);
  const [record] = await t.db.sql`select actor_id, action, detail from audit_log where subject_id = ${id}`;
  expect(record).toMatchObject({
    actorId: clerk.id,
    action: 'WITHDRAWAL_APPROVED',
    detail: { amount: '4000', ownerId: owner.id },
  });
});

test('refuses everyone who is not in finance', async () => {
  const { owner, decide } = await requested();
  await expect(approveWithdrawal(t.nobody, decide)).rejects.toThrow(Unauthenticated);
  await expect(approveWithdrawal(owner.ctx, decide)).rejects.toThrow(Forbidden);
  expect(await t.balance(owner, 'EUR')).toEqual({ available: 6000n, held: 4000n });
});

test('refuses the own withdrawal, as the database does', async () => {
  const { id, decide } = await requested(clerk);
  await expect(approveWithdrawal(clerk.ctx, decide)).rejects.toThrow(FourEyesRequired);
  const past = t.db
    .sql`update withdrawals set status = 'APPROVED', decided_by = ${clerk.id}, decided_at = now() where id = ${id}`;
  expect(await past.catch(brokenConstraint)).toBe('withdrawals_four_eyes');
  expect(await approveWithdrawal(colleague.ctx, decide)).toMatchObject({ status: 'APPROVED', decidedBy: colleague.id });
});

test('refuses what is decided already, as the database does', async () => {
  const { owner, id, decide } = await requested();
  await rejectWithdrawal(clerk.ctx, { ...decide, reason: 'unknown IBAN' });
  const late = approveWithdrawal(colleague.ctx, decide);
  await expect(late).rejects.toThrow(IllegalTransition);
  await expect(late).rejects.toMatchObject({ status: 'REJECTED' });
  const past = t.db.sql`update withdrawals set status = 'APPROVED', reason = null where id = ${id}`;
  expect(await past.catch(brokenConstraint)).toBe('withdrawals_decided_once');
  expect(await t.balance(owner, 'EUR')).toEqual({ available: 10_000n, held: 0n });
});

test('approved and rejected by many at once, it is decided once', async () => {
  const { owner, id, decide } = await requested();
  const results = await Promise.allSettled(
    Array.from({ length: 12 }, (_, i) => {
      const { ctx } = i % 2 ? clerk : colleague;
      const own = { ...decide, idempotencyKey: `race-${id}-${i}` };
      return i % 3 ? approveWithdrawal(ctx, own) : rejectWithdrawal(ctx, { ...own, reason: 'a race' });
    }),
  );
  const [done, ...more] = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  expect(more).toEqual([]);
  for (const result of results)
    if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(IllegalTransition);
  expect(await t.balance(owner, 'EUR')).toEqual({ available: done?.status === 'APPROVED' ? 6000n : 10_000n, held: 0n });
});

test('twice is once, also at the same time; another input under the key is refused', async () => {
  const { owner, decide } = await requested();
  const [first, ...others] = await Promise.all(Array.from({ length: 8 }, () => approveWithdrawal(clerk.ctx, decide)));
  for (const other of others) expect(other).toEqual(first);
  expect(await t.balance(owner, 'EUR')).toEqual({ available: 6000n, held: 0n });
  const other = await requested();
  const conflict = approveWithdrawal(clerk.ctx, { ...other.decide, idempotencyKey: decide.idempotencyKey });
  await expect(conflict).rejects.toThrow(IdempotencyConflict);
});

test('refuses a withdrawal that does not exist, and an id that is none of one', async () => {
  const { decide } = await requested();
  const missing = encodeId('Withdrawal', '01900000-0000-7000-8000-000000000000');
  await expect(approveWithdrawal(clerk.ctx, { ...decide, withdrawalId: missing })).rejects.toThrow(NotFound);
  await expect(approveWithdrawal(clerk.ctx, { ...decide, withdrawalId: 'x' })).rejects.toThrow(InputInvalid);
});
