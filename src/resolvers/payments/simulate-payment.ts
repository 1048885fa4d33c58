import { ownerOfPayment, type PaymentRow, selectPaymentsById } from '../../db/payments.ts';
import type { Context } from '../context.ts';
import { IllegalTransition, NotFound } from '../errors.ts';
import { readInput } from '../input.ts';
import { mayFor, permitCaller } from '../permissions.ts';
import { cardsOf } from './card-method.ts';
import { convergeCard } from './converge-card.ts';
import { simulateCharge } from './development-processor.ts';
import { PaymentMethodUnavailable } from './errors.ts';
import { simulatePaymentInput } from './rules.ts';

/**
 * Makes something happen to a card of the development gateway, which moves no money, and brings the payment there at once.
 * Throws InputInvalid, NotFound (no such payment), PaymentMethodUnavailable (cards are real here, or it is paid otherwise),
 * IllegalTransition.
 */
export async function simulatePayment(ctx: Context, input: unknown): Promise<PaymentRow> {
  await permitCaller(ctx, 'payment.pay');
  const { paymentId, outcome } = readInput(simulatePaymentInput, input);
  const { db } = ctx.app;
  const [payment] = await selectPaymentsById(db, [paymentId]);
  if (!payment || !(await mayFor(ctx, 'payment.pay', ownerOfPayment(payment)))) throw new NotFound('payment');
  const cards = cardsOf(ctx.app);
  if (cards.gateway !== 'DEVELOPMENT' || payment.gateway !== 'DEVELOPMENT') {
    throw new PaymentMethodUnavailable('CARD', 'Only cards of the development gateway do as they are told.');
  }
  if (payment.status === 'FAILED' || payment.status === 'CANCELLED') {
    throw new IllegalTransition('payment', payment.status, 'simulated');
  }
  // Opened here too, should the process have ended before it was.
  await cards.open({ ...payment, amount: payment.due + payment.processorFee });
  await simulateCharge(db, paymentId, outcome);
  await convergeCard(ctx, cards, payment);
  return (await selectPaymentsById(db, [paymentId]))[0] ?? payment;
}
