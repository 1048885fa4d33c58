import type { NotificationRow } from '../../db/notifications.ts';
import { selectNotificationsById } from '../../db/notifications.ts';
import type { Context } from '../context.ts';
import { type FeedStream, watch } from '../feed.ts';
import { permit } from '../permissions.ts';

/** Each notification of the caller, as it is written. */
export async function watchNotifications(
  ctx: Context,
  { after }: { readonly after?: string | null | undefined },
): Promise<FeedStream<'notification'>> {
  const { userId } = await permit(ctx, 'notification.read');
  return watch(ctx, { topic: 'notification', after, matches: ({ payload }) => payload.userId === userId });
}

/** The notification of an event; null if it is not to be read any more. */
export async function notificationOf(ctx: Context, id: string): Promise<NotificationRow | null> {
  return (await selectNotificationsById(ctx.app.db, [id]))[0] ?? null;
}
