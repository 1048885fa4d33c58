import { z } from 'zod';
import { selectTrades, selectTradesById, type TradeQuery, type TradeView, type TradeWant } from '../../db/trades.ts';
import { assets } from '../../db/wallets.ts';
import type { Context } from '../context.ts';
import { decodeId } from '../ids.ts';
import { actingFor, moment, nodeId, optional, readInput } from '../input.ts';
import { decodeKeyset, encodeKeyset, KEY_UUID, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { permitCaller, permitFor } from '../permissions.ts';

const filterInput = z.object({
  side: optional(z.enum(['BUYER', 'SELLER'])),
  announcementId: optional(nodeId('Announcement')),
  batchId: optional(nodeId('CreditBatch')),
  currency: optional(z.enum(assets)),
  from: optional(moment),
  to: optional(moment),
});

export interface TradesInput extends PageInput {
  readonly filterBy?: unknown;
}

/** The public tape: every trade, newest first. */
export async function listTrades(ctx: Context, input: TradesInput, want: TradeWant): Promise<Page<TradeView>> {
  const { side: _, ...filter } = readInput(filterInput, input.filterBy ?? {});
  return list(ctx, input, { ...filter, party: undefined, want });
}

/** The trades of the caller, or of an organization of theirs, as buyer or seller or both, newest first. */
export async function myTrades(
  ctx: Context,
  input: TradesInput & { readonly organizationId?: unknown },
  want: TradeWant,
): Promise<Page<TradeView>> {
  await permitCaller(ctx, 'trade.read-own');
  const { ownerId } = await permitFor(ctx, 'trade.read-own', readInput(actingFor, input.organizationId));
  const { side, ...filter } = readInput(filterInput, input.filterBy ?? {});
  return list(ctx, input, { ...filter, party: { ownerId, side: side ?? 'EITHER' }, want });
}

/** One trade by its opaque id; undefined if there is none. */
export async function tradeOf(ctx: Context, id: string, want: TradeWant): Promise<TradeView | undefined> {
  const decoded = decodeId(id);
  if (decoded?.type !== 'Trade') return undefined;
  return (await selectTradesById(ctx.app.db, [decoded.id], want))[0];
}

async function list(
  ctx: Context,
  input: TradesInput,
  filter: Omit<TradeQuery, 'after' | 'limit'>,
): Promise<Page<TradeView>> {
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [after] = input.after ? decodeKeyset(input.after, [KEY_UUID]) : [];
  const rows = await selectTrades(ctx.app.db, { ...filter, after, limit: size + 1 });
  return toPage(rows, size, input, (row) => encodeKeyset([row.id]));
}
