import type { Context } from '../context.ts';
import type { FeedStream } from '../feed.ts';
import { actingFor, readInput } from '../input.ts';
import { watchFor } from '../organizations/watch.ts';
import { permitCaller } from '../permissions.ts';

/**
 * Each change of a wallet of the caller's or of an organization, as it happens; with `after`, first those that followed that
 * cursor.
 */
export async function watchWallets(
  ctx: Context,
  { after, organizationId }: { readonly after?: string | null | undefined; readonly organizationId?: unknown },
): Promise<FeedStream<'wallet'>> {
  await permitCaller(ctx, 'wallet.read');
  return watchFor(ctx, 'wallet.read', readInput(actingFor, organizationId), (ownerId) => ({
    topic: 'wallet',
    matches: ({ payload }) => payload.ownerId === ownerId,
    after,
  }));
}
