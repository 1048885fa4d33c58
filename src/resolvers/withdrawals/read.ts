import { selectOpenWithdrawals, selectWithdrawalsOf, type WithdrawalView } from '../../db/withdrawals.ts';
import type { IntentRow } from '../../db/chain-intents.ts';
import type { Context } from '../context.ts';
import { visibleIntents } from '../intents/read.ts';
import { decodeKeyset, encodeKeyset, KEY_UUID, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { isPermitted, permit } from '../permissions.ts';
import { onlyVisible } from '../visible.ts';
import { allowedActions } from '../standings.ts';
import { asOwnerSees, type WithdrawalAction, withdrawalActions } from './rules.ts';

/** The caller's withdrawals, newest first. */
export async function myWithdrawals(ctx: Context, input: PageInput): Promise<Page<WithdrawalView>> {
  const { userId } = await permit(ctx, 'wallet.read');
  const { size, after } = pageOf(ctx, input);
  const rows = await selectWithdrawalsOf(ctx.app.db, { ownerId: userId, after, limit: size + 1 });
  return toPage(rows.map(asOwnerSees), size, input, (row) => encodeKeyset([row.id]));
}

/** What waits for a decision of finance, oldest first. */
export async function openWithdrawals(ctx: Context, input: PageInput): Promise<Page<WithdrawalView>> {
  await permit(ctx, 'withdrawal.list');
  const { size, after } = pageOf(ctx, input);
  const rows = await selectOpenWithdrawals(ctx.app.db, { after, limit: size + 1 });
  return toPage(rows, size, input, (row) => encodeKeyset([row.id]));
}

function pageOf(ctx: Context, input: PageInput) {
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [after] = input.after ? decodeKeyset(input.after, [KEY_UUID]) : [];
  return { size, after };
}

/** The withdrawals with these ids, null where there is none that the caller may see. */
export async function visibleWithdrawals(ctx: Context, ids: readonly string[]): Promise<(WithdrawalView | null)[]> {
  const withdrawals = await onlyVisible(
    ctx,
    await ctx.loaders.withdrawals.loadMany(ids),
    (withdrawal) => [withdrawal.ownerId],
    { own: 'wallet.read', any: 'wallet.read-any' },
  );
  if (await isPermitted(ctx, 'wallet.read-any')) return withdrawals;
  return withdrawals.map((withdrawal) => withdrawal && asOwnerSees(withdrawal));
}

/** The transaction that pays a withdrawal out, which its owner may see as well; null where it goes over no chain. */
export async function payOutIntent(ctx: Context, { id, payoutRef }: WithdrawalView): Promise<IntentRow | null> {
  const intentId = payoutRef && (await ctx.loaders.payOutIntentIds.load(id))?.intentId;
  return intentId ? ((await visibleIntents(ctx, [intentId]))[0] ?? null) : null;
}

/** What the caller can do to a withdrawal that they see. */
export const withdrawalActionsOf = (ctx: Context, withdrawal: WithdrawalView): Promise<WithdrawalAction[]> => {
  const isOwn = withdrawal.ownerId === ctx.viewer?.userId;
  return allowedActions(ctx, withdrawalActions, { ...withdrawal, isOwn }, withdrawal.ownerId);
};
