import type { AnnouncementStatus } from './announcements.ts';
import { type Db, texts } from './client.ts';
import type { FeeScheduleRow, TradeRow } from './trades.ts';
import type { Asset } from './wallets.ts';

/** The statements of trade settlement: a few that lock and read, a few that write, each for a whole batch. */

/**
 * Lets the rest of the transaction run by plans that suit any batch. All of its statements go by keys, so there is but one
 * good plan; without this, most would be planned anew for every batch, which takes as long as a tenth of it.
 */
export async function keepPlans({ sql }: Db): Promise<void> {
  await sql`set local plan_cache_mode = force_generic_plan`;
}

export interface TradeParties {
  readonly id: string;
  readonly sellerId: string;
  readonly organizationId: string | null;
  readonly batchId: string | null;
  readonly currency: Asset;
}

/** For whom announcements are sold, what, and in which currency; nothing of it ever changes once they are published. */
export async function selectTradeParties({ sql }: Db, ids: readonly string[]): Promise<TradeParties[]> {
  return await sql<TradeParties[]>`
    select id, seller_id, organization_id, batch_id, currency from announcements
    where id = any(${ids}::uuid[]) and opened_at is not null`;
}

/**
 * The fee schedule in force, and the database's time, both of the moment at which this statement begins: sent behind the
 * statements that lock, it does not go back to before they waited, as `now()` would.
 */
export async function selectFeesInForce({ sql }: Db): Promise<FeeScheduleRow & { now: Date }> {
  const [row] = await sql<(FeeScheduleRow & { now: Date })[]>`
    select *, statement_timestamp() as now from fee_schedules
    where effective_from <= statement_timestamp() order by effective_from desc, version desc limit 1`;
  if (!row) throw new Error('no fee schedule is in force');
  return row;
}

export async function selectTradeKeys(
  { sql }: Db,
  keys: readonly { actorId: string; key: string }[],
): Promise<{ actorId: string; key: string; inputHash: Buffer; tradeId: string }[]> {
  return await sql<{ actorId: string; key: string; inputHash: Buffer; tradeId: string }[]>`
    select i.actor_id, i.key, i.input_hash, i.result_id as trade_id
    from unnest(${keys.map(({ actorId }) => actorId)}::uuid[], ${keys.map(({ key }) => key)}::text[]) as k (actor_id, key)
    join idempotency_keys i on i.actor_id = k.actor_id and i.operation = 'tradePlace' and i.key = k.key`;
}

/** Writes trades with their idempotency keys. A key taken meanwhile by another process breaks the primary key. */
export async function insertTrades(
  { sql }: Db,
  rows: readonly TradeRow[],
  keys: readonly { key: string; inputHash: Buffer }[],
): Promise<void> {
  await Promise.all([
    sql`
      insert into trades (
        id, announcement_id, buyer_id, seller_id, quantity, currency, price_per_credit, total_price, buyer_fee,
        seller_fee, fee_schedule_version, price_source, price_as_of, status, entry_id, created_at,
        buyer_organization_id, seller_organization_id, batch_id)
      select * from unnest(
        ${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.announcementId)}::uuid[],
        ${rows.map((row) => row.buyerId)}::uuid[], ${rows.map((row) => row.sellerId)}::uuid[],
        ${texts(rows.map((row) => row.quantity))}::numeric[], ${rows.map((row) => row.currency)}::asset[],
        ${texts(rows.map((row) => row.pricePerCredit))}::numeric[], ${texts(rows.map((row) => row.totalPrice))}::numeric[],
        ${texts(rows.map((row) => row.buyerFee))}::numeric[], ${texts(rows.map((row) => row.sellerFee))}::numeric[],
        ${texts(rows.map((row) => row.feeScheduleVersion))}::int[], ${rows.map((row) => row.priceSource)}::text[],
        ${texts(rows.map((row) => row.priceAsOf))}::timestamptz[], ${rows.map((row) => row.status)}::trade_status[],
        ${rows.map((row) => row.entryId)}::uuid[], ${texts(rows.map((row) => row.createdAt))}::timestamptz[],
        ${rows.map((row) => row.buyerOrganizationId)}::uuid[], ${rows.map((row) => row.sellerOrganizationId)}::uuid[],
        ${rows.map((row) => row.batchId)}::uuid[])`,
    sql`
      insert into idempotency_keys (actor_id, operation, key, input_hash, result_id)
      select actor_id, 'tradePlace', key, decode(input_hash, 'hex'), result_id from unnest(
        ${rows.map((row) => row.buyerId)}::uuid[], ${keys.map((key) => key.key)}::text[],
        ${keys.map((key) => key.inputHash.toString('hex'))}::text[], ${rows.map((row) => row.id)}::uuid[]
      ) as k (actor_id, key, input_hash, result_id)`,
  ]);
}

export async function updateRemaining(
  { sql }: Db,
  changes: readonly { id: string; remaining: bigint; status: AnnouncementStatus }[],
): Promise<void> {
  await sql`
    update announcements as a
    set remaining = c.remaining, status = c.status, closed_at = case when c.status = 'SOLD_OUT' then now() end
    from unnest(
      ${changes.map((change) => change.id)}::uuid[], ${texts(changes.map((change) => change.remaining))}::numeric[],
      ${changes.map((change) => change.status)}::announcement_status[]) as c (id, remaining, status)
    where a.id = c.id`;
}
