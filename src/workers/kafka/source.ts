import type { Logger } from 'pino';
import type { Database } from '../../db/client.ts';
import { type ConsumerPlace, selectPlaces } from '../../db/consumers.ts';
import type { Cursor } from '../../db/outbox.ts';
import { comparePlaces, type FeedEvent } from '../../resolvers/feed.ts';
import { atOutbox, begin, type EventSource, handledUpTo, RELAY } from '../event-source.ts';
import type { Kafka, KafkaPart, KafkaPlace } from '../outside/kafka.ts';
import { readMessage } from './messages.ts';

export interface KafkaSourceParts {
  readonly db: Database;
  readonly kafka: Kafka;
  /** With their prefix. */
  readonly topics: readonly string[];
  readonly log: Logger;
}

/** What had been handled when the consumer began to read Kafka; it stays. */
const BEGUN = 'kafka';
const ZERO: Cursor = { xid: '0', position: 0n };

/**
 * Events as the relay put them into Kafka, with the effects of each still exactly once: the number of the next message is
 * kept with the effects; and what the relay sent twice is known by its place in the outbox, since a partition is in that
 * order. A consumer that has read the outbox goes on behind its place there. That place moves along whenever all that had
 * been relayed is read, so the outbox keeps what is not in its consumers yet, wherever they read.
 */
export function kafkaSource({ db, kafka, topics, log }: KafkaSourceParts): EventSource {
  /** The end of each partition, as it was told last: one with nothing new is not told of again. */
  const ends = new Map<string, bigint>();
  return {
    async read(places, { limit, start }) {
      const handled = handledUpTo(places);
      if (!handled) return begin(db, start);
      const known = new Map(places.map((place) => [keyOf(place), place]));
      const begun = places.find(({ source }) => source === BEGUN);
      if (!begun) return { events: [], moves: [{ ...atOutbox(handled), source: BEGUN }], more: true };
      // Asked before Kafka is: all of it is in the partitions by then.
      const relayed = handledUpTo(await selectPlaces(db, RELAY)) ?? ZERO;

      const from = await readFrom(kafka, topics, known);
      const parts = await kafka.fetch(from);
      const moved = new Map(from.map((place) => [keyOf(sourceOf(place)), place.offset]));
      const events: FeedEvent[] = [];
      const moves: ConsumerPlace[] = [];
      for (const part of parts) {
        const key = keyOf(sourceOf(part));
        const read = takeFrom(part, { after: (known.get(key) ?? begun).place, room: limit - events.length, log });
        ends.set(key, part.end);
        moved.set(key, read.next);
        events.push(...read.events);
        if (read.next !== known.get(key)?.nextOffset) {
          moves.push({ ...sourceOf(part), place: read.place, nextOffset: read.next });
        }
      }
      const drained = [...moved].every(([key, next]) => next === ends.get(key));
      if (drained && comparePlaces(relayed, handled) > 0) moves.push(atOutbox(relayed));
      return { events: events.toSorted((a, b) => comparePlaces(a.place, b.place)), moves, more: !drained };
    },
  };
}

const sourceOf = ({ topic, partition }: { topic: string; partition: number }) => ({
  source: `${BEGUN}:${topic}`,
  partition,
});

const keyOf = ({ source, partition }: { source: string; partition: number }): string => `${source}/${partition}`;

async function readFrom(
  kafka: Kafka,
  topics: readonly string[],
  known: ReadonlyMap<string, ConsumerPlace>,
): Promise<KafkaPlace[]> {
  const counts = await kafka.partitions(topics);
  return [...counts].flatMap(([topic, count]) =>
    Array.from({ length: count }, (_, partition) => {
      const offset = known.get(keyOf(sourceOf({ topic, partition })))?.nextOffset ?? null;
      return { topic, partition, offset };
    }),
  );
}

interface Taken {
  readonly events: FeedEvent[];
  readonly next: bigint;
  readonly place: Cursor;
}

/** What is new of a partition, up to so many events; what follows is left for another time. */
function takeFrom(part: KafkaPart, { after, room, log }: { after: Cursor; room: number; log: Logger }): Taken {
  const events: FeedEvent[] = [];
  let place = after;
  for (const record of part.records) {
    if (events.length >= room) return { events, next: record.offset, place };
    const event = readMessage(record);
    if (!event) {
      const { topic, partition, offset } = record;
      log.warn({ topic, partition, offset: offset.toString() }, 'a message in Kafka that is no event is passed over');
    } else if (comparePlaces(event.place, place) > 0) {
      events.push(event);
      place = event.place;
    }
  }
  return { events, next: part.next, place };
}
