import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Database } from '../db/client.ts';
import { notifyOutbox, OUTBOX_CHANNEL, readEvents } from '../db/outbox.ts';
import { deleteStrayEvents, dropOldEvents } from '../db/outbox-retention.ts';
import { isLockTaken } from '../db/partitions.ts';
import { type Feed, toFeedEvent } from '../resolvers/feed.ts';
import { keep, type Kept } from './keep.ts';

/** At most this often a process tells the others to look: an event of a busy moment waits no longer than that. */
const NOTIFY_EVERY_MS = 5;

interface Parts {
  readonly db: Database;
  readonly feed: Feed;
  readonly config: Config;
}

/** Hands new events to this process's subscribers; true if there may be more. */
export async function passBroadcast({ db, feed, config }: Parts): Promise<boolean> {
  const rows = await readEvents(db, feed.head, config.OUTBOX_BATCH);
  const events = rows.map(toFeedEvent);
  const last = events.at(-1);
  if (last) feed.publish(events, last.place);
  return rows.length === config.OUTBOX_BATCH;
}

/**
 * Forgets events that are too old to be replayed and that every consumer has read, a whole partition at a time; true if there
 * may be more.
 */
export async function passRetention({ db, config }: Parts, now = new Date()): Promise<boolean> {
  const until = new Date(now.getTime() - config.OUTBOX_RETENTION_S * 1_000);
  try {
    await dropOldEvents(db, until);
  } catch (error) {
    // Somebody reads it just now: next time.
    if (!isLockTaken(error)) throw error;
  }
  return (await deleteStrayEvents(db, until, config.SWEEP_BATCH)) === config.SWEEP_BATCH;
}

export interface Broadcast extends Kept {
  /** Something was committed here: look at once, and tell the other processes. */
  announce(): void;
  /** Hands out nothing more here; what is announced still reaches the other processes. */
  hold(): Promise<void>;
  /** Calls back whenever events were handed out. */
  onEvents(hear: () => void): void;
}

/** Starts the broadcast of a process. The NOTIFY only wakes; should one be lost, the next look is soon anyway. */
export async function startBroadcast(parts: Parts, log: Logger): Promise<Broadcast> {
  const { db, config } = parts;
  const hearers: (() => void)[] = [];
  const run = async (): Promise<boolean> => {
    const before = parts.feed.head;
    const more = await passBroadcast(parts);
    if (parts.feed.head !== before) for (const hear of hearers) hear();
    return more;
  };
  const kept = keep({ name: 'broadcast', everyMs: config.OUTBOX_POLL_MS, run }, log);
  const self = randomUUID();
  const unlisten = await db.listen(OUTBOX_CHANNEL, (sender) => {
    // What was committed here has woken this process already.
    if (sender !== self) kept.wake();
  });
  let notifying: NodeJS.Timeout | undefined;
  const notify = (): void => {
    notifying = undefined;
    notifyOutbox(db, self).catch((error: unknown) => {
      log.warn({ err: error }, 'could not notify; the others will look by themselves');
    });
  };
  return {
    name: kept.name,
    everyMs: kept.everyMs,
    get lastPassAt() {
      return kept.lastPassAt;
    },
    get lastError() {
      return kept.lastError;
    },
    wake: kept.wake,
    announce() {
      kept.wake();
      notifying ??= setTimeout(notify, NOTIFY_EVERY_MS);
    },
    hold: kept.stop,
    onEvents: (hear) => void hearers.push(hear),
    async stop() {
      clearTimeout(notifying);
      await unlisten();
      await kept.stop();
    },
  };
}
