import type { Db } from '../../db/client.ts';
import { insertEntries } from '../../db/ledger.ts';
import {
  type DisputeRow,
  insertDispute,
  selectDisputesOf,
  selectRefundsOf,
  updateDispute,
  updateRefund,
} from '../../db/payment-refunds.ts';
import type { PaymentRow } from '../../db/payments.ts';
import { tell } from '../feed.ts';
import { oweCreditNote } from '../invoices/due-papers.ts';
import { walletChanged } from '../wallets/rules.ts';
import { isUnsent } from './apply-refunds.ts';
import { disputeEntry, refundEntry } from './entries.ts';
import type { PaymentStep } from './machine.ts';
import type { CardDispute } from './processor.ts';
import { lockPayersWallet, noteOnPayment, stepPayment } from './record.ts';

type Standing = Pick<CardDispute, 'status' | 'takenAmount'>;

/** Whether it keeps the charge from being refunded: the payer's bank has the money, and nothing is decided. */
export const blocksRefunds = ({ status, takenAmount }: Standing): boolean => status === 'OPEN' && takenAmount > 0n;

/** Brings the disputes of a locked payment to where the processor says that they stand, and the ledger with them. */
export async function applyDisputes(tx: Db, payment: PaymentRow, told: readonly CardDispute[]): Promise<PaymentRow> {
  if (told.length === 0) return payment;
  const known = await selectDisputesOf(tx, [payment.id]);
  let current = payment;
  for (const each of told) {
    const ours = known.find(({ externalId }) => externalId === each.externalId);
    const others = known.filter(({ id }) => id !== ours?.id);
    current = await applyDispute(tx, current, { ours, told: each, others });
  }
  return current;
}

interface Disputed {
  readonly ours: DisputeRow | undefined;
  readonly told: CardDispute;
  readonly others: readonly DisputeRow[];
}

async function applyDispute(tx: Db, payment: PaymentRow, { ours, told, others }: Disputed): Promise<PaymentRow> {
  const same = ours?.status === told.status && ours.takenAmount === told.takenAmount && ours.takenFee === told.takenFee;
  // A look that took longer than another may bring how it was before: what is decided is not open again.
  if (same || (ours && ours.status !== 'OPEN' && told.status !== 'WON')) return payment;
  const moved = { amount: told.takenAmount - (ours?.takenAmount ?? 0n), fee: told.takenFee - (ours?.takenFee ?? 0n) };
  if (moved.amount !== 0n || moved.fee !== 0n) {
    await insertEntries(tx, [disputeEntry(payment, payment.currency, moved)], []);
  }
  const { externalId, amount, reason, status, takenAmount, takenFee, evidenceDueAt } = told;
  const change = { status, takenAmount, takenFee, evidenceDueAt };
  if (ours) await updateDispute(tx, ours.id, change);
  else {
    const closedAt = status === 'OPEN' ? null : new Date();
    await insertDispute(tx, { paymentId: payment.id, externalId, amount, reason, closedAt, ...change });
  }
  if (status === 'LOST') await coverRefunds(tx, payment, takenAmount);
  const note = { OPEN: 'The payer disputes it', WON: 'A dispute was won', LOST: 'A dispute was lost' }[status];
  const by = { note: `${note} (${reason}).`, ...(moved.amount !== 0n && { moved: -moved.amount }) };
  const isDisputed = payment.status === 'DISPUTED';
  if (status !== 'WON' && !isDisputed) return stepPayment(tx, payment, 'DISPUTE', { ...by, reason });
  if (status === 'WON' && isDisputed && others.every((other) => other.status === 'WON')) {
    return stepPayment(tx, payment, stepBack(payment), { ...by, reason: null });
  }
  await noteOnPayment(tx, payment, by);
  return payment;
}

/** To where a payment was before it was disputed. */
function stepBack({ refunded, received }: PaymentRow): PaymentStep {
  if (refunded === 0n) return 'WIN';
  return refunded < received ? 'WIN_PART' : 'WIN_REFUNDED';
}

/**
 * What was to go back and had not left when the dispute came: the payer has it by the dispute, which the platform paid. So
 * what is held for it is the platform's again; only what the dispute did not take is still the payer's.
 */
async function coverRefunds(tx: Db, payment: PaymentRow, taken: bigint): Promise<void> {
  let left = taken;
  for (const refund of await selectRefundsOf(tx, [payment.id])) {
    if (left === 0n) return;
    if (!isUnsent(refund)) continue;
    const covered = refund.amount < left ? refund.amount : left;
    left -= covered;
    const wallet = await lockPayersWallet(tx, payment);
    const entries = [
      refundEntry(payment, wallet, { amount: covered, to: 'FEES' }),
      refundEntry(payment, wallet, { amount: refund.amount - covered, to: 'WALLET' }),
    ];
    await insertEntries(
      tx,
      entries.filter(({ legs }) => legs.length > 0),
      [wallet],
    );
    await updateRefund(tx, refund.id, { status: 'SUCCEEDED' });
    await tell(tx, [walletChanged(wallet)]);
    await oweCreditNote(tx, payment, refund.id);
    await noteOnPayment(tx, payment, { note: 'What was to go back has reached the payer by the dispute.' });
  }
}
