import type { Db } from '../../../db/client.ts';
import { selectOrderTradeIds } from '../../../db/notification-audience.ts';
import { selectTradesById } from '../../../db/trades.ts';
import { ownerOfReceived, ownerOfSent, selectTransfersById } from '../../../db/transfers.ts';
import { formatAmount, formatPrice, formatQuantity } from '../../amounts.ts';
import type { FeedEvent } from '../../feed.ts';
import { partyNames } from '../names.ts';
import type { Occurrence } from '../audiences.ts';

/** A trade is told to both sides; what an order bought is told of the order, once for all of its trades. */
export async function occurrencesOfTrades(tx: Db, events: readonly FeedEvent<'trade'>[]): Promise<Occurrence[]> {
  const ids = events.map(({ payload }) => payload.id);
  const trades = await selectTradesById(tx, ids);
  const ordered = await selectOrderTradeIds(tx, ids);
  return trades.flatMap((trade): Occurrence[] => {
    const { id, currency } = trade;
    const facts = {
      quantity: formatQuantity(trade.quantity, trade.batchId),
      total: formatAmount(trade.totalPrice, currency),
      price: formatPrice(trade.pricePerCredit),
      currency,
    };
    const told = { key: id, facts, subject: { type: 'Trade', id } };
    const bought = { ...told, kind: 'TRADE_BOUGHT', ownerId: trade.buyerOrganizationId ?? trade.buyerId } as const;
    const sold = { ...told, kind: 'TRADE_SOLD', ownerId: trade.sellerOrganizationId ?? trade.sellerId } as const;
    return ordered.has(id) ? [sold] : [bought, sold];
  });
}

/** A transfer is told to both sides. Of who sent it only the name of the user is said, which cannot hold a sentence. */
export async function occurrencesOfTransfers(tx: Db, events: readonly FeedEvent<'transfer'>[]): Promise<Occurrence[]> {
  const transfers = await selectTransfersById(
    tx,
    events.map(({ payload }) => payload.id),
  );
  const names = await partyNames(
    tx,
    transfers.flatMap((transfer) => [transfer.senderId, ownerOfReceived(transfer)]),
  );
  return transfers.flatMap((transfer): Occurrence[] => {
    const { id, asset, senderId } = transfer;
    const facts = { amount: formatAmount(transfer.amount, asset), currency: asset };
    const told = { key: id, subject: { type: 'Transfer', id } };
    const [from, to] = [names.get(senderId) ?? '', names.get(ownerOfReceived(transfer)) ?? ''];
    return [
      { ...told, kind: 'TRANSFER_SENT', ownerId: ownerOfSent(transfer), facts: { ...facts, to } },
      { ...told, kind: 'TRANSFER_RECEIVED', ownerId: ownerOfReceived(transfer), facts: { ...facts, from } },
    ];
  });
}
