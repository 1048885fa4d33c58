import { z } from 'zod';
import {
  countUnread,
  type NotificationRow,
  notificationTrigger,
  selectNotifications,
  selectNotificationsById,
} from '../../db/notifications.ts';
import type { Context } from '../context.ts';
import { optional, readInput } from '../input.ts';
import { decodeKeyset, encodeKeyset, KEY_UUID, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { isPermitted, permit } from '../permissions.ts';
import { wordsFor, type Wording } from './words.ts';

const filterInput = z.object({
  unread: optional(z.boolean()),
  triggers: optional(z.array(z.enum(notificationTrigger.enumValues)).min(1, 'names no trigger').max(50)),
});

export interface NotificationsInput extends PageInput {
  readonly filterBy?: unknown;
}

/** The caller's notifications, newest first. Throws InputInvalid. */
export async function myNotifications(ctx: Context, input: NotificationsInput): Promise<Page<NotificationRow>> {
  const { userId } = await permit(ctx, 'notification.read');
  const { unread = false, triggers } = readInput(filterInput, input.filterBy ?? {});
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [before] = input.after ? decodeKeyset(input.after, [KEY_UUID]) : [];
  const rows = await selectNotifications(ctx.app.db, { userId, unread, triggers, before, limit: size + 1 });
  return toPage(rows, size, input, ({ id }) => encodeKeyset([id]));
}

/** How many the caller has not read, up to NOTIFICATION_UNREAD_COUNTED. */
export async function unreadCount(ctx: Context): Promise<number> {
  const { userId } = await permit(ctx, 'notification.read');
  return countUnread(ctx.app.db, userId, ctx.app.config.NOTIFICATION_UNREAD_COUNTED);
}

/** The notifications with these ids, null where there is none of the caller's. */
export async function visibleNotifications(ctx: Context, ids: readonly string[]): Promise<(NotificationRow | null)[]> {
  const { viewer } = ctx;
  if (!viewer || viewer.key?.organizationId || !(await isPermitted(ctx, 'notification.read')))
    return ids.map(() => null);
  const found = new Map((await selectNotificationsById(ctx.app.db, ids)).map((row) => [row.id, row]));
  return ids.map((id) => {
    const row = found.get(id);
    return row?.userId === viewer.userId ? row : null;
  });
}

/** What a notification says, in the language and the time zone of the caller. */
export async function wordingOf(ctx: Context, row: NotificationRow): Promise<Wording> {
  const reader = await ctx.loaders.readers.load(row.userId);
  if (!reader) throw new Error(`notification ${row.id} is to nobody`);
  return wordsFor(row, reader);
}
