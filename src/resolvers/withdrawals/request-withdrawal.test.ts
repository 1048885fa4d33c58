import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser, units } from '../../../test/harness.ts';
import { IdempotencyConflict, InputInvalid, InsufficientFunds, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { approveWithdrawal } from './approve-withdrawal.ts';
import { requestWithdrawal } from './request-withdrawal.ts';

let t: TestApp;
let clerk: TestUser;
beforeAll(async () => {
  t = await openTestApp();
  clerk = await t.user('clerk', { roles: ['FINANCE'] });
});
afterAll(() => t[Symbol.asyncDispose]());

let count = 0;
const customer = () => t.user(`customer${(count += 1)}`, { funds: { EUR: '100.00' } });
const wish = (changes: Record<string, unknown> = {}) => ({
  asset: 'EUR',
  amount: '40.00',
  destination: 'DE89 3704 0044 0532 0130 00',
  idempotencyKey: 'withdrawal-1',
  ...changes,
});

test('holds the amount at once', async () => {
  const owner = await customer();
  const withdrawal = await requestWithdrawal(owner.ctx, wish());
  expect(withdrawal).toMatchObject({
    ownerId: owner.id,
    asset: 'EUR',
    amount: 4000n,
    status: 'REQUESTED',
    decidedAt: null,
  });
  expect(await t.balance(owner, 'EUR')).toEqual({ available: units('60.00', 'EUR'), held: units('40.00', 'EUR') });
  expect((await t.ledgerSums()).EUR).toBe(0n);
});

test('refuses a caller who is not signed in, and a bad input with every issue', async () => {
  const owner = await customer();
  await expect(requestWithdrawal(t.nobody, wish())).rejects.toThrow(Unauthenticated);
  const bad = requestWithdrawal(owner.ctx, wish({ amount: '1.001', destination: '', idempotencyKey: '' }));
  await expect(bad).rejects.toThrow(InputInvalid);
  const paths = await bad.catch((error: InputInvalid) => error.issues.map(({ path }) => path.join('.')));
  expect(new Set(paths as string[])).toEqual(new Set(['amount', 'destination', 'idempotencyKey']));
});

test('refuses more than is available: what is held counts no longer', async () => {
  const owner = await customer();
  await requestWithdrawal(owner.ctx, wish({ amount: '100.00' }));
  const more = requestWithdrawal(owner.ctx, wish({ amount: '0.01', idempotencyKey: 'withdrawal-2' }));
  await expect(more).rejects.toThrow(InsufficientFunds);
  await expect(more).rejects.toMatchObject({ available: 0n, required: 1n });
});

test('many at once hold no more than there is', async () => {
  const owner = await customer();
  const wishes = Array.from({ length: 20 }, (_, i) =>
    requestWithdrawal(owner.ctx, wish({ amount: '9.00', idempotencyKey: `at-once-${i}` })),
  );
  const results = await Promise.allSettled(wishes);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(11);
  for (const result of results)
    if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(InsufficientFunds);
  expect(await t.balance(owner, 'EUR')).toEqual({ available: 100n, held: 9900n });
});

test('twice is once, also at the same time; another input under the key is refused', async () => {
  const owner = await customer();
  const [first, ...others] = await Promise.all(Array.from({ length: 8 }, () => requestWithdrawal(owner.ctx, wish())));
  for (const other of others) expect(other).toEqual(first);
  expect(await t.balance(owner, 'EUR')).toEqual({ available: 6000n, held: 4000n });
  await expect(requestWithdrawal(owner.ctx, wish({ destination: 'elsewhere' }))).rejects.toThrow(IdempotencyConflict);
});

test('a replay after the decision gives the same withdrawal as it is now, and not who decided', async () => {
  const owner = await customer();
  const { id } = await requestWithdrawal(owner.ctx, wish());
  await approveWithdrawal(clerk.ctx, { withdrawalId: encodeId('Withdrawal', id), idempotencyKey: `approve-${id}` });
  expect(await requestWithdrawal(owner.ctx, wish())).toMatchObject({ id, status: 'APPROVED', decidedBy: null });
  expect(await t.balance(owner, 'EUR')).toEqual({ available: 6000n, held: 0n });
});
