import type { Db } from '../../db/client.ts';
import { selectDebts, updateDebts } from '../../db/chain-deposits.ts';
import { insertEntries, platformAccounts } from '../../db/ledger.ts';
import { lockOrder } from '../../db/order-writes.ts';
import {
  lockReceipt,
  type PaymentReceiptRow,
  selectDueReceipts,
  selectPaymentByRef,
  selectSurpluses,
  updateCryptoReceived,
  updateReceipt,
} from '../../db/payment-receipts.ts';
import type { OrderRow } from '../../db/orders.ts';
import { lockPayment, type PaymentCryptoRow, type PaymentRow, selectPaymentCrypto } from '../../db/payments.ts';
import { assetScale, formatAmount, formatPrice } from '../amounts.ts';
import { type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';
import { orderCurrencies } from '../orders/wish.ts';
import { readPrices } from '../prices/read.ts';
import { tryEach } from '../try-each.ts';
import { walletChanged } from '../wallets/rules.ts';
import { worthOf } from './crypto-method.ts';
import { etherEntry, undoneEntry } from './entries.ts';
import { receiveMoney, shareOf } from './receive-money.ts';
import { lockPayersWallet, noteOnPayment } from './record.ts';

/**
 * Takes the ether that has its confirmations for the payments that it names, a transaction each, and follows the chain where
 * it undid what was taken. Gives how many there were.
 */
export async function takeReceipts(ctx: Context): Promise<number> {
  const { db, config } = ctx.app;
  const due = await selectDueReceipts(db, config.PAYMENT_EXPIRY_BATCH);
  return tryEach(ctx, due, 'ether', ({ id }) => transact(ctx, (tx) => takeReceipt(tx, id)));
}

/** Locks the receipt, then the order, the payment and the wallet. */
async function takeReceipt(tx: Db, id: string): Promise<void> {
  const receipt = await lockReceipt(tx, id);
  if (receipt?.status !== 'PENDING' && receipt?.status !== 'UNDOING') return;
  const known = await selectPaymentByRef(tx, receipt.chainId, receipt.paymentRef);
  if (!known) return updateReceipt(tx, id, { status: 'UNKNOWN' });
  const { order, payment, crypto } = await lockPaid(tx, known);
  if (receipt.status === 'UNDOING') return undo(tx, payment, receipt);

  const { serves } = shareOf(payment, order, payment.due);
  // The rate counts until then, whichever deadline the payer has given the contract.
  const isInTime = receipt.blockTime <= payment.payBy;
  const { wei, worth } = worthFor(payment, crypto, receipt.amount, isInTime && serves > 0n);
  const surplus = receipt.amount - wei;
  await insertEntries(tx, [etherEntry(payment, receipt.amount)], []);
  const note = `${formatAmount(receipt.amount, 'ETH')} ETH have come (0x${receipt.txHash.toString('hex')}).`;
  if (wei > 0n) {
    const source = platformAccounts.EXCHANGE[payment.currency];
    await receiveMoney(tx, order, payment, { amount: worth, source, note });
    await updateCryptoReceived(tx, payment.id, crypto.received + wei);
  } else await noteOnPayment(tx, payment, { note: `${note} It serves no order, and goes into the wallet.` });
  await updateReceipt(tx, id, { status: 'TAKEN', paymentId: payment.id, worth, surplus });
}

async function lockPaid(
  tx: Db,
  { id, orderId }: { readonly id: string; readonly orderId: string },
): Promise<{ readonly order: OrderRow; readonly payment: PaymentRow; readonly crypto: PaymentCryptoRow }> {
  const order = await lockOrder(tx, orderId);
  const payment = await lockPayment(tx, id);
  const [crypto] = await selectPaymentCrypto(tx, [id]);
  if (!order || !payment || !crypto) throw new Error(`there is no payment ${id}`);
  return { order, payment, crypto };
}

/**
 * How many of the wei serve a payment, and what they are worth to its payer at the agreed rate. What was asked for covers
 * what is due, whatever the rounding.
 */
export function worthFor(
  payment: Pick<PaymentRow, 'due' | 'received' | 'currency'>,
  crypto: Pick<PaymentCryptoRow, 'amount' | 'received' | 'rate'>,
  came: bigint,
  serves: boolean,
): { readonly wei: bigint; readonly worth: bigint } {
  const missing = serves && crypto.amount > crypto.received ? crypto.amount - crypto.received : 0n;
  const wei = came < missing ? came : missing;
  const so = crypto.received + wei;
  const served = so >= crypto.amount ? payment.due : worthOf(so, crypto.rate, assetScale[payment.currency]);
  return { wei, worth: wei > 0n && served > payment.received ? served - payment.received : 0n };
}

/**
 * Books ether that serves no order (too much, too late, or twice) into the wallet of its payer: at the price of now, and at
 * no more than the agreed rate. Whoever holds on to a rate that was agreed long ago gains nothing by it, and while no price
 * is fresh it waits. Gives how many there were.
 */
export async function bookSurpluses(ctx: Context): Promise<number> {
  const { db, config } = ctx.app;
  const fresh = (await readPrices(ctx, ['ETH'])).filter(({ stale }) => !stale);
  const prices = new Map<string, bigint>(fresh.map(({ currency, price }) => [currency, price]));
  const currencies = orderCurrencies.filter((currency) => prices.has(currency));
  const due = await selectSurpluses(db, currencies, config.PAYMENT_EXPIRY_BATCH);
  return tryEach(ctx, due, 'ether', ({ id }) => transact(ctx, (tx) => bookSurplus(tx, id, prices)));
}

async function bookSurplus(tx: Db, id: string, prices: ReadonlyMap<string, bigint>): Promise<void> {
  const receipt = await lockReceipt(tx, id);
  if (receipt?.status !== 'TAKEN' || receipt.paymentId === null || receipt.surplus === 0n) return;
  const known = await selectPaymentByRef(tx, receipt.chainId, receipt.paymentRef);
  if (!known) throw new Error(`there is no payment ${receipt.paymentId}`);
  const { order, payment, crypto } = await lockPaid(tx, known);
  const now = prices.get(payment.currency);
  if (now === undefined) return;
  const rate = now < crypto.rate ? now : crypto.rate;
  const worth = worthOf(receipt.surplus, rate, assetScale[payment.currency]);
  const note = `${formatAmount(receipt.surplus, 'ETH')} ETH that serve no order, at ${formatPrice(rate)} ${payment.currency}.`;
  const source = platformAccounts.EXCHANGE[payment.currency];
  if (worth > 0n) await receiveMoney(tx, order, payment, { amount: worth, source, note, isExtra: true });
  const booked = (receipt.worth ?? 0n) + worth;
  await updateReceipt(tx, id, { status: 'TAKEN', paymentId: payment.id, worth: booked, surplus: 0n });
}

/**
 * The chain undid what was taken: deeper than its confirmations. What of it is still free is taken back, and the rest is owed
 * by the wallet until it is covered. The order stays as it is: mostly the transaction is mined again.
 */
async function undo(tx: Db, payment: PaymentRow, receipt: PaymentReceiptRow): Promise<void> {
  const worth = receipt.worth ?? 0n;
  const wallet = await lockPayersWallet(tx, payment);
  const owed = (await selectDebts(tx, [wallet.walletId])).get(wallet.walletId) ?? 0n;
  const free = wallet.available.balance;
  const taken = worth < free ? worth : free;
  await insertEntries(
    tx,
    [etherEntry(payment, -receipt.amount), undoneEntry(payment, wallet, { worth, taken })].filter(
      ({ legs }) => legs.length > 0,
    ),
    [wallet],
  );
  await updateDebts(tx, new Map([[wallet.walletId, owed + worth - taken]]));
  await tell(tx, [walletChanged(wallet)]);
  const note = `The chain has undone ${formatAmount(receipt.amount, 'ETH')} ETH (0x${receipt.txHash.toString('hex')}).`;
  await noteOnPayment(tx, payment, { moved: -worth, note });
  await updateReceipt(tx, receipt.id, { status: 'ORPHANED' });
}
