import type { Db } from '../../db/client.ts';
import type { OrderRow } from '../../db/orders.ts';
import type { RefundDestination } from '../../db/payment-refunds.ts';
import type { PaymentCryptoRow, PaymentMethodCode, PaymentRow } from '../../db/payments.ts';
import type { Context } from '../context.ts';
import { bankTransfer } from './bank-method.ts';
import { card } from './card-method.ts';
import { crypto } from './crypto-method.ts';
import { invoice } from './invoice-method.ts';

/** How an order is to be paid: what is written of a new payment. */
export type PaymentPlan = Pick<PaymentRow, 'gateway' | 'processorFee' | 'payBy'> & {
  readonly dueAt?: Date;
  readonly crypto?: Omit<PaymentCryptoRow, 'paymentId' | 'received'>;
};

/** One way of paying. */
export interface PaymentMethod {
  /**
   * Says how an order, which is locked and waits for its payment, is to be paid so.
   * Throws PaymentMethodUnavailable, CreditExceeded, PriceStale.
   */
  plan(ctx: Context, tx: Db, order: OrderRow, paymentId: string): Promise<PaymentPlan>;
  /** What follows in the same transaction once the payment is written. */
  readonly begin?: (ctx: Context, tx: Db, order: OrderRow, payment: PaymentRow) => Promise<PaymentRow>;
  /** Speaks to the world outside once it is committed. A pass does it again where this did not get through. */
  readonly present?: (ctx: Context, payment: PaymentRow) => Promise<void>;
  /** Where what was paid so goes back to. */
  readonly refundsTo: Extract<RefundDestination, 'ORIGINAL' | 'WALLET'>;
}

export const methods: Readonly<Record<PaymentMethodCode, PaymentMethod>> = {
  CARD: card,
  BANK_TRANSFER: bankTransfer,
  CRYPTO: crypto,
  INVOICE: invoice,
};
