import { v7 as newId } from 'uuid';
import { selectFeeStandings } from '../../db/fee-terms.ts';
import { countOpenQuotes, insertQuote, type QuoteRow } from '../../db/quotes.ts';
import { selectFeesInForce } from '../../db/settlement.ts';
import type { Context } from '../context.ts';
import { NotFound } from '../errors.ts';
import { readInput } from '../input.ts';
import { permitCaller, permitFor } from '../permissions.ts';
import { storedCalculation } from '../pricing/calculate.ts';
import { feeFor } from '../pricing/fees.ts';
import { priceOf, readPricing } from '../pricing/price-of.ts';
import { standingOf } from '../pricing/standings.ts';
import { totalOf } from '../trades/rules.ts';
import { NotEnoughInStock, ProjectNotForSale, TooManyQuotes } from './errors.ts';
import { createQuoteInput } from './rules.ts';

/**
 * Promises credits of the platform's stock at the price of this moment for QUOTE_TTL_S, for the caller or an organization
 * for which they may pay. Nothing is reserved: an order does that, by `orderCreate` with the quote. Throws InputInvalid,
 * NotFound, ProjectNotForSale, NotEnoughInStock, PriceUnavailable, FxStale, TooManyQuotes.
 */
export async function createQuote(ctx: Context, input: unknown): Promise<QuoteRow> {
  await permitCaller(ctx, 'quote.create');
  const { batchId, organizationId, quantity, currency } = readInput(createQuoteInput, input);
  const { userId, ownerId } = await permitFor(ctx, 'quote.create', organizationId);
  const { db, config } = ctx.app;
  const [state, fees, standings, open] = await Promise.all([
    readPricing(db, config, [batchId]),
    selectFeesInForce(db),
    selectFeeStandings(db, [ownerId]),
    countOpenQuotes(db, ownerId, config.QUOTES_OPEN),
  ]);
  const batch = state.batches.get(batchId);
  if (!batch?.isPublished) throw new NotFound('credit batch');
  if (batch.suspended) throw new ProjectNotForSale();
  if (batch.stock < quantity) throw new NotEnoughInStock(batch.stock);
  if (open >= config.QUOTES_OPEN) throw new TooManyQuotes(config.QUOTES_OPEN);
  const calculation = await priceOf(db, state, batchId, currency);
  const total = totalOf(quantity, calculation.price, currency, batchId);
  const { fee, bps, basis } = feeFor('TAKER', total, currency, fees, standingOf(standings, ownerId));
  const { fx } = calculation;
  return insertQuote(db, {
    id: newId(),
    actorId: userId,
    organizationId: organizationId ?? null,
    batchId,
    quantity,
    currency,
    unitPrice: calculation.price,
    total,
    buyerFee: fee,
    buyerFeeBps: bps,
    buyerFeeBasis: basis,
    feeScheduleVersion: fees.version,
    modelVersion: calculation.modelVersion,
    calculation: storedCalculation(calculation),
    fxRate: fx?.rate ?? null,
    fxBase: fx?.base ?? null,
    fxSource: fx?.source ?? null,
    fxDate: fx?.date ?? null,
    createdAt: fees.now,
    expiresAt: new Date(fees.now.getTime() + config.QUOTE_TTL_S * 1_000),
  });
}
