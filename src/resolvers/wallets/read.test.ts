import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser, units } from '../../../test/harness.ts';
import type { EntryKind } from '../../db/ledger.ts';
import type { WalletEntryView } from '../../db/wallet-entries.ts';
import type { WalletView } from '../../db/wallets.ts';
import { InputInvalid, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { encodeKeyset, type Page } from '../pages.ts';
import { sendTransfer } from '../transfers/send-transfer.ts';
import { approveWithdrawal } from '../withdrawals/approve-withdrawal.ts';
import { rejectWithdrawal } from '../withdrawals/reject-withdrawal.ts';
import { requestWithdrawal } from '../withdrawals/request-withdrawal.ts';
import { myWallets, referenceOf, statementEntries, visibleWallets, walletEntries, walletStatement } from './read.ts';

let t: TestApp;
let [alice, bob, clerk, admin] = [] as unknown as [TestUser, TestUser, TestUser, TestUser];
let wallet: WalletView;

beforeAll(async () => {
  t = await openTestApp();
  alice = await t.user('alice', { funds: { EUR: '100.00', USD: '5.00' } });
  bob = await t.user('bob', { funds: { EUR: '100.00' } });
  clerk = await t.user('clerk', { roles: ['FINANCE'] });
  admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
  const send = (from: TestUser, to: TestUser, amount: string) =>
    sendTransfer(from.ctx, {
      recipientId: encodeId('User', to.id),
      asset: 'EUR',
      amount,
      idempotencyKey: `send-${amount}`,
    });
  const withdraw = async (amount: string) => {
    const wish = { asset: 'EUR', amount, destination: 'IBAN', idempotencyKey: `take-${amount}` };
    return encodeId('Withdrawal', (await requestWithdrawal(alice.ctx, wish)).id);
  };
  await send(alice, bob, '10.00');
  await approveWithdrawal(clerk.ctx, { withdrawalId: await withdraw('20.00'), idempotencyKey: 'approve-1' });
  await rejectWithdrawal(clerk.ctx, {
    withdrawalId: await withdraw('30.00'),
    idempotencyKey: 'reject-1',
    reason: 'no',
  });
  await withdraw('5.00');
  await send(bob, alice, '1.50');
  wallet = (await myWallets(alice.ctx)).find(({ asset }) => asset === 'EUR') as WalletView;
});
afterAll(() => t[Symbol.asyncDispose]());

/** Everything that moved in the wallet, oldest first: kind, account, amount, balance after. */
const HISTORY = [
  ['DEPOSIT', 'AVAILABLE', '100.00', '100.00'],
  ['TRANSFER', 'AVAILABLE', '-10.00', '90.00'],
  ['WITHDRAWAL_HOLD', 'AVAILABLE', '-20.00', '70.00'],
  ['WITHDRAWAL_HOLD', 'HELD', '20.00', '20.00'],
  ['WITHDRAWAL_SETTLEMENT', 'HELD', '-20.00', '0.00'],
  ['WITHDRAWAL_HOLD', 'AVAILABLE', '-30.00', '40.00'],
  ['WITHDRAWAL_HOLD', 'HELD', '30.00', '30.00'],
  ['WITHDRAWAL_RELEASE', 'HELD', '-30.00', '0.00'],
  ['WITHDRAWAL_RELEASE', 'AVAILABLE', '30.00', '70.00'],
  ['WITHDRAWAL_HOLD', 'AVAILABLE', '-5.00', '65.00'],
  ['WITHDRAWAL_HOLD', 'HELD', '5.00', '5.00'],
  ['TRANSFER', 'AVAILABLE', '1.50', '66.50'],
] as const;

const cents = (text: string) => (text.startsWith('-') ? -units(text.slice(1), 'EUR') : units(text, 'EUR'));
const expected = (rows: readonly (typeof HISTORY)[number][]) =>
  rows.map(([kind, account, amount, after]) => ({ kind, account, amount: cents(amount), balanceAfter: cents(after) }));
const shown = (entries: readonly WalletEntryView[]) =>
  entries.map(({ kind, account, amount, balanceAfter }) => ({ kind, account, amount, balanceAfter }));

async function all(read: (after: string | undefined) => Promise<Page<WalletEntryView>>): Promise<WalletEntryView[]> {
  const found: WalletEntryView[] = [];
  for (let after: string | undefined; ;) {
    const { items, cursorOf, hasNextPage } = await read(after);
    found.push(...items);
    if (!hasNextPage) return found;
    after = cursorOf(items.at(-1) as WalletEntryView);
  }
}
const entriesOf = (filterBy?: unknown, first = 5) =>
  all((after) => walletEntries(alice.ctx, wallet, { first, after, filterBy }));

describe('wallets', () => {
  test('the own ones come one for each asset', async () => {
    expect((await myWallets(alice.ctx)).map(({ asset, available, held }) => [asset, available, held])).toEqual([
      ['USD', units('5.00', 'USD'), 0n],
      ['EUR', units('66.50', 'EUR'), units('5.00', 'EUR')],
      ['ETH', 0n, 0n],
      ['CARBON', 0n, 0n],
    ]);
    await expect(myWallets(t.nobody)).rejects.toThrow(Unauthenticated);
  });

  test('one is seen by its owner and by finance; for others it is as if it were not there', async () => {
    const absent = '01900000-0000-7000-8000-000000000000';
    for (const { ctx } of [alice, clerk, admin])
      expect(await visibleWallets(ctx, [wallet.id, absent])).toEqual([wallet, null]);
    for (const ctx of [bob.ctx, t.nobody]) expect(await visibleWallets(ctx, [wallet.id, absent])).toEqual([null, null]);
  });
});

describe('entries', () => {
  test('come newest first, each once, whatever the size of the pages', async () => {
    for (const first of [1, 2, 5, 12, 100]) {
      expect(shown(await entriesOf(undefined, first))).toEqual(expected(HISTORY.toReversed()));
    }
    expect((await walletEntries(alice.ctx, wallet, { first: 0 })).items).toEqual([]);
  });

  test.each<[EntryKind[]]>([
    [['TRANSFER']],
    [['WITHDRAWAL_HOLD', 'WITHDRAWAL_RELEASE']],
    [['TRADE']],
    [['DEPOSIT', 'DEPOSIT']],
  ])('of the kinds %j alone', async (kinds) => {
    const wanted = HISTORY.filter(([kind]) => kinds.includes(kind));
    expect(shown(await entriesOf({ kinds }, 2))).toEqual(expected(wanted.toReversed()));
  });

  test('of a time, from the first moment to before the last', async () => {
    const history = (await entriesOf()).toReversed();
    // Timestamps of the database are finer than those of a filter, so the cuts are told from what was stored.
    for (let i = 0; i < history.length; i += 2) {
      const cut = new Date(history[i]?.createdAt as Date);
      const before = history.filter(({ createdAt }) => createdAt < cut);
      expect(await entriesOf({ to: cut.toISOString() })).toEqual(before.toReversed());
      const after = history.filter(({ createdAt }) => createdAt >= cut);
      expect(await entriesOf({ from: cut.toISOString() })).toEqual(after.toReversed());
      const kinds = ['WITHDRAWAL_HOLD' as const];
      expect(await entriesOf({ from: cut.toISOString(), kinds }, 1)).toEqual(
        after.filter(({ kind }) => kind === kinds[0]).toReversed(),
      );
    }
    expect(await entriesOf({ from: '2999-01-01T00:00:00Z' })).toEqual([]);
    expect(await entriesOf({ to: '2000-01-01T00:00:00Z' })).toEqual([]);
  });

  test('name what moved them', async () => {
    const [newest] = await entriesOf();
    const [transfer] = await t.db.sql<{ id: string }[]>`select id from transfers order by id desc limit 1`;
    expect(referenceOf(newest as WalletEntryView)).toBe(encodeId('Transfer', transfer?.id ?? ''));
    expect(referenceOf({ ...(newest as WalletEntryView), kind: 'CORRECTION' })).toBeNull();
  });

  test('refuse a cursor of another list or order, a page that is too long, and a bad filter', async () => {
    const oldestFirst = encodeKeyset(['oldest', 1n]);
    for (const after of [
      oldestFirst,
      encodeKeyset(['newest', '9'.repeat(19)]),
      encodeKeyset(['newest', '1 or true']),
      '%',
    ]) {
      await expect(walletEntries(alice.ctx, wallet, { after })).rejects.toThrow(InputInvalid);
    }
    for (const first of [101, -1])
      await expect(walletEntries(alice.ctx, wallet, { first })).rejects.toThrow(InputInvalid);
    await expect(walletEntries(alice.ctx, wallet, { filterBy: { from: 'now' } })).rejects.toThrow(InputInvalid);
  });
});

describe('a statement', () => {
  test('over everything begins with nothing, ends with what there is, and has every entry, oldest first', async () => {
    const period = { from: '2000-01-01T00:00:00Z', to: '2999-01-01T00:00:00Z' };
    const statement = await walletStatement(alice.ctx, wallet, period);
    expect(statement.opening).toEqual({ lastPosting: 0n, available: 0n, held: 0n });
    expect(statement.closing).toMatchObject({ available: wallet.available, held: wallet.held });
    const entries = await all((after) => statementEntries(alice.ctx, statement, { first: 5, after }));
    expect(shown(entries)).toEqual(expected(HISTORY));
  });

  test('of a wallet that never moved is empty', async () => {
    const eth = (await myWallets(alice.ctx)).find(({ asset }) => asset === 'ETH') as WalletView;
    const statement = await walletStatement(alice.ctx, eth, {
      from: '2000-01-01T00:00:00Z',
      to: '2999-01-01T00:00:00Z',
    });
    expect([statement.opening, statement.closing]).toEqual(
      Array.from({ length: 2 }, () => ({ lastPosting: 0n, available: 0n, held: 0n })),
    );
    expect((await statementEntries(alice.ctx, statement, {})).items).toEqual([]);
  });

  test('that is being read does not see what is posted meanwhile', async () => {
    const [carol, dave] = [await t.user('carol', { funds: { EUR: '9.00' } }), await t.user('dave')];
    const own = (await myWallets(carol.ctx)).find(({ asset }) => asset === 'EUR') as WalletView;
    const statement = await walletStatement(carol.ctx, own, {
      from: '2000-01-01T00:00:00Z',
      to: '2999-01-01T00:00:00Z',
    });
    const wish = { recipientId: encodeId('User', dave.id), asset: 'EUR', amount: '4.00', idempotencyKey: 'meanwhile' };
    await sendTransfer(carol.ctx, wish);
    const { items } = await statementEntries(carol.ctx, statement, {});
    expect(shown(items)).toEqual([{ kind: 'DEPOSIT', account: 'AVAILABLE', amount: 900n, balanceAfter: 900n }]);
    expect(statement.closing.available).toBe(900n);
  });

  test('refuses a period that ends before it begins, and a cursor of the other order', async () => {
    const backwards = { from: '2026-02-01T00:00:00Z', to: '2026-01-01T00:00:00Z' };
    await expect(walletStatement(alice.ctx, wallet, backwards)).rejects.toThrow(InputInvalid);
    const statement = await walletStatement(alice.ctx, wallet, { from: backwards.to, to: backwards.from });
    const after = encodeKeyset(['newest', 1n]);
    await expect(statementEntries(alice.ctx, statement, { after })).rejects.toThrow(InputInvalid);
  });
});
