import type { Db } from '../../db/client.ts';
import {
  notificationChannel,
  type NotificationChannel,
  type NotificationFrequency,
  type PreferenceRow,
  selectPreferences,
  selectSettings,
  type SettingsRow,
} from '../../db/notification-settings.ts';
import { notificationTrigger, type NotificationTrigger } from '../../db/notifications.ts';
import { type PhoneRow, selectPhone } from '../../db/phones.ts';
import {
  type PushSubscriptionRow,
  selectPushSubscriptions,
  selectPushSubscriptionsById,
} from '../../db/push-subscriptions.ts';
import type { Context } from '../context.ts';
import { mayFor, permit } from '../permissions.ts';
import { frequencyOf } from './rules.ts';
import { triggers } from './triggers.ts';

/** How somebody is told of a trigger over a channel. */
export interface PreferenceView {
  readonly trigger: NotificationTrigger;
  readonly channel: NotificationChannel;
  readonly frequency: NotificationFrequency;
  /** Whether it was chosen, or is so by default. */
  readonly chosen: boolean;
}

export interface SettingsView extends Omit<SettingsRow, 'updatedAt'> {
  readonly preferences: readonly PreferenceView[];
}

export async function settingsOf(db: Db, userId: string): Promise<SettingsView> {
  const settings = await selectSettings(db, userId);
  return { ...settings, preferences: everyPreference(await selectPreferences(db, [userId])) };
}

/** All triggers and channels, with what counts of each. */
function everyPreference(rows: readonly PreferenceRow[]): PreferenceView[] {
  const chosen = new Map(rows.map((row) => [`${row.trigger} ${row.channel}`, row.frequency]));
  return notificationTrigger.enumValues.flatMap((trigger) =>
    notificationChannel.enumValues.map((channel) => {
      const preferred = chosen.get(`${trigger} ${channel}`);
      const { defaults, urgent = false } = triggers[trigger];
      const frequency =
        channel === 'IN_APP'
          ? urgent || preferred !== 'OFF'
            ? 'AT_ONCE'
            : 'OFF'
          : frequencyOf({ preset: defaults[channel], preferred, urgent, channel });
      return { trigger, channel, frequency, chosen: preferred !== undefined };
    }),
  );
}

/** How the caller is told. */
export async function mySettings(ctx: Context): Promise<SettingsView> {
  const { userId } = await permit(ctx, 'notification.read');
  return settingsOf(ctx.app.db, userId);
}

/** The proven number of whoever asks, if there is one. */
export const phoneOf = async (ctx: Context, userId: string): Promise<PhoneRow | null> =>
  (await selectPhone(ctx.app.db, userId)) ?? null;

/** The browsers that whoever asks is pushed to, newest first. */
export const pushSubscriptionsOf = (ctx: Context, userId: string): Promise<PushSubscriptionRow[]> =>
  selectPushSubscriptions(ctx.app.db, userId);

/** The push subscriptions with these ids, null where there is none of the caller's. */
export async function visiblePushSubscriptions(
  ctx: Context,
  ids: readonly string[],
): Promise<(PushSubscriptionRow | null)[]> {
  const found = new Map((await selectPushSubscriptionsById(ctx.app.db, ids)).map((row) => [row.id, row]));
  return Promise.all(
    ids.map(async (id) => {
      const row = found.get(id);
      return row && (await mayFor(ctx, 'notification.read', row.userId)) ? row : null;
    }),
  );
}
