import { v7 as newId } from 'uuid';
import type { Config } from '../../config.ts';
import type { Db } from '../../db/client.ts';
import { insertDeliveries, type NewDelivery, type SentChannel } from '../../db/notification-deliveries.ts';
import {
  type NotificationChannel,
  type PreferenceRow,
  type Recipient,
  selectPreferences,
  selectRecipients,
} from '../../db/notification-settings.ts';
import { insertNotifications, type NewNotification, type NotificationTrigger } from '../../db/notifications.ts';
import { tell } from '../feed.ts';
import { callWebhooks } from '../webhooks/call-webhooks.ts';
import { addressees, type Occurrence, type OwnOccurrence, ownersOf } from './audiences.ts';
import { kinds, mailedApart, type NotificationKind } from './kinds.ts';
import { dueAt, frequencyOf } from './rules.ts';
import { triggers } from './triggers.ts';

/**
 * Writes what everybody concerned is to be told, with the messages that follow, in the caller's transaction; and tells of
 * what is in lists. What was written before is left as it is.
 */
export async function notify(
  tx: Db,
  { NOTIFICATION_AUDIENCE: most }: Pick<Config, 'NOTIFICATION_AUDIENCE'>,
  occurrences: readonly Occurrence[],
  now = new Date(),
): Promise<void> {
  if (occurrences.length === 0) return;
  const own = await ownersOf(tx, occurrences, most);
  await callWebhooks(tx, own, now);
  const addressed = await addressees(tx, own);
  const userIds = [...new Set(addressed.map(({ userId }) => userId))];
  const wanted = [...new Set(own.map(({ kind }) => kinds[kind]))];
  const recipients = new Map((await selectRecipients(tx, userIds)).map((row) => [row.userId, row]));
  const preferences = preferencesOf(await selectPreferences(tx, userIds, wanted));
  const rows = addressed
    .filter(({ userId }) => recipients.has(userId))
    .map(({ occurrence, userId, organizationId }) => rowOf(occurrence, userId, organizationId, preferences));
  const written = await insertNotifications(tx, rows);
  const fresh = rows.filter(({ id }) => written.has(id));
  const deliveries = fresh.flatMap((row) =>
    deliveriesOf(row, recipients.get(row.userId) as Recipient, preferences, now),
  );
  await insertDeliveries(tx, deliveries);
  await tell(
    tx,
    fresh
      .filter(({ inApp }) => inApp)
      .map(({ id, userId, trigger }) => ({ topic: 'notification', key: userId, payload: { id, userId, trigger } })),
  );
}

type Preferences = (
  userId: string,
  trigger: NotificationTrigger,
  channel: NotificationChannel,
) => PreferenceRow['frequency'] | undefined;

function preferencesOf(rows: readonly PreferenceRow[]): Preferences {
  const known = new Map(rows.map((row) => [`${row.userId} ${row.trigger} ${row.channel}`, row.frequency]));
  return (userId, trigger, channel) => known.get(`${userId} ${trigger} ${channel}`);
}

function rowOf(
  { kind, key, facts, subject }: OwnOccurrence,
  userId: string,
  organizationId: string | null,
  preferences: Preferences,
): NewNotification {
  const trigger = kinds[kind];
  return {
    id: newId(),
    userId,
    organizationId,
    trigger,
    kind,
    facts,
    subjectType: subject?.type ?? null,
    subjectId: subject?.id ?? null,
    dedupeKey: `${kind} ${key}`,
    inApp: triggers[trigger].urgent === true || preferences(userId, trigger, 'IN_APP') !== 'OFF',
  };
}

const CHANNELS: readonly SentChannel[] = ['EMAIL', 'SMS', 'PUSH'];

/** Where a channel reaches somebody: null for the one place that it has, nothing where it reaches nobody. */
const targetsOf = (recipient: Recipient): Readonly<Record<SentChannel, readonly (string | null)[]>> => ({
  EMAIL: recipient.hasEmail ? [null] : [],
  SMS: recipient.hasPhone ? [null] : [],
  PUSH: recipient.pushIds,
});

function deliveriesOf(
  { id: notificationId, userId, trigger, kind }: NewNotification,
  recipient: Recipient,
  preferences: Preferences,
  now: Date,
): NewDelivery[] {
  const { defaults, urgent = false } = triggers[trigger];
  const targets = targetsOf(recipient);
  return CHANNELS.flatMap((channel): NewDelivery[] => {
    if (channel === 'EMAIL' && mailedApart.has(kind as NotificationKind)) return [];
    const preferred = preferences(userId, trigger, channel);
    const frequency = frequencyOf({ preset: defaults[channel], preferred, urgent, channel });
    if (frequency === 'OFF') return [];
    const due = dueAt(recipient, frequency, now, urgent);
    return targets[channel].map((targetId) => ({
      id: newId(),
      notificationId,
      userId,
      channel,
      targetId,
      frequency,
      dueAt: due,
    }));
  });
}
