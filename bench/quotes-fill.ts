import type postgres from 'postgres';
import { BATCHES, QUOTERS, sqlId } from './dataset.ts';

/** Statements that fill an empty, migrated database with people, and batches of which the platform has something to sell. */
const steps: readonly string[] = [
  `insert into users (id, username, email, password_hash, email_verified_at, created_at)
   select ${sqlId(1, 'n')}, 'user' || n, 'user' || n || '@bench.example', '-', now(), timestamptz '2024-01-01'
   from generate_series(1, ${QUOTERS}) as n;
   insert into profiles (user_id, display_name) select id, username from users;
   insert into parties (id, kind) select id, 'USER' from users;`,
  `insert into projects (id, name, category, project_type, mitigation, country, status, published_at, ratings)
   select ${sqlId(6, 'n')}, 'Project ' || n, (array['ARR','REDD','IFM','ARR; WRC'])[1 + n % 4],
     'Agriculture Forestry and Other Land Use', 'REMOVAL_NATURE', 'BR', 'REGISTERED', now(),
     case when n % 2 = 0 then '[{"agency":"BeZero","rating":"A","ratedOn":"2026-01-01","url":null}]'::jsonb else '[]' end
   from generate_series(1, ${BATCHES} / 5) as n;
   insert into project_labels (project_id, code, valid_from, evidence)
   select id, code, '2020-01-01', 'https://label.example' from projects, (values ('ICVCM_CCP'), ('CCB')) as l (code);
   insert into batches (id, project_id, vintage_start, vintage_end, quantity)
   select ${sqlId(5, 'n')}, ${sqlId(6, `1 + n % (${BATCHES} / 5)`)}, make_date(2020 + n * 5 / ${BATCHES + 1}, 1, 1), make_date(2020 + n * 5 / ${BATCHES + 1}, 12, 31), 100000
   from generate_series(1, ${BATCHES}) as n;`,
  `insert into wallets (id, owner_id, asset, batch_id)
   select ${sqlId(2, 'n')}, (select id from parties where kind = 'PLATFORM'), 'CREDIT', ${sqlId(5, 'n')}
   from generate_series(1, ${BATCHES}) as n;
   insert into accounts (wallet_id, asset, kind, balance)
   select id, batch_id::text, kind, case kind when 'AVAILABLE' then 100000 else 0 end
   from wallets, (values ('AVAILABLE'::account_kind), ('HELD')) as k (kind) where batch_id is not null;`,
  `insert into fx_rates (base, quote, date, source, revision, rate) values ('EUR', 'USD', current_date, 'ECB', 1, 1.16e18);
   insert into market_days (segment, date, index_value, is_carried_over, trades, sellers, volume, dropped_own, dropped_outliers,
     dropped_unpriced, open_quantity, filled_quantity, window_days, model_version)
   select segment, current_date - ago, 10e18 + ago * 1e16, false, 9, 4, 1e20, 0, 0, 0, 5e22, 2e22, 30, 1
   from (values ('ARR'), ('REDD'), ('IFM'), ('WRC'), ('CARBON')) as s (segment), generate_series(0, 300) as ago;
   insert into verifier_scores (user_id, score, weight, cases, model_version) select ${sqlId(1, '1')}, 9e17, 1e18, 1, 1;`,
];

/** Fills the database; triggers are off meanwhile. */
export async function fillQuotes(sql: postgres.Sql, say: (line: string) => void): Promise<void> {
  const begun = performance.now();
  await sql.unsafe('set session_replication_role = replica');
  for (const step of steps) await sql.unsafe(step);
  await sql.unsafe('vacuum (analyze)');
  await sql.unsafe('checkpoint');
  say(`  ${BATCHES} batches: ${((performance.now() - begun) / 1_000).toFixed(1)} s`);
}
