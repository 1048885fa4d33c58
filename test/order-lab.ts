import { v7 as newId } from 'uuid';
import type { AnnouncementRow } from '../src/db/announcements.ts';
import { insertBlocks, takeBatches } from '../src/db/batches.ts';
import { batchAccounts, openHolding } from '../src/db/holdings.ts';
import { insertEntries, lockWallets, walletKey } from '../src/db/ledger.ts';
import { PLATFORM_PARTY } from '../src/db/parties.ts';
import { selectOrdersById } from '../src/db/order-lists.ts';
import type { OrderRow } from '../src/db/orders.ts';
import type { PaymentRow } from '../src/db/payments.ts';
import { encodeId } from '../src/resolvers/ids.ts';
import { createOrder } from '../src/resolvers/orders/create-order.ts';
import { settleOrders } from '../src/resolvers/orders/settle-orders.ts';
import { createPayment } from '../src/resolvers/payments/create-payment.ts';
import { simulatePayment } from '../src/resolvers/payments/simulate-payment.ts';
import type { TestApp, TestUser } from './harness.ts';
import { openOffer, type OfferTerms } from './offers.ts';
import { projectIn } from './projects.ts';

/** Credits to buy: registered projects, their batches, and who has how many of them. */
export interface OrderLab {
  readonly t: TestApp;
  /** A batch of a registered project of this kind, of one calendar year; the same project for the same `project`. */
  batch(of?: { readonly project?: object; readonly vintage?: number }): Promise<string>;
  /** Puts credits of a batch into a holding. */
  give(ownerId: string, batchId: string, tonnes: bigint): Promise<void>;
  /** Puts credits of a batch into the stock that the platform sells from. */
  stock(batchId: string, tonnes: bigint): Promise<void>;
  /** A seller with credits of a batch, all of them announced. */
  offer(batchId: string, tonnes: bigint, terms?: OfferTerms & { readonly seller?: TestUser }): Promise<AnnouncementRow>;
  /** What somebody holds of a batch. */
  holding(ownerId: string, batchId: string): Promise<{ available: bigint; held: bigint }>;
  /** What holds for all time: the sums of each asset are zero, and what was issued is held, retired or cancelled. */
  faultsInBooks(): Promise<string[]>;
}

let serials = 0n;
let names = 0;

export async function openOrderLab(t: TestApp): Promise<OrderLab> {
  const [owner, admin] = [
    await t.user('lab-owner', { roles: ['PROJECT_OWNER'] }),
    await t.user('lab-admin', { roles: ['PLATFORM_ADMIN'] }),
  ];
  const projects = new Map<object, string>();
  const presets = {};

  const lab: OrderLab = {
    t,
    async batch({ project = presets, vintage = new Date().getUTCFullYear() } = {}) {
      const projectId = projects.get(project) ?? (await projectIn({ owner, admin }, 'REGISTERED', project)).id;
      projects.set(project, projectId);
      const days = { vintageStart: `${vintage}-01-01`, vintageEnd: `${vintage}-12-31` };
      const [batchId = ''] = await t.db.transact((tx) => takeBatches(tx, [{ projectId, ...days }]));
      return batchId;
    },
    give: (ownerId, batchId, tonnes) => give(t, ownerId, batchId, tonnes),
    stock: (batchId, tonnes) => give(t, PLATFORM_PARTY, batchId, tonnes),
    async offer(batchId, tonnes, { seller, ...terms } = {}) {
      const by = seller ?? (await t.user(`lab-seller-${(names += 1)}`));
      await give(t, by.id, batchId, tonnes);
      const batch = encodeId('CreditBatch', batchId);
      return openOffer(by, { quantity: String(tonnes), ...terms, batchId: batch });
    },
    async holding(ownerId, batchId) {
      const [row] = await t.db.sql<{ available: bigint; held: bigint }[]>`
        select max(a.balance) filter (where a.kind = 'AVAILABLE') as available,
               max(a.balance) filter (where a.kind = 'HELD') as held
        from wallets w join accounts a on a.wallet_id = w.id
        where w.owner_id = ${ownerId} and w.batch_id = ${batchId} group by w.id`;
      return row ?? { available: 0n, held: 0n };
    },
    faultsInBooks: () => faultsInBooks(t),
  };
  return lab;
}

/** As a deposit does it: serial numbers in the custody, and as many credits in the ledger. */
async function give(t: TestApp, ownerId: string, batchId: string, tonnes: bigint): Promise<void> {
  await t.db.transact(async (tx) => {
    const [blockStart, blockEnd] = [serials + 1n, serials + tonnes];
    serials = blockEnd;
    const prefix = 'LAB-';
    await insertBlocks(tx, [
      {
        id: newId(),
        batchId,
        registry: 'VERRA',
        prefix,
        suffix: '',
        serial: `${prefix}${blockStart}-${blockEnd}`,
        blockStart,
        blockEnd,
        state: 'ACTIVE',
        holder: 'PLATFORM_CUSTODY',
        issuedOn: null,
      },
    ]);
    await openHolding(tx, ownerId, batchId);
    const { EXTERNAL } = await batchAccounts(tx, batchId);
    const key = { ownerId, asset: 'CREDIT', batchId } as const;
    const wallet = (await lockWallets(tx, [key])).get(walletKey(key));
    if (!wallet) throw new Error('no holding');
    const legs = [
      { accountId: wallet.available.accountId, asset: batchId, amount: tonnes },
      { accountId: EXTERNAL, asset: batchId, amount: -tonnes },
    ];
    const entry = { id: newId(), kind: 'CREDIT_DEPOSIT', referenceId: newId(), actorId: null, legs } as const;
    await insertEntries(tx, [entry], [wallet]);
  });
}

/** What holds for all time: sums of zero, and what is held is what announcements, orders and retirements hold. */
export async function faultsInBooks(t: TestApp): Promise<string[]> {
  const sums = await t.ledgerSums();
  const off = Object.entries(sums).flatMap(([asset, sum]) => (sum === 0n ? [] : [`${asset} is off by ${sum}`]));
  // Of each batch: what came in is what holdings, RETIRED and CANCELLED have; and what announcements and orders say that
  // they hold is what lies in HELD accounts.
  const batches = await t.db.sql<{ batchId: string; fault: string }[]>`
    with kinds as (
      select a.asset, coalesce(-sum(p.amount) filter (where a.kind = 'EXTERNAL'), 0) as issued,
             coalesce(sum(p.amount) filter (where a.kind in ('AVAILABLE', 'HELD')), 0) as held,
             coalesce(sum(p.amount) filter (where a.kind = 'RETIRED'), 0) as retired,
             coalesce(sum(p.amount) filter (where a.kind = 'CANCELLED'), 0) as cancelled
      from accounts a join postings p on p.account_id = a.id
      where a.asset in (select id::text from batches) group by a.asset
    )
    select asset as batch_id, format('issued %s, held %s, retired %s, cancelled %s', issued, held, retired, cancelled) as fault
    from kinds where issued <> held + retired + cancelled`;
  const reserved = await t.db.sql<{ fault: string }[]>`
    select format('announcement %s reserves %s and its orders %s', a.id, a.reserved, coalesce(o.quantity, 0)) as fault
    from announcements a
    left join (
      select l.announcement_id, sum(l.quantity) as quantity
      from order_lines l join orders o on o.id = l.order_id
      where o.status in ('PENDING_PAYMENT', 'PAID', 'SETTLING') group by l.announcement_id
    ) o on o.announcement_id = a.id
    where a.reserved <> coalesce(o.quantity, 0)`;
  const held = await t.db.sql<{ fault: string }[]>`
    with due as (
      select coalesce(a.organization_id, a.seller_id) as owner_id, a.batch_id,
             sum(case when a.status in ('ACTIVE', 'PAUSED') then a.remaining else a.reserved end) as quantity
      from announcements a where a.batch_id is not null and a.status <> 'DRAFT' group by 1, 2
      union all
      select l.seller_id, l.batch_id, sum(l.quantity) from order_lines l join orders o on o.id = l.order_id
      where l.announcement_id is null and o.status in ('PENDING_PAYMENT', 'PAID', 'SETTLING') group by 1, 2
      union all
      select r.owner_id, r.batch_id, sum(div(r.quantity, 1000000000000000000)) from retirements r
      where r.way = 'CUSTODY' and r.retired_asset = 'CREDIT' and r.status not in ('FINALIZED', 'REVERTED') group by 1, 2
      union all
      select ${PLATFORM_PARTY}::uuid, r.batch_id, sum(div(r.quantity, 1000000000000000000)) from retirements r
      where r.retired_asset = 'CARBON' and r.status not in ('FINALIZED', 'REVERTED') group by 1, 2
    ), owed as (select owner_id, batch_id, sum(quantity) as quantity from due group by 1, 2)
    select format('%s holds %s of batch %s for sales, orders and retirements of %s', w.owner_id, acc.balance, w.batch_id, coalesce(owed.quantity, 0)) as fault
    from wallets w
    join accounts acc on acc.wallet_id = w.id and acc.kind = 'HELD'
    left join owed on owed.owner_id = w.owner_id and owed.batch_id = w.batch_id
    where w.batch_id is not null and acc.balance <> coalesce(owed.quantity, 0)`;
  return [
    ...off,
    ...batches.map(({ fault }) => fault),
    ...reserved.map(({ fault }) => fault),
    ...held.map(({ fault }) => fault),
  ];
}

/** Orders as a client does: what is left out is paid in EUR. */
export function order(buyer: TestUser, wish: object): Promise<OrderRow> {
  return createOrder(buyer.ctx, { idempotencyKey: newId(), ...wish });
}

export const orderIdOf = ({ id }: { readonly id: string }): string => encodeId('Order', id);

/** Pays an order by a card of the development gateway. */
export async function payByCard(buyer: TestUser, { id }: { readonly id: string }): Promise<PaymentRow> {
  const wish = { orderId: encodeId('Order', id), method: 'CARD', idempotencyKey: newId() };
  const payment = await createPayment(buyer.ctx, wish);
  return simulatePayment(buyer.ctx, { paymentId: encodeId('Payment', payment.id), outcome: 'PAY' });
}

/** Lets the pass settle what is paid, and gives the order as it is then. */
export async function settled(t: TestApp, { id }: { readonly id: string }): Promise<OrderRow> {
  await settleOrders(t.nobody);
  const [row] = await selectOrdersById(t.db, [id]);
  if (!row) throw new Error(`there is no order ${id}`);
  return row;
}
