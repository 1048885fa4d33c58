import { z } from 'zod';
import type { Context } from '../context.ts';
import { type FeedStream, watch } from '../feed.ts';
import { nodeId, optional, readInput } from '../input.ts';

const filterInput = z.object({
  announcementId: optional(nodeId('Announcement')),
  sellerId: optional(nodeId('User')),
  organizationId: optional(nodeId('Organization')),
});

export interface AnnouncementChangedInput {
  readonly filterBy?: unknown;
  readonly after?: string | null | undefined;
}

/** Published announcements as they open, sell, change and close. */
export function watchAnnouncements(ctx: Context, input: AnnouncementChangedInput): FeedStream<'announcement'> {
  const { announcementId, sellerId, organizationId } = readInput(filterInput, input.filterBy ?? {});
  return watch(ctx, {
    topic: 'announcement',
    after: input.after,
    matches: ({ payload }) =>
      (!announcementId || payload.id === announcementId) &&
      (!sellerId || payload.sellerId === sellerId) &&
      (!organizationId || payload.organizationId === organizationId),
  });
}
