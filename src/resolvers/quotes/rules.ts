import { z } from 'zod';
import type { QuoteRow, QuoteStatus } from '../../db/quotes.ts';
import { assetScale } from '../amounts.ts';
import { actingFor, decimal, nodeId } from '../input.ts';
import { pricedIn } from '../pricing/price-of.ts';

/** Whole tonnes: a serial number is not divided. */
export const wholeTonnes = decimal(assetScale.CREDIT);

export const createQuoteInput = z.object({
  batchId: nodeId('CreditBatch'),
  organizationId: actingFor,
  quantity: wholeTonnes,
  currency: z.enum(pricedIn, `is not ${pricedIn.join(' or ')}`),
});

/** The state machine of a quote; what is not here cannot happen. TAKE is what an order does. */
export const quoteMachine = {
  OPEN: { TAKE: 'CONSUMED', EXPIRE: 'EXPIRED' },
  CONSUMED: {},
  EXPIRED: {},
} as const satisfies Record<QuoteStatus, Readonly<Record<string, QuoteStatus>>>;

/** Where a quote stands at a moment: its time runs out before anybody writes it down. */
export const statusAt = ({ status, expiresAt }: Pick<QuoteRow, 'status' | 'expiresAt'>, now: Date): QuoteStatus =>
  status === 'OPEN' && expiresAt <= now ? quoteMachine.OPEN.EXPIRE : status;
