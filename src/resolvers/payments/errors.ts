import type { PaymentMethodCode } from '../../db/payments.ts';
import type { Asset } from '../../db/wallets.ts';
import { Refusal } from '../errors.ts';

/** This order cannot be paid so, here or at all. */
export class PaymentMethodUnavailable extends Refusal {
  readonly code = 'PAYMENT_METHOD_UNAVAILABLE';
  readonly method: PaymentMethodCode;
  constructor(method: PaymentMethodCode, why: string) {
    super(why);
    this.method = method;
  }
}

/** The order has a payment that is under way: its money is coming, or kept ready. */
export class PaymentUnderWay extends Refusal {
  readonly code = 'PAYMENT_UNDER_WAY';
  constructor() {
    super('A payment for this order is under way: wait for what becomes of it.');
  }
}

/** The organization would owe more on invoices than was agreed with it. */
export class CreditExceeded extends Refusal {
  readonly code = 'CREDIT_EXCEEDED';
}

/** Less of the payment is left than is to go back. */
export class RefundTooLarge extends Refusal {
  readonly code = 'REFUND_TOO_LARGE';
  /** In minor units of the payment's currency. */
  readonly refundable: bigint;
  readonly currency: Asset;
  constructor(currency: Asset, refundable: bigint) {
    super('Less of this payment is left than is to go back.');
    this.currency = currency;
    this.refundable = refundable;
  }
}

/** Too many cards of the payer were declined lately: somebody may be trying stolen ones. */
export class CardPaymentsPaused extends Refusal {
  readonly code = 'CARD_PAYMENTS_PAUSED';
  override readonly retryable = true;
  readonly retryAt: Date;
  constructor(retryAt: Date) {
    super(`Too many of your cards were declined: pay in another way, or by card again at ${retryAt.toISOString()}.`);
    this.retryAt = retryAt;
  }
}
