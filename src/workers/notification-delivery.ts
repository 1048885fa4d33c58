import {
  buryDeliveries,
  claimDeliveries,
  type DueDelivery,
  endDelivery,
  noteFailure,
  selectItems,
  type SentChannel,
} from '../db/notification-deliveries.ts';
import { type NotificationRow } from '../db/notifications.ts';
import { type PreferenceRow, type Reached, selectPreferences, selectReached } from '../db/notification-settings.ts';
import type { Context } from '../resolvers/context.ts';
import { frequencyOf } from '../resolvers/notifications/rules.ts';
import { triggers } from '../resolvers/notifications/triggers.ts';
import { wordsFor, type Wording } from '../resolvers/notifications/words.ts';

const LONGEST_PAUSE_S = 6 * 3_600;
const REASON_CHARACTERS = 300;

/** A message in the words of its reader. */
export interface Written extends Reached {
  /** What it tells, oldest first. */
  readonly items: readonly (Wording & { readonly row: NotificationRow })[];
}

/** What became of an attempt. REFUSED: the same again would be refused again. */
export type Sending =
  | { readonly state: 'SENT' }
  | { readonly state: 'SKIPPED' | 'REFUSED' | 'FAILED'; readonly reason: string };

export interface Channel {
  readonly channel: SentChannel;
  /** One attempt ends within this time. */
  readonly timeoutMs: number;
  readonly send: (delivery: DueDelivery, written: Written) => Promise<Sending>;
}

/**
 * Sends the messages of a channel that are due, those that have waited longest first, a few at the same time; true if
 * there may be more. No transaction is open meanwhile. A process that dies after sending and before noting it sends the
 * message again under the same id, by which whoever receives it can tell; none is lost.
 */
export async function passDeliveries(ctx: Context, channel: Channel): Promise<boolean> {
  const { config, db, log } = ctx.app;
  const { NOTIFICATION_ATTEMPTS: attempts, NOTIFICATION_BATCH: limit, NOTIFICATION_AT_ONCE: atOnce } = config;
  for (const deliveryId of await buryDeliveries(db, channel.channel, attempts)) {
    log.error({ deliveryId, channel: channel.channel }, 'notification given up');
  }
  // Longer than all of the batch may take: while an attempt is under way, nobody else may claim its message.
  const firstPauseS = Math.max(
    config.NOTIFICATION_BACKOFF_S,
    ((Math.ceil(limit / atOnce) + 1) * channel.timeoutMs) / 1_000,
  );
  const longestPauseS = Math.max(LONGEST_PAUSE_S, firstPauseS);
  const due = await claimDeliveries(db, { channel: channel.channel, attempts, firstPauseS, longestPauseS, limit });
  if (due.length === 0) return false;
  const written = await write(ctx, due);
  const waiting = [...due];
  let failed = 0;
  const work = async (): Promise<void> => {
    for (let delivery = waiting.shift(); delivery; delivery = waiting.shift()) {
      if (!(await deliver(ctx, channel, delivery, written.get(delivery.id)))) failed += 1;
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, due.length) }, work));
  return due.length === limit && failed === 0;
}

async function deliver(
  ctx: Context,
  { channel, send }: Channel,
  delivery: DueDelivery,
  written: Written | undefined,
): Promise<boolean> {
  const { config, db, log } = ctx.app;
  const { id, attempts } = delivery;
  if (!written || written.items.length === 0) {
    await endDelivery(db, id, 'SKIPPED', 'nobody may read it any more, or wants to');
    return true;
  }
  const sending = await send(delivery, written);
  if (sending.state === 'SENT') {
    await endDelivery(db, id, 'SENT');
    return true;
  }
  const reason = sending.reason.slice(0, REASON_CHARACTERS);
  if (sending.state === 'SKIPPED') {
    await endDelivery(db, id, 'SKIPPED', reason);
    return true;
  }
  log.warn({ deliveryId: id, channel, attempts, reason }, 'notification not sent');
  if (sending.state === 'REFUSED' || attempts >= config.NOTIFICATION_ATTEMPTS)
    await endDelivery(db, id, 'DEAD', reason);
  else await noteFailure(db, id, reason);
  return false;
}

/** What each message says and to whom, without what its reader does not want to hear of any more. */
async function write({ app: { db } }: Context, due: readonly DueDelivery[]): Promise<ReadonlyMap<string, Written>> {
  const ids = due.map(({ id }) => id);
  const userIds = [...new Set(due.map(({ userId }) => userId))];
  const items = Map.groupBy(await selectItems(db, ids), ({ deliveryId }) => deliveryId);
  const readers = new Map((await selectReached(db, userIds)).map((reader) => [reader.userId, reader]));
  const preferences = await selectPreferences(db, userIds);
  return new Map(
    due.flatMap((delivery) => {
      const reader = readers.get(delivery.userId);
      if (!reader) return [];
      const told = (items.get(delivery.id) ?? [])
        .filter((row) => isWanted(preferences, delivery, row))
        .map((row) => ({ row, ...wordsFor(row, reader) }));
      return [[delivery.id, { ...reader, items: told }] as const];
    }),
  );
}

/** Whoever unsubscribed since it was written is not written to. */
function isWanted(
  preferences: readonly PreferenceRow[],
  { userId, channel }: DueDelivery,
  { trigger }: NotificationRow,
): boolean {
  const preferred = preferences.find(
    (row) => row.userId === userId && row.trigger === trigger && row.channel === channel,
  )?.frequency;
  const { defaults, urgent = false } = triggers[trigger];
  return frequencyOf({ preset: defaults[channel], preferred, urgent, channel }) !== 'OFF';
}
