import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../../test/clients.ts';
import { openTestApp, type TestApp } from '../../test/harness.ts';
import { type Database, openDatabase } from '../db/client.ts';
import { outboxHead } from '../db/outbox.ts';
import { CursorExpired } from '../resolvers/errors.ts';
import { createFeed, encodeCursor, type Feed, type FeedEvent, type NewEvent, tell } from '../resolvers/feed.ts';
import { type Broadcast, passBroadcast, passRetention, startBroadcast } from './broadcast.ts';
import { passPartitions } from './partitions.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp({ OUTBOX_BATCH: '4', OUTBOX_RETENTION_S: '3600' });
});
afterAll(() => t[Symbol.asyncDispose]());

const silent = pino({ level: 'silent' });
const eventOf = (id: string): NewEvent => ({ topic: 'wallet', key: id, payload: { id, ownerId: 'an-owner' } });
const say = (...ids: string[]): Promise<void> => t.db.transact((tx) => tell(tx, ids.map(eventOf)));

interface Listener {
  readonly feed: Feed;
  /** The keys of what was handed out, in order. */
  readonly heard: string[];
  readonly cursors: string[];
}

async function listen(wake = () => {}): Promise<Listener> {
  const feed = createFeed({ db: t.db, start: await outboxHead(t.db), queueLimit: 1_000, replayLimit: 1_000, wake });
  const heard: string[] = [];
  const cursors: string[] = [];
  feed.on('wallet', ({ key, cursor }) => {
    heard.push(key);
    cursors.push(cursor);
  });
  return { feed, heard, cursors };
}

const pass = (feed: Feed): Promise<boolean> => passBroadcast({ db: t.db, feed, config: t.app.config });

/** Passes until so much was heard: reading stops below the oldest transaction of the server, another test's included. */
const hear = ({ feed, heard }: Listener, count: number): Promise<void> =>
  until(async () => {
    await pass(feed);
    return heard.length >= count;
  });

/** A transaction that has said something and is still open. */
async function sayAndWait(id: string): Promise<{ end(how: 'commit' | 'rollback'): Promise<void> }> {
  const said = Promise.withResolvers<void>();
  const ending = Promise.withResolvers<'commit' | 'rollback'>();
  const transaction = t.db
    .transact(async (tx) => {
      await tell(tx, [eventOf(id)]);
      said.resolve();
      if ((await ending.promise) === 'rollback') throw new Error('rolled back');
    })
    .catch((error: unknown) => {
      if (!(error instanceof Error) || error.message !== 'rolled back') throw error;
    });
  await Promise.race([said.promise, transaction]);
  return {
    end: async (how) => {
      ending.resolve(how);
      await transaction;
    },
  };
}

describe('a pass', () => {
  test('waits for a slow transaction, however many fast ones are done, and loses nothing', async () => {
    const listener = await listen();
    const slow = await sayAndWait('slow');
    await say('fast 1');
    await say('fast 2');
    await pass(listener.feed);
    // Cursors that passed the fast ones would never come back for the slow one.
    expect(listener.heard).toEqual([]);
    await slow.end('commit');
    await say('after');
    await hear(listener, 4);
    expect(listener.heard).toEqual(['slow', 'fast 1', 'fast 2', 'after']);
  });

  test('keeps the order of many that interleave: none lost, none twice', async () => {
    const listener = await listen();
    const rounds = 30;
    let done = false;
    const writers = Promise.all(
      Array.from({ length: 4 }, async (_, writer) => {
        for (let round = 0; round < rounds; round += 1) {
          const open = await sayAndWait(`${writer}:${round}`);
          await say(`${writer}:${round}+`);
          await open.end(round % 3 === 0 ? 'rollback' : 'commit');
        }
      }),
    ).then(() => {
      done = true;
    });
    while (!done) await pass(listener.feed);
    await writers;
    const wanted = Array.from({ length: 4 }, (_, writer) =>
      Array.from({ length: rounds }, (__, round) => [
        ...(round % 3 === 0 ? [] : [`${writer}:${round}`]),
        `${writer}:${round}+`,
      ]),
    ).flat(2);
    await hear(listener, wanted.length);
    expect(listener.heard.toSorted()).toEqual(wanted.toSorted());
    for (const writer of [0, 1, 2, 3]) {
      const own = (key: string): boolean => key.startsWith(`${writer}:`);
      expect(listener.heard.filter(own)).toEqual(wanted.filter(own));
    }
  });

  test('hands out nothing of a transaction that was rolled back, and is not held up by it', async () => {
    const listener = await listen();
    const never = await sayAndWait('never');
    await say('meanwhile');
    await never.end('rollback');
    await say('later');
    await hear(listener, 2);
    expect(listener.heard).toEqual(['meanwhile', 'later']);
  });

  test('takes one batch and says whether there may be more', async () => {
    const listener = await listen();
    await say('1', '2', '3', '4', '5');
    await until(() => pass(listener.feed));
    expect(listener.heard).toEqual(['1', '2', '3', '4']);
    expect(await pass(listener.feed)).toBe(false);
    expect(listener.heard).toEqual(['1', '2', '3', '4', '5']);
  });
});

describe('the broadcast of a process', () => {
  const NEVER_MS = '3600000';
  const processes: (Listener & { broadcast: Broadcast; db: Database; end(): Promise<void> })[] = [];

  /** What of a process takes part in it: a pool, a feed and the broadcast. */
  async function startProcess(pollMs: string) {
    const db = openDatabase({ url: t.databaseUrl, poolSize: 2, statementTimeoutMs: 15_000 });
    const listener = await listen();
    const config = { ...t.app.config, OUTBOX_POLL_MS: Number(pollMs) };
    const broadcast = await startBroadcast({ db, feed: listener.feed, config }, silent);
    const end = async (): Promise<void> => {
      await broadcast.stop();
      await db.close();
    };
    const all = { ...listener, broadcast, db, end };
    processes.push(all);
    return all;
  }
  beforeEach(async () => {
    for (const each of processes.splice(0)) await each.end();
  });
  afterAll(async () => {
    for (const each of processes) await each.end();
  });

  test('what one announces reaches the others, which wait for nothing else', async () => {
    const [here, there] = [await startProcess(NEVER_MS), await startProcess(NEVER_MS)];
    for (const id of ['1', '2', '3']) {
      await say(id);
      // Again and again: a look that came while another test's transaction was open saw nothing.
      await until(() => {
        here.broadcast.announce();
        return here.heard.includes(id) && there.heard.includes(id);
      });
    }
    expect(here.heard).toEqual(['1', '2', '3']);
    expect(there.heard).toEqual(here.heard);
    expect(there.cursors).toEqual(here.cursors);
  });

  test('a NOTIFY that is lost is made good by the next look', async () => {
    const alone = await startProcess('10');
    // Nobody announces it.
    await say('unannounced');
    await until(() => alone.heard.length > 0);
    expect(alone.heard).toEqual(['unannounced']);
  });

  test('goes on after the connection that listens was cut', async () => {
    const cut = await startProcess(NEVER_MS);
    const other = await startProcess(NEVER_MS);
    const killed = await t.db.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query ilike 'listen%'`;
    expect(killed.count).toBeGreaterThan(0);
    await say('after the cut');
    await until(() => {
      other.broadcast.announce();
      return cut.heard.length > 0 && other.heard.length > 0;
    });
    expect(cut.heard).toEqual(['after the cut']);
  });

  test('stop leaves nothing running that could still hear', async () => {
    const stopped = await startProcess('1');
    const { lastPassAt } = stopped.broadcast;
    await until(() => stopped.broadcast.lastPassAt > lastPassAt);
    await stopped.broadcast.stop();
    const last = stopped.broadcast.lastPassAt;
    stopped.broadcast.wake();
    await say('too late');
    const other = await startProcess('1');
    await say('heard');
    await until(() => other.heard.includes('heard'));
    expect(stopped.heard).toEqual([]);
    expect(stopped.broadcast.lastPassAt).toEqual(last);
    stopped.broadcast.stop = () => Promise.resolve();
  });
});

describe('what was missed', () => {
  const replay = async (feed: Feed, after: string): Promise<string[]> => {
    const keys: string[] = [];
    const stream = feed.subscribe({ topic: 'wallet', after, until: feed.head });
    for await (const { key } of stream as AsyncIterable<FeedEvent>) keys.push(key);
    return keys;
  };

  test('is replayed once after any cursor, also in a process that is behind the one that gave it', async () => {
    const listener = await listen();
    const behind = await listen();
    await say('1', '2');
    await say('3');
    await hear(listener, 3);
    for (const [index, cursor] of listener.cursors.entries()) {
      expect(await replay(listener.feed, cursor)).toEqual(['2', '3'].slice(index));
    }
    const waiting = behind.feed.subscribe({ topic: 'wallet', after: listener.cursors[1] });
    const next = waiting.next();
    await hear(behind, 3);
    // It has heard the first two already, from the other process.
    expect((await next).value?.key).toBe('3');
    await waiting.return?.();
  });

  const inDays = (days: number): Date => new Date(Date.now() + days * 86_400_000);
  const moveTo = (days: number, key: string) =>
    t.db.sql`update outbox set created_at = now() + make_interval(days => ${days}) where key like ${key}`;
  const forget = (feed: Feed, now: Date, left: number): Promise<void> =>
    until(async () => {
      await passRetention({ db: t.db, feed, config: t.app.config }, now);
      return (await t.db.sql`select from outbox`).length === left;
    });

  test('is kept for as long as it is said; whoever was away longer is told', async () => {
    await t.db.sql`delete from outbox`;
    const listener = await listen();
    await say('old 1', 'old 2');
    await say('new 1', 'new 2');
    await hear(listener, 4);
    await passPartitions(t.nobody, inDays(3));
    await moveTo(3, 'new%');
    expect(await passRetention({ db: t.db, feed: listener.feed, config: t.app.config })).toBe(false);
    await forget(listener.feed, inDays(4), 2);
    const [old1 = '', , new1 = '', new2 = ''] = listener.cursors;
    await expect(replay(listener.feed, old1)).rejects.toThrow(CursorExpired);
    expect(await replay(listener.feed, new1)).toEqual(['new 2']);
    expect(await replay(listener.feed, new2)).toEqual([]);
  });

  test('is never told with a gap: where what came later was forgotten first, the cursor has expired', async () => {
    await t.db.sql`delete from outbox`;
    const listener = await listen();
    await say('first', 'second');
    await hear(listener, 2);
    await passPartitions(t.nobody, inDays(6));
    // A transaction that took long, over the end of a partition.
    await moveTo(6, 'first');
    await moveTo(3, 'second');
    await forget(listener.feed, inDays(8), 1);
    await expect(replay(listener.feed, listener.cursors[0] ?? '')).rejects.toThrow(CursorExpired);
  });

  test('is also forgotten where a wrong clock has put it', async () => {
    await t.db.sql`delete from outbox`;
    const listener = await listen();
    await say('stray', 'today');
    await hear(listener, 2);
    await moveTo(-1, 'stray');
    await forget(listener.feed, new Date(), 1);
    await expect(replay(listener.feed, encodeCursor({ xid: '0', position: 0n }))).rejects.toThrow(CursorExpired);
    expect(await replay(listener.feed, listener.cursors[0] ?? '')).toEqual(['today']);
  });

  test('cannot be told after a cursor of a database that is no more', async () => {
    const listener = await listen();
    const [row] = await t.db.sql<{ xid: string }[]>`
      select (pg_snapshot_xmax(pg_current_snapshot())::text::bigint + 1000000)::text as xid`;
    const ahead = encodeCursor({ xid: row?.xid ?? '', position: 1n });
    await expect(replay(listener.feed, ahead)).rejects.toThrow(CursorExpired);
    // Not only with an end: one that goes on would wait for ever.
    await expect(listener.feed.subscribe({ topic: 'wallet', after: ahead }).next()).rejects.toThrow(CursorExpired);
  });
});
