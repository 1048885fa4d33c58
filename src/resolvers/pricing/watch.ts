import { z } from 'zod';
import type { Context } from '../context.ts';
import { type FeedStream, watch } from '../feed.ts';
import { nodeId, optional, readInput } from '../input.ts';
import { pricedIn } from './price-of.ts';

const watchInput = z.object({ batchId: optional(nodeId('CreditBatch')), currency: optional(z.enum(pricedIn)) });

/** Every move of what the platform asks for credits, of all batches or of one. Throws InputInvalid. */
export function watchBatchPrices(
  ctx: Context,
  {
    after,
    ...input
  }: { readonly batchId?: unknown; readonly currency?: unknown; readonly after?: string | null | undefined },
): FeedStream<'batchPrice'> {
  const { batchId, currency } = readInput(watchInput, input);
  const matches = ({
    payload,
  }: {
    readonly payload: { readonly batchId: string; readonly currency: string };
  }): boolean =>
    (batchId === undefined || payload.batchId === batchId) && (currency === undefined || payload.currency === currency);
  return watch(ctx, { topic: 'batchPrice', matches, after });
}
