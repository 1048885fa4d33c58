import type { Context } from '../context.ts';
import { type FeedStream, watch } from '../feed.ts';
import { permit } from '../permissions.ts';

/** Each change of a wallet of the caller's, as it happens; with `after`, first those that followed that cursor. */
export async function watchWallets(
  ctx: Context,
  { after }: { readonly after?: string | null | undefined },
): Promise<FeedStream<'wallet'>> {
  const { userId } = await permit(ctx, 'wallet.read');
  return watch(ctx, { topic: 'wallet', matches: ({ payload }) => payload.ownerId === userId, after });
}
