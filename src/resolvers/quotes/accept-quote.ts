import { z } from 'zod';
import type { OrderRow } from '../../db/orders.ts';
import { selectQuotesById } from '../../db/quotes.ts';
import type { Context } from '../context.ts';
import { NotFound } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { idempotencyKey, nodeId, optional, readInput } from '../input.ts';
import { createOrder } from '../orders/create-order.ts';
import { permitCaller } from '../permissions.ts';

const acceptQuoteInput = z.object({ quoteId: nodeId('Quote'), autoRetire: optional(z.unknown()), idempotencyKey });

/**
 * Takes a quote of the caller's, or of an organization for which they asked, as long as it is open: an order at its price,
 * whose credits are reserved from now on. Throws what `createOrder` does for a quote.
 */
export async function acceptQuote(ctx: Context, input: unknown): Promise<OrderRow> {
  await permitCaller(ctx, 'order.create');
  const { quoteId, ...rest } = readInput(acceptQuoteInput, input);
  const [quote] = await selectQuotesById(ctx.app.db, [quoteId]);
  if (!quote) throw new NotFound('quote');
  const { organizationId } = quote;
  return createOrder(ctx, {
    ...rest,
    quoteId: encodeId('Quote', quoteId),
    ...(organizationId !== null && { organizationId: encodeId('Organization', organizationId) }),
  });
}
