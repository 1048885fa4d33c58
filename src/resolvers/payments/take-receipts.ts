import type { Db } from '../../db/client.ts';
import { selectDebts, updateDebts } from '../../db/chain-deposits.ts';
import { insertEntries, platformAccounts } from '../../db/ledger.ts';
import { lockOrder } from '../../db/order-writes.ts';
import {
  lockReceipt,
  type PaymentReceiptRow,
  selectDueReceipts,
  selectPaymentByRef,
  updateCryptoReceived,
  updateReceipt,
} from '../../db/payment-receipts.ts';
import { lockPayment, type PaymentCryptoRow, type PaymentRow, selectPaymentCrypto } from '../../db/payments.ts';
import { assetScale, formatAmount } from '../amounts.ts';
import { type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';
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
  const due = await selectDueReceipts(ctx.app.db, ctx.app.config.PAYMENT_EXPIRY_BATCH);
  for (const { id } of due) await transact(ctx, (tx) => takeReceipt(tx, id));
  return due.length;
}

/** Locks the receipt, then the order, the payment and the wallet. */
async function takeReceipt(tx: Db, id: string): Promise<void> {
  const receipt = await lockReceipt(tx, id);
  if (receipt?.status !== 'PENDING' && receipt?.status !== 'UNDOING') return;
  const known = await selectPaymentByRef(tx, receipt.chainId, receipt.paymentRef);
  if (!known) return updateReceipt(tx, id, { status: 'UNKNOWN' });
  const order = await lockOrder(tx, known.orderId);
  const payment = await lockPayment(tx, known.id);
  const [crypto] = await selectPaymentCrypto(tx, [known.id]);
  if (!order || !payment || !crypto) throw new Error(`there is no payment ${known.id}`);
  if (receipt.status === 'UNDOING') return undo(tx, payment, receipt);

  const { serves } = shareOf(payment, order, payment.due);
  const { wei, worth } = worthFor(payment, crypto, receipt.amount, serves > 0n);
  await insertEntries(tx, [etherEntry(payment, receipt.amount)], []);
  const note = `${formatAmount(receipt.amount, 'ETH')} ETH have come (0x${receipt.txHash.toString('hex')}).`;
  await receiveMoney(tx, order, payment, { amount: worth, source: platformAccounts.EXCHANGE[payment.currency], note });
  if (wei > 0n) await updateCryptoReceived(tx, payment.id, crypto.received + wei);
  await updateReceipt(tx, id, { status: 'TAKEN', paymentId: payment.id, worth });
}

/**
 * How many of the wei serve a payment, and what all of them are worth to its payer at the agreed rate. What was asked for
 * covers what is due, whatever the rounding.
 */
export function worthFor(
  payment: Pick<PaymentRow, 'due' | 'received' | 'currency'>,
  crypto: Pick<PaymentCryptoRow, 'amount' | 'received' | 'rate'>,
  came: bigint,
  serves: boolean,
): { readonly wei: bigint; readonly worth: bigint } {
  const scale = assetScale[payment.currency];
  const missing = serves && crypto.amount > crypto.received ? crypto.amount - crypto.received : 0n;
  const wei = came < missing ? came : missing;
  const so = crypto.received + wei;
  const served = so >= crypto.amount ? payment.due : worthOf(so, crypto.rate, scale);
  const worth = wei > 0n && served > payment.received ? served - payment.received : 0n;
  return { wei, worth: worth + worthOf(came - wei, crypto.rate, scale) };
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
