import type { Context } from '../context.ts';
import { type FeedStream, watch } from '../feed.ts';
import { permit } from '../permissions.ts';

/** Each step of a deposit of the caller's over the chain, as it happens. Throws InputInvalid, Unauthenticated. */
export async function watchChainDeposits(
  ctx: Context,
  { after }: { readonly after?: string | null | undefined },
): Promise<FeedStream<'chainDeposit'>> {
  const { userId } = await permit(ctx, 'wallet.read');
  return watch(ctx, { topic: 'chainDeposit', matches: ({ payload }) => payload.ownerId === userId, after });
}
