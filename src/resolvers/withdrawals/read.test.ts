import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import type { WithdrawalView } from '../../db/withdrawals.ts';
import { Forbidden, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import type { Page } from '../pages.ts';
import { approveWithdrawal } from './approve-withdrawal.ts';
import { myWithdrawals, openWithdrawals, visibleWithdrawals } from './read.ts';
import { requestWithdrawal } from './request-withdrawal.ts';

let t: TestApp;
let [alice, bob, clerk, admin] = [] as unknown as [TestUser, TestUser, TestUser, TestUser];
const ids: string[] = [];

beforeAll(async () => {
  t = await openTestApp();
  const funds = { EUR: '100.00', USD: '100.00' };
  alice = await t.user('alice', { funds });
  bob = await t.user('bob', { funds });
  clerk = await t.user('clerk', { roles: ['FINANCE'] });
  admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
  for (let i = 0; i < 8; i++) {
    const wish = {
      asset: i % 3 ? 'EUR' : 'USD',
      amount: '1.00',
      destination: 'IBAN',
      idempotencyKey: `withdrawal-${i}`,
    };
    ids.push((await requestWithdrawal((i === 5 ? bob : alice).ctx, wish)).id);
  }
  const decide = { withdrawalId: encodeId('Withdrawal', ids[2] as string), idempotencyKey: 'approve-1' };
  await approveWithdrawal(clerk.ctx, decide);
});
afterAll(() => t[Symbol.asyncDispose]());

async function all(read: (after: string | undefined) => Promise<Page<WithdrawalView>>): Promise<string[]> {
  const found: string[] = [];
  for (let after: string | undefined; ;) {
    const { items, cursorOf, hasNextPage } = await read(after);
    found.push(...items.map(({ id }) => id));
    if (!hasNextPage) return found;
    after = cursorOf(items.at(-1) as WithdrawalView);
  }
}

test('the own withdrawals of all wallets come newest first, without who decided', async () => {
  expect(await all((after) => myWithdrawals(alice.ctx, { first: 3, after }))).toEqual(
    ids.filter((_, i) => i !== 5).toReversed(),
  );
  const approved = (await myWithdrawals(alice.ctx, {})).items.find(({ id }) => id === ids[2]);
  expect(approved).toMatchObject({ status: 'APPROVED', decidedBy: null });
});

test('finance sees what awaits a decision, oldest first', async () => {
  for (const { ctx } of [clerk, admin]) {
    expect(await all((after) => openWithdrawals(ctx, { first: 2, after }))).toEqual(ids.filter((_, i) => i !== 2));
  }
  await expect(openWithdrawals(alice.ctx, {})).rejects.toThrow(Forbidden);
  await expect(openWithdrawals(t.nobody, {})).rejects.toThrow(Unauthenticated);
  await expect(myWithdrawals(t.nobody, {})).rejects.toThrow(Unauthenticated);
});

test('a withdrawal is seen by its owner and by finance, who alone see who decided', async () => {
  const id = ids[2] as string;
  expect(await visibleWithdrawals(alice.ctx, [id])).toEqual([expect.objectContaining({ id, decidedBy: null })]);
  for (const { ctx } of [clerk, admin]) {
    expect(await visibleWithdrawals(ctx, [id])).toEqual([expect.objectContaining({ id, decidedBy: clerk.id })]);
  }
  for (const ctx of [bob.ctx, t.nobody]) expect(await visibleWithdrawals(ctx, [id])).toEqual([null]);
});
