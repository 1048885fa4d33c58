import { z } from 'zod';
import type { BatchRow } from '../../db/batches.ts';
import { type BatchBalance, type HoldingView, selectHoldingOf, selectHoldingsOf } from '../../db/holdings.ts';
import { findBatch } from '../batches/read.ts';
import type { Context } from '../context.ts';
import { actingFor, nodeId, readInput } from '../input.ts';
import { decodeKeyset, encodeKeyset, KEY_UUID, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { permitCaller, permitFor } from '../permissions.ts';
import { onlyVisible } from '../visible.ts';

/** The credits that the caller holds, or an organization whose money they may see; of each batch one holding. */
export async function myHoldings(
  ctx: Context,
  input: PageInput & { readonly organizationId?: unknown },
): Promise<Page<HoldingView>> {
  await permitCaller(ctx, 'wallet.read');
  const { ownerId } = await permitFor(ctx, 'wallet.read', readInput(actingFor, input.organizationId));
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [after] = input.after ? decodeKeyset(input.after, [KEY_UUID]) : [];
  const rows = await selectHoldingsOf(ctx.app.db, ownerId, { after, limit: size + 1 });
  return toPage(rows, size, input, ({ id }) => encodeKeyset([id]));
}

const holdingInput = z.object({ batchId: nodeId('CreditBatch'), organizationId: actingFor });

/** What the caller (or an organization) holds of one batch; undefined if they have never held any of it. */
export async function findHolding(ctx: Context, input: unknown): Promise<HoldingView | undefined> {
  await permitCaller(ctx, 'wallet.read');
  const { batchId, organizationId } = readInput(holdingInput, input);
  const { ownerId } = await permitFor(ctx, 'wallet.read', organizationId);
  return selectHoldingOf(ctx.app.db, { ownerId, batchId });
}

/** The holdings with these ids, null where there is none that the caller may see. */
export async function visibleHoldings(ctx: Context, ids: readonly string[]): Promise<(HoldingView | null)[]> {
  const holdings = await ctx.loaders.holdings.loadMany(ids);
  return onlyVisible(ctx, holdings, ({ ownerId }) => [ownerId], { own: 'wallet.read', any: 'wallet.read-any' });
}

/** A holding that must exist, since something the caller may see refers to it. */
export async function holdingOf(ctx: Context, id: string): Promise<HoldingView> {
  const holding = await ctx.loaders.holdings.load(id);
  if (!holding) throw new Error(`holding ${id} is referred to and does not exist`);
  return holding;
}

/** What became of a batch's credits here: for everybody who sees the batch. */
export async function balanceOf(ctx: Context, { id }: Pick<BatchRow, 'id'>): Promise<BatchBalance> {
  const balance = await ctx.loaders.batchBalances.load(id);
  if (!balance) throw new Error(`batch ${id} has no balance`);
  return balance;
}

/** The same by the id that clients have; undefined for a batch that the caller does not see. Throws InputInvalid. */
export async function findBalance(ctx: Context, id: unknown): Promise<BatchBalance | undefined> {
  const batch = await findBatch(ctx, readInput(nodeId('CreditBatch'), id));
  return batch && balanceOf(ctx, batch);
}

/**
 * Whether nothing was lost or made: what was deposited is held, retired or cancelled, and the serial numbers in custody say
 * the same of each.
 */
export const isReconciled = (balance: BatchBalance): boolean =>
  balance.issued === balance.available + balance.held + balance.retired + balance.cancelled &&
  balance.available + balance.held === balance.serialsHeld &&
  balance.retired === balance.serialsRetired &&
  balance.cancelled === balance.serialsCancelled;
