import type { Context } from '../resolvers/context.ts';
import { computeMarkets } from '../resolvers/pricing/compute-markets.ts';
import { computeVerifiers } from '../resolvers/pricing/compute-verifiers.ts';
import { computeVolumes } from '../resolvers/pricing/compute-volumes.ts';
import { recordBatchPrices } from '../resolvers/pricing/record-batch-prices.ts';
import { expireQuotes } from '../resolvers/quotes/expire-quotes.ts';
import type { Pass } from './keep.ts';

/** The passes that keep prices of credits: what they are made of first, and then the prices themselves. */
export function pricingPasses(ctx: Context): readonly Pass[] {
  const { BATCH_PRICE_MS, CLOCK_PASS_MS, MARKET_INDEX_MS } = ctx.app.config;
  return [
    { name: 'quote-expiry', everyMs: CLOCK_PASS_MS, run: () => expireQuotes(ctx) },
    { name: 'market-index', everyMs: MARKET_INDEX_MS, run: async () => void (await computeMarkets(ctx)) },
    { name: 'trading-volumes', everyMs: MARKET_INDEX_MS, run: () => computeVolumes(ctx) },
    { name: 'verifier-records', everyMs: BATCH_PRICE_MS, run: () => computeVerifiers(ctx) },
    { name: 'batch-prices', everyMs: BATCH_PRICE_MS, run: (stopping) => recordBatchPrices(ctx, stopping) },
  ];
}
