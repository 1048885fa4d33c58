import { z } from 'zod';
import { orderFill } from '../../db/orders.ts';
import { actingFor, decimal, idempotencyKey, nodeId, optional, text } from '../input.ts';
import { PRICE_SCALE } from '../amounts.ts';
import { retirementClaim } from '../retirements/inputs.ts';
import { searchInput } from '../projects/search-inputs.ts';

/** What orders are paid in: what a card or a bank moves. */
export const orderCurrencies = ['USD', 'EUR'] as const;
export type OrderCurrency = (typeof orderCurrencies)[number];

/** The most things that one list of criteria names. */
const MOST = 50;
const ids = (type: string) =>
  optional(z.array(nodeId(type)).min(1, 'is empty: leave it out').max(MOST, `has more than ${MOST} ids`));

/** Which credits are looked for: as projects are searched, and by batch. */
export const criteriaInput = z
  .intersection(
    searchInput,
    z.object({ batchIds: ids('CreditBatch'), projectIds: ids('Project'), proven: optional(z.boolean()) }),
  )
  .refine(
    (given) => Object.values(given).some((value) => value !== undefined),
    'says nothing: name a type, a country, a vintage or another property',
  );
export type Criteria = z.output<typeof criteriaInput>;

const currency = z.enum(orderCurrencies);
/** Credits of batches are sold whole; CARBON in parts. Which of the two it is is not known before its source is. */
const quantity = decimal(PRICE_SCALE);

/** What an order can be made from, and what each needs to be said besides. */
const SOURCES = ['quoteId', 'announcementId', 'batchId', 'criteria', 'basketId'] as const;

export const createOrderInput = z
  .object({
    organizationId: actingFor,
    quoteId: optional(nodeId('Quote')),
    announcementId: optional(nodeId('Announcement')),
    batchId: optional(nodeId('CreditBatch')),
    criteria: optional(criteriaInput),
    basketId: optional(nodeId('Basket')),
    quantity: optional(quantity),
    currency: optional(currency),
    maxPrice: optional(decimal(PRICE_SCALE)),
    maxTotal: optional(decimal(PRICE_SCALE)),
    fill: optional(z.enum(orderFill.enumValues)),
    autoRetire: optional(retirementClaim),
    idempotencyKey,
  })
  .superRefine((given, ctx) => {
    const sources = SOURCES.filter((source) => given[source] !== undefined);
    if (sources.length !== 1) ctx.addIssue(`takes exactly one of ${SOURCES.join(', ')}`);
    const quoted = given.quoteId !== undefined;
    if (quoted !== (given.quantity === undefined)) {
      ctx.addIssue({ code: 'custom', path: ['quantity'], message: quoted ? 'is that of the quote' : 'is missing' });
    }
    const named = quoted || given.announcementId !== undefined;
    if (named === (given.currency !== undefined)) {
      const message = named ? 'is that of what is bought' : 'is missing: USD or EUR';
      ctx.addIssue({ code: 'custom', path: ['currency'], message });
    }
    if (quoted && given.maxPrice !== undefined) {
      ctx.addIssue({ code: 'custom', path: ['maxPrice'], message: 'is not asked for: the price is that of the quote' });
    }
    if (quoted && given.fill === 'PARTIAL') {
      ctx.addIssue({ code: 'custom', path: ['fill'], message: 'a quote is taken whole' });
    }
  });
export type OrderWish = Omit<z.output<typeof createOrderInput>, 'idempotencyKey'>;

export const cancelOrderInput = z.object({
  orderId: nodeId('Order'),
  reason: optional(text(1, 500)),
  idempotencyKey,
});

export const refundOrderInput = z.object({ orderId: nodeId('Order'), reason: text(1, 500), idempotencyKey });
