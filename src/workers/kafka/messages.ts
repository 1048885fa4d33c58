import { z } from 'zod';
import type { EventPayloads } from '../../resolvers/events.ts';
import { kafkaTopics } from '../../resolvers/event-topics.ts';
import { encodeCursor, type FeedEvent, type Topic } from '../../resolvers/feed.ts';
import type { KafkaMessage, KafkaRecord } from '../outside/kafka.ts';

const TYPE_PREFIX = 'ecocoin.';

/**
 * An event as a message: CloudEvents 1.0 in binary mode over Kafka
 * (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md). Its id is its place in
 * the outbox, by which a reader knows what it has seen.
 */
export const toMessage = (event: FeedEvent, options: { prefix: string; source: string }): KafkaMessage => ({
  topic: options.prefix + kafkaTopics[event.topic],
  key: event.key,
  value: JSON.stringify(event.payload),
  headers: {
    ce_specversion: '1.0',
    ce_id: `${event.place.xid}.${event.place.position}`,
    ce_source: options.source,
    ce_type: TYPE_PREFIX + event.topic,
    ce_time: event.at.toISOString(),
    ce_partitionkey: event.key,
    'content-type': 'application/json',
  },
});

const Headers = z.object({
  ce_specversion: z.literal('1.0'),
  ce_id: z.string().regex(/^\d{1,20}\.\d{1,19}$/),
  ce_type: z
    .string()
    .startsWith(TYPE_PREFIX)
    .transform((type) => type.slice(TYPE_PREFIX.length))
    .refine((topic): topic is Topic => Object.hasOwn(kafkaTopics, topic)),
  ce_time: z.iso.datetime(),
});

/** The event that a message carries, or undefined if it is none of this platform's. */
export function readMessage(record: KafkaRecord): FeedEvent | undefined {
  const headers = Headers.safeParse(Object.fromEntries(record.headers));
  const payload = parseObject(record.value);
  if (!headers.success || payload === undefined || record.key === undefined) return undefined;
  const [xid = '', position = ''] = headers.data.ce_id.split('.');
  const place = { xid, position: BigInt(position) };
  return {
    topic: headers.data.ce_type,
    key: record.key,
    payload: payload as EventPayloads[Topic],
    at: new Date(headers.data.ce_time),
    place,
    cursor: encodeCursor(place),
  };
}

function parseObject(text: string | undefined): object | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
