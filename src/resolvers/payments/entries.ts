import { v7 as newId } from 'uuid';
import { type EntryKind, type LockedWallet, type NewEntry, platformAccounts } from '../../db/ledger.ts';
import type { PaymentRow } from '../../db/payments.ts';
import type { Asset } from '../../db/wallets.ts';
import { amountOf } from '../../db/payments.ts';

type Paid = Pick<PaymentRow, 'id' | 'due' | 'processorFee'>;
type Wallet = LockedWallet<Asset>;

/** An entry about a payment, of the moves that move something. */
function entryOf(
  kind: EntryKind,
  { id }: Pick<PaymentRow, 'id'>,
  asset: Asset,
  moves: readonly (readonly [accountId: bigint, amount: bigint])[],
): NewEntry {
  const legs = moves.flatMap(([accountId, amount]) => (amount === 0n ? [] : [{ accountId, asset, amount }]));
  return { id: newId(), kind, referenceId: id, actorId: null, legs };
}

/**
 * A card was charged: what the order needs is held for it, and the processor keeps its part. If that is another than was
 * reckoned with, the platform has the difference.
 */
export const captureEntry = (payment: Paid, { asset, held }: Wallet, keptFee: bigint): NewEntry =>
  entryOf('PAYMENT_CAPTURE', payment, asset, [
    [platformAccounts.EXTERNAL[asset], -amountOf(payment)],
    [platformAccounts.PROCESSOR[asset], keptFee],
    [platformAccounts.FEES[asset], payment.processorFee - keptFee],
    [held.accountId, payment.due],
  ]);

/** The processor says at last what it keeps, and it is `more` than the ledger has. */
export const keptFeeEntry = (payment: Pick<PaymentRow, 'id'>, asset: Asset, more: bigint): NewEntry =>
  entryOf('PAYMENT_CAPTURE', payment, asset, [
    [platformAccounts.PROCESSOR[asset], more],
    [platformAccounts.FEES[asset], -more],
  ]);

/** Money has come for a payment from `source`: a part of it is held for the order, a part covers what the payer owes. */
export const receiptEntry = (
  payment: Pick<PaymentRow, 'id'>,
  { asset, held, available }: Wallet,
  {
    source,
    toHeld,
    toAvailable,
    toDebt = 0n,
  }: { source: bigint; toHeld: bigint; toAvailable: bigint; toDebt?: bigint },
): NewEntry =>
  entryOf('PAYMENT_CAPTURE', payment, asset, [
    [source, -toHeld - toAvailable - toDebt],
    [held.accountId, toHeld],
    [available.accountId, toAvailable],
    [platformAccounts.SUSPENSE[asset], toDebt],
  ]);

/** Ether has come (below zero: was undone), which the platform keeps for what it owes in another currency. */
export const etherEntry = (payment: Pick<PaymentRow, 'id'>, wei: bigint): NewEntry =>
  entryOf('PAYMENT_CAPTURE', payment, 'ETH', [
    [platformAccounts.EXTERNAL.ETH, -wei],
    [platformAccounts.EXCHANGE.ETH, wei],
  ]);

/** What ether counted for that the chain has undone: `taken` of it is still there, the rest is owed. */
export const undoneEntry = (
  payment: Pick<PaymentRow, 'id'>,
  { asset, available }: Wallet,
  { worth, taken }: { worth: bigint; taken: bigint },
): NewEntry =>
  entryOf('PAYMENT_CAPTURE', payment, asset, [
    [available.accountId, -taken],
    [platformAccounts.SUSPENSE[asset], taken - worth],
    [platformAccounts.EXCHANGE[asset], worth],
  ]);

/** Money has come for an invoice that was sold on account. */
export const invoicePaidEntry = (
  payment: Pick<PaymentRow, 'id' | 'currency'>,
  source: bigint,
  amount: bigint,
): NewEntry =>
  entryOf('PAYMENT_CAPTURE', payment, payment.currency, [
    [source, -amount],
    [platformAccounts.RECEIVABLE[payment.currency], amount],
  ]);

/** What a refund costs the platform beyond what is held for the order. */
export const refundFundEntry = (payment: Pick<PaymentRow, 'id'>, { asset, held }: Wallet, fromFees: bigint): NewEntry =>
  entryOf('PAYMENT_REFUND', payment, asset, [
    [platformAccounts.FEES[asset], -fromFees],
    [held.accountId, fromFees],
  ]);

/** What was held for a refund has gone where it was to go, or into the wallet; or to the platform, which paid it before. */
export const refundEntry = (
  payment: Pick<PaymentRow, 'id'>,
  { asset, held, available }: Wallet,
  { amount, to }: { amount: bigint; to: 'OUTSIDE' | 'WALLET' | 'RECEIVABLE' | 'FEES' },
): NewEntry =>
  entryOf('PAYMENT_REFUND', payment, asset, [
    [held.accountId, -amount],
    [to === 'WALLET' ? available.accountId : platformAccounts[to === 'OUTSIDE' ? 'EXTERNAL' : to][asset], amount],
  ]);

/**
 * A dispute takes a charge back, and costs something. The platform stands in for it until it has won: the seller has been
 * paid by then. Below zero: it came back.
 */
export const disputeEntry = (
  payment: Pick<PaymentRow, 'id'>,
  asset: Asset,
  { amount, fee }: { amount: bigint; fee: bigint },
): NewEntry =>
  entryOf('PAYMENT_DISPUTE', payment, asset, [
    [platformAccounts.EXTERNAL[asset], amount],
    [platformAccounts.PROCESSOR[asset], fee],
    [platformAccounts.FEES[asset], -amount - fee],
  ]);
