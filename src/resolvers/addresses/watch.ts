import type { Context } from '../context.ts';
import { type FeedStream, watch } from '../feed.ts';
import { permit } from '../permissions.ts';

/** Each change of the caller's links, as it happens; with `after`, first those that followed that cursor. */
export async function watchLinks(
  ctx: Context,
  { after }: { readonly after?: string | null | undefined },
): Promise<FeedStream<'linkedAddress'>> {
  const { userId } = await permit(ctx, 'address.read');
  return watch(ctx, { topic: 'linkedAddress', matches: ({ payload }) => payload.userId === userId, after });
}
