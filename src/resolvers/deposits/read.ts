import type { DepositView } from '../../db/deposits.ts';
import type { Context } from '../context.ts';
import { isPermitted } from '../permissions.ts';
import { onlyVisible } from '../visible.ts';

/** The deposits with these ids, null where there is none that the caller may see. */
export async function visibleDeposits(ctx: Context, ids: readonly string[]): Promise<(DepositView | null)[]> {
  const deposits = await onlyVisible(ctx, await ctx.loaders.deposits.loadMany(ids), (deposit) => [deposit.ownerId], {
    own: 'wallet.read',
    any: 'wallet.read-any',
  });
  if (await isPermitted(ctx, 'wallet.read-any')) return deposits;
  // Which employee recorded it is no business of the customer.
  return deposits.map((deposit) => deposit && { ...deposit, recordedBy: null });
}
