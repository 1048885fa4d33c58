import { v7 as newId } from 'uuid';
import type { Db } from '../../db/client.ts';
import { insertEntries } from '../../db/ledger.ts';
import { isRetiredSince, lockOrder, selectFeeSchedule, selectOrderLines } from '../../db/order-writes.ts';
import { selectOrdersById } from '../../db/order-lists.ts';
import { type OrderLineRow, type OrderRow, ownerOfOrder, toPayOf } from '../../db/orders.ts';
import { selectMembership } from '../../db/organizations.ts';
import { lockPaymentsOf } from '../../db/payments.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Context } from '../context.ts';
import { NotFound } from '../errors.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { once } from '../once.ts';
import { refundOrderPayment } from '../payments/refund-order-payment.ts';
import { permit } from '../permissions.ts';
import { FourEyesRequired } from '../wallets/errors.ts';
import { walletChanged } from '../wallets/rules.ts';
import { NotRefundable } from './errors.ts';
import { lockOrderWallets, type OrderWallets } from './line-wallets.ts';
import { nextOrderStatus } from './machine.ts';
import { refundEntry } from './settlement-entries.ts';
import { stepOrder } from './step.ts';
import { refundOrderInput } from './wish.ts';

const DAY_MS = 86_400_000;

/**
 * Undoes a settled order, of which nothing may have been retired, within ORDER_REFUND_DAYS: the credits go back to their
 * sellers, what they and the platform got goes back to the buyer by way of the payment. What the processor of a payment kept
 * it keeps. Whoever decides it is not its buyer. Locks the order, its payments, then all wallets in one statement. Throws
 * InputInvalid, NotFound, IllegalTransition, FourEyesRequired, NotRefundable, IdempotencyConflict.
 */
export async function refundOrder(ctx: Context, input: unknown): Promise<OrderRow> {
  const { userId } = await permit(ctx, 'order.refund');
  const { orderId, reason, idempotencyKey } = readInput(refundOrderInput, input);
  return once(ctx, {
    actorId: userId,
    operation: 'orderRefund',
    key: idempotencyKey,
    input: { orderId, reason },
    work: async (tx) => {
      const order = await lockOrder(tx, orderId);
      if (!order) throw new NotFound('order');
      nextOrderStatus(order.status, 'REFUND');
      if (await isOneOf(tx, order, userId)) throw new FourEyesRequired();
      refuseLate(order, ctx.app.config.ORDER_REFUND_DAYS);
      await refuseDisputed(tx, order);
      const lines = await selectOrderLines(tx, [order.id]);
      if (await isRetiredSince(tx, order, lines)) throw new NotRefundable('RETIRED');
      await giveBack(tx, order, lines, userId);
      await refundOrderPayment(tx, order, { reason, actorId: userId });
      const refunded = await stepOrder(tx, order, 'REFUND', { actorId: userId, reason });
      await writeAudit(tx, {
        actorId: userId,
        action: 'ORDER_REFUNDED',
        subjectType: 'Order',
        subjectId: order.id,
        detail: { ownerId: ownerOfOrder(order), amount: toPayOf(order).toString(), asset: order.currency, reason },
      });
      return refunded;
    },
    again: async () => (await selectOrdersById(ctx.app.db, [orderId]))[0] as OrderRow,
  });
}

/** Whether the order is this user's, or of an organization of theirs. */
async function isOneOf(tx: Db, { buyerId, organizationId }: OrderRow, userId: string): Promise<boolean> {
  if (buyerId === userId) return true;
  return organizationId !== null && (await selectMembership(tx, { organizationId, userId })) !== undefined;
}

function refuseLate({ completedAt }: OrderRow, days: number): void {
  if (!completedAt || Date.now() - completedAt.getTime() > days * DAY_MS) throw new NotRefundable('TOO_LATE');
}

/** Throws NotRefundable where the payment that paid the order cannot go back; all of them are locked with it. */
async function refuseDisputed(tx: Db, order: OrderRow): Promise<void> {
  const paid = (await lockPaymentsOf(tx, order.id)).find(({ paidOrder }) => paidOrder);
  if (!paid || paid.status === 'DISPUTED' || paid.status === 'REFUNDED') throw new NotRefundable('PAYMENT');
}

/** The credits against the money, line by line, as it was settled. */
async function giveBack(tx: Db, order: OrderRow, lines: readonly OrderLineRow[], actorId: string): Promise<void> {
  const wallets = await lockOrderWallets(tx, order, lines);
  refuseGone(lines, wallets);
  const fees = await selectFeeSchedule(tx, order.feeScheduleVersion);
  const entries = lines.map((line) => refundEntry(newId(), order, line, wallets.of(line), { fees, actorId }));
  await insertEntries(tx, entries, wallets.all);
  await tell(tx, wallets.all.map(walletChanged));
}

/** Throws NotRefundable unless the buyer has all of the credits free, and each seller what it was paid. */
function refuseGone(lines: readonly OrderLineRow[], wallets: OrderWallets): void {
  const credits = new Map<bigint, bigint>();
  const money = new Map<bigint, bigint>();
  for (const line of lines) {
    const { buyerCredits, sellerMoney } = wallets.of(line);
    const [from, paid] = [buyerCredits.available, sellerMoney.available];
    credits.set(from.accountId, (credits.get(from.accountId) ?? from.balance) - line.quantity);
    money.set(paid.accountId, (money.get(paid.accountId) ?? paid.balance) - (line.total - line.sellerFee));
  }
  if ([...credits.values()].some((left) => left < 0n)) throw new NotRefundable('CREDITS_GONE');
  if ([...money.values()].some((left) => left < 0n)) throw new NotRefundable('SELLER_FUNDS');
}
