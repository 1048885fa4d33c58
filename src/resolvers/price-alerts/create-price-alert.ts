import { selectLastBatchPrices } from '../../db/batch-prices.ts';
import { lockReference } from '../../db/chain-position-reads.ts';
import type { Db } from '../../db/client.ts';
import { countActiveAlerts, insertPriceAlert, type PriceAlertRow } from '../../db/price-alerts.ts';
import { type Instrument, type PriceCurrency, selectCurrentPrices } from '../../db/prices.ts';
import { findBatch } from '../batches/read.ts';
import { type Context, transact } from '../context.ts';
import { InputInvalid, NotFound } from '../errors.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { TooManyPriceAlerts } from './errors.ts';
import { createPriceAlertInput, isBeyond } from './rules.ts';

/** By how much a price must go back where nobody says: half a percent. */
const MARGIN_BPS = 50;

/**
 * Tells the caller when a price passes a threshold; where it is there already, once it went back and comes again.
 * Throws InputInvalid, NotFound, TooManyPriceAlerts.
 */
export async function createPriceAlert(ctx: Context, input: unknown): Promise<PriceAlertRow> {
  const { userId } = await permit(ctx, 'notification.update');
  const {
    instrument,
    batchId,
    repeats = false,
    marginBps = MARGIN_BPS,
    ...wish
  } = readInput(createPriceAlertInput, input);
  if (batchId !== undefined && wish.currency === 'ETH') {
    throw new InputInvalid([{ path: ['currency'], message: 'credits are priced in EUR and USD' }]);
  }
  if (batchId !== undefined && !(await findBatch(ctx, batchId))) throw new NotFound('credit batch');
  const most = ctx.app.config.PRICE_ALERTS_PER_USER;
  return transact(ctx, async (tx) => {
    await lockReference(tx, `price alerts of ${userId}`);
    if ((await countActiveAlerts(tx, userId)) >= most) throw new TooManyPriceAlerts(most);
    const price = await priceNow(tx, { instrument, batchId, currency: wish.currency });
    const armed = price === undefined || !isBeyond(wish, price);
    const subject = { instrument: instrument ?? null, batchId: batchId ?? null };
    return insertPriceAlert(tx, { userId, ...subject, ...wish, repeats, marginBps, armed });
  });
}

interface Priced {
  readonly instrument: Instrument | undefined;
  readonly batchId: string | undefined;
  readonly currency: PriceCurrency;
}

/** The price at this moment, if there is one. */
async function priceNow(tx: Db, { instrument, batchId, currency }: Priced): Promise<bigint | undefined> {
  if (instrument !== undefined) return (await selectCurrentPrices(tx, [{ instrument, currency }]))[0]?.price;
  if (batchId === undefined || currency === 'ETH') return undefined;
  return (await selectLastBatchPrices(tx, [{ batchId, currency }]))[0]?.price;
}
