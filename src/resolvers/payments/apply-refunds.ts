import type { Db } from '../../db/client.ts';
import { insertEntries } from '../../db/ledger.ts';
import { insertRefund, type RefundRow, selectRefundsOf, updateRefund } from '../../db/payment-refunds.ts';
import { type PaymentRow, updatePayment } from '../../db/payments.ts';
import { tell } from '../feed.ts';
import { oweCreditNote } from '../invoices/due-papers.ts';
import { walletChanged } from '../wallets/rules.ts';
import { refundEntry, refundFundEntry } from './entries.ts';
import type { CardRefund } from './processor.ts';
import { lockPayersWallet, noteOnPayment, stepPayment } from './record.ts';
import { refundableOf } from './start-refund.ts';

/** Brings the refunds of a locked payment to where the processor says that they stand. */
export async function applyRefunds(tx: Db, payment: PaymentRow, told: readonly CardRefund[]): Promise<PaymentRow> {
  if (told.length === 0) return payment;
  const known = await selectRefundsOf(tx, [payment.id]);
  const unsent = known.filter((refund) => isUnsent(refund) && !told.some(({ refundId }) => refundId === refund.id));
  let current = payment;
  for (const each of told) {
    const ours =
      known.find(({ id, externalId }) => id === each.refundId || externalId === each.externalId) ??
      takeMeant(current, unsent, each);
    if (!ours) current = await takeForeign(tx, current, each);
    else if (ours.status === 'PENDING' && each.status !== 'PENDING') current = await endRefund(tx, current, ours, each);
    else if (ours.status === 'SUCCEEDED' && each.status === 'FAILED') current = await comeBack(tx, current, ours, each);
    else if (ours.externalId === null)
      await updateRefund(tx, ours.id, { status: ours.status, externalId: each.externalId });
  }
  return current;
}

/** Whether the processor has not taken it yet, as far as we know. */
export const isUnsent = ({ status, externalId }: RefundRow): boolean => status === 'PENDING' && externalId === null;

/**
 * Takes out the refund of ours that somebody has made at the processor in our place: for more than is left beside it there can
 * be no second one. Ours is never sent then.
 */
function takeMeant(payment: PaymentRow, unsent: RefundRow[], told: CardRefund): RefundRow | undefined {
  if (told.refundId !== null || told.status === 'FAILED' || told.amount <= refundableOf(payment)) return undefined;
  const index = unsent.findIndex(({ amount }) => amount === told.amount);
  return index < 0 ? undefined : unsent.splice(index, 1)[0];
}

type Ending = Pick<CardRefund, 'status' | 'failure'> & { readonly externalId?: string };

/** What was held has reached the payer; or it could not, and is in the wallet. */
export async function endRefund(tx: Db, payment: PaymentRow, refund: RefundRow, to: Ending): Promise<PaymentRow> {
  const failed = to.status === 'FAILED';
  const failure = failed ? (to.failure ?? 'unknown') : null;
  await updateRefund(tx, refund.id, { status: failed ? 'FAILED' : 'SUCCEEDED', externalId: to.externalId, failure });
  const wallet = await lockPayersWallet(tx, payment);
  const { amount } = refund;
  await insertEntries(tx, [refundEntry(payment, wallet, { amount, to: failed ? 'WALLET' : 'OUTSIDE' })], [wallet]);
  await tell(tx, [walletChanged(wallet)]);
  await oweCreditNote(tx, payment, refund.id);
  await noteOnPayment(tx, payment, {
    note: failed ? `A refund failed (${failure}) and went into the wallet.` : 'A refund has arrived.',
  });
  return payment;
}

/** A refund that had gone out came back, as from a card that was closed: it goes into the wallet. */
async function comeBack(tx: Db, payment: PaymentRow, refund: RefundRow, to: CardRefund): Promise<PaymentRow> {
  const failure = to.failure ?? 'unknown';
  await updateRefund(tx, refund.id, { status: 'FAILED', failure });
  const wallet = await lockPayersWallet(tx, payment);
  const { amount } = refund;
  const entries = [
    refundEntry(payment, wallet, { amount: -amount, to: 'OUTSIDE' }),
    refundEntry(payment, wallet, { amount, to: 'WALLET' }),
  ];
  await insertEntries(tx, entries, [wallet]);
  await tell(tx, [walletChanged(wallet)]);
  await noteOnPayment(tx, payment, { note: `A refund came back (${failure}) and went into the wallet.` });
  return payment;
}

/** Somebody has refunded at the processor itself: the platform pays it, for nothing was taken back here. */
async function takeForeign(tx: Db, payment: PaymentRow, told: CardRefund): Promise<PaymentRow> {
  if (told.status === 'FAILED' || told.amount > refundableOf(payment)) return payment;
  const refund = await insertRefund(tx, {
    paymentId: payment.id,
    amount: told.amount,
    destination: 'ORIGINAL',
    reason: 'Refunded at the processor.',
    externalId: told.externalId,
  });
  const wallet = await lockPayersWallet(tx, payment);
  await insertEntries(tx, [refundFundEntry(payment, wallet, told.amount)], [wallet]);
  const refunded = payment.refunded + told.amount;
  const step = refunded >= payment.received ? 'REFUND' : 'REFUND_PART';
  const by = { reason: refund.reason, moved: -told.amount, change: { refunded } };
  const changed =
    payment.status === 'DISPUTED'
      ? await updatePayment(tx, payment.id, { refunded })
      : await stepPayment(tx, payment, step, by);
  return told.status === 'PENDING' ? changed : endRefund(tx, changed, refund, told);
}
