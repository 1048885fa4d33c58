import { v7 as newId } from 'uuid';
import { legAsset, type LockedWallet, type NewEntry, type WalletKey } from '../../db/ledger.ts';
import { PLATFORM_PARTY } from '../../db/parties.ts';
import type { Db } from '../../db/client.ts';
import type { Context } from '../context.ts';
import { priceBatches, readPricing } from '../pricing/price-of.ts';
import type { PriceQuote } from '../trades/rules.ts';
import type { OrderCurrency } from './wish.ts';

/** Where the platform keeps what it has of a batch. */
export const stockKey = (batchId: string): WalletKey => ({ ownerId: PLATFORM_PARTY, asset: 'CREDIT', batchId });

/** What stays out of sale for an order: from available to held (positive), or back (negative). */
export const stockEntry = (
  orderId: string,
  wallet: LockedWallet,
  quantity: bigint,
  actorId: string | null,
): NewEntry => ({
  id: newId(),
  kind: quantity > 0n ? 'ORDER_HOLD' : 'ORDER_RELEASE',
  referenceId: orderId,
  actorId,
  legs: [
    { accountId: wallet.available.accountId, asset: legAsset(wallet), amount: -quantity },
    { accountId: wallet.held.accountId, asset: legAsset(wallet), amount: quantity },
  ],
});

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
