import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser, units } from '../../../test/harness.ts';
import { brokenConstraint } from '../../db/client.ts';
import { Forbidden, IdempotencyConflict, InputInvalid, NotFound, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { FourEyesRequired } from '../wallets/errors.ts';
import { BankReferenceUsed } from './errors.ts';
import { visibleDeposits } from './read.ts';
import { recordDeposit } from './record-deposit.ts';

let t: TestApp;
let [clerk, colleague, admin] = [] as unknown as [TestUser, TestUser, TestUser];
beforeAll(async () => {
  t = await openTestApp();
  clerk = await t.user('clerk', { roles: ['FINANCE'] });
  colleague = await t.user('colleague', { roles: ['FINANCE'] });
  admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
});
afterAll(() => t[Symbol.asyncDispose]());

let count = 0;
const customer = () => t.user(`customer${(count += 1)}`);
const wish = (owner: TestUser, changes: Record<string, unknown> = {}) => ({
  ownerId: encodeId('User', owner.id),
  asset: 'EUR',
  amount: '250.00',
  bankReference: `REF ${owner.username}`,
  idempotencyKey: `deposit-${owner.username}`,
  ...changes,
});

test('puts the amount into the wallet, out of the world outside, and writes it into the audit log', async () => {
  const owner = await customer();
  const deposit = await recordDeposit(clerk.ctx, wish(owner));
  expect(deposit).toMatchObject({ ownerId: owner.id, asset: 'EUR', amount: 25_000n, recordedBy: clerk.id });
  expect(await t.balance(owner, 'EUR')).toEqual({ available: units('250.00', 'EUR'), held: 0n });
  expect((await t.ledgerSums()).EUR).toBe(0n);
  const [record] = await t.db.sql`select actor_id, action, detail from audit_log where subject_id = ${deposit.id}`;
  expect(record).toMatchObject({
    actorId: clerk.id,
    action: 'DEPOSIT_RECORDED',
    detail: { ownerId: owner.id, asset: 'EUR', amount: '25000', bankReference: `REF ${owner.username}` },
  });
});

test('an admin may record one as well, of every asset', async () => {
  const owner = await customer();
  for (const [asset, amount] of [
    ['USD', '0.01'],
    ['ETH', '0.000000000000000001'],
    ['CARBON', '10'],
  ] as const) {
    await recordDeposit(
      admin.ctx,
      wish(owner, {
        asset,
        amount,
        bankReference: `${owner.username} ${asset}`,
        idempotencyKey: `for-${asset}-${count}`,
      }),
    );
    expect(await t.balance(owner, asset)).toEqual({ available: units(amount, asset), held: 0n });
  }
});

test('refuses everyone who is not in finance', async () => {
  const owner = await customer();
  await expect(recordDeposit(t.nobody, wish(owner))).rejects.toThrow(Unauthenticated);
  await expect(recordDeposit((await customer()).ctx, wish(owner))).rejects.toThrow(Forbidden);
  expect(await t.balance(owner, 'EUR')).toEqual({ available: 0n, held: 0n });
});

test('refuses a deposit to oneself, as the database does', async () => {
  await expect(recordDeposit(clerk.ctx, wish(clerk))).rejects.toThrow(FourEyesRequired);
  await expect(recordDeposit(admin.ctx, wish(admin))).rejects.toThrow(FourEyesRequired);
  await recordDeposit(colleague.ctx, wish(clerk));
  const { id: walletId } = (
    await t.db.sql<{ id: string }[]>`select id from wallets where owner_id = ${clerk.id} limit 1`
  )[0] ?? { id: '' };
  const past = t.db
    .sql`insert into deposits (wallet_id, amount, bank_reference, recorded_by) values (${walletId}, 1, 'past', ${clerk.id})`;
  expect(await past.catch(brokenConstraint)).toBe('deposits_four_eyes');
});

test('refuses a bank reference that was used, whatever its case and spacing', async () => {
  const owner = await customer();
  await recordDeposit(clerk.ctx, wish(owner));
  for (const bankReference of [
    `REF ${owner.username}`,
    `ref  ${owner.username.toUpperCase()} `,
    `ref${owner.username}`,
  ]) {
    const again = wish(owner, { bankReference, idempotencyKey: 'another-key', amount: '1.00' });
    await expect(recordDeposit(colleague.ctx, again)).rejects.toThrow(BankReferenceUsed);
  }
  expect(await t.balance(owner, 'EUR')).toEqual({ available: units('250.00', 'EUR'), held: 0n });
});

test('two clerks at once record one payment once', async () => {
  const owner = await customer();
  const attempts = await Promise.allSettled(
    Array.from({ length: 10 }, (_, i) =>
      recordDeposit((i % 2 ? clerk : colleague).ctx, wish(owner, { idempotencyKey: `attempt-${i}` })),
    ),
  );
  expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const attempt of attempts)
    if (attempt.status === 'rejected') expect(attempt.reason).toBeInstanceOf(BankReferenceUsed);
  expect(await t.balance(owner, 'EUR')).toEqual({ available: units('250.00', 'EUR'), held: 0n });
});

test('twice is once, also at the same time; another input under the key is refused', async () => {
  const owner = await customer();
  const [first, ...others] = await Promise.all(Array.from({ length: 8 }, () => recordDeposit(clerk.ctx, wish(owner))));
  for (const other of others) expect(other).toEqual(first);
  expect(await t.balance(owner, 'EUR')).toEqual({ available: units('250.00', 'EUR'), held: 0n });
  await expect(recordDeposit(clerk.ctx, wish(owner, { amount: '250.01' }))).rejects.toThrow(IdempotencyConflict);
});

test('refuses an owner who does not exist, and a bad input with every issue', async () => {
  const owner = await customer();
  const ownerId = encodeId('User', '01900000-0000-7000-8000-000000000000');
  await expect(recordDeposit(clerk.ctx, wish(owner, { ownerId }))).rejects.toThrow(NotFound);
  const bad = recordDeposit(clerk.ctx, wish(owner, { ownerId: 'x', amount: '-1', bankReference: ' ', asset: 'EUR' }));
  await expect(bad).rejects.toThrow(InputInvalid);
  const paths = await bad.catch((error: InputInvalid) => error.issues.map(({ path }) => path.join('.')));
  expect(new Set(paths as string[])).toEqual(new Set(['ownerId', 'amount', 'bankReference']));
});

test('a deposit is seen by its owner and by finance, who alone see which clerk recorded it', async () => {
  const [owner, stranger] = [await customer(), await customer()];
  const { id } = await recordDeposit(clerk.ctx, wish(owner));
  expect(await visibleDeposits(owner.ctx, [id])).toEqual([expect.objectContaining({ id, recordedBy: null })]);
  for (const { ctx } of [colleague, admin]) {
    expect(await visibleDeposits(ctx, [id])).toEqual([expect.objectContaining({ id, recordedBy: clerk.id })]);
  }
  for (const ctx of [stranger.ctx, t.nobody]) expect(await visibleDeposits(ctx, [id])).toEqual([null]);
});
