import type postgres from 'postgres';
import { BATCHES, CATEGORIES, COUNTRIES, ORDER_SELLERS, QUOTERS, sqlId } from './dataset.ts';

/** Offers of credits, of each batch from several sellers, and tonnes in each: an order takes one of them, or parts of two. */
const [OFFERS, TONNES] = [40_000, 40];
const WALLETS = QUOTERS;
/** The wallet of the credits of an offer lies behind those of money. */
const offerWallet = `${WALLETS} + n`;
const seller = `1 + (n + n / ${BATCHES}) % ${ORDER_SELLERS}`;
const batch = `1 + n % ${BATCHES}`;
const oneOf = (values: readonly string[], number: string): string =>
  `(array['${values.join("','")}'])[1 + ${number} % ${values.length}]`;

/** Statements that fill an empty, migrated database with people, projects of twenty countries, and what is on offer of them. */
const steps: readonly string[] = [
  `insert into users (id, username, email, password_hash, email_verified_at, created_at)
   select ${sqlId(1, 'n')}, 'user' || n, 'user' || n || '@bench.example', '-', now(), timestamptz '2024-01-01'
   from generate_series(1, ${QUOTERS}) as n;
   insert into profiles (user_id, display_name) select id, username from users;
   insert into parties (id, kind) select id, 'USER' from users;
   insert into wallets (id, owner_id, asset)
   select ${sqlId(2, 'n')}, ${sqlId(1, 'n')}, 'EUR' from generate_series(1, ${QUOTERS}) as n;`,
  `insert into projects (id, name, category, project_type, mitigation, country, status, published_at)
   select ${sqlId(6, 'n')}, 'Project ' || n, ${oneOf(CATEGORIES, 'n')},
     'Agriculture Forestry and Other Land Use', 'REMOVAL_NATURE',
     ${oneOf(COUNTRIES, `n / ${CATEGORIES.length}`)}, 'REGISTERED', now()
   from generate_series(1, ${BATCHES} / 5) as n;
   select refresh_project_search(array(select id from projects));
   insert into batches (id, project_id, vintage_start, vintage_end, quantity)
   select ${sqlId(5, 'n')}, ${sqlId(6, `1 + n % (${BATCHES} / 5)`)}, make_date(2020 + n * 5 / ${BATCHES + 1}, 1, 1),
     make_date(2020 + n * 5 / ${BATCHES + 1}, 12, 31), 100000
   from generate_series(1, ${BATCHES}) as n;`,
  `insert into announcements (id, seller_id, batch_id, title, description, quantity, remaining, minimum_fill, currency,
     price_kind, fixed_price, status, expires_at, priced_at, opened_at)
   select ${sqlId(3, 'n')}, ${sqlId(1, seller)}, ${sqlId(5, batch)}, 'Offer ' || n, '', ${TONNES}, ${TONNES}, 1, 'EUR',
     'FIXED', 5e18 + n * 7919 % 997 * 1e16, 'ACTIVE', now() + interval '300 days', now(), now()
   from generate_series(1, ${OFFERS}::bigint) as n;
   insert into wallets (id, owner_id, asset, batch_id)
   select ${sqlId(2, offerWallet)}, ${sqlId(1, seller)}, 'CREDIT', ${sqlId(5, batch)}
   from generate_series(1, ${OFFERS}::bigint) as n on conflict do nothing;
   insert into accounts (wallet_id, asset, kind, balance)
   select w.id, coalesce(w.batch_id::text, w.asset::text), kind,
     case when kind = 'HELD' and w.batch_id is not null then
       (select sum(a.remaining) from announcements a where a.seller_id = w.owner_id and a.batch_id = w.batch_id)
     else 0 end
   from wallets w, (values ('AVAILABLE'::account_kind), ('HELD')) as k (kind)
   where not exists (select from accounts a where a.wallet_id = w.id);
   insert into projects_for_sale (project_id, offers) select project_id, offers from project_offers;
   select refresh_project_search(array(select project_id from projects_for_sale));`,
];

/** Fills the database; triggers are off meanwhile. */
export async function fillOrders(sql: postgres.Sql): Promise<void> {
  await sql.unsafe('set session_replication_role = replica');
  for (const step of steps) await sql.unsafe(step);
  await sql.unsafe('vacuum (analyze)');
  await sql.unsafe('checkpoint');
}
