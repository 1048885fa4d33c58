import type { CreditDepositView } from '../../db/credit-deposits.ts';
import type { Context } from '../context.ts';
import { isPermitted } from '../permissions.ts';
import { onlyVisible } from '../visible.ts';

/** The deposits of credits with these ids, null where there is none that the caller may see. */
export async function visibleCreditDeposits(
  ctx: Context,
  ids: readonly string[],
): Promise<(CreditDepositView | null)[]> {
  const found = await ctx.loaders.creditDeposits.loadMany(ids);
  const deposits = await onlyVisible(ctx, found, ({ ownerId }) => [ownerId], {
    own: 'wallet.read',
    any: 'wallet.read-any',
  });
  if (await isPermitted(ctx, 'wallet.read-any')) return deposits;
  // Which employee recorded it is no business of the customer.
  return deposits.map((deposit) => deposit && { ...deposit, recordedBy: null });
}
