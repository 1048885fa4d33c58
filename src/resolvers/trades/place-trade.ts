import { z } from 'zod';
import type { TradeRow } from '../../db/trades.ts';
import { assetScale } from '../amounts.ts';
import type { Context } from '../context.ts';
import { actingFor, decimal, idempotencyKey, nodeId, optional, readInput } from '../input.ts';
import { forgetLoaded } from '../loaders.ts';
import { hashInput } from '../once.ts';
import { permitCaller, permitFor } from '../permissions.ts';

/** The limit's places are not known before the announcement's currency is: it is read at the finest scale. */
const MAX_TOTAL_SCALE = 18;

const placeTradeInput = z.object({
  announcementId: nodeId('Announcement'),
  organizationId: actingFor,
  quantity: decimal(assetScale.CARBON),
  maxTotal: optional(decimal(MAX_TOTAL_SCALE)),
  idempotencyKey,
});

/**
 * Buys from an announcement, for the caller or for an organization for which they may pay. Throws InputInvalid, NotFound, AnnouncementClosed, OwnAnnouncement,
 * QuantityUnavailable, BelowMinimumFill, PriceStale, PriceMoved, InsufficientFunds, IdempotencyConflict, Busy.
 */
export async function placeTrade(ctx: Context, input: unknown): Promise<TradeRow> {
  await permitCaller(ctx, 'trade.place');
  const { idempotencyKey: key, ...wish } = readInput(placeTradeInput, input);
  const { userId } = await permitFor(ctx, 'trade.place', wish.organizationId);
  const trade = await ctx.app.settlement.place({
    ...wish,
    actorId: userId,
    organizationId: wish.organizationId ?? null,
    key,
    inputHash: hashInput(wish),
  });
  forgetLoaded(ctx.loaders);
  return trade;
}
