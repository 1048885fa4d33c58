import { v7 as newId } from 'uuid';
import type { Db } from '../../db/client.ts';
import { insertDeliveries, type NewDelivery, type SentChannel } from '../../db/notification-deliveries.ts';
import {
  type NotificationChannel,
  type PreferenceRow,
  type Recipient,
  selectPreferences,
  selectRecipients,
} from '../../db/notification-settings.ts';
import {
  type Facts,
  insertNotifications,
  type NewNotification,
  type NotificationTrigger,
} from '../../db/notifications.ts';
import { selectMembersOfAll, selectProjectHolders, selectVoters } from '../../db/notification-audience.ts';
import { PLATFORM_PARTY } from '../../db/parties.ts';
import { tell } from '../feed.ts';
import { memberRule } from '../permissions.ts';
import { kinds, type NotificationKind } from './kinds.ts';
import { dueAt, frequencyOf } from './rules.ts';
import { triggers } from './triggers.ts';

interface Happening {
  readonly kind: NotificationKind;
  /** Names it among all that this owner is told: said again, it is told once. */
  readonly key: string;
  readonly facts: Facts;
  /** What it is about: the type of a node and the id within. */
  readonly subject?: { readonly type: string; readonly id: string };
}

/** Something that an owner is to be told: a user, or an organization, whose members are told. */
interface OwnOccurrence extends Happening {
  readonly ownerId: string;
  readonly audience?: never;
}

/** Something that everybody of an audience is to be told. */
interface PublicOccurrence extends Happening {
  readonly ownerId?: never;
  readonly audience: Audience;
}

export type Occurrence = OwnOccurrence | PublicOccurrence;

/** Whoever holds credits of a project, or has votes. */
export type Audience =
  { readonly kind: 'PROJECT_HOLDERS'; readonly of: string } | { readonly kind: 'VOTERS'; readonly of?: never };

/** How many owners of an audience are told; of more, those whose ids come first. */
const MOST_OF_AUDIENCE = 20_000;

/**
 * Writes what everybody concerned is to be told, with the messages that follow, in the caller's transaction; and tells of
 * what is in lists. What was written before is left as it is.
 */
export async function notify(tx: Db, occurrences: readonly Occurrence[], now = new Date()): Promise<void> {
  if (occurrences.length === 0) return;
  const addressed = await addressees(tx, await ownersOf(tx, occurrences));
  const userIds = [...new Set(addressed.map(({ userId }) => userId))];
  const wanted = [...new Set(occurrences.map(({ kind }) => kinds[kind]))];
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

/** Each audience becomes its owners. */
async function ownersOf(tx: Db, occurrences: readonly Occurrence[]): Promise<OwnOccurrence[]> {
  const known = new Map<string, readonly string[]>();
  const own: OwnOccurrence[] = [];
  for (const occurrence of occurrences) {
    if (occurrence.audience === undefined) {
      own.push(occurrence);
      continue;
    }
    const { audience, ...happening } = occurrence;
    const name = `${audience.kind} ${audience.of ?? ''}`;
    const owners = known.get(name) ?? (await membersOf(tx, audience));
    known.set(name, owners);
    own.push(...owners.map((ownerId) => ({ ...happening, ownerId })));
  }
  return own;
}

const membersOf = (tx: Db, audience: Audience): Promise<string[]> =>
  audience.kind === 'VOTERS'
    ? selectVoters(tx, MOST_OF_AUDIENCE)
    : selectProjectHolders(tx, audience.of, { platformId: PLATFORM_PARTY, limit: MOST_OF_AUDIENCE });

interface Addressed {
  readonly occurrence: OwnOccurrence;
  readonly userId: string;
  readonly organizationId: string | null;
}

/** Whom each is for: its owner, or the members of the organization that may see such things. */
async function addressees(tx: Db, occurrences: readonly OwnOccurrence[]): Promise<Addressed[]> {
  const owners = [...new Set(occurrences.map(({ ownerId }) => ownerId))];
  const members = Map.groupBy(await selectMembersOfAll(tx, owners), ({ organizationId }) => organizationId);
  return occurrences.flatMap((occurrence): Addressed[] => {
    const { ownerId, kind } = occurrence;
    const rule = memberRule(triggers[kinds[kind]].members);
    const ofOwner = members.get(ownerId);
    if (!ofOwner) return [{ occurrence, userId: ownerId, organizationId: null }];
    return ofOwner
      .filter(({ role }) => rule.includes(role))
      .map(({ userId }) => ({ occurrence, userId, organizationId: ownerId }));
  });
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

const SENT: readonly SentChannel[] = ['EMAIL'];

function deliveriesOf(
  { id: notificationId, userId, trigger }: NewNotification,
  recipient: Recipient,
  preferences: Preferences,
  now: Date,
): NewDelivery[] {
  const { defaults, urgent = false } = triggers[trigger];
  return SENT.flatMap((channel): NewDelivery[] => {
    const preferred = preferences(userId, trigger, channel);
    const frequency = frequencyOf({ preset: defaults[channel], preferred, urgent, channel });
    if (frequency === 'OFF' || !recipient.hasEmail) return [];
    const due = dueAt(recipient, frequency, now, urgent);
    return [{ id: newId(), notificationId, userId, channel, targetId: null, frequency, dueAt: due }];
  });
}
