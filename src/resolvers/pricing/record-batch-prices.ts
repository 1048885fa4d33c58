import {
  type BatchPriceRow,
  insertBatchPrices,
  lockBatchPrices,
  type PricePlace,
  selectLastBatchPrices,
} from '../../db/batch-prices.ts';
import { selectCustodyBatches } from '../../db/priced-batches.ts';
import type { Db } from '../../db/client.ts';
import { type Context, transact } from '../context.ts';
import { type NewEvent, tell } from '../feed.ts';
import { storedCalculation } from './calculate.ts';
import { priceBatches, pricedIn, readPricing } from './price-of.ts';

/**
 * Prices every batch that lies in the custody, in each currency, and writes down those whose price or model has changed
 * since; who follows the batch is told of a price that moved. A page of batches a transaction; a batch that has no price
 * now keeps its last one.
 */
export async function recordBatchPrices(ctx: Context, stopping?: AbortSignal): Promise<void> {
  let after: string | undefined;
  do {
    const page = await transact(ctx, (tx) => recordPage(ctx, tx, after));
    after = page.length < ctx.app.config.BATCH_PRICE_PAGE ? undefined : page.at(-1);
  } while (after !== undefined && !stopping?.aborted);
}

async function recordPage(ctx: Context, tx: Db, after: string | undefined): Promise<string[]> {
  const { config } = ctx.app;
  if (!(await lockBatchPrices(tx))) return [];
  const page = await selectCustodyBatches(tx, after, config.BATCH_PRICE_PAGE);
  if (page.length === 0) return page;
  const state = await readPricing(tx, config, page);
  const places = page.flatMap((batchId) => pricedIn.map((currency) => ({ batchId, currency })));
  const [priced, last] = await Promise.all([priceBatches(tx, state, places), selectLastBatchPrices(tx, places)]);
  const known = new Map(last.map((row) => [placeKey(row), row]));
  const rows: BatchPriceRow[] = [];
  const events: NewEvent[] = [];
  for (const [index, place] of places.entries()) {
    const now = priced[index];
    if (!now || 'refusal' in now) continue;
    const { price, modelVersion } = now.calculation;
    const before = known.get(placeKey(place));
    if (before?.price === price && before.modelVersion === modelVersion) continue;
    rows.push({ ...place, asOf: state.now, price, modelVersion, calculation: storedCalculation(now.calculation) });
    if (before?.price !== price) events.push(batchPriceChanged(place, state.now, price, before?.price));
  }
  await insertBatchPrices(tx, rows);
  if (events.length > 0) await tell(tx, events);
  return page;
}

const placeKey = ({ batchId, currency }: PricePlace): string => `${batchId} ${currency}`;

const batchPriceChanged = (
  { batchId, currency }: PricePlace,
  asOf: Date,
  price: bigint,
  before: bigint | undefined,
): NewEvent => ({
  topic: 'batchPrice',
  key: batchId,
  payload: { batchId, currency, price: price.toString(), before: before?.toString() ?? null, asOf: asOf.toISOString() },
});
