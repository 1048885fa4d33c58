import { z } from 'zod';
import { countUnread, updateRead } from '../../db/notifications.ts';
import { type Context, transact } from '../context.ts';
import { nodeId, optional, readInput } from '../input.ts';
import { permit } from '../permissions.ts';

const MOST = 100;

const readNotificationsInput = z
  .object({
    notificationIds: optional(z.array(nodeId('Notification')).min(1, 'names none').max(MOST)),
    untilId: optional(nodeId('Notification')),
  })
  .refine((wish) => (wish.notificationIds === undefined) !== (wish.untilId === undefined), {
    message: 'name either some notifications, or the last of all that were read',
  });

/** Notes what the caller has read; gives how many are left unread. Throws InputInvalid. */
export async function readNotifications(ctx: Context, input: unknown): Promise<{ readonly unread: number }> {
  const { userId } = await permit(ctx, 'notification.update');
  const { notificationIds: ids, untilId: until } = readInput(readNotificationsInput, input);
  await transact(ctx, (tx) => updateRead(tx, { userId, ids, until }));
  return { unread: await countUnread(ctx.app.db, userId, ctx.app.config.NOTIFICATION_UNREAD_COUNTED) };
}
