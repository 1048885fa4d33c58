import { selectReached, upsertPreferences } from '../../db/notification-settings.ts';
import type { NotificationTrigger } from '../../db/notifications.ts';
import { type Context, transact } from '../context.ts';
import { readUnsubscribe } from './unsubscribe-links.ts';
import type { Reader } from './words.ts';

/** What a link to unsubscribe is for, and how its owner reads; undefined for what is no such link. */
export async function whatUnsubscribes(
  ctx: Context,
  token: string,
): Promise<(Reader & { readonly triggers: readonly NotificationTrigger[] }) | undefined> {
  const link = readUnsubscribe(ctx.app, token);
  const [reader] = link ? await selectReached(ctx.app.db, [link.userId]) : [];
  return link && reader && { language: reader.language, timeZone: reader.timeZone, triggers: link.triggers };
}

/**
 * Ends mails of what the link names, whoever has it; false for what is no such link. What waits to be mailed of it is left
 * out. Done again, it changes nothing.
 */
export async function unsubscribe(ctx: Context, token: string): Promise<boolean> {
  const link = readUnsubscribe(ctx.app, token);
  if (!link) return false;
  const { userId, triggers } = link;
  const rows = triggers.map((trigger) => ({ userId, trigger, channel: 'EMAIL' as const, frequency: 'OFF' as const }));
  await transact(ctx, (tx) => upsertPreferences(tx, rows));
  return true;
}
