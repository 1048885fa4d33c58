import type { Db } from '../../db/client.ts';
import { type DuePaper, insertDuePapers } from '../../db/invoices.ts';
import type { PaymentRow } from '../../db/payments.ts';

/** Says that a payment that has paid its order needs an invoice, and a receipt if the money is there. */
export async function owePapers(tx: Db, { id: paymentId, paidOrder, method, capturedAt }: PaymentRow): Promise<void> {
  if (!paidOrder) return;
  const papers: DuePaper[] = method === 'INVOICE' ? [] : [{ kind: 'INVOICE', paymentId, refundId: null }];
  if (capturedAt !== null) papers.push({ kind: 'RECEIPT', paymentId, refundId: null });
  if (papers.length > 0) await insertDuePapers(tx, papers);
}

/** Says that what went back of a payment needs a credit note, if it has an invoice. */
export async function oweCreditNote(tx: Db, { id: paymentId, paidOrder }: PaymentRow, refundId: string): Promise<void> {
  if (paidOrder) await insertDuePapers(tx, [{ kind: 'CREDIT_NOTE', paymentId, refundId }]);
}
