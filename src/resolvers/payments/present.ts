import { amountOf, ownerOfPayment, type PaymentRow } from '../../db/payments.ts';
import type { Context } from '../context.ts';
import { mayFor } from '../permissions.ts';
import { type BankAccount, bankAccount } from './bank-method.ts';
import { ProcessorError } from './processor.ts';
import { spacedReference } from './reference.ts';

/**
 * What the payer's browser needs to pay by card, asked of the processor at this moment since it is kept nowhere; null where
 * there is nothing to pay, the processor cannot be reached, or the caller is not the one who pays.
 */
export async function cardSecret(ctx: Context, payment: PaymentRow): Promise<string | null> {
  const { cards, log } = ctx.app;
  if (payment.status !== 'CREATED' || payment.externalId === null || payment.gateway !== cards?.gateway) return null;
  if (!(await mayFor(ctx, 'payment.pay', ownerOfPayment(payment)))) return null;
  try {
    return await cards.clientSecret(payment.externalId);
  } catch (error) {
    if (!(error instanceof ProcessorError)) throw error;
    log.warn({ paymentId: payment.id, reason: error.message }, 'the processor of cards was not reached');
    return null;
  }
}

/** What to tell the bank. */
export interface TransferInstructions extends BankAccount {
  /** In groups of four. */
  readonly reference: string;
  readonly amount: bigint;
  readonly currency: PaymentRow['currency'];
}

/** Null for what is not paid by a transfer, or not any more. */
export function transferInstructions({ app: { config } }: Context, payment: PaymentRow): TransferInstructions | null {
  const account = bankAccount(config);
  const isOpen = payment.status === 'CREATED' || payment.status === 'AUTHORIZED';
  if (!account || !isOpen || payment.gateway !== 'BANK') return null;
  const { due, received, credited, currency } = payment;
  return { ...account, reference: spacedReference(payment.reference), amount: due - received - credited, currency };
}

/** What is asked for, the processor's part included, in minor units. */
export const amountAsked = (payment: PaymentRow): bigint => amountOf(payment);
