import { Consumer, compatibilityPartitioner, findErrorBy, Producer, stringSerializers } from '@platformatic/kafka';

export interface KafkaOptions {
  readonly brokers: readonly string[];
  readonly tls: boolean;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly timeoutMs: number;
  readonly retries: number;
  readonly fetchBytes: number;
  readonly waitMs: number;
}

export interface KafkaMessage {
  readonly topic: string;
  readonly key: string;
  readonly value: string;
  readonly headers: Record<string, string>;
}

export interface KafkaRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string | undefined;
  readonly value: string | undefined;
  readonly headers: ReadonlyMap<string, string>;
}

/** One partition of a topic, and the number of the next message to read there; null: the oldest that is kept. */
export interface KafkaPlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint | null;
}

/** What was read of a partition. `end` is the number that its next message will get. */
export interface KafkaPart {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly KafkaRecord[];
  /** Where to read on. */
  readonly next: bigint;
  readonly end: bigint;
}

/** A cluster of brokers. What it throws says what it could not do. */
export interface Kafka {
  /**
   * Gives when all of it is stored on every replica that is in sync. Messages of one partition are stored in this order, and
   * none without those before it, also over retries (idempotent producer); after a failure some may be stored.
   */
  send(messages: readonly KafkaMessage[]): Promise<void>;
  /** How many partitions each topic has. One that is missing is made, where the brokers do that. */
  partitions(topics: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Reads on from each of these places, up to a bounded number of bytes; waits a little where there is nothing. */
  fetch(from: readonly KafkaPlace[]): Promise<KafkaPart[]>;
  close(): Promise<void>;
}

/** Whoever reads keeps no place with the brokers, so of this group they never hear. */
const GROUP = 'ecocoin';
const EARLIEST = -2n;
const READ_COMMITTED = 1;
const CONTROL_RECORDS = 0x20;
const RETRY_PAUSE_MS = 200;

/** Connects on first use. Speaks to Kafka 3.5 and later, and to what speaks as it does. */
export function openKafka(options: KafkaOptions): Kafka {
  const base = {
    clientId: 'ecocoin',
    bootstrapBrokers: [...options.brokers],
    timeout: options.timeoutMs,
    connectTimeout: options.timeoutMs,
    requestTimeout: options.timeoutMs,
    retries: options.retries,
    retryDelay: RETRY_PAUSE_MS,
    autocreateTopics: true,
    ...(options.tls ? { tls: {} } : {}),
    ...(options.username === undefined
      ? {}
      : {
          sasl: { mechanism: 'SCRAM-SHA-512' as const, username: options.username, password: options.password ?? '' },
        }),
  };
  const producer = new Producer({
    ...base,
    serializers: stringSerializers,
    idempotent: true,
    // None yet: a 0 would ask for a producer that the brokers do not know.
    producerId: -1n,
    producerEpoch: -1,
    // As Java and librdkafka place a key, so that others who write or look for one agree.
    partitioner: compatibilityPartitioner,
  });
  const reader = new Consumer({ ...base, groupId: GROUP, autocommit: false });

  return {
    async send(messages) {
      await producer.send({ messages: messages.map((message) => ({ ...message })) });
    },
    async partitions(topics) {
      reader.topics.trackAll(...topics.filter((topic) => !reader.topics.has(topic)));
      const { topics: known } = await reader.metadata({ topics: [...topics], autocreateTopics: true });
      return new Map([...known].map(([topic, { partitionsCount }]) => [topic, partitionsCount]));
    },
    fetch: (from) => fetchAll(reader, options, from),
    async close() {
      await Promise.all([producer.close(true), reader.close(true)]);
    },
  };
}

type Reader = Consumer;
type Fetched = Awaited<ReturnType<Reader['fetch']>>['responses'][number]['partitions'][number];

async function fetchAll(reader: Reader, options: KafkaOptions, from: readonly KafkaPlace[]): Promise<KafkaPart[]> {
  const topics = [...new Set(from.map(({ topic }) => topic))];
  const { topics: known } = await reader.metadata({ topics });
  const places = await Promise.all(
    from.map(async (place) => ({ ...place, offset: place.offset ?? (await oldest(reader, place)) })),
  );
  const byLeader = Map.groupBy(places, ({ topic, partition }) => known.get(topic)?.partitions[partition]?.leader);
  const parts = await Promise.all(
    [...byLeader].map(([leader, led]) => {
      if (leader === undefined || leader < 0) throw new Error('a partition of a Kafka topic has no leader just now');
      return fetchOf(reader, options, { leader, places: led, idOf: (topic) => known.get(topic)?.id ?? topic });
    }),
  );
  return parts.flat();
}

/** The number of the oldest message that is kept. */
async function oldest(reader: Reader, { topic, partition }: KafkaPlace): Promise<bigint> {
  const offsets = await reader.listOffsets({
    topics: [topic],
    partitions: { [topic]: [partition] },
    timestamp: EARLIEST,
  });
  const offset = offsets.get(topic)?.[partition];
  if (offset === undefined) throw new Error(`Kafka does not say where ${topic}/${partition} begins`);
  return offset;
}

interface Led {
  readonly leader: number;
  readonly places: readonly { readonly topic: string; readonly partition: number; readonly offset: bigint }[];
  readonly idOf: (topic: string) => string;
}

async function fetchOf(reader: Reader, options: KafkaOptions, { leader, places, idOf }: Led): Promise<KafkaPart[]> {
  const byTopic = Map.groupBy(places, ({ topic }) => topic);
  const answer = await reader
    .fetch({
      node: leader,
      minBytes: 1,
      maxBytes: options.fetchBytes,
      maxWaitTime: options.waitMs,
      isolationLevel: READ_COMMITTED,
      topics: [...byTopic].map(([topic, wanted]) => ({
        topicId: idOf(topic),
        partitions: wanted.map(({ partition, offset }) => ({
          partition,
          fetchOffset: offset,
          currentLeaderEpoch: -1,
          lastFetchedEpoch: -1,
          partitionMaxBytes: options.fetchBytes,
        })),
      })),
    })
    .catch((error: unknown) => {
      if (!findErrorBy(error as Error, 'apiId', 'OFFSET_OUT_OF_RANGE')) throw error;
      throw new Error('Kafka has deleted messages that were not read yet, or is another than before', { cause: error });
    });
  const heard = new Map(
    answer.responses.flatMap(({ topicId, partitions }) =>
      partitions.map((part) => [`${topicId} ${part.partitionIndex}`, part]),
    ),
  );
  return places.flatMap((place) => {
    const part = heard.get(`${idOf(place.topic)} ${place.partition}`);
    return part ? [partOf(place, part)] : [];
  });
}

function partOf(place: Led['places'][number], part: Fetched): KafkaPart {
  const records: KafkaRecord[] = [];
  let next = place.offset;
  for (const batch of part.records ?? []) {
    for (const record of batch.records) {
      const offset = batch.firstOffset + BigInt(record.offsetDelta);
      // A batch comes whole, from before what was asked for too.
      if (offset < next) continue;
      next = offset + 1n;
      if ((batch.attributes & CONTROL_RECORDS) !== 0) continue;
      records.push({
        topic: place.topic,
        partition: place.partition,
        offset,
        key: record.key?.toString(),
        value: record.value?.toString(),
        headers: new Map(record.headers.map(([name, value]) => [String(name), String(value)])),
      });
    }
  }
  return { topic: place.topic, partition: place.partition, records, next, end: part.lastStableOffset };
}
