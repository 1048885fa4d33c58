import type DataLoader from 'dataloader';
import { type InvoiceRow, selectInvoicesById, selectInvoicesOfPayments } from '../../db/invoices.ts';
import { type DisputeRow, type RefundRow, selectDisputesOf, selectRefundsOf } from '../../db/payment-refunds.ts';
import {
  type PaymentCryptoRow,
  type PaymentRow,
  type PaymentStepRow,
  selectPaymentCrypto,
  selectPaymentsById,
  selectPaymentsOfOrders,
  selectPaymentSteps,
} from '../../db/payments.ts';
import type { Batched } from '../batched.ts';

/** Look-ups of payments: what is part of one, by the id of the payment. */
export interface PaymentLoaders {
  readonly payments: DataLoader<string, PaymentRow | undefined>;
  /** By the id of the order, the newest first. */
  readonly paymentsOfOrder: DataLoader<string, readonly PaymentRow[]>;
  readonly paymentCrypto: DataLoader<string, PaymentCryptoRow | undefined>;
  readonly refundsOf: DataLoader<string, readonly RefundRow[]>;
  readonly disputesOf: DataLoader<string, readonly DisputeRow[]>;
  readonly paymentSteps: DataLoader<string, readonly PaymentStepRow[]>;
  readonly invoicesOf: DataLoader<string, readonly InvoiceRow[]>;
  /** By the id of the invoice. */
  readonly invoices: DataLoader<string, InvoiceRow | undefined>;
}

export const paymentLoaders = ({ byId, listsOf }: Batched): PaymentLoaders => ({
  payments: byId(selectPaymentsById),
  paymentsOfOrder: listsOf(selectPaymentsOfOrders, (row) => row.orderId),
  paymentCrypto: byId(async (db, ids) =>
    (await selectPaymentCrypto(db, ids)).map((row) => ({ id: row.paymentId, ...row })),
  ),
  refundsOf: listsOf(selectRefundsOf, (row) => row.paymentId),
  disputesOf: listsOf(selectDisputesOf, (row) => row.paymentId),
  paymentSteps: listsOf(selectPaymentSteps, (row) => row.paymentId),
  invoicesOf: listsOf(selectInvoicesOfPayments, (row) => row.paymentId),
  invoices: byId(selectInvoicesById),
});
