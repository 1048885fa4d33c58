import type { Db } from '../../db/client.ts';
import { insertEntries } from '../../db/ledger.ts';
import { type DisputeRow, insertDispute, selectDisputesOf, updateDispute } from '../../db/payment-refunds.ts';
import type { PaymentRow } from '../../db/payments.ts';
import { disputeEntry } from './entries.ts';
import type { CardDispute } from './processor.ts';
import { noteOnPayment, stepPayment } from './record.ts';

/** Brings the disputes of a locked payment to where the processor says that they stand, and the ledger with them. */
export async function applyDisputes(tx: Db, payment: PaymentRow, told: readonly CardDispute[]): Promise<PaymentRow> {
  if (told.length === 0) return payment;
  const known = await selectDisputesOf(tx, [payment.id]);
  let current = payment;
  for (const each of told) {
    const ours = known.find(({ externalId }) => externalId === each.externalId);
    current = await applyDispute(tx, current, ours, each);
  }
  return current;
}

async function applyDispute(
  tx: Db,
  payment: PaymentRow,
  ours: DisputeRow | undefined,
  told: CardDispute,
): Promise<PaymentRow> {
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
  const note = { OPEN: 'The payer disputes it', WON: 'A dispute was won', LOST: 'A dispute was lost' }[status];
  const by = { note: `${note} (${reason}).`, ...(moved.amount !== 0n && { moved: -moved.amount }) };
  const isDisputed = payment.status === 'DISPUTED';
  if (status !== 'WON' && !isDisputed) return stepPayment(tx, payment, 'DISPUTE', { ...by, reason });
  if (status === 'WON' && isDisputed) {
    return stepPayment(tx, payment, payment.refunded > 0n ? 'WIN_PART' : 'WIN', { ...by, reason: null });
  }
  await noteOnPayment(tx, payment, by);
  return payment;
}
