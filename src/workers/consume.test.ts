import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../../test/clients.ts';
import { openTestApp, type TestApp } from '../../test/harness.ts';
import type { Db } from '../db/client.ts';
import { movePlace, selectConsumerLags, selectPlaces } from '../db/consumers.ts';
import { platformContext } from '../resolvers/context.ts';
import { type FeedEvent, type NewEvent, tell } from '../resolvers/feed.ts';
import { readHealth } from '../resolvers/health/read.ts';
import { passRetention, startBroadcast } from './broadcast.ts';
import { consumer, type Consumer, passConsumer } from './consume.ts';
import { keep } from './keep.ts';
import { passPartitions } from './partitions.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp({ OUTBOX_RETENTION_S: '3600', CONSUMER_BATCH: '4', CONSUMER_LAG_ALARM_MS: '60000' });
  // Its key is the event's own: an event that is handled twice breaks it.
  await t.db.sql`create table effects (consumer text, key text, number bigserial, primary key (consumer, key))`;
});
afterAll(() => t[Symbol.asyncDispose]());
beforeEach(async () => {
  await t.db.sql`truncate outbox, consumer_positions, effects`;
});

const eventOf = (id: string): NewEvent => ({ topic: 'wallet', key: id, payload: { id, ownerId: 'an-owner' } });
const say = (...ids: string[]): Promise<void> => t.db.transact((tx) => tell(tx, ids.map(eventOf)));

/** A consumer whose effect is a row for each event, in the order in which it got them. */
const keeping = (name: string, options: Partial<Consumer> = {}): Consumer => ({
  name,
  handle: (tx, events) => keepAll(tx, name, events),
  ...options,
});

async function keepAll(tx: Db, name: string, events: readonly FeedEvent[]): Promise<void> {
  for (const { key } of events) await tx.sql`insert into effects (consumer, key) values (${name}, ${key})`;
}

const effects = async (name: string): Promise<string[]> => {
  const rows = await t.db.sql<{ key: string }[]>`select key from effects where consumer = ${name} order by number`;
  return rows.map(({ key }) => key);
};

/** Passes until so much is done: reading stops below the oldest transaction of the server, another test's included. */
const passUntil = (spec: Consumer, count: number): Promise<void> =>
  until(async () => {
    await passConsumer(t.nobody, spec);
    return (await effects(spec.name)).length >= count;
  });

describe('a consumer', () => {
  test('gets every event once and in order, a bounded batch in each transaction', async () => {
    const sizes: number[] = [];
    const spec = keeping('bounded', {
      handle: async (tx, events) => {
        sizes.push(events.length);
        await keepAll(tx, 'bounded', events);
      },
    });
    await say('1', '2', '3', '4', '5');
    await say('6');
    await passUntil(spec, 6);
    expect(await effects('bounded')).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(Math.max(...sizes)).toBe(4);
    expect(await passConsumer(t.nobody, spec)).toBe(false);
    expect(await effects('bounded')).toHaveLength(6);
  });

  test('hears of its topics alone, and moves past the others', async () => {
    const spec = keeping('choosy', { topics: ['trade'] });
    await say('not for it');
    await until(async () => {
      await passConsumer(t.nobody, spec);
      const [place] = await selectPlaces(t.db, 'choosy');
      return place !== undefined && place.place.position > 0n;
    });
    expect(await effects('choosy')).toEqual([]);
  });

  test('begins with what the outbox has, or with what is told from then on', async () => {
    await say('before');
    await passUntil(keeping('oldest'), 1);
    const newest = keeping('newest', { start: 'newest' });
    await passConsumer(t.nobody, newest);
    await say('after');
    await passUntil(newest, 1);
    expect(await effects('newest')).toEqual(['after']);
  });

  test('that fails, or loses its connection half-way, has done nothing and gets the same again', async () => {
    await say('1', '2', '3');
    let tries = 0;
    const failing = keeping('failing', {
      handle: async (tx, events) => {
        await keepAll(tx, 'failing', events);
        tries += 1;
        if (tries === 1) throw new Error('half-way');
        if (tries === 2) await tx.sql`select pg_terminate_backend(pg_backend_pid())`;
      },
    });
    await until(() =>
      passConsumer(t.nobody, failing).then(
        () => false,
        (error: Error) => error.message === 'half-way',
      ),
    );
    expect(await effects('failing')).toEqual([]);
    await expect(
      until(async () => {
        await passConsumer(t.nobody, failing);
        return tries > 1;
      }),
    ).rejects.toThrow(/terminat|CONNECTION/);
    expect(tries).toBe(2);
    expect(await effects('failing')).toEqual([]);
    await passUntil(failing, 3);
    expect(await effects('failing')).toEqual(['1', '2', '3']);
  });

  test('that runs in many processes works in one at a time, and doubles nothing', async () => {
    let working = 0;
    let most = 0;
    const spec = keeping('shared', {
      handle: async (tx, events) => {
        most = Math.max(most, (working += 1));
        await keepAll(tx, 'shared', events);
        working -= 1;
      },
    });
    const keys = Array.from({ length: 60 }, (_, index) => String(index).padStart(2, '0'));
    let told = false;
    const telling = (async () => {
      for (const key of keys) await say(key);
      told = true;
    })();
    const work = async (): Promise<void> => {
      while (!told || (await effects('shared')).length < keys.length) await passConsumer(t.nobody, spec);
    };
    await Promise.all([telling, work(), work(), work()]);
    expect(most).toBe(1);
    expect(await effects('shared')).toEqual(keys);
  });

  test('waits for a slow transaction rather than passing over what it will tell', async () => {
    const spec = keeping('patient');
    const said = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const slow = t.db.transact(async (tx) => {
      await tell(tx, [eventOf('slow')]);
      said.resolve();
      await gate.promise;
    });
    await said.promise;
    await say('fast');
    await passConsumer(t.nobody, spec);
    expect(await effects('patient')).toEqual([]);
    gate.resolve();
    await slow;
    await passUntil(spec, 2);
    expect(await effects('patient')).toEqual(['slow', 'fast']);
  });

  test('looks at once when something is told, and what it tells goes out', async () => {
    const silent = pino({ level: 'silent' });
    const broadcast = await startBroadcast(t.app, silent);
    const ctx = {
      ...platformContext(t.app, 'test'),
      app: { ...t.app, feed: { ...t.app.feed, wake: broadcast.announce } },
    };
    const answered = Promise.withResolvers<FeedEvent>();
    const stop = t.app.feed.on('transfer', answered.resolve);
    const pass = consumer(ctx, {
      name: 'answering',
      topics: ['wallet'],
      handle: (tx, [event]) =>
        tell(tx, [
          { topic: 'transfer', key: `re ${event?.key}`, payload: { id: '1', senderId: '2', recipientId: '3' } },
        ]),
    });
    const kept = keep({ ...pass, everyMs: 3_600_000 }, silent);
    broadcast.onEvents(kept.wake);
    await say('a question');
    broadcast.announce();
    expect((await answered.promise).key).toBe('re a question');
    stop();
    await kept.stop();
    await broadcast.stop();
  });

  test('never goes back', async () => {
    const at = (position: bigint) => ({
      source: 'outbox',
      partition: 0,
      place: { xid: '9', position },
      nextOffset: null,
    });
    expect(await movePlace(t.db, 'forward', at(5n))).toBe(true);
    expect(await movePlace(t.db, 'forward', at(4n))).toBe(false);
    expect((await selectPlaces(t.db, 'forward'))[0]?.place.position).toBe(5n);
  });
});

describe('what a consumer has not read', () => {
  test('is not forgotten, however old, and is told of by the health report', async () => {
    await say('read');
    const reader = keeping('reader');
    const laggard = keeping('laggard');
    await passUntil(reader, 1);
    await passUntil(laggard, 1);
    await say('unread');
    await passUntil(reader, 2);
    await t.db.sql`update outbox set created_at = now() - interval '2 hours'`;
    const later = new Date(Date.now() + 5 * 86_400_000);
    await passPartitions(t.nobody, later);
    await passRetention(t.app, later);
    expect(await t.db.sql`select key from outbox order by position`).toEqual([{ key: 'read' }, { key: 'unread' }]);

    const lags = await selectConsumerLags(t.db);
    expect(lags.map(({ consumer: name, lagMs }) => [name, lagMs >= 7_200_000])).toEqual([
      ['laggard', true],
      ['reader', false],
    ]);
    const health = await readHealth(t.app, []);
    expect(health.notReady).toContain('consumer laggard');
    expect(health.notReady).not.toContain('consumer reader');

    await passUntil(laggard, 2);
    await until(async () => {
      await passRetention(t.app, later);
      return (await t.db.sql`select from outbox`).length === 0;
    });
    expect((await readHealth(t.app, [])).notReady).not.toContain('consumer laggard');
  });
});
