import type postgres from 'postgres';
import { ANNOUNCEMENTS, SELLERS, sqlId, TRADES, USERS } from './dataset.ts';

/** Statements that fill an empty, migrated database; triggers are off meanwhile, and `check` proves what they would. */
const steps: readonly (readonly [what: string, statement: string])[] = [
  [
    `${USERS} users`,
    `insert into users (id, username, email, password_hash, email_verified_at, created_at)
     select ${sqlId(1, 'n')}, 'user' || n, 'user' || n || '@bench.example', '-', now(), timestamptz '2024-01-01' + n * interval '1 minute'
     from generate_series(1, ${USERS}) as n;
     insert into profiles (user_id, display_name, is_seller, is_buyer, country)
     select ${sqlId(1, 'n')}, 'User ' || n, n <= ${SELLERS}, true, (array['BR','FR','KE','DE','ID'])[1 + n % 5]
     from generate_series(1, ${USERS}) as n;
     insert into parties (id, kind) select id, 'USER' from users;
     insert into wallets (id, owner_id, asset)
     select ${sqlId(2, 'n * 4 + a')}, ${sqlId(1, 'n')}, (enum_range(null::asset))[a + 1]
     from generate_series(1, ${USERS}) as n, generate_series(0, 3) as a;`,
  ],
  [
    'prices',
    `insert into price_latest (instrument, currency, price, as_of, seen_at, source, market_open)
     select 'MCO2', currency::price_currency, price, now(), now(), 'COINGECKO', true
     from (values ('EUR', 0.52e18::numeric), ('USD', 0.61e18), ('ETH', 0.00017e18)) as p (currency, price)
     on conflict do nothing;`,
  ],
  [
    `${ANNOUNCEMENTS} announcements`,
    `insert into announcements (id, seller_id, title, description, quantity, remaining, minimum_fill, currency, price_kind,
       fixed_price, premium_bps, status, expires_at, priced_at, created_at, opened_at)
     select ${sqlId(3, 'n')}, ${sqlId(1, `n % ${SELLERS} + 1`)}, 'Offer ' || n, repeat('Reforestation with native species. ', 5),
       1e24, 1e24, 1e16, (array['EUR','USD','ETH'])[1 + n % 3]::asset,
       case when n % 10 = 0 then 'MARKET' else 'FIXED' end::price_kind,
       case when n % 10 <> 0 then (5 + (n * 7919 % 1000) / 100.0) * case when n % 3 = 2 then 1e15 else 1e18 end end,
       case when n % 10 = 0 then n % 700 end,
       case when n % 8 = 7 then 'PAUSED' else 'ACTIVE' end::announcement_status,
       now() + interval '300 days', timestamptz '2025-01-01', timestamptz '2025-01-01', timestamptz '2025-01-01'
     from generate_series(1, ${ANNOUNCEMENTS}) as n;`,
  ],
  [
    `${TRADES} trades`,
    `insert into trades (id, announcement_id, buyer_id, seller_id, quantity, currency, price_per_credit, total_price, buyer_fee,
       seller_fee, fee_schedule_version, price_source, price_as_of, status, entry_id, created_at)
     select ${sqlId(4, 'n')}, a.id, ${sqlId(1, `${SELLERS + 1} + n * 104729 % ${USERS - SELLERS}`)}, a.seller_id, q.quantity, a.currency,
       p.price, m.total, ceil(m.total / 100), ceil(m.total / 200), 1, 'ANNOUNCEMENT', a.priced_at, 'COMPLETED', ${sqlId(4, 'n')},
       timestamptz '2025-01-01' + n * interval '20 seconds'
     from generate_series(1, ${TRADES}::bigint) as n
     join announcements a on a.id = ${sqlId(3, `n * 7919 % ${ANNOUNCEMENTS} + 1`)}
     cross join lateral (select (1 + n % 20) * 5e17::numeric as quantity) as q
     cross join lateral (select coalesce(a.fixed_price, case when a.currency = 'ETH' then 5e15 else 5e18 end) as price) as p
     cross join lateral (select ceil(q.quantity * p.price / case when a.currency = 'ETH' then 1e18 else 1e34 end) as total) as m
     order by n;
     update announcements a set remaining = a.quantity - s.sold
     from (select announcement_id, sum(quantity) as sold from trades group by announcement_id) as s where s.announcement_id = a.id;`,
  ],
  [
    'the legs of the ledger',
    `create unlogged table bench_legs (seq bigint generated always as identity, entry_id uuid, leg smallint, kind entry_kind,
       account_id bigint, asset text, amount numeric, actor_id uuid, reference_id uuid, created_at timestamptz);
     insert into bench_legs (entry_id, leg, kind, account_id, asset, amount, actor_id, reference_id, created_at)
     select ${sqlId(5, 'n * 4 + a')}, leg, 'DEPOSIT', case leg when 0 then ${accountNumber('n', 'a', '0')} else 5 + a end,
       (enum_range(null::asset))[a + 1]::text, case leg when 0 then 1 else -1 end * case when a < 2 then 1e10 else 2e25 end,
       ${sqlId(1, 'n')}, ${sqlId(5, 'n * 4 + a')}, timestamptz '2024-06-01'
     from generate_series(1, ${USERS}) as n, generate_series(0, 3) as a, generate_series(0, 1) as leg;
     insert into bench_legs (entry_id, leg, kind, account_id, asset, amount, actor_id, reference_id, created_at)
     select ${sqlId(6, 'n')}, leg, 'ANNOUNCEMENT_HOLD', ${accountNumber(`n % ${SELLERS} + 1`, '3', 'leg')}, 'CARBON',
       case leg when 0 then -1e24 else 1e24 end, ${sqlId(1, `n % ${SELLERS} + 1`)}, ${sqlId(3, 'n')}, timestamptz '2025-01-01'
     from generate_series(1, ${ANNOUNCEMENTS}) as n, generate_series(0, 1) as leg;
     insert into bench_legs (entry_id, leg, kind, account_id, asset, amount, actor_id, reference_id, created_at)
     select t.id, l.leg, 'TRADE', l.account_id, l.asset, l.amount, t.buyer_id, t.id, t.created_at
     from (select *, ${numberOf('buyer_id')} as buyer, ${numberOf('seller_id')} as seller,
             array_position(enum_range(null::asset), currency) - 1 as money from trades) as t
     cross join lateral (values
       (0, ${accountNumber('buyer', 'money', '0')}, currency::text, -(total_price + buyer_fee)),
       (1, ${accountNumber('seller', 'money', '0')}, currency::text, total_price - seller_fee),
       (2, 1 + money, currency::text, buyer_fee + seller_fee),
       (3, ${accountNumber('seller', '3', '1')}, 'CARBON', -quantity),
       (4, ${accountNumber('buyer', '3', '0')}, 'CARBON', quantity)) as l (leg, account_id, asset, amount);`,
  ],
  [
    'accounts, entries and postings',
    `insert into accounts (id, wallet_id, asset, kind, balance) overriding system value
     select ${accountNumber('n', 'a', 'held')}, ${sqlId(2, 'n * 4 + a')}, (enum_range(null::asset))[a + 1]::text,
       (array['AVAILABLE','HELD'])[1 + held]::account_kind, coalesce(s.balance, 0)
     from generate_series(1, ${USERS}) as n cross join generate_series(0, 3) as a cross join generate_series(0, 1) as held
     left join (select account_id, sum(amount) as balance from bench_legs group by account_id) as s
       on s.account_id = ${accountNumber('n', 'a', 'held')};
     select setval(pg_get_serial_sequence('accounts', 'id'), (select max(id) from accounts));
     insert into entries (id, kind, reference_id, actor_id, created_at)
     select entry_id, kind, reference_id, actor_id, created_at from bench_legs where leg = 0 order by seq;
     insert into postings (entry_id, leg, kind, account_id, asset, amount, balance_after, created_at)
     select entry_id, leg, kind, account_id, asset, amount,
       case when account_id > 1000 then sum(amount) over (partition by account_id order by seq rows unbounded preceding) end, created_at
     from bench_legs order by seq;
     drop table bench_legs;`,
  ],
];

function accountNumber(user: string, asset: string, held: string): string {
  return `1001 + (${user} - 1) * 8 + (${asset}) * 2 + ${held}`;
}

function numberOf(column: string): string {
  return `('x' || right(${column}::text, 12))::bit(48)::bigint`;
}

/** What the triggers would have refused; the answer is no row. */
const check = `
  select 'sum of ' || asset as wrong from postings group by asset having sum(amount) <> 0
  union all select 'balance of account ' || a.id from accounts a
    left join (select distinct on (account_id) account_id, balance_after from postings order by account_id, id desc) as p
      on p.account_id = a.id
    where a.balance is distinct from coalesce(p.balance_after, 0) and a.wallet_id is not null
  union all select 'negative posting ' || id from postings where balance_after < 0
  union all select 'held by ' || owner_id from announcements a
    join wallets w on w.owner_id = a.seller_id and w.asset = 'CARBON'
    join accounts c on c.wallet_id = w.id and c.kind = 'HELD'
    group by owner_id, c.balance having sum(a.remaining) <> c.balance
  limit 5`;

/** Fills the database, says how long each step took, and checks the ledger. */
export async function fill(sql: postgres.Sql, say: (line: string) => void): Promise<void> {
  const timed = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    const begun = performance.now();
    await work();
    say(`  ${what}: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  };
  const indexes = await sql<{ name: string; definition: string }[]>`
    -- Of a table in partitions: made for all of them.
    select c.relname as name, replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') as definition
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where i.indrelid in ('trades'::regclass, 'postings'::regclass) and not i.indisunique`;
  await timed('all of it', async () => {
    await sql.unsafe(
      `set session_replication_role = replica; set synchronous_commit = off; set work_mem = '256MB'; set maintenance_work_mem = '512MB'`,
    );
    for (const { name } of indexes) await sql.unsafe(`drop index ${name}`);
    for (const [what, statement] of steps) {
      await timed(what, async () => {
        await sql.unsafe(statement);
        await sql.unsafe('analyze');
      });
    }
    await timed(`${indexes.length} indexes of trades and postings`, async () => {
      for (const { definition } of indexes) await sql.unsafe(definition);
    });
    await timed('vacuum (analyze), checkpoint', async () => {
      await sql.unsafe('vacuum (analyze)');
      await sql.unsafe('checkpoint');
    });
  });
  await timed('check of the ledger', async () => {
    const wrong = await sql.unsafe<{ wrong: string }[]>(check);
    if (wrong.length > 0) throw new Error(`the data is wrong: ${wrong.map((row) => row.wrong).join(', ')}`);
  });
}
