import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser, units } from '../../test/harness.ts';
import { brokenConstraint, type Db } from './client.ts';
import {
  insertEntries,
  type Leg,
  lockWallets,
  type LockedWallet,
  platformAccounts,
  type WalletKey,
  walletKey,
} from './ledger.ts';

let t: TestApp;
let alice: TestUser;
let bob: TestUser;

beforeAll(async () => {
  t = await openTestApp();
  alice = await t.user('alice', { funds: { EUR: '100.00', USD: '100.00' } });
  bob = await t.user('bob', { funds: { EUR: '100.00' } });
});
afterAll(() => t[Symbol.asyncDispose]());

const of = (user: TestUser, asset: WalletKey['asset'] = 'EUR'): WalletKey => ({ ownerId: user.id, asset });

/** The wallets of these keys, locked, in their order. */
async function lock<const K extends readonly WalletKey[]>(
  tx: Db,
  ...keys: K
): Promise<{ [I in keyof K]: LockedWallet }> {
  const locked = await lockWallets(tx, keys);
  return keys.map((key) => locked.get(walletKey(key))) as { [I in keyof K]: LockedWallet };
}

const move = (from: LockedWallet, to: LockedWallet, amount: bigint): Leg[] => [
  { accountId: from.available.accountId, asset: from.asset, amount: -amount },
  { accountId: to.available.accountId, asset: to.asset, amount },
];

const entryOf = (legs: readonly Leg[]) =>
  ({ id: newId(), kind: 'TRANSFER', referenceId: newId(), actorId: null, legs }) as const;

/** Writes an entry with exactly these postings, past the code that would refuse it. */
async function post(
  tx: Db,
  postings: readonly (Leg & { balanceAfter: bigint | null; kind?: string })[],
  entryId?: string,
): Promise<void> {
  const id = entryId ?? newId();
  if (!entryId) await tx.sql`insert into entries (id, kind, reference_id) values (${id}, 'TRANSFER', ${newId()})`;
  const { count } = await tx.sql`select 1 from postings where entry_id = ${id}`;
  await tx.sql`insert into postings ${tx.sql(
    postings.map((posting, leg) => ({
      entryId: id,
      leg: leg + count,
      kind: posting.kind ?? 'TRANSFER',
      accountId: posting.accountId,
      asset: posting.asset,
      amount: posting.amount,
      balanceAfter: posting.balanceAfter,
    })),
  )}`;
}

/** The constraint that this work breaks; the transaction is undone either way. */
async function broken(work: (tx: Db) => Promise<unknown>): Promise<string | undefined> {
  const undo = new Error('nothing was refused');
  try {
    await t.db.transact(async (tx) => {
      await work(tx);
      throw undo;
    });
  } catch (error) {
    if (error === undo) throw error;
    return brokenConstraint(error) ?? (error as Error).message;
  }
  return undefined;
}

describe('entries', () => {
  test('move what they say, and nothing else', async () => {
    await using own = await openTestApp();
    const from = await own.user('from', { funds: { EUR: '5.00' } });
    const to = await own.user('to');
    await own.db.transact(async (tx) => {
      const [a, b] = await lock(tx, of(from), of(to));
      await insertEntries(tx, [entryOf(move(a, b, 200n)), entryOf(move(b, a, 50n))], [a, b]);
    });
    expect(await own.balance(from, 'EUR')).toEqual({ available: 350n, held: 0n });
    expect(await own.balance(to, 'EUR')).toEqual({ available: 150n, held: 0n });
    expect(await own.ledgerSums()).toEqual({ EUR: 0n });
    const kept = await own.db.sql<{ balanceAfter: bigint }[]>`
      select balance_after from postings p join accounts a on a.id = p.account_id join wallets w on w.id = a.wallet_id
      where w.owner_id = ${to.id} order by p.id`;
    expect(kept.map((row) => row.balanceAfter)).toEqual([200n, 150n]);
  });

  test('that do not balance are refused before they reach the database', async () => {
    const work = t.db.transact(async (tx) => {
      const [a, b] = await lock(tx, of(alice), of(bob));
      const [out] = move(a, b, 100n);
      await insertEntries(tx, [entryOf([out as Leg])], [a, b]);
    });
    await expect(work).rejects.toThrow('off by -100 EUR');
  });
});

describe('the database refuses', () => {
  test('an entry that does not sum to zero', async () => {
    expect(
      await broken(async (tx) => {
        const [a] = await lock(tx, of(alice));
        const { accountId, balance } = a.available;
        await post(tx, [{ accountId, asset: 'EUR', amount: 1n, balanceAfter: balance + 1n }]);
      }),
    ).toBe('postings_balance');
  });

  test('an entry that sums to zero only over unlike assets', async () => {
    expect(
      await broken(async (tx) => {
        const [eur, usd] = await lock(tx, of(alice), of(alice, 'USD'));
        await post(tx, [
          { accountId: eur.available.accountId, asset: 'EUR', amount: -1n, balanceAfter: eur.available.balance - 1n },
          { accountId: usd.available.accountId, asset: 'USD', amount: 1n, balanceAfter: usd.available.balance + 1n },
        ]);
      }),
    ).toBe('postings_balance');
  });

  test('a posting to an account of another asset', async () => {
    expect(
      await broken(async (tx) => {
        const [eur, usd] = await lock(tx, of(bob), of(alice, 'USD'));
        await post(tx, [
          { accountId: eur.available.accountId, asset: 'EUR', amount: -1n, balanceAfter: eur.available.balance - 1n },
          { accountId: usd.available.accountId, asset: 'EUR', amount: 1n, balanceAfter: usd.available.balance + 1n },
        ]);
      }),
    ).toBe('postings_account');
  });

  test('a posting to an account that does not exist', async () => {
    const outside = { accountId: platformAccounts.EXTERNAL.EUR, asset: 'EUR', amount: -1n, balanceAfter: null };
    const nowhere = { ...outside, accountId: 999_999n, amount: 1n };
    expect(await broken((tx) => post(tx, [outside, nowhere]))).toBe('postings_account');
  });

  test('a balance below zero, also in the middle of a batch', async () => {
    const overdraw = await broken(async (tx) => {
      const [a, b] = await lock(tx, of(alice), of(bob));
      await insertEntries(tx, [entryOf(move(a, b, a.available.balance + 1n))], [a, b]);
    });
    expect(overdraw).toBe('postings_balance_not_negative');
    const between = await broken(async (tx) => {
      const [a, b] = await lock(tx, of(alice), of(bob));
      const tooMuch = a.available.balance + 1n;
      await insertEntries(tx, [entryOf(move(a, b, tooMuch)), entryOf(move(b, a, tooMuch))], [a, b]);
    });
    expect(between).toBe('postings_balance_not_negative');
  });

  test('a wrong balance_after, whether at the end of a batch, within it, or missing', async () => {
    const attempt = (first: bigint | null, second: bigint | null) =>
      broken(async (tx) => {
        const [b] = await lock(tx, of(bob));
        const outside = { accountId: platformAccounts.EXTERNAL.EUR, asset: 'EUR', amount: -1n, balanceAfter: null };
        const { accountId, balance } = b.available;
        const more = (by: bigint | null) => ({
          accountId,
          asset: 'EUR',
          amount: 1n,
          balanceAfter: by === null ? null : balance + by,
        });
        await post(tx, [outside, more(first), outside, more(second)]);
      });
    expect(await attempt(1n, 3n)).toBe('postings_account');
    expect(await attempt(2n, 2n)).toBe('postings_account');
    expect(await attempt(null, 2n)).toBe('postings_account');
    expect(await attempt(1n, null)).toBe('postings_account');
    await expect(attempt(1n, 2n)).rejects.toThrow('nothing was refused');
  });

  test('a balance kept for an account of the platform', async () => {
    expect(
      await broken(async (tx) => {
        const [b] = await lock(tx, of(bob));
        await post(tx, [
          { accountId: platformAccounts.EXTERNAL.EUR, asset: 'EUR', amount: -1n, balanceAfter: 1n },
          { accountId: b.available.accountId, asset: 'EUR', amount: 1n, balanceAfter: b.available.balance + 1n },
        ]);
      }),
    ).toBe('postings_account');
  });

  test('a posting of another kind than its entry', async () => {
    expect(
      await broken(async (tx) => {
        const [a, b] = await lock(tx, of(alice), of(bob));
        const [out, into] = move(a, b, 1n) as [Leg, Leg];
        await post(tx, [
          { ...out, balanceAfter: a.available.balance - 1n },
          { ...into, balanceAfter: b.available.balance + 1n, kind: 'TRADE' },
        ]);
      }),
    ).toBe('postings_entry');
  });

  test('postings that are added later to an old entry, or to none', async () => {
    const [old] = await t.db.sql<{ id: string }[]>`select id from entries limit 1`;
    const add = (entryId: string) =>
      broken(async (tx) => {
        const [a, b] = await lock(tx, of(alice), of(bob));
        const [out, into] = move(a, b, 1n) as [Leg, Leg];
        const postings = [
          { ...out, balanceAfter: a.available.balance - 1n, kind: 'DEPOSIT' },
          { ...into, balanceAfter: b.available.balance + 1n, kind: 'DEPOSIT' },
        ];
        await post(tx, postings, entryId);
      });
    expect(await add((old as { id: string }).id)).toBe('postings_entry');
    expect(await add(newId())).toBe('postings_entry');
  });

  test('a balance that is set, and an account that begins with one', async () => {
    const limit = 'accounts_balance_from_postings';
    expect(await broken(({ sql }) => sql`update accounts set balance = balance + 1`)).toBe(limit);
    expect(await broken(({ sql }) => sql`update accounts set asset = 'USD' where asset = 'EUR'`)).toBe(limit);
    expect(
      await broken(async ({ sql }) => {
        const [wallet] = await sql<{ id: string }[]>`select id from wallets limit 1`;
        await sql`insert into accounts (wallet_id, asset, kind, balance) values (${wallet?.id ?? ''}, 'VCU', 'AVAILABLE', 1)`;
      }),
    ).toBe(limit);
  });

  test.each(['entries', 'postings', 'deposits', 'wallets'])('to change, delete or truncate %s', async (table) => {
    const column = { entries: 'actor_id', postings: 'leg', deposits: 'amount', wallets: 'owner_id' }[table] ?? '';
    for (const statement of [
      `update ${table} set ${column} = ${column}`,
      `delete from ${table}`,
      `truncate ${table} cascade`,
    ]) {
      expect(await broken(({ sql }) => sql.unsafe(statement))).toMatch(/^(?:\w+) is append-only$/);
    }
  });

  test.each(['accounts', 'withdrawals'])('to delete or truncate %s', async (table) => {
    for (const statement of [`delete from ${table}`, `truncate ${table} cascade`]) {
      expect(await broken(({ sql }) => sql.unsafe(statement))).toMatch(/^(?:\w+) is append-only$/);
    }
  });
});

describe('at the same time', () => {
  test('movements over the same wallets in opposite order neither deadlock nor lose anything', async () => {
    await using own = await openTestApp();
    const users = await Promise.all(['a', 'b', 'c'].map((name) => own.user(name, { funds: { EUR: '1000.00' } })));
    const pairs = Array.from({ length: 120 }, (_, i) => [users[i % 3], users[(i + 1 + (i % 2)) % 3]] as const);
    await Promise.all(
      pairs.map(([from, to], i) =>
        own.db.transact(async (tx) => {
          if (!from || !to) throw new Error('no user');
          // Named in any order: lockWallets has its own.
          const keys = i % 2 ? [of(from), of(to)] : [of(to), of(from)];
          const locked = await lockWallets(tx, keys);
          const [a, b] = [locked.get(walletKey(of(from))), locked.get(walletKey(of(to)))] as [
            LockedWallet,
            LockedWallet,
          ];
          await insertEntries(tx, [entryOf(move(a, b, BigInt(i + 1)))], [a, b]);
        }),
      ),
    );
    const expected = users.map((user) =>
      pairs.reduce(
        (sum, [from, to], i) => {
          const amount = BigInt(i + 1);
          return sum - (from === user ? amount : 0n) + (to === user ? amount : 0n);
        },
        units('1000.00', 'EUR'),
      ),
    );
    const found = await Promise.all(users.map((user) => own.balance(user, 'EUR')));
    expect(found.map(({ available }) => available)).toEqual(expected);
    expect(await own.ledgerSums()).toEqual({ EUR: 0n });
    // What statements build on: time rises with the posting number within a wallet, and the legs of an entry share it.
    const [step] = await own.db.sql<{ backwards: bigint; forwards: bigint }[]>`
      select count(*) filter (where before > created_at) as backwards, count(*) filter (where before < created_at) as forwards
      from (select p.created_at, lag(p.created_at) over (partition by a.wallet_id order by p.id) as before
            from postings p join accounts a on a.id = p.account_id where a.wallet_id is not null) as steps`;
    expect(step?.backwards).toBe(0n);
    expect(step?.forwards).toBeGreaterThan(200n);
    const split = await own.db
      .sql`select entry_id from postings group by entry_id having count(distinct created_at) > 1`;
    expect(split.count).toBe(0);
  });
});
