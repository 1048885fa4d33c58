import postgres from 'postgres';
import { v7 as newId } from 'uuid';
import { answerParent } from './children.ts';
import { userId } from './dataset.ts';
import { type Account, type Leg, lockAccounts, post } from './orders-ledger.ts';
import { type OrderWanted, orderWishes } from './requests.ts';
import type { Placed, PlaceOptions } from './trades-limit.ts';

// The limit of orders: a bare loop that sends, for each, four transactions with the statements that an order takes from its
// criteria to its trades: reserved, a payment begun, its card captured, settled. No HTTP, no GraphQL, no checks of input, no
// arithmetic but sums; what does not depend on each other goes out in one volley.

interface Offer {
  readonly id: string;
  readonly seller_id: string;
  readonly batch_id: string;
  readonly available: string;
  readonly price: string;
}

interface Line extends Offer {
  readonly line: string;
  readonly quantity: number;
  readonly total: bigint;
  readonly buyerFee: bigint;
  readonly sellerFee: bigint;
}

interface Order {
  readonly id: string;
  readonly buyer: string;
  readonly lines: readonly Line[];
  readonly total: bigint;
  readonly buyerFee: bigint;
}

const PRICE_TO_CENTS = 10n ** 16n;
const FEE_BPS = 100n;
const PROCESSOR_FEE = 75n;
const ACCOUNTS = { FEES: '2', EXTERNAL: '6', PROCESSOR: '14' } as const;

const divideUp = (dividend: bigint, divisor: bigint): bigint => (dividend + divisor - 1n) / divisor;

type Event = readonly [topic: string, key: string, payload: object];

const tell = (tx: postgres.TransactionSql, events: readonly Event[]) => tx`
  insert into outbox (topic, key, payload) select topic, key, payload::jsonb from unnest(
    ${events.map(([topic]) => topic)}::text[], ${events.map(([, key]) => key)}::text[],
    ${events.map(([, , payload]) => JSON.stringify(payload))}::text[]) as event (topic, key, payload)`;

const take = (tx: postgres.TransactionSql, actor: string, operation: string, key: string, result: string) => tx`
  insert into idempotency_keys (actor_id, operation, key, input_hash, result_id)
  values (${actor}, ${operation}, ${key}, sha256(${key}::bytea), ${result})`;

const note = (tx: postgres.TransactionSql, order: string, seq: number, status: string) => tx`
  insert into order_events (order_id, seq, status) values (${order}, ${seq}, ${status})`;

const noteOnPayment = (tx: postgres.TransactionSql, payment: string, seq: number, status: string, moved: bigint) => tx`
  insert into payment_steps (payment_id, seq, status, moved)
  values (${payment}, ${seq}, ${status}, ${moved === 0n ? null : moved.toString()})`;

/** Parts of the cheapest offers, as far as they are still there under the lock. */
async function choose(tx: postgres.TransactionSql, wanted: OrderWanted): Promise<Line[]> {
  const offers = await tx<Offer[]>`
    select a.id, a.batch_id, coalesce(a.organization_id, a.seller_id) as seller_id, a.remaining - a.reserved as available,
      a.fixed_price as price
    from announcements a join batches b on b.id = a.batch_id join projects p on p.id = b.project_id
    where a.status = 'ACTIVE' and a.currency = 'EUR' and a.remaining > a.reserved and a.expires_at > now()
      and a.seller_id <> ${userId(wanted.buyer)} and p.country = ${wanted.country} and p.category = ${wanted.category}
      and b.vintage between ${wanted.vintageFrom} and ${wanted.vintageTo}
    order by a.fixed_price, greatest(a.opened_at, a.priced_at), a.id limit 200`;
  const [locked] = await Promise.all([
    tx<Offer[]>`
      select *, remaining - reserved as available, fixed_price as price from announcements
      where id = any(${offers.slice(0, 4).map(({ id }) => id)}::uuid[]) order by id for no key update`,
    tx`select *, statement_timestamp() as now from fee_schedules
       where effective_from <= statement_timestamp() order by effective_from desc, version desc limit 1`,
    tx`select currency, price, source, as_of, seen_at from price_latest where instrument = 'MCO2'`,
  ]);
  let left = wanted.tonnes;
  const lines: Line[] = [];
  for (const offer of locked.toSorted((a, b) => Number(a.price) - Number(b.price))) {
    const quantity = Math.min(left, Number(offer.available));
    if (quantity <= 0) continue;
    left -= quantity;
    const total = divideUp(BigInt(quantity) * BigInt(offer.price), PRICE_TO_CENTS);
    const fee = divideUp(total * FEE_BPS, 10_000n);
    lines.push({ ...offer, line: newId(), quantity, total, buyerFee: fee, sellerFee: fee });
  }
  if (left > 0) throw new Error('too little is on offer');
  return lines;
}

async function reserve(tx: postgres.TransactionSql, id: string, wanted: OrderWanted, key: string): Promise<Order> {
  const buyer = userId(wanted.buyer);
  const [, , lines] = await Promise.all([
    take(tx, buyer, 'orderCreate', key, id),
    tx`select count(*) from (select from orders where coalesce(organization_id, buyer_id) = ${buyer}
         and status = 'PENDING_PAYMENT' limit 20) as found`,
    choose(tx, wanted),
  ]);
  const total = lines.reduce((sum, line) => sum + line.total, 0n);
  const buyerFee = lines.reduce((sum, line) => sum + line.buyerFee, 0n);
  const text = (pick: (line: Line) => { toString(): string }): string[] => lines.map((line) => pick(line).toString());
  await Promise.all([
    tx`insert into orders (id, buyer_id, source, criteria, fill, asset, requested, quantity, currency, total, buyer_fee,
         fee_schedule_version, pay_by)
       values (${id}, ${buyer}, 'CRITERIA', ${JSON.stringify(wanted)}::text::jsonb, 'ALL_OR_NOTHING', 'CREDIT',
         ${wanted.tonnes}, ${wanted.tonnes}, 'EUR', ${total.toString()}, ${buyerFee.toString()}, 1,
         now() + interval '30 minutes')`,
    tx`insert into order_lines (id, order_id, position, announcement_id, batch_id, seller_id, quantity, price_per_credit,
         total, buyer_fee, seller_fee, price_source, price_as_of)
       select l.id, ${id}, l.n, l.offer, l.batch, l.seller, l.quantity, l.price, l.total, l.buyer_fee, l.seller_fee,
         'ANNOUNCEMENT', now()
       from unnest(${text(({ line }) => line)}::uuid[], ${text((line) => line.id)}::uuid[],
         ${text((line) => line.batch_id)}::uuid[], ${text((line) => line.seller_id)}::uuid[],
         ${text((line) => line.quantity)}::numeric[], ${text((line) => line.price)}::numeric[],
         ${text((line) => line.total)}::numeric[], ${text((line) => line.buyerFee)}::numeric[],
         ${text((line) => line.sellerFee)}::numeric[])
       with ordinality as l (id, offer, batch, seller, quantity, price, total, buyer_fee, seller_fee, n)`,
    note(tx, id, 1, 'PENDING_PAYMENT'),
    tx`update announcements as a set reserved = a.reserved + l.quantity
       from unnest(${text((line) => line.id)}::uuid[], ${text((line) => line.quantity)}::numeric[]) as l (id, quantity)
       where a.id = l.id`,
    tell(tx, [
      ['order', id, { id, ownerId: buyer }],
      ...lines.map((line): Event => ['announcement', line.id, { id: line.id, sellerId: line.seller_id }]),
    ]),
  ]);
  return { id, buyer, lines, total, buyerFee };
}

async function begin(tx: postgres.TransactionSql, id: string, { id: order, buyer, ...paid }: Order, key: string) {
  const due = (paid.total + paid.buyerFee).toString();
  await Promise.all([
    tx`select * from orders where id = ${order} for no key update`,
    tx`select * from processor_terms where effective_from <= now() order by method, currency, effective_from desc`,
    take(tx, buyer, 'paymentCreate', key, id),
    tx`insert into payments (id, order_id, payer_id, method, gateway, currency, due, processor_fee, reference, external_id,
         pay_by)
       values (${id}, ${order}, ${buyer}, 'CARD', 'DEVELOPMENT', 'EUR', ${due}, ${PROCESSOR_FEE.toString()}, ${id}, ${id},
         now() + interval '30 minutes')`,
    noteOnPayment(tx, id, 1, 'CREATED', 0n),
    tell(tx, [['payment', id, { id, orderId: order, ownerId: buyer }]]),
  ]);
}

async function capture(tx: postgres.TransactionSql, id: string, { id: order, buyer, total, buyerFee }: Order) {
  const [, , accounts] = await Promise.all([
    tx`select * from orders where id = ${order} for no key update`,
    tx`select * from payments where id = ${id} for no key update`,
    lockAccounts(tx, [[buyer, null]]),
  ]);
  const held = accounts.find(({ kind }) => kind === 'HELD');
  if (!held) throw new Error('no wallet');
  const due = total + buyerFee;
  await Promise.all([
    post(tx, 'PAYMENT_CAPTURE', id, [
      [
        newId(),
        [
          { account: ACCOUNTS.EXTERNAL, asset: 'EUR', amount: -due - PROCESSOR_FEE },
          { account: ACCOUNTS.PROCESSOR, asset: 'EUR', amount: PROCESSOR_FEE },
          { account: held, asset: 'EUR', amount: due },
        ],
      ],
    ]),
    tx`update payments set status = 'CAPTURED', captured_at = now(), received = due + processor_fee,
         kept_fee = processor_fee, paid_order = true where id = ${id}`,
    noteOnPayment(tx, id, 2, 'CAPTURED', due + PROCESSOR_FEE),
    tx`insert into due_papers (kind, payment_id)
       select unnest(array['INVOICE', 'RECEIPT']::invoice_kind[]), ${id}::uuid on conflict do nothing`,
    tx`update orders set status = 'PAID', paid_at = now() where id = ${order}`,
    note(tx, order, 2, 'PAID'),
    tell(tx, [
      ['payment', id, { id, orderId: order, ownerId: buyer }],
      ['order', order, { id: order, ownerId: buyer }],
      ['wallet', held.account_id, { id: held.account_id, ownerId: buyer }],
    ]),
  ]);
}

async function settle(tx: postgres.TransactionSql, { id, buyer, lines }: Order): Promise<void> {
  const batches = [...new Set(lines.map(({ batch_id }) => batch_id))];
  const [, , , , , , , , accounts] = await Promise.all([
    tx`select * from orders where id = ${id} for no key update`,
    tx`update orders set status = 'SETTLING' where id = ${id}`,
    note(tx, id, 3, 'SETTLING'),
    tx`select * from order_lines where order_id = ${id} order by position`,
    tx`with opened as (
         insert into wallets (owner_id, asset, batch_id) select ${buyer}::uuid, 'CREDIT'::asset, b.id
         from unnest(${batches}::uuid[]) as b (id) order by 3 on conflict do nothing returning id, batch_id)
       insert into accounts (wallet_id, asset, kind, balance)
       select opened.id, opened.batch_id::text, kind, 0
       from opened, unnest(array['AVAILABLE', 'HELD']::account_kind[]) as kind`,
    tx`select * from announcements where id = any(${lines.map((line) => line.id)}::uuid[]) order by id for no key update`,
    tx`update announcements as a
       set reserved = a.reserved - l.quantity, remaining = a.remaining - l.quantity,
           status = case when a.remaining = l.quantity then 'SOLD_OUT' else a.status end,
           closed_at = case when a.remaining = l.quantity then now() else a.closed_at end
       from unnest(${lines.map((line) => line.id)}::uuid[], ${lines.map(({ quantity }) => String(quantity))}::numeric[])
         as l (id, quantity) where a.id = l.id`,
    tx`select * from fee_schedules where version = 1`,
    lockAccounts(tx, [
      [buyer, null],
      ...lines.flatMap(({ seller_id, batch_id }) => [
        [seller_id, null] as const,
        [buyer, batch_id] as const,
        [seller_id, batch_id] as const,
      ]),
    ]),
  ]);
  const of = (owner: string, batch: string | null, wanted: string): Account => {
    const found = accounts.find((each) => each.owner_id === owner && each.batch_id === batch && each.kind === wanted);
    if (!found) throw new Error('no wallet');
    return found;
  };
  const entries = lines.map((line): [string, Leg[]] => [
    newId(),
    [
      { account: of(buyer, null, 'HELD'), asset: 'EUR', amount: -line.total - line.buyerFee },
      { account: of(line.seller_id, null, 'AVAILABLE'), asset: 'EUR', amount: line.total - line.sellerFee },
      { account: ACCOUNTS.FEES, asset: 'EUR', amount: line.buyerFee + line.sellerFee },
      { account: of(line.seller_id, line.batch_id, 'HELD'), asset: line.batch_id, amount: -BigInt(line.quantity) },
      { account: of(buyer, line.batch_id, 'AVAILABLE'), asset: line.batch_id, amount: BigInt(line.quantity) },
    ],
  ]);
  const trades = lines.map((line, index) => ({ ...line, trade: newId(), entry: entries[index]?.[0] ?? '' }));
  await Promise.all([
    post(tx, 'ORDER_SETTLEMENT', id, entries),
    tx`insert into trades (id, announcement_id, buyer_id, seller_id, batch_id, quantity, currency, price_per_credit,
         total_price, buyer_fee, seller_fee, fee_schedule_version, price_source, price_as_of, status, entry_id)
       select t.id, l.announcement_id, ${buyer}, l.seller_id, l.batch_id, l.quantity, 'EUR', l.price_per_credit, l.total,
         l.buyer_fee, l.seller_fee, 1, l.price_source, l.price_as_of, 'COMPLETED', t.entry
       from unnest(${trades.map(({ trade }) => trade)}::uuid[], ${trades.map(({ line }) => line)}::uuid[],
         ${trades.map(({ entry }) => entry)}::uuid[]) as t (id, line, entry) join order_lines l on l.id = t.line`,
    tx`update order_lines as l set trade_id = t.id
       from unnest(${trades.map(({ trade }) => trade)}::uuid[], ${trades.map(({ line }) => line)}::uuid[]) as t (id, line)
       where l.id = t.line`,
    tx`update orders set status = 'COMPLETED', completed_at = now() where id = ${id}`,
    note(tx, id, 4, 'COMPLETED'),
    tell(tx, [
      ['order', id, { id, ownerId: buyer }],
      ...trades.flatMap((line): Event[] => [
        ['trade', line.trade, { id: line.trade, announcementId: line.id, buyerId: buyer, sellerId: line.seller_id }],
        ['announcement', line.id, { id: line.id, sellerId: line.seller_id }],
        ['wallet', line.trade, { id: line.trade, ownerId: buyer }],
        ['wallet', line.entry, { id: line.entry, ownerId: line.seller_id }],
      ]),
    ]),
  ]);
}

/** As many loops as connections, each with one order under way. */
async function orderAll({
  databaseUrl,
  connections,
  run,
  seed,
  warmUpMs,
  durationMs,
}: Omit<PlaceOptions, 'hot'>): Promise<Placed> {
  const sql = postgres(databaseUrl, { max: connections, connection: { TimeZone: 'UTC' } });
  const fromMs = performance.now() + warmUpMs;
  const untilMs = fromMs + durationMs;
  const latenciesMs: number[] = [];
  const loop = async (_: unknown, lane: number): Promise<void> => {
    const next = orderWishes(seed * 1_000 + lane);
    for (let count = 0; ; count += 1) {
      const begunMs = performance.now();
      if (begunMs >= untilMs) return;
      const key = `${run}-${seed}-${lane}-${count}`;
      const [id, payment, wanted] = [newId(), newId(), next()];
      const order = await sql.begin((tx) => reserve(tx, id, wanted, key));
      await sql.begin((tx) => begin(tx, payment, order, key));
      await sql.begin((tx) => capture(tx, payment, order));
      await sql.begin((tx) => settle(tx, order));
      const endedMs = performance.now();
      if (begunMs >= fromMs && endedMs < untilMs) latenciesMs.push(endedMs - begunMs);
    }
  };
  await Promise.all(Array.from({ length: connections }, loop));
  await sql.end();
  const sorted = latenciesMs.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;
  return { perSecond: (sorted.length / durationMs) * 1_000, p50Ms: at(0.5), p99Ms: at(0.99) };
}

answerParent({ orderAll });
