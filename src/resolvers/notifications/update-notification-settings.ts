import { z } from 'zod';
import {
  notificationChannel,
  notificationFrequency,
  notificationLanguage,
  type PreferenceRow,
  upsertPreferences,
  upsertSettings,
} from '../../db/notification-settings.ts';
import { notificationTrigger } from '../../db/notifications.ts';
import { type Context, transact } from '../context.ts';
import { optional, readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { type SettingsView, settingsOf } from './settings.ts';
import { minuteOfDay, timeZone } from './rules.ts';

const MOST_PREFERENCES = 100;

const preference = z
  .object({
    trigger: z.enum(notificationTrigger.enumValues),
    channel: z.enum(notificationChannel.enumValues),
    frequency: z.enum(notificationFrequency.enumValues),
  })
  .refine(({ channel, frequency }) => channel !== 'IN_APP' || frequency === 'OFF' || frequency === 'AT_ONCE', {
    path: ['frequency'],
    message: 'lists are not put off: OFF or AT_ONCE',
  });

const updateNotificationSettingsInput = z.object({
  language: optional(z.enum(notificationLanguage.enumValues)),
  timeZone: optional(timeZone),
  /** Null: none. Left out: as they are. */
  quietHours: z
    .object({ from: minuteOfDay, to: minuteOfDay })
    .refine(({ from, to }) => from !== to, { path: ['to'], message: 'is when they begin' })
    .nullish(),
  digestAt: optional(minuteOfDay),
  digestDay: optional(z.int().min(1, 'is before Monday, 1').max(7, 'is after Sunday, 7')),
  preferences: optional(z.array(preference).max(MOST_PREFERENCES)),
});

/** Changes how the caller is told; what is left out stays as it is. Throws InputInvalid. */
export async function updateNotificationSettings(ctx: Context, input: unknown): Promise<SettingsView> {
  const { userId } = await permit(ctx, 'notification.update');
  const { preferences = [], quietHours, ...wish } = readInput(updateNotificationSettingsInput, input);
  return transact(ctx, async (tx) => {
    const given = Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined));
    const quiet =
      quietHours === undefined ? {} : { quietFrom: quietHours?.from ?? null, quietTo: quietHours?.to ?? null };
    await upsertSettings(tx, userId, { ...given, ...quiet });
    await upsertPreferences(tx, lastOfEach(preferences.map((row) => ({ ...row, userId }))));
    return settingsOf(tx, userId);
  });
}

/** Where one says several things of the same, the last counts. */
const lastOfEach = (rows: readonly PreferenceRow[]): PreferenceRow[] => [
  ...new Map(rows.map((row) => [`${row.trigger} ${row.channel}`, row])).values(),
];
