import { isDeepStrictEqual } from 'node:util';
import type { Db } from '../db/client.ts';
import { lockConsumer, movePlace, selectPlaces } from '../db/consumers.ts';
import type { Context } from '../resolvers/context.ts';
import type { FeedEvent, Topic } from '../resolvers/feed.ts';
import { type EventSource, outboxSource } from './event-source.ts';
import { eventSourceOf } from './kafka/link.ts';
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

/** The pass of a consumer. It may run in any number of processes: one of them at a time does the work. */
export function consumer<T extends Topic>(ctx: Context, spec: Consumer<T>): Pass {
  const source = eventSourceOf(ctx.app);
  const { CLOCK_PASS_MS: everyMs } = ctx.app.config;
  return { name: `consumer ${spec.name}`, everyMs, onEvents: true, run: () => passConsumer(ctx, spec, source) };
}

/** Takes the next events, each once and in their order; true if there may be more. */
export async function passConsumer<T extends Topic>(
  ctx: Context,
  spec: Consumer<T>,
  source: EventSource = outboxSource(ctx.app.db),
): Promise<boolean> {
  const { db, config, feed } = ctx.app;
  const { name, start = 'oldest', batch = config.CONSUMER_BATCH } = spec;
  // Read before the transaction, which every reader of the outbox will wait for.
  const places = await selectPlaces(db, name);
  const { events, moves, more } = await source.read(places, { limit: batch, start });
  if (moves.length === 0) return more;
  const wanted = events.filter((event) => isWanted(spec, event));
  const done = await db.transact(async (tx) => {
    if (!(await lockConsumer(tx, name))) return false;
    // Another process may have handled them meanwhile.
    if (!isDeepStrictEqual(await selectPlaces(tx, name), places)) return false;
    if (wanted.length > 0) await spec.handle(tx, wanted);
    for (const move of moves) {
      if (!(await movePlace(tx, name, move)))
        throw new Error(`the place of ${name} was moved by who did not hold its lock`);
    }
    return true;
  });
  // It may have told something itself.
  if (done && wanted.length > 0) feed.wake();
  return done && more;
}

const isWanted = <T extends Topic>({ topics }: Consumer<T>, event: FeedEvent): event is FeedEvent<T> & FeedEvent =>
  topics === undefined || (topics as readonly Topic[]).includes(event.topic);
