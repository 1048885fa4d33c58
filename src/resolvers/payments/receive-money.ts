import { selectDebts, updateDebts } from '../../db/chain-deposits.ts';
import type { Db } from '../../db/client.ts';
import { insertEntries, platformAccounts } from '../../db/ledger.ts';
import type { OrderRow } from '../../db/orders.ts';
import type { PaymentRow } from '../../db/payments.ts';
import { updatePayment } from '../../db/payments.ts';
import { tell } from '../feed.ts';
import { orderPaid } from '../orders/paid.ts';
import { walletChanged } from '../wallets/rules.ts';
import { invoicePaidEntry, receiptEntry } from './entries.ts';
import { lockPayersWallet, noteOnPayment, stepPayment } from './record.ts';

/** Money that has come for a payment other than by card. */
export interface Money {
  /** In minor units of the payment's currency. */
  readonly amount: bigint;
  /** The platform's account that it comes out of. */
  readonly source: bigint;
  /** How it came, in words. */
  readonly note: string;
  /** It serves nothing, whatever is missing: all of it is the payer's. */
  readonly isExtra?: true;
}

/**
 * What of the money serves the payment, given how it stands; the rest is the payer's, in the wallet. Nothing serves a payment
 * that has ended, or whose order waits no longer.
 */
export function shareOf(
  payment: Pick<PaymentRow, 'method' | 'status' | 'due' | 'received' | 'credited'>,
  order: Pick<OrderRow, 'status'>,
  amount: bigint,
): { readonly serves: bigint; readonly left: bigint } {
  const isOwed =
    payment.method === 'INVOICE'
      ? payment.status === 'AUTHORIZED'
      : payment.status === 'CREATED' && order.status === 'PENDING_PAYMENT';
  const missing = isOwed ? payment.due - payment.received - payment.credited : 0n;
  const serves = amount < missing ? amount : missing;
  return { serves, left: amount - serves };
}

/**
 * Takes money that has come for a payment; its order and it are locked. The order is paid as soon as all of it is there. Too
 * little waits for the rest; too much, too late or twice goes into the wallet of whose payment it is.
 */
export async function receiveMoney(tx: Db, order: OrderRow, payment: PaymentRow, money: Money): Promise<PaymentRow> {
  const { serves, left } = money.isExtra ? { serves: 0n, left: money.amount } : shareOf(payment, order, money.amount);
  const wallet = await lockPayersWallet(tx, payment);
  const isInvoice = payment.method === 'INVOICE';
  const { source } = money;
  // What a wallet owes since the chain undid something is covered by whatever comes for it.
  const owed = (await selectDebts(tx, [wallet.walletId])).get(wallet.walletId) ?? 0n;
  const toDebt = left < owed ? left : owed;
  const [toHeld, toAvailable] = [isInvoice ? 0n : serves, left - toDebt];
  const entries = [receiptEntry(payment, wallet, { source, toHeld, toAvailable, toDebt })];
  if (isInvoice && serves > 0n) entries.push(invoicePaidEntry(payment, source, serves));
  await insertEntries(
    tx,
    entries.filter(({ legs }) => legs.length > 0),
    [wallet],
  );
  if (toDebt > 0n) await updateDebts(tx, new Map([[wallet.walletId, owed - toDebt]]));
  await tell(tx, [walletChanged(wallet)]);

  const note =
    left > 0n ? `${money.note} ${serves > 0n ? 'What was too much' : 'All of it'} is in the wallet.` : money.note;
  const received = payment.received + serves;
  const by = { moved: money.amount, note };
  const isWhole = serves > 0n && received + payment.credited === payment.due;
  if (!isWhole) {
    const changed = serves > 0n ? await updatePayment(tx, payment.id, { received }) : payment;
    await noteOnPayment(tx, changed, by);
    return changed;
  }
  const captured = await stepPayment(tx, payment, 'CAPTURE', { ...by, change: { received, paidOrder: true } });
  if (!isInvoice) await orderPaid(tx, order, { id: payment.id, net: payment.due });
  return captured;
}

/** Money from the bank. */
export const fromBank = ({ currency }: Pick<PaymentRow, 'currency'>): bigint => platformAccounts.EXTERNAL[currency];
