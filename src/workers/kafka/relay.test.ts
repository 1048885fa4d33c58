import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../../../test/clients.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { kcat, type KafkaBrokers, startKafkaBrokers } from '../../../test/kafka-brokers.ts';
import { selectPlaces } from '../../db/consumers.ts';
import { type NewEvent, tell } from '../../resolvers/feed.ts';
import { RELAY } from '../event-source.ts';
import type { Kafka } from '../outside/kafka.ts';
import { closeKafka, kafkaOf } from './link.ts';
import { passRelay } from './relay.ts';

let cluster: KafkaBrokers;
let t: TestApp;
let kafka: Kafka;
let round = 0;

beforeAll(async () => {
  cluster = await startKafkaBrokers();
});
afterAll(() => cluster[Symbol.asyncDispose]());

/** Topics of its own for each test. */
beforeEach(async () => {
  round += 1;
  t = await openTestApp({
    KAFKA_BROKERS: cluster.brokers,
    KAFKA_TOPIC_PREFIX: `relay${round}.`,
    KAFKA_BATCH: '50',
    KAFKA_TIMEOUT_MS: '2000',
    PUBLIC_URL: 'https://ecocoin.example',
  });
  kafka = kafkaOf(t.app);
  return async () => {
    await closeKafka(t.app);
    await t[Symbol.asyncDispose]();
  };
});

const trade = (key: string, note = key): NewEvent => ({
  topic: 'trade',
  key,
  payload: { id: note, announcementId: 'a', buyerId: 'b', sellerId: 's' },
});
const say = (...events: NewEvent[]): Promise<void> => t.db.transact((tx) => tell(tx, events));

/** Passes until everything that was told is with the brokers. */
const relayAll = (): Promise<void> =>
  until(async () => {
    await passRelay(t.nobody, kafka).catch(() => {});
    const [last] = await t.db.sql<{ position: bigint }[]>`select max(position) as position from outbox`;
    return (await selectPlaces(t.db, RELAY))[0]?.place.position === last?.position;
  });

/** Messages of a topic as kcat gives them: `[partition, key, value, headers]`. */
async function messages(topic: string): Promise<string[][]> {
  const format = '%p\t%k\t%s\t%h\n';
  const text = await kcat(cluster.brokers, [
    '-C',
    '-t',
    `relay${round}.${topic}`,
    '-o',
    'beginning',
    '-e',
    '-f',
    format,
  ]);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
}

/** The notes of what a client of Kafka sees, by key, without what it knows by its id to be there twice. */
async function seen(topic: string): Promise<Map<string, string[]>> {
  const ids = new Set<string>();
  const notes = new Map<string, string[]>();
  for (const [, key = '', value = '', headers = ''] of await messages(topic)) {
    const id = /ce_id=([\d.]+)/.exec(headers)?.[1] ?? '';
    if (ids.has(id)) continue;
    ids.add(id);
    notes.set(key, [...(notes.get(key) ?? []), (JSON.parse(value) as { id: string }).id]);
  }
  return notes;
}

describe('the relay', () => {
  test('puts each event into its topic as a CloudEvent that any client reads', async () => {
    await say(trade('t1'), { topic: 'wallet', key: 'w1', payload: { id: 'w1', ownerId: 'o' } });
    await say({ topic: 'stake', key: '0xa', payload: { address: '0xa' } });
    await relayAll();
    const transactions = await messages('transaction_events');
    const [, key, value, headers = ''] = transactions.find(([, each]) => each === 't1') ?? [];
    expect(new Set(transactions.map(([, each]) => each))).toEqual(new Set(['t1', 'w1']));
    expect(key).toBe('t1');
    expect(JSON.parse(value ?? '')).toEqual({ id: 't1', announcementId: 'a', buyerId: 'b', sellerId: 's' });
    expect(Object.fromEntries(headers.split(',').map((header) => header.split('=')))).toEqual({
      ce_specversion: '1.0',
      ce_id: expect.stringMatching(/^\d+\.\d+$/) as string,
      ce_source: 'https://ecocoin.example',
      ce_type: 'ecocoin.trade',
      ce_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
      ce_partitionkey: 't1',
      'content-type': 'application/json',
    });
    expect((await messages('blockchain_events')).map(([, each]) => each)).toEqual(['0xa']);
  });

  test('keeps the order of a key, and puts a key where other clients would', async () => {
    for (let number = 0; number < 120; number += 1) await say(trade(`key${number % 6}`, String(number)));
    await relayAll();
    const notes = await seen('transaction_events');
    for (const key of [0, 1, 2, 3, 4, 5]) {
      expect(notes.get(`key${key}`)).toEqual(Array.from({ length: 20 }, (_, index) => String(index * 6 + key)));
    }
    const theirs = await kcat(
      cluster.brokers,
      ['-P', '-t', `relay${round}.theirs`, '-K', ':', '-X', 'topic.partitioner=murmur2_random'],
      Array.from({ length: 6 }, (_, key) => `key${key}:x`).join('\n'),
    );
    expect(theirs).toBe('');
    const placed = async (topic: string) =>
      new Set((await messages(topic)).map(([partition, key]) => `${key} ${partition}`));
    expect(await placed('transaction_events')).toEqual(await placed('theirs'));
  });

  test('goes on where it was when brokers come back: nothing lost, and what is sent twice bears the same id', async () => {
    const keys = ['a', 'b', 'c', 'd', 'e'];
    let number = 0;
    const saySome = async (): Promise<void> => {
      for (let more = 0; more < 25; more += 1) await say(trade(keys[(number += 1) % 5] ?? '', String(number)));
    };
    await saySome();
    await relayAll();
    await cluster.stop(1, 2, 3);
    await saySome();
    await expect(until(() => passRelay(t.nobody, kafka))).rejects.toThrow(/./);
    const before = (await selectPlaces(t.db, RELAY))[0];
    await cluster.restart(1, 2, 3);
    await relayAll();
    expect((await selectPlaces(t.db, RELAY))[0]).not.toEqual(before);
    // One after another, while events go on.
    for (const broker of [1, 2, 3]) {
      await cluster.stop(broker);
      await saySome();
      await passRelay(t.nobody, kafka).catch(() => {});
      await cluster.restart(broker);
      await saySome();
      await relayAll();
    }
    const notes = await seen('transaction_events');
    const wanted = Array.from({ length: number }, (_, index) => index + 1);
    for (const [index, key] of keys.entries()) {
      expect(notes.get(key)).toEqual(wanted.filter((each) => each % 5 === index).map(String));
    }
  });

  test('sends again what a broker refuses for a while, and finds a partition that moved', async () => {
    await say(trade('k', '1'));
    await relayAll();
    const NOT_ENOUGH_REPLICAS = 19;
    const REQUEST_TIMED_OUT = 7;
    await cluster.fail('produce', NOT_ENOUGH_REPLICAS, REQUEST_TIMED_OUT, NOT_ENOUGH_REPLICAS);
    await say(trade('k', '2'));
    await relayAll();
    const [[partition = ''] = []] = await messages('transaction_events');
    for (const broker of [1, 2, 3, 1]) {
      await cluster.lead(`relay${round}.transaction_events`, Number(partition), broker);
      await say(trade('k', `led by ${broker}`));
      await relayAll();
    }
    const notes = await seen('transaction_events');
    expect(notes.get('k')).toEqual(['1', '2', 'led by 1', 'led by 2', 'led by 3', 'led by 1']);
  });
});
