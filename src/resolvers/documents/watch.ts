import type { Context } from '../context.ts';
import { type FeedStream, watch } from '../feed.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { uploadFilter } from './rules.ts';

/** How far the caller's uploads are, or one of them, as they come; with `after`, first what followed that cursor. */
export async function watchUploads(
  ctx: Context,
  { after, ...filter }: { readonly after?: string | null | undefined; readonly uploadId?: string | null | undefined },
): Promise<FeedStream<'documentUpload'>> {
  const { userId } = await permit(ctx, 'document.read');
  const { uploadId } = readInput(uploadFilter, filter);
  return watch(ctx, {
    topic: 'documentUpload',
    matches: ({ payload }) => payload.userId === userId && (uploadId === undefined || payload.id === uploadId),
    after,
  });
}
