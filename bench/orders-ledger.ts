import type postgres from 'postgres';

// Entries of the ledger as bare statements, for the limit of orders.

export interface Account {
  readonly owner_id: string;
  readonly batch_id: string | null;
  readonly kind: string;
  readonly account_id: string;
  readonly balance: string;
}

/** Locks the accounts of wallets, those of money where no batch is named. */
export const lockAccounts = (
  tx: postgres.TransactionSql,
  keys: readonly (readonly [owner: string, batch: string | null])[],
) =>
  tx<Account[]>`
    select w.owner_id, w.batch_id, a.id as account_id, a.kind, a.balance
    from unnest(${keys.map(([owner]) => owner)}::uuid[], ${keys.map(([, batch]) => batch)}::uuid[]) as k (owner_id, batch_id)
    join wallets w on w.owner_id = k.owner_id and w.asset::text = case when k.batch_id is null then 'EUR' else 'CREDIT' end
      and coalesce(w.batch_id, '00000000-0000-0000-0000-000000000000'::uuid)
        = coalesce(k.batch_id, '00000000-0000-0000-0000-000000000000'::uuid)
    join accounts a on a.wallet_id = w.id
    order by a.id for no key update of a`;

export interface Leg {
  readonly account: Account | string;
  readonly asset: string;
  readonly amount: bigint;
}

/** Writes one entry for each list of legs, with what its accounts have after it. */
export function post(
  tx: postgres.TransactionSql,
  kind: string,
  reference: string,
  all: readonly (readonly [id: string, legs: readonly Leg[]])[],
) {
  const balances = new Map<string, bigint>();
  const rows = all.flatMap(([entry, legs]) =>
    legs.map(({ account, asset, amount }, leg) => {
      if (typeof account === 'string') return { entry, leg, account, asset, amount, after: null };
      const after = (balances.get(account.account_id) ?? BigInt(account.balance)) + amount;
      balances.set(account.account_id, after);
      return { entry, leg, account: account.account_id, asset, amount, after: after.toString() };
    }),
  );
  return Promise.all([
    tx`insert into entries (id, kind, reference_id)
       select id, ${kind}::entry_kind, ${reference}::uuid from unnest(${all.map(([id]) => id)}::uuid[]) as e (id)`,
    tx`insert into postings (entry_id, leg, kind, account_id, asset, amount, balance_after)
       select entry, leg, ${kind}::entry_kind, account, asset, amount, after from unnest(
         ${rows.map(({ entry }) => entry)}::uuid[], ${rows.map(({ leg }) => String(leg))}::smallint[],
         ${rows.map(({ account }) => account)}::bigint[], ${rows.map(({ asset }) => asset)}::text[],
         ${rows.map(({ amount }) => amount.toString())}::numeric[], ${rows.map(({ after }) => after)}::numeric[]
       ) as p (entry, leg, account, asset, amount, after)`,
  ]);
}
