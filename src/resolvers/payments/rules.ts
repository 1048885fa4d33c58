import { z } from 'zod';
import { paymentMethod } from '../../db/payments.ts';
import { assetScale } from '../amounts.ts';
import { decimal, idempotencyKey, nodeId, text } from '../input.ts';

export const createPaymentInput = z.object({
  orderId: nodeId('Order'),
  method: z.enum(paymentMethod.enumValues),
  idempotencyKey,
});

export const cancelPaymentInput = z.object({ paymentId: nodeId('Payment') });

/** What can be made to happen to a card that is none. */
export const simulations = ['PAY', 'DECLINE', 'DISPUTE', 'WIN_DISPUTE', 'LOSE_DISPUTE'] as const;
export type Simulation = (typeof simulations)[number];

export const simulatePaymentInput = z.object({ paymentId: nodeId('Payment'), outcome: z.enum(simulations) });

export const refundPaymentInput = z.object({
  paymentId: nodeId('Payment'),
  amount: decimal(assetScale.EUR),
  reason: text(3, 300),
  idempotencyKey,
});
