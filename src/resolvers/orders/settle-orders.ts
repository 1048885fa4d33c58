import { v7 as newId } from 'uuid';
import type { AnnouncementRow } from '../../db/announcements.ts';
import type { Db } from '../../db/client.ts';
import { openHoldings } from '../../db/holdings.ts';
import { insertEntries } from '../../db/ledger.ts';
import {
  insertOrderTrades,
  lockOrder,
  lockPaidOrders,
  selectFeeSchedule,
  selectOrderLines,
} from '../../db/order-writes.ts';
import { type OrderLineRow, type OrderRow, ownerOfOrder, toPayOf } from '../../db/orders.ts';
import type { TradeRow } from '../../db/trades.ts';
import { fillReserved } from '../announcements/reserve.ts';
import { type Context, transact } from '../context.ts';
import { type NewEvent, tell } from '../feed.ts';
import { walletChanged } from '../wallets/rules.ts';
import { lockOrderWallets } from './line-wallets.ts';
import { settlementEntry } from './settlement-entries.ts';
import { stepOrder, stepToSettling } from './step.ts';

/**
 * Settles orders that are paid, ORDER_SETTLE_BATCH at most, each in a transaction of its own: money against credits, once,
 * however often it is interrupted. It goes on where a process that died has left off. Gives how many are settled and how
 * many could not be.
 */
export async function settleOrders(ctx: Context): Promise<{ readonly settled: number; readonly failed: number }> {
  const { ORDER_SETTLE_BATCH: most, ORDER_SETTLE_AT_ONCE: atOnce } = ctx.app.config;
  const due = await transact(ctx, (tx) => claimPaid(tx, most));
  let [next, settled, failed] = [0, 0, 0];
  const work = async (): Promise<void> => {
    while (next < due.length) {
      const id = due[next] as string;
      next += 1;
      try {
        if (await transact(ctx, (tx) => settleOrder(tx, id))) settled += 1;
      } catch (error) {
        // One that cannot be settled must not keep the others from it; it stays SETTLING, and is tried again.
        failed += 1;
        ctx.app.log.error({ err: error, order: id }, 'order could not be settled');
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, due.length) }, work));
  return { settled, failed };
}

/** Marks what is paid as being settled; gives it, with what was marked before and is not settled. */
async function claimPaid(tx: Db, most: number): Promise<string[]> {
  const due = await lockPaidOrders(tx, most);
  await stepToSettling(
    tx,
    due.filter(({ status }) => status === 'PAID'),
  );
  return due.map(({ id }) => id);
}

/** Settles an order that is SETTLING: false if it is not any more. Locks the order, its announcements, then wallets. */
export async function settleOrder(tx: Db, orderId: string): Promise<boolean> {
  const [order, lines] = await Promise.all([lockOrder(tx, orderId), selectOrderLines(tx, [orderId])]);
  if (order?.status !== 'SETTLING') return false;
  const ownerId = ownerOfOrder(order);
  const batchIds = [...new Set(lines.flatMap(({ batchId }) => batchId ?? []))];
  await openHoldings(
    tx,
    batchIds.map((batchId) => ({ ownerId, batchId })),
  );
  const filled = lines.flatMap(({ announcementId, quantity }) =>
    announcementId === null ? [] : [{ announcementId, quantity }],
  );
  const announcements = new Map((await fillReserved(tx, filled)).map((row) => [row.id, row]));
  const [wallets, fees] = await Promise.all([
    lockOrderWallets(tx, order, lines),
    selectFeeSchedule(tx, order.feeScheduleVersion),
  ]);

  const held = lines.map((line) => wallets.of(line).buyerMoney)[0]?.held.balance ?? 0n;
  if (held < toPayOf(order)) throw new Error(`order ${orderId} is paid, and its buyer holds only ${held} for it`);
  const settled = lines.map((line) => ({ line, entryId: newId() }));
  const trades = settled.flatMap(({ line, entryId }) => {
    const announcement = announcements.get(line.announcementId ?? '');
    return announcement ? [{ line, trade: tradeOf(order, line, announcement, entryId) }] : [];
  });
  await Promise.all([
    insertEntries(
      tx,
      settled.map(({ line, entryId }) => settlementEntry(entryId, order, line, wallets.of(line), fees)),
      wallets.all,
    ),
    insertOrderTrades(
      tx,
      trades.map(({ line, trade }) => ({ lineId: line.id, trade })),
    ),
    tell(tx, [...trades.map(({ trade }) => tradePlaced(trade)), ...wallets.all.map(walletChanged)]),
  ]);
  await stepOrder(tx, order, 'COMPLETE', { actorId: null });
  return true;
}

/** What an order bought of an announcement is a trade like any other. */
function tradeOf(order: OrderRow, line: OrderLineRow, announcement: AnnouncementRow, entryId: string): TradeRow {
  return {
    id: newId(),
    announcementId: announcement.id,
    buyerId: order.buyerId,
    sellerId: announcement.sellerId,
    buyerOrganizationId: order.organizationId,
    sellerOrganizationId: announcement.organizationId,
    batchId: line.batchId,
    quantity: line.quantity,
    currency: order.currency,
    pricePerCredit: line.pricePerCredit,
    totalPrice: line.total,
    buyerFee: line.buyerFee,
    sellerFee: line.sellerFee,
    feeScheduleVersion: order.feeScheduleVersion,
    priceSource: line.priceSource,
    priceAsOf: line.priceAsOf,
    status: 'COMPLETED',
    entryId,
    createdAt: new Date(),
  };
}

const tradePlaced = (trade: TradeRow): NewEvent => ({
  topic: 'trade',
  key: trade.id,
  payload: {
    id: trade.id,
    announcementId: trade.announcementId,
    buyerId: trade.buyerOrganizationId ?? trade.buyerId,
    sellerId: trade.sellerOrganizationId ?? trade.sellerId,
  },
});
