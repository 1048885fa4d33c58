import type { Database } from '../db/client.ts';
import { type ConsumerPlace, OUTBOX_SOURCE } from '../db/consumers.ts';
import { type Cursor, outboxHead, readEvents } from '../db/outbox.ts';
import { type FeedEvent, toFeedEvent } from '../resolvers/feed.ts';

export interface EventBatch {
  /** What the consumer has not handled yet, in order. */
  readonly events: readonly FeedEvent[];
  /** Where it stands once they are handled: the places that change. */
  readonly moves: readonly ConsumerPlace[];
  /** Whether there may be more. */
  readonly more: boolean;
}

export interface ReadOptions {
  /** Events at most. */
  readonly limit: number;
  /** Where a consumer begins that has no place yet. */
  readonly start: 'oldest' | 'newest';
}

/** Where a consumer reads events: the outbox, or Kafka. Places are the consumer's, and kept with what it did. */
export interface EventSource {
  read(places: readonly ConsumerPlace[], options: ReadOptions): Promise<EventBatch>;
}

/** The name of the relay to Kafka among the consumers. */
export const RELAY = 'kafka-relay';

export const atOutbox = (place: Cursor): ConsumerPlace => ({
  source: OUTBOX_SOURCE,
  partition: 0,
  place,
  nextOffset: null,
});

/** Up to where a consumer has handled everything, wherever it read it; undefined before it began. */
export const handledUpTo = (places: readonly ConsumerPlace[]): Cursor | undefined =>
  places.find(({ source }) => source === OUTBOX_SOURCE)?.place;

/** What a consumer without a place does first. It is kept at once, so that nothing that follows is forgotten unread. */
export const begin = async (db: Database, start: 'oldest' | 'newest'): Promise<EventBatch> => ({
  events: [],
  moves: [atOutbox(start === 'newest' ? await outboxHead(db) : { xid: '0', position: 0n })],
  more: true,
});

/** The outbox itself. */
export const outboxSource = (db: Database): EventSource => ({
  async read(places, { limit, start }) {
    const handled = handledUpTo(places);
    if (!handled) return begin(db, start);
    const elsewhere = places.find(({ source }) => source !== OUTBOX_SOURCE);
    if (elsewhere) throw new Error(`it reads ${elsewhere.source}: see \`npm run events\` for how it comes back`);
    const rows = await readEvents(db, handled, limit);
    const events = rows.map(toFeedEvent);
    const last = events.at(-1);
    return { events, moves: last ? [atOutbox(last.place)] : [], more: rows.length === limit };
  },
});
