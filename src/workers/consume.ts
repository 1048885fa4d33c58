import type { Db } from '../db/client.ts';
import { lockConsumer, movePlace, OUTBOX_SOURCE, selectPlaces } from '../db/consumers.ts';
import { type Cursor, outboxHead, readEvents } from '../db/outbox.ts';
import type { Context } from '../resolvers/context.ts';
import { type FeedEvent, type Topic, toFeedEvent } from '../resolvers/feed.ts';
import type { Pass } from './keep.ts';

export interface Consumer<T extends Topic = Topic> {
  /** Under this name the database keeps how far it has read; another name begins anew. */
  readonly name: string;
  /** What it wants to hear of; without them, everything. */
  readonly topics?: readonly T[];
  /** Where it begins the first time: with all that the outbox still has, or with what is told from then on. */
  readonly start?: 'oldest' | 'newest';
  /** Events in one transaction at most; without it CONSUMER_BATCH. */
  readonly batch?: number;
  /**
   * Does what follows from these events, in this transaction: either that and the new place are kept, or neither. While
   * it runs all readers of the outbox wait for it, so it writes rows in bulk and never waits for the world outside; what
   * must be sent is a row that another pass sends. What it throws is told, and the same events come again.
   */
  readonly handle: (tx: Db, events: readonly FeedEvent<T>[]) => Promise<void>;
}

const BEGINNING: Cursor = { xid: '0', position: 0n };

/** The pass of a consumer. It may run in any number of processes: one of them at a time does the work. */
export const consumer = <T extends Topic>(ctx: Context, spec: Consumer<T>): Pass => ({
  name: `consumer ${spec.name}`,
  everyMs: ctx.app.config.CLOCK_PASS_MS,
  onEvents: true,
  run: () => passConsumer(ctx, spec),
});

/** Takes the next events, each once and in their order; true if there may be more. */
export async function passConsumer<T extends Topic>(ctx: Context, spec: Consumer<T>): Promise<boolean> {
  const { db, config, feed } = ctx.app;
  const limit = spec.batch ?? config.CONSUMER_BATCH;
  const { read, handled } = await db.transact(async (tx) => {
    if (!(await lockConsumer(tx, spec.name))) return { read: 0, handled: 0 };
    const from = await placeOf(tx, spec);
    const rows = await readEvents(tx, from, limit);
    const last = rows.at(-1);
    if (!last) return { read: 0, handled: 0 };
    const events = rows.map(toFeedEvent).filter((event) => isWanted(spec, event));
    if (events.length > 0) await spec.handle(tx, events);
    await moveTo(tx, spec.name, { xid: last.xid, position: last.position });
    return { read: rows.length, handled: events.length };
  });
  // It may have told something itself.
  if (handled > 0) feed.wake();
  return read === limit;
}

async function placeOf(tx: Db, { name, start = 'oldest' }: Pick<Consumer, 'name' | 'start'>): Promise<Cursor> {
  const places = await selectPlaces(tx, name);
  const known = places.find(({ source }) => source === OUTBOX_SOURCE);
  if (known) return known.place;
  const first = start === 'newest' ? await outboxHead(tx) : BEGINNING;
  // Kept at once: from now on nothing that follows is forgotten before it was read.
  await moveTo(tx, name, first);
  return first;
}

async function moveTo(tx: Db, name: string, place: Cursor): Promise<void> {
  const moved = await movePlace(tx, name, { source: OUTBOX_SOURCE, partition: 0, place, nextOffset: null });
  if (!moved) throw new Error(`the consumer ${name} was moved on by somebody who did not hold its lock`);
}

const isWanted = <T extends Topic>({ topics }: Consumer<T>, event: FeedEvent): event is FeedEvent<T> & FeedEvent =>
  topics === undefined || (topics as readonly Topic[]).includes(event.topic);
