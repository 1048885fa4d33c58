import { lockDueAnnouncements, updateAnnouncement } from '../../db/announcements.ts';
import { type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';
import { release } from './release.ts';
import { announcementChanged, nextStatus } from './rules.ts';

/** Ends announcements whose time has run out, EXPIRY_BATCH at most, and gives back what they hold; tells how many. */
export async function expireAnnouncements(ctx: Context): Promise<number> {
  return transact(ctx, async (tx) => {
    const due = await lockDueAnnouncements(tx, ctx.app.config.EXPIRY_BATCH);
    if (due.length === 0) return 0;
    await release(tx, due, null);
    for (const { id, status } of due) {
      await updateAnnouncement(tx, id, { status: nextStatus(status, 'EXPIRE'), closedAt: new Date() });
    }
    await tell(tx, due.map(announcementChanged));
    return due.length;
  });
}
