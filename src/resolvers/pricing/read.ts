import { z } from 'zod';
import { type BatchPriceRow, selectBatchPrices } from '../../db/batch-prices.ts';
import { selectPricedBatches } from '../../db/priced-batches.ts';
import { totalOf } from '../trades/rules.ts';
import type { Context } from '../context.ts';
import { moment, nodeId, optional, readInput } from '../input.ts';
import { decodeKeyset, encodeKeyset, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { wholeTonnes } from '../quotes/rules.ts';
import { type StoredCalculation, storedCalculation } from './calculate.ts';
import { pricedIn, type PricedIn, priceOf, readPricing } from './price-of.ts';

/** What credits of a batch cost at a moment, and what that is made of. */
export interface BatchPriceView {
  readonly batchId: string;
  readonly currency: PricedIn;
  readonly quantity: bigint;
  /** Per tonne, in 10^-18 of the currency. */
  readonly unitPrice: bigint;
  /** In minor units; without fees. */
  readonly total: bigint;
  readonly calculation: StoredCalculation;
  readonly asOf: Date;
  /** What the platform has to sell of it: whole tonnes. */
  readonly stock: bigint;
}

const priceInput = z.object({ batchId: nodeId('CreditBatch'), quantity: wholeTonnes, currency: z.enum(pricedIn) });

/**
 * The price of so many credits of a batch of a published project; null where there is none such. Throws InputInvalid,
 * PriceUnavailable, FxStale.
 */
export async function readBatchPrice(ctx: Context, input: unknown): Promise<BatchPriceView | null> {
  const { batchId, quantity, currency } = readInput(priceInput, input);
  const { db, config } = ctx.app;
  const state = await readPricing(db, config, [batchId]);
  const batch = state.batches.get(batchId);
  if (!batch?.isPublished) return null;
  const calculation = await priceOf(db, state, batchId, currency);
  return {
    batchId,
    currency,
    quantity,
    unitPrice: calculation.price,
    total: totalOf(quantity, calculation.price, currency, batchId),
    calculation: storedCalculation(calculation),
    asOf: state.now,
    stock: batch.stock,
  };
}

const historyInput = z.object({
  batchId: nodeId('CreditBatch'),
  currency: z.enum(pricedIn),
  from: optional(moment),
});
const KEY_MOMENT = /^\d{4}-\d{2}-\d{2}T[\d:.]{8,15}Z$/;

/**
 * What the platform asked for credits of a batch, the last first; null where there is no such batch of a published project.
 * Throws InputInvalid.
 */
export async function readBatchPriceHistory(
  ctx: Context,
  { first, after, ...input }: PageInput & { readonly [name: string]: unknown },
): Promise<Page<BatchPriceRow> | null> {
  const { batchId, currency, from } = readInput(historyInput, input);
  const { db, config } = ctx.app;
  const size = pageSize({ first }, config.PAGE_SIZE);
  const [key] = after ? decodeKeyset(after, [KEY_MOMENT]) : [];
  const [batch] = await selectPricedBatches(db, [batchId]);
  if (!batch?.isPublished) return null;
  const before = key === undefined ? undefined : new Date(key);
  const rows = await selectBatchPrices(db, { batchId, currency, from, before, limit: size + 1 });
  return toPage(rows, size, { after }, ({ asOf }) => encodeKeyset([asOf.toISOString()]));
}
