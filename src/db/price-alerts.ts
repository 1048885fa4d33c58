import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, pgEnum, uuid } from 'drizzle-orm/pg-core';
import { batches } from './batches.ts';
import { type Db, texts } from './client.ts';
import { amount, createdAt, id, instant, table } from './columns.ts';
import { instrument, priceCurrency, type Instrument, type PriceCurrency } from './prices.ts';
import { users } from './users.ts';

export const alertDirection = pgEnum('price_alert_direction', ['ABOVE', 'BELOW']);
export type AlertDirection = (typeof alertDirection.enumValues)[number];
/** FIRED: it was to be told once, and was. CANCELLED: its owner ended it. */
export const alertStatus = pgEnum('price_alert_status', ['ACTIVE', 'FIRED', 'CANCELLED']);
export type AlertStatus = (typeof alertStatus.enumValues)[number];

/** A user wants to hear when a price passes a threshold. */
export const priceAlerts = table(
  'price_alerts',
  {
    id: id(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    /** Of an instrument of the market, or of what the platform asks for credits of a batch. */
    instrument: instrument(),
    batchId: uuid().references(() => batches.id),
    currency: priceCurrency().notNull(),
    direction: alertDirection().notNull(),
    /** In 10^-18 of the currency. */
    threshold: amount().notNull(),
    /** By how much of the threshold the price must go back before it is told again, in basis points. */
    marginBps: integer().notNull(),
    repeats: boolean().notNull(),
    /** Whether the next price beyond the threshold is told: not while the price is there already. */
    armed: boolean().notNull(),
    status: alertStatus().notNull().default('ACTIVE'),
    fired: integer().notNull().default(0),
    lastFiredAt: instant(),
    createdAt: createdAt(),
    endedAt: instant(),
  },
  (t) => [
    index('price_alerts_user').on(t.userId, t.id),
    index('price_alerts_instrument')
      .on(t.instrument, t.currency)
      .where(sql`${t.status} = 'ACTIVE' and ${t.instrument} is not null`),
    index('price_alerts_batch')
      .on(t.batchId, t.currency)
      .where(sql`${t.status} = 'ACTIVE' and ${t.batchId} is not null`),
    check('price_alerts_subject', sql`(${t.instrument} is null) <> (${t.batchId} is null)`),
    check('price_alerts_threshold', sql`${t.threshold} > 0`),
    check('price_alerts_margin', sql`${t.marginBps} between 0 and 5000`),
    check('price_alerts_end', sql`(${t.status} = 'ACTIVE') = (${t.endedAt} is null)`),
  ],
);

export type PriceAlertRow = typeof priceAlerts.$inferSelect;

export async function insertPriceAlert({ orm }: Db, row: typeof priceAlerts.$inferInsert): Promise<PriceAlertRow> {
  const [inserted] = await orm.insert(priceAlerts).values(row).returning();
  return inserted as PriceAlertRow;
}

export async function countActiveAlerts({ sql: statement }: Db, userId: string): Promise<number> {
  const [row] = await statement<{ count: number }[]>`
    select count(*)::int as count from price_alerts where user_id = ${userId} and status = 'ACTIVE'`;
  return row?.count ?? 0;
}

/** A user's, newest first. */
export async function selectPriceAlertsOf(
  { sql: statement }: Db,
  userId: string,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<PriceAlertRow[]> {
  return await statement<PriceAlertRow[]>`
    select * from price_alerts
    where user_id = ${userId} ${after === undefined ? statement`` : statement`and id < ${after}`}
    order by id desc limit ${limit}`;
}

export async function selectPriceAlertsById({ sql: statement }: Db, ids: readonly string[]): Promise<PriceAlertRow[]> {
  return await statement<PriceAlertRow[]>`select * from price_alerts where id = any(${[...ids]}::uuid[])`;
}

export async function lockPriceAlert({ sql: statement }: Db, id: string): Promise<PriceAlertRow | undefined> {
  const [row] = await statement<PriceAlertRow[]>`select * from price_alerts where id = ${id} for no key update`;
  return row;
}

export async function endPriceAlert({ sql: statement }: Db, id: string, status: AlertStatus): Promise<PriceAlertRow> {
  const [row] = await statement<PriceAlertRow[]>`
    update price_alerts set status = ${status}, ended_at = now() where id = ${id} returning *`;
  return row as PriceAlertRow;
}

/** The lowest and the highest price that something had in a while. */
export interface PriceSpan {
  readonly instrument: Instrument | null;
  readonly batchId: string | null;
  readonly currency: PriceCurrency;
  readonly lowest: bigint;
  readonly highest: bigint;
}

/** Locks the alerts that these prices may fire or arm again, in the order of their ids. */
export async function lockMovedAlerts({ sql: statement }: Db, spans: readonly PriceSpan[]): Promise<PriceAlertRow[]> {
  if (spans.length === 0) return [];
  return await statement<PriceAlertRow[]>`
    select a.* from unnest(
      ${spans.map((span) => span.instrument)}::instrument[], ${spans.map((span) => span.batchId)}::uuid[],
      ${spans.map((span) => span.currency)}::price_currency[], ${texts(spans.map((span) => span.lowest))}::numeric[],
      ${texts(spans.map((span) => span.highest))}::numeric[]) as p (instrument, batch_id, currency, lowest, highest)
    join price_alerts a on a.status = 'ACTIVE' and a.currency = p.currency
      and (a.instrument = p.instrument or a.batch_id = p.batch_id)
    where case a.direction
      when 'ABOVE' then case when a.armed then p.highest >= a.threshold else p.lowest < a.threshold end
      else case when a.armed then p.lowest <= a.threshold else p.highest > a.threshold end
    end
    order by a.id for no key update of a`;
}

export type AlertMove = Pick<PriceAlertRow, 'id' | 'armed' | 'status' | 'fired' | 'lastFiredAt'>;

/** Writes how alerts stand now. */
export async function updatePriceAlerts({ sql: statement }: Db, moves: readonly AlertMove[]): Promise<void> {
  if (moves.length === 0) return;
  await statement`
    update price_alerts a set armed = m.armed::boolean, status = m.status::price_alert_status, fired = m.fired::int,
      last_fired_at = m.last_fired_at, ended_at = case when m.status = 'ACTIVE' then null else now() end
    from unnest(
      ${moves.map((move) => move.id)}::uuid[], ${texts(moves.map((move) => move.armed))}::text[],
      ${moves.map((move) => move.status)}::text[], ${texts(moves.map((move) => move.fired))}::text[],
      ${texts(moves.map((move) => move.lastFiredAt))}::timestamptz[]) as m (id, armed, status, fired, last_fired_at)
    where a.id = m.id`;
}
