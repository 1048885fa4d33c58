import { z } from 'zod';
import type { TradeRow } from '../../db/trades.ts';
import { assetScale } from '../amounts.ts';
import type { Context } from '../context.ts';
import { decimal, idempotencyKey, nodeId, optional, readInput } from '../input.ts';
import { forgetLoaded } from '../loaders.ts';
import { hashInput } from '../once.ts';
import { permit } from '../permissions.ts';

/** The limit's places are not known before the announcement's currency is: it is read at the finest scale. */
const MAX_TOTAL_SCALE = 18;

const placeTradeInput = z.object({
  announcementId: nodeId('Announcement'),
  quantity: decimal(assetScale.CARBON),
  maxTotal: optional(decimal(MAX_TOTAL_SCALE)),
  idempotencyKey,
});

/**
 * Buys from an announcement, as the caller. Throws InputInvalid, NotFound, AnnouncementClosed, OwnAnnouncement,
 * QuantityUnavailable, BelowMinimumFill, PriceStale, PriceMoved, InsufficientFunds, IdempotencyConflict, Busy.
 */
export async function placeTrade(ctx: Context, input: unknown): Promise<TradeRow> {
  const { userId } = await permit(ctx, 'trade.place');
  const { idempotencyKey: key, ...wish } = readInput(placeTradeInput, input);
  const trade = await ctx.app.settlement.place({
    ...wish,
    actorId: userId,
    organizationId: null,
    key,
    inputHash: hashInput(wish),
  });
  forgetLoaded(ctx.loaders);
  return trade;
}
