import type { Db } from '../../db/client.ts';
import { type LockedWallet, lockWallets, walletKey } from '../../db/ledger.ts';
import {
  insertPaymentStep,
  ownerOfPayment,
  type PaymentChange,
  type PaymentRow,
  updatePayment,
} from '../../db/payments.ts';
import type { Asset } from '../../db/wallets.ts';
import { type NewEvent, tell } from '../feed.ts';
import { owePapers } from '../invoices/due-papers.ts';
import { nextPaymentStatus, type PaymentStep } from './machine.ts';

/** The event that tells a payment's owner of what became of it. */
const paymentChanged = (
  payment: Pick<PaymentRow, 'id' | 'orderId' | 'payerId' | 'organizationId' | 'status'>,
): NewEvent => ({
  topic: 'payment',
  key: payment.id,
  payload: {
    id: payment.id,
    orderId: payment.orderId,
    ownerId: ownerOfPayment(payment),
    status: payment.status,
  },
});

/** Who did something to a payment, if anybody, why, and what it moved. */
export interface DoneBy {
  readonly actorId?: string | null;
  readonly reason?: string | null;
  /** In minor units: in if it is above zero. */
  readonly moved?: bigint;
  readonly note?: string;
  readonly change?: Omit<PaymentChange, 'status' | 'reason'>;
}

/**
 * Takes a step with a payment that is locked: its status, its history and the event. What the step does to money is its
 * caller's. Throws IllegalTransition.
 */
export async function stepPayment(
  tx: Db,
  payment: PaymentRow,
  step: PaymentStep,
  by: DoneBy = {},
): Promise<PaymentRow> {
  const status = nextPaymentStatus(payment.status, step);
  const changed = await updatePayment(tx, payment.id, {
    ...by.change,
    status,
    ...(by.reason !== undefined && { reason: by.reason }),
  });
  await noteOnPayment(tx, changed, by);
  if (step === 'AUTHORIZE' || step === 'CAPTURE') await owePapers(tx, changed);
  return changed;
}

/** Writes into a payment's history what left its status as it is, and tells of it. */
export async function noteOnPayment(tx: Db, payment: PaymentRow, by: DoneBy): Promise<void> {
  const note = by.note ?? by.reason ?? null;
  const { id: paymentId, status } = payment;
  await Promise.all([
    insertPaymentStep(tx, { paymentId, status, actorId: by.actorId ?? null, moved: by.moved ?? null, note }),
    tell(tx, [paymentChanged(payment)]),
  ]);
}

/** Locks the wallet from which, or into which, a payment goes. */
export async function lockPayersWallet(tx: Db, payment: PaymentRow): Promise<LockedWallet<Asset>> {
  const key = { ownerId: ownerOfPayment(payment), asset: payment.currency };
  const wallet = (await lockWallets(tx, [key])).get(walletKey(key));
  if (!wallet) throw new Error(`the owner of payment ${payment.id} has no ${payment.currency} wallet`);
  return wallet;
}
