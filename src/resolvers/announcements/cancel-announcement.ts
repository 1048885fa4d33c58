import { type AnnouncementRow, selectAnnouncementsById, updateAnnouncement } from '../../db/announcements.ts';
import type { Context } from '../context.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { once } from '../once.ts';
import { permitCaller } from '../permissions.ts';
import { lockOwn } from './own.ts';
import { release } from './release.ts';
import { announcementChanged, holdsCredits, nextStatus, stepInput } from './rules.ts';

/**
 * Ends an announcement for good and gives the unsold credits back to the seller.
 * Throws InputInvalid, NotFound, IllegalTransition, IdempotencyConflict.
 */
export async function cancelAnnouncement(ctx: Context, input: unknown): Promise<AnnouncementRow> {
  const { userId } = await permitCaller(ctx, 'announcement.write');
  const { announcementId, idempotencyKey } = readInput(stepInput, input);
  return once(ctx, {
    actorId: userId,
    operation: 'announcementCancel',
    key: idempotencyKey,
    input: { announcementId },
    work: async (tx) => {
      const before = await lockOwn(ctx, tx, announcementId);
      const status = nextStatus(before.status, 'CANCEL');
      if (holdsCredits(before.status)) await release(tx, [before], userId);
      const cancelled = await updateAnnouncement(tx, before.id, { status, closedAt: new Date() });
      if (before.status !== 'DRAFT') await tell(tx, [announcementChanged(cancelled)]);
      return cancelled;
    },
    again: async () => (await selectAnnouncementsById(ctx.app.db, [announcementId]))[0] as AnnouncementRow,
  });
}
