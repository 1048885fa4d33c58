import { index, jsonb, text, uuid } from 'drizzle-orm/pg-core';
import { awaitsConfirmations } from './payment-receipts.ts';
import type { Db } from './client.ts';
import { createdAt, table } from './columns.ts';
import { paymentGateway, payments, type PaymentGateway, type PaymentRow } from './payments.ts';

/**
 * What processors have told, each notice once under the processor's own id. A notice is taken as a hint alone: it makes us
 * ask the processor how the payment stands. So its order, its age and its repetition do not matter.
 */
export const paymentNotices = table(
  'payment_notices',
  {
    id: text().primaryKey(),
    gateway: paymentGateway().notNull(),
    kind: text().notNull(),
    /** Null: of nothing that we know. */
    paymentId: uuid().references(() => payments.id),
    receivedAt: createdAt(),
  },
  (t) => [index('payment_notices_payment').on(t.paymentId), index('payment_notices_received').on(t.receivedAt)],
);

/** Up to where the list of what a processor has told was read, should a notice be lost on its way. */
export const paymentNoticeCursors = table('payment_notice_cursors', {
  gateway: paymentGateway().primaryKey(),
  readUntil: createdAt(),
});

/** The cards of the development gateway: what a real processor would know. */
export const developmentCharges = table('development_charges', {
  paymentId: uuid()
    .primaryKey()
    .references(() => payments.id),
  state: jsonb().$type<unknown>().notNull(),
});

export interface NewNotice {
  readonly id: string;
  readonly gateway: PaymentGateway;
  readonly kind: string;
  /** What the processor calls the payment. */
  readonly externalId: string | null;
}

/** Writes down what came, and has the payments that it is about looked at now; gives how many notices were new. */
export async function insertNotices(db: Db, notices: readonly NewNotice[]): Promise<number> {
  if (notices.length === 0) return 0;
  const rows = await db.sql<{ paymentId: string | null }[]>`
    insert into payment_notices (id, gateway, kind, payment_id)
    select n.id, n.gateway, n.kind, p.id
    from unnest(
      ${notices.map((notice) => notice.id)}::text[], ${notices.map((notice) => notice.gateway)}::payment_gateway[],
      ${notices.map((notice) => notice.kind)}::text[], ${notices.map((notice) => notice.externalId)}::text[]
    ) as n (id, gateway, kind, external_id)
    left join payments p on p.gateway = n.gateway and p.external_id = n.external_id
    on conflict do nothing
    returning payment_id`;
  await lookNow(
    db,
    rows.flatMap(({ paymentId }) => paymentId ?? []),
  );
  return rows.length;
}

/** Has these payments looked at as soon as somebody is free to. */
export async function lookNow({ sql }: Db, paymentIds: readonly string[]): Promise<void> {
  if (paymentIds.length === 0) return;
  // In the order of the ids, as everybody locks them.
  await sql`
    update payments set look_at = now(), looks = 0
    where id in (select id from payments where id = any(${[...new Set(paymentIds)]}::uuid[]) order by id for no key update)`;
}

/**
 * Takes the payment that has waited longest to be looked at, and puts the next look off before this one is made: nobody else
 * looks meanwhile, and a process that dies while looking loses nothing.
 */
export async function claimLook({ sql }: Db, gateway: PaymentGateway, leaseS: number): Promise<PaymentRow | undefined> {
  const [row] = await sql<PaymentRow[]>`
    with due as (
      select id from payments where gateway = ${gateway} and look_at <= now()
      order by look_at limit 1 for no key update skip locked
    )
    update payments p set looks = p.looks + 1,
      look_at = date_trunc('milliseconds', now() + make_interval(secs => ${leaseS}::float8))
    from due where p.id = due.id returning p.*`;
  return row;
}

/** Puts off a look that came to nothing, unless somebody wants one sooner meanwhile. */
export async function putOffLook(
  { sql }: Db,
  { id, lookAt }: Pick<PaymentRow, 'id' | 'lookAt'>,
  afterS: number,
): Promise<void> {
  await sql`
    update payments set look_at = date_trunc('milliseconds', now() + make_interval(secs => ${afterS}::float8))
    where id = ${id} and look_at is not distinct from ${lookAt}`;
}

/** Says when to look at a payment next (null: when something is told), unless somebody wants to sooner meanwhile. */
export async function planLook(
  { sql }: Db,
  { id, lookAt }: Pick<PaymentRow, 'id' | 'lookAt'>,
  afterS: number | null,
): Promise<void> {
  await sql`
    update payments set looks = 0,
      look_at = date_trunc('milliseconds', now() + make_interval(secs => ${afterS}::float8))
    where id = ${id} and look_at is not distinct from ${lookAt}`;
}

/**
 * Payments whose time is over or whose order waits no longer, though nothing has come for them; but those for which ether
 * that came in time waits for its confirmations, which it is given `graceS` for.
 */
export async function selectOverdueOpen(
  db: Db,
  { limit, graceS }: { readonly limit: number; readonly graceS: number },
): Promise<{ id: string; orderId: string }[]> {
  const { sql } = db;
  return await sql<{ id: string; orderId: string }[]>`
    select p.id, p.order_id from payments p join orders o on o.id = p.order_id
    where p.status = 'CREATED'
      and (o.status <> 'PENDING_PAYMENT' or (p.pay_by <= now() and not ${awaitsConfirmations(db, graceS)}))
    order by p.pay_by limit ${limit}`;
}

export async function selectDevelopmentCharge({ sql }: Db, paymentId: string): Promise<unknown> {
  const [row] = await sql<{ state: unknown }[]>`select state from development_charges where payment_id = ${paymentId}`;
  return row?.state;
}

/** The same, locked until the transaction ends. */
export async function lockDevelopmentCharge({ sql }: Db, paymentId: string): Promise<unknown> {
  const [row] = await sql<{ state: unknown }[]>`
    select state from development_charges where payment_id = ${paymentId} for no key update`;
  return row?.state;
}

/** Writes a new charge; one that is there already stays as it is. */
export async function insertDevelopmentCharge({ sql }: Db, paymentId: string, state: unknown): Promise<void> {
  await sql`
    insert into development_charges (payment_id, state) values (${paymentId}, ${JSON.stringify(state)}::text::jsonb)
    on conflict (payment_id) do nothing`;
}

export async function updateDevelopmentCharge({ sql }: Db, paymentId: string, state: unknown): Promise<void> {
  await sql`
    update development_charges set state = ${JSON.stringify(state)}::text::jsonb where payment_id = ${paymentId}`;
}

/** Up to where the processor's list was read; undefined before the first time. */
export async function selectNoticeCursor({ sql }: Db, gateway: PaymentGateway): Promise<Date | undefined> {
  const [row] = await sql<{ readUntil: Date }[]>`
    select read_until from payment_notice_cursors where gateway = ${gateway}`;
  return row?.readUntil;
}

export async function saveNoticeCursor({ sql }: Db, gateway: PaymentGateway, readUntil: Date): Promise<void> {
  await sql`
    insert into payment_notice_cursors (gateway, read_until) values (${gateway}, ${readUntil})
    on conflict (gateway) do update set read_until = greatest(payment_notice_cursors.read_until, excluded.read_until)`;
}

/** Forgets the notices that came longest ago; gives how many. Whatever they told is in the payments. */
export async function deleteOldNotices(
  { sql }: Db,
  { keptS, limit }: { readonly keptS: number; readonly limit: number },
): Promise<number> {
  const gone = await sql`
    delete from payment_notices where id in (
      select id from payment_notices where received_at < now() - make_interval(secs => ${keptS}::float8)
      order by received_at limit ${limit})`;
  return gone.count;
}
