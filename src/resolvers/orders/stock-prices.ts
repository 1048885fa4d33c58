import type { Db } from '../../db/client.ts';
import type { Context } from '../context.ts';
import { priceBatches, readPricing } from '../pricing/price-of.ts';
import type { PriceQuote } from '../trades/rules.ts';
import type { OrderCurrency } from './wish.ts';

/** What the pricing engine asks now for each batch; one that it has no price for, or of a suspended project, is left out. */
export async function stockPrices(
  ctx: Context,
  tx: Db,
  batchIds: readonly string[],
  currency: OrderCurrency,
): Promise<ReadonlyMap<string, PriceQuote>> {
  if (batchIds.length === 0) return new Map();
  const state = await readPricing(tx, ctx.app.config, batchIds);
  const forSale = batchIds.filter((batchId) => {
    const batch = state.batches.get(batchId);
    return batch?.isPublished && !batch.suspended;
  });
  const priced = await priceBatches(
    tx,
    state,
    forSale.map((batchId) => ({ batchId, currency })),
  );
  return new Map(
    priced.flatMap((each, index) => {
      if ('refusal' in each) return [];
      const { price, modelVersion } = each.calculation;
      return [[forSale[index] as string, { price, source: `PRICING_MODEL ${modelVersion}`, asOf: state.now }] as const];
    }),
  );
}
