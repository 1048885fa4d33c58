import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../../../test/clients.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { kcat, type KafkaBrokers, startKafkaBrokers } from '../../../test/kafka-brokers.ts';
import { selectPlaces } from '../../db/consumers.ts';
import { type NewEvent, tell } from '../../resolvers/feed.ts';
import { passRetention } from '../broadcast.ts';
import { type Consumer, passConsumer } from '../consume.ts';
import { type EventSource, outboxSource, RELAY } from '../event-source.ts';
import { passPartitions } from '../partitions.ts';
import { closeKafka, eventSourceOf, kafkaOf } from './link.ts';
import { passRelay } from './relay.ts';

let cluster: KafkaBrokers;
let t: TestApp;
let source: EventSource;
let round = 0;

beforeAll(async () => {
  cluster = await startKafkaBrokers();
});
afterAll(() => cluster[Symbol.asyncDispose]());

beforeEach(async () => {
  round += 1;
  t = await openTestApp({
    KAFKA_BROKERS: cluster.brokers,
    KAFKA_TOPIC_PREFIX: `source${round}.`,
    KAFKA_TIMEOUT_MS: '2000',
    KAFKA_WAIT_MS: '20',
    EVENT_SOURCE: 'kafka',
    CONSUMER_BATCH: '40',
    OUTBOX_RETENTION_S: '3600',
  });
  source = eventSourceOf(t.app);
  // Its key is the event's own: an event that is handled twice breaks it.
  await t.db.sql`create table effects (consumer text, id text, key text, number bigserial, primary key (consumer, id))`;
  return async () => {
    await closeKafka(t.app);
    await t[Symbol.asyncDispose]();
  };
});

let told = 0;
const KEYS = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const keyOf = (id: number): string => KEYS[id % KEYS.length] ?? '';
/** Tells so many events, each in a transaction of its own; of several topics. */
async function say(count: number): Promise<void> {
  for (let more = 0; more < count; more += 1) {
    const id = String((told += 1));
    const key = keyOf(told);
    const event: NewEvent =
      key === 'c'
        ? { topic: 'stake', key, payload: { address: id } }
        : { topic: 'wallet', key, payload: { id, ownerId: 'o' } };
    await t.db.transact((tx) => tell(tx, [event]));
  }
}

const keeping = (name: string): Consumer => ({
  name,
  handle: async (tx, events) => {
    for (const { key, payload } of events) {
      const id = 'address' in payload ? payload.address : 'id' in payload ? payload.id : '';
      await tx.sql`insert into effects (consumer, id, key) values (${name}, ${id}, ${key})`;
    }
  },
});

/** What was done, by key, in the order in which it was. */
async function effects(name: string): Promise<Record<string, number[]>> {
  const rows = await t.db.sql<{ key: string; ids: string[] }[]>`
    select key, array_agg(id order by number) as ids from effects where consumer = ${name} group by key order by key`;
  return Object.fromEntries(rows.map(({ key, ids }) => [key, ids.map(Number)]));
}

const count = async (name: string): Promise<number> => Object.values(await effects(name)).flat().length;

/** All that was told since `from`, as `effects` has it. */
const everything = (from: number): Record<string, number[]> => {
  const ids = Array.from({ length: told - from }, (_, index) => from + index + 1);
  const byKey = Map.groupBy(ids, keyOf);
  return Object.fromEntries([...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1)));
};

const relay = async (): Promise<void> => void (await passRelay(t.nobody, kafkaOf(t.app)).catch(() => {}));
const consume = async (spec: Consumer): Promise<void> =>
  void (await passConsumer(t.nobody, spec, source).catch(() => {}));

const consumeUntil = (spec: Consumer, wanted: number): Promise<void> =>
  until(async () => {
    await relay();
    await consume(spec);
    return (await count(spec.name)) >= wanted;
  });

describe('a consumer that reads Kafka', () => {
  test('does each thing once and in the order of its key', async () => {
    const from = told;
    const spec = keeping('plain');
    await say(130);
    await consumeUntil(spec, 130);
    await say(20);
    await consumeUntil(spec, 150);
    expect(await effects('plain')).toEqual(everything(from));
  });

  test('does nothing twice when the relay sends everything again, or processes compete', async () => {
    const from = told;
    const spec = keeping('unmoved');
    await say(60);
    await consumeUntil(spec, 60);
    await t.db.sql`delete from consumer_positions where consumer = ${RELAY}`;
    await say(30);
    const second = eventSourceOf(t.app);
    await until(async () => {
      await Promise.all([relay(), relay(), consume(spec), passConsumer(t.nobody, spec, second)]);
      return (await count('unmoved')) >= 90;
    });
    // Once more to the end, past everything that is there twice.
    for (let pass = 0; pass < 10; pass += 1) await consume(spec);
    expect(await effects('unmoved')).toEqual(everything(from));
  });

  test('survives brokers that go and come back, and effects that fail', async () => {
    const from = told;
    let fails = 0;
    const spec = keeping('tough');
    const fragile: Consumer = {
      ...spec,
      handle: async (tx, events) => {
        await spec.handle(tx, events);
        if ((fails += 1) % 3 === 1) throw new Error('half-way');
      },
    };
    for (const broker of [1, 2, 3]) {
      await say(15);
      await relay();
      await consume(fragile);
      await cluster.stop(broker);
      await say(15);
      await relay();
      await consume(fragile);
      await cluster.restart(broker);
      await consume(fragile);
    }
    await consumeUntil(fragile, told - from);
    expect(await effects('tough')).toEqual(everything(from));
  });

  test('goes on behind what it has read of the outbox, and never reads both', async () => {
    const from = told;
    const spec = keeping('mover');
    await say(25);
    await until(async () => {
      await passConsumer(t.nobody, spec, outboxSource(t.db));
      return (await count('mover')) === 25;
    });
    await relay();
    await say(25);
    await consumeUntil(spec, 50);
    expect(await effects('mover')).toEqual(everything(from));
    await expect(passConsumer(t.nobody, spec, outboxSource(t.db))).rejects.toThrow('it reads kafka');
  });

  test('lets the outbox forget what it has, and nothing else', async () => {
    const spec = keeping('slow');
    await say(10);
    await consumeUntil(spec, 10);
    const last = async () => (await t.db.sql<{ at: bigint }[]>`select max(position) as at from outbox`)[0]?.at;
    const place = async () => (await selectPlaces(t.db, 'slow')).find(({ source: at }) => at === 'outbox')?.place;
    const before = await last();
    await until(async () => {
      await consume(spec);
      return (await place())?.position === before;
    });
    await say(10);
    await until(async () => {
      await relay();
      return (await selectPlaces(t.db, RELAY))[0]?.place.position === (await last());
    });
    const later = new Date(Date.now() + 5 * 86_400_000);
    await passPartitions(t.nobody, later);
    await t.db.sql`update outbox set created_at = now() + interval '3 days' where position > ${before ?? 0n}`;
    const left = async (): Promise<number> => (await t.db.sql`select from outbox`).length;
    await until(async () => {
      await passRetention(t.app, later);
      return (await left()) < 20;
    });
    await passRetention(t.app, new Date(later.getTime() + 5 * 86_400_000));
    expect(await left()).toBe(10);
  });

  test('passes over messages that are none of the platform, and says so', async () => {
    const from = told;
    const topic = `source${round}.transaction_events`;
    const header = ['-H', 'ce_specversion=1.0', '-H', 'ce_time=2026-01-01T00:00:00Z', '-H', 'ce_type=ecocoin.wallet'];
    await say(5);
    await relay();
    await kcat(cluster.brokers, ['-P', '-t', topic, '-k', 'a'], 'nonsense');
    await kcat(cluster.brokers, ['-P', '-t', topic, '-k', 'a', ...header, '-H', 'ce_id=x.y'], '{}');
    await kcat(cluster.brokers, ['-P', '-t', topic, '-k', 'a', ...header, '-H', 'ce_id=1.1'], 'null');
    const other = ['-H', 'ce_specversion=1.0', '-H', 'ce_type=other.wallet', '-H', 'ce_id=9.9'];
    await kcat(cluster.brokers, ['-P', '-t', topic, '-k', 'a', ...other], '{"id":"1","ownerId":"o"}');
    await say(5);
    const spec = keeping('sceptic');
    await consumeUntil(spec, 10);
    expect(await effects('sceptic')).toEqual(everything(from));
  });
});
