import type postgres from 'postgres';
import { sqlId } from './dataset.ts';

export const REPORT_TRADES = 1_000_000;
const IDS = { buyer: sqlId(1, '1'), seller: sqlId(1, '2'), announcement: sqlId(3, '1') } as const;

const EVERY_S = 20;
const FIRST_MS = Date.UTC(2025, 0, 1);

/** The moment before which so many of the trades were. */
export const endOf = (rows: number): Date => new Date(FIRST_MS + (rows + 1) * EVERY_S * 1_000);

/** One user who has bought a million times. */
export async function fillReports(sql: postgres.Sql, say: (line: string) => void): Promise<void> {
  await sql.unsafe('set session_replication_role = replica');
  for (const statement of [
    `insert into users (id, username, email, password_hash)
     values (${IDS.buyer}, 'buyer', 'buyer@bench.example', '-'), (${IDS.seller}, 'seller', 'seller@bench.example', '-');
     insert into parties (id, kind) values (${IDS.buyer}, 'USER'), (${IDS.seller}, 'USER');
     insert into announcements (id, seller_id, title, description, quantity, remaining, minimum_fill, currency, price_kind,
       fixed_price, status, expires_at, priced_at, opened_at)
     values (${IDS.announcement}, ${IDS.seller}, 'Offer', '', 1e24, 1e24, 1e16, 'EUR', 'FIXED', 5e18, 'ACTIVE',
       now() + interval '300 days', now(), now())`,
    `insert into trades (id, announcement_id, buyer_id, seller_id, quantity, currency, price_per_credit, total_price, buyer_fee,
       seller_fee, fee_schedule_version, price_source, price_as_of, status, entry_id, created_at)
     select ${sqlId(4, 'n')}, ${IDS.announcement}, ${IDS.buyer}, ${IDS.seller}, (1 + n % 997) * 5e16::numeric, 'EUR',
       5e18 + n % 1013 * 1e16, 1 + n % 100003, 1 + n % 1009, 1, 1, 'ANNOUNCEMENT', timestamptz '2025-01-01', 'COMPLETED',
       ${sqlId(4, 'n')}, timestamptz '2025-01-01' + n * interval '${EVERY_S} seconds'
     from generate_series(1, ${REPORT_TRADES}::bigint) as n`,
    'analyze',
  ]) {
    await sql.unsafe(statement);
  }
  say(`  ${REPORT_TRADES} trades`);
}

/** Whose trades they are. */
export async function reportOwner(sql: postgres.Sql): Promise<string> {
  const [owner] = await sql<{ id: string }[]>`select id from users where username = 'buyer'`;
  if (!owner) throw new Error('there is no buyer');
  return owner.id;
}
