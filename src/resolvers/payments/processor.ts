import type { PaymentGateway } from '../../db/payments.ts';

/** What a card is to be charged with. */
export interface CardCharge {
  /** Of the payment: the processor opens one charge for it, however often it is asked. */
  readonly id: string;
  readonly orderId: string;
  readonly reference: string;
  readonly currency: string;
  /** In minor units, as all amounts here. */
  readonly amount: bigint;
}

/**
 * How a charge stands. OPEN: the payer has not paid, or was declined and may try again. AUTHORIZED: the bank keeps the money
 * ready, and nothing has moved.
 */
export type CardStatus = 'OPEN' | 'AUTHORIZED' | 'CAPTURED' | 'CANCELLED';

export interface CardRefund {
  readonly externalId: string;
  /** Ours; null if somebody has refunded at the processor. */
  readonly refundId: string | null;
  readonly amount: bigint;
  readonly status: 'PENDING' | 'SUCCEEDED' | 'FAILED';
  readonly failure: string | null;
}

export interface CardDispute {
  readonly externalId: string;
  readonly amount: bigint;
  readonly reason: string;
  readonly status: 'OPEN' | 'WON' | 'LOST';
  /** What the processor has taken out for it by now, and kept for its trouble. */
  readonly takenAmount: bigint;
  readonly takenFee: bigint;
  readonly evidenceDueAt: Date | null;
}

/** All that the processor knows of a charge at one moment. */
export interface CardState {
  readonly externalId: string;
  /** The payment that it was opened for, as the processor kept it. */
  readonly paymentId: string | null;
  readonly currency: string;
  readonly amount: bigint;
  readonly status: CardStatus;
  /** Why the card was declined last, in words for the payer. */
  readonly decline: string | null;
  /** What the processor keeps of it, once it says so in this currency. */
  readonly fee: bigint | null;
  readonly refunds: readonly CardRefund[];
  readonly disputes: readonly CardDispute[];
}

/** What the processor tells by itself: a hint alone that something has changed. */
export interface CardNotice {
  readonly id: string;
  readonly kind: string;
  readonly externalId: string | null;
  readonly at: Date;
}

/**
 * Who takes cards. Every call can be repeated, and what was done once is not done again. Each throws a `ProcessorError`.
 */
export interface CardProcessor {
  readonly gateway: Extract<PaymentGateway, 'STRIPE' | 'DEVELOPMENT'>;
  /** Opens the charge of a payment, or gives the one that was opened. The money is captured later, when we ask for it. */
  open(charge: CardCharge): Promise<CardState>;
  read(externalId: string): Promise<CardState>;
  /** What the payer's browser needs to pay; a secret of theirs, which is kept nowhere. */
  clientSecret(externalId: string): Promise<string>;
  /** These three ask for it and give how the charge stands then, whatever came of it. */
  capture(externalId: string): Promise<CardState>;
  cancel(externalId: string): Promise<CardState>;
  refund(externalId: string, refund: { readonly id: string; readonly amount: bigint }): Promise<CardState>;
  /** What it has told since this moment, oldest first. */
  noticesSince(at: Date, signal: AbortSignal): AsyncIterable<CardNotice>;
  /** Reads what was posted to us. Throws NoticeForged. */
  readNotice(body: Buffer, signature: string | undefined): CardNotice;
}

/** UNREACHABLE: it may work later. REFUSED: it never will. */
export class ProcessorError extends Error {
  override readonly name = 'ProcessorError';
  readonly kind: 'UNREACHABLE' | 'REFUSED';
  constructor(kind: 'UNREACHABLE' | 'REFUSED', message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** What was posted is not from the processor, or was not posted just now. */
export class NoticeForged extends Error {
  override readonly name = 'NoticeForged';
}
