import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../test/harness.ts';
import { outboxHead } from '../db/outbox.ts';
import { CursorExpired, InputInvalid } from './errors.ts';
import {
  comparePlaces,
  createFeed,
  decodeCursor,
  encodeCursor,
  type Feed,
  type FeedEvent,
  type FeedStream,
  type NewEvent,
  SlowConsumer,
  tell,
  watch,
} from './feed.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
  // A client's cursor is that of an event: the place before all of them is none.
  await say(walletOf('the first'));
  await t.broadcast();
});
afterAll(() => t[Symbol.asyncDispose]());

const tradeOf = (id: string): NewEvent => ({
  topic: 'trade',
  key: id,
  payload: { id, announcementId: 'an-announcement', buyerId: 'a-buyer', sellerId: 'a-seller' },
});
const walletOf = (id: string): NewEvent => ({ topic: 'wallet', key: id, payload: { id, ownerId: 'an-owner' } });

const say = (...events: NewEvent[]): Promise<void> => t.db.transact((tx) => tell(tx, events));

/** A feed of its own, as a process has one that starts now. */
async function openFeed({ queueLimit = 100, replayLimit = 100 } = {}): Promise<Feed> {
  return createFeed({ db: t.db, start: await outboxHead(t.db), queueLimit, replayLimit, wake: () => {} });
}

/** Events as the broadcast hands them out, without a database. */
const published = (id: number, event = tradeOf(String(id))): FeedEvent => {
  const place = { xid: '9000000', position: BigInt(id) };
  return { ...event, at: new Date(), place, cursor: encodeCursor(place) };
};
const publish = (feed: Feed, ...events: FeedEvent[]): void => {
  feed.publish(events, events.at(-1)?.place ?? feed.head);
};

async function take(stream: FeedStream, count: number): Promise<string[]> {
  const keys: string[] = [];
  while (keys.length < count) {
    const { value, done } = await stream.next();
    if (done) throw new Error(`it ended after ${keys.join(', ')}`);
    keys.push(value.key);
  }
  return keys;
}

/** All that a stream gives until it ends by itself. */
async function drain(stream: FeedStream): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of stream) keys.push(key);
  return keys;
}

describe('what is live', () => {
  test('comes in order, only from the topic and only what matches', async () => {
    const feed = await openFeed();
    const odd = feed.subscribe({ topic: 'trade', matches: ({ payload }) => Number(payload.id) % 2 === 1 });
    const wallets = feed.subscribe({ topic: 'wallet' });
    publish(feed, published(1), published(2), published(3, walletOf('w')), published(4), published(5));
    expect(await take(odd, 2)).toEqual(['1', '5']);
    expect(await take(wallets, 1)).toEqual(['w']);
    expect(comparePlaces(feed.head, { xid: '9000000', position: 5n })).toBe(0);
  });

  test('reaches a reader that waits, and everyone who listens', async () => {
    const feed = await openFeed();
    const streams = [1, 2, 3].map(() => feed.subscribe({ topic: 'trade' }));
    const waiting = streams.map((stream) => take(stream, 1));
    publish(feed, published(1));
    expect(await Promise.all(waiting)).toEqual([['1'], ['1'], ['1']]);
  });

  test('a reader that keeps as much as it may loses nothing; one event more ends it, and it alone', async () => {
    const feed = await openFeed({ queueLimit: 3 });
    const [slow, quick] = [feed.subscribe({ topic: 'trade' }), feed.subscribe({ topic: 'trade' })];
    publish(feed, published(1), published(2), published(3));
    expect(await take(quick, 3)).toEqual(['1', '2', '3']);
    publish(feed, published(4));
    await expect(slow.next()).rejects.toThrow(SlowConsumer);
    expect(await slow.next()).toEqual({ done: true, value: undefined });
    expect(await take(quick, 1)).toEqual(['4']);
  });

  test('return ends at once a reader that waits, and it is heard no more', async () => {
    const feed = await openFeed();
    const asked: string[] = [];
    const matches = ({ key }: FeedEvent<'trade'>): boolean => asked.push(key) > 0;
    const stream = feed.subscribe({ topic: 'trade', matches });
    const waiting = stream.next();
    expect(await stream.return?.()).toEqual({ done: true, value: undefined });
    expect(await waiting).toEqual({ done: true, value: undefined });
    publish(feed, published(1));
    expect(asked).toEqual([]);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  test('on calls back until it is stopped', async () => {
    const feed = await openFeed();
    const heard: string[] = [];
    const stop = feed.on('trade', ({ key }) => heard.push(key));
    publish(feed, published(1), published(2, walletOf('w')));
    stop();
    publish(feed, published(3));
    expect(heard).toEqual(['1']);
  });
});

describe('what is replayed', () => {
  test('comes before what is live, each once', async () => {
    const feed = await openFeed();
    const before = encodeCursor(feed.head);
    await say(tradeOf('a'), walletOf('not this'), tradeOf('b'));
    await t.broadcast(feed);
    const stream = feed.subscribe({ topic: 'trade', after: before });
    // Committed and handed out while nobody has asked for the replay yet.
    await say(tradeOf('c'));
    await t.broadcast(feed);
    expect(await take(stream, 3)).toEqual(['a', 'b', 'c']);
    const rest = stream.next();
    await say(tradeOf('d'));
    await t.broadcast(feed);
    expect((await rest).value?.key).toBe('d');
  });

  test('goes on from each cursor that was handed out', async () => {
    const feed = await openFeed();
    const start = encodeCursor(feed.head);
    for (const id of ['1', '2', '3', '4']) await say(tradeOf(id));
    await t.broadcast(feed);
    const cursors = [start];
    const all = feed.subscribe({ topic: 'trade', after: start, until: feed.head });
    for await (const { cursor } of all) cursors.push(cursor);
    for (const [seen, after] of cursors.entries()) {
      const rest = await drain(feed.subscribe({ topic: 'trade', after, until: feed.head }));
      expect(rest).toEqual(['1', '2', '3', '4'].slice(seen));
    }
  });

  test('ends at `until`, and without `after` there is nothing to replay', async () => {
    const feed = await openFeed();
    const before = encodeCursor(feed.head);
    await say(tradeOf('early'));
    await t.broadcast(feed);
    const until = feed.head;
    await say(tradeOf('late'));
    await t.broadcast(feed);
    expect(await drain(feed.subscribe({ topic: 'trade', after: before, until }))).toEqual(['early']);
    expect(await drain(feed.subscribe({ topic: 'trade', until }))).toEqual([]);
  });

  test('is bounded: what is further behind must read the state anew', async () => {
    const feed = await openFeed({ replayLimit: 3 });
    const before = encodeCursor(feed.head);
    await say(tradeOf('1'), tradeOf('2'), tradeOf('3'));
    await t.broadcast(feed);
    expect(await drain(feed.subscribe({ topic: 'trade', after: before, until: feed.head }))).toEqual(['1', '2', '3']);
    // Reading is what costs, so events of other topics count as well.
    await say(walletOf('4'));
    await t.broadcast(feed);
    await expect(drain(feed.subscribe({ topic: 'trade', after: before, until: feed.head }))).rejects.toThrow(
      CursorExpired,
    );
  });

  test('ends when what follows was forgotten while the reader took its time', async () => {
    await t.broadcast();
    const after = encodeCursor(t.app.feed.head);
    await say(...Array.from({ length: 600 }, (_, index) => tradeOf(`slow-${index}`)));
    await t.broadcast();
    const feed = await openFeed({ replayLimit: 10_000 });
    const stream = feed.subscribe({ topic: 'trade', after });
    expect(await take(stream, 1)).toEqual(['slow-0']);
    await t.db.sql`delete from outbox where position <= (select position from outbox where key = 'slow-549')`;
    expect((await take(stream, 499)).at(-1)).toBe('slow-499');
    await expect(stream.next()).rejects.toThrow(CursorExpired);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  test('return leaves it', async () => {
    const feed = await openFeed();
    const before = encodeCursor(feed.head);
    await say(tradeOf('1'), tradeOf('2'));
    await t.broadcast(feed);
    const stream = feed.subscribe({ topic: 'trade', after: before });
    expect(await take(stream, 1)).toEqual(['1']);
    await stream.return?.();
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  test('goes up to the place that the context names, for whoever watches through it', async () => {
    await t.broadcast();
    const before = encodeCursor(t.app.feed.head);
    await say(tradeOf('1'));
    await t.broadcast();
    const ctx = { ...t.nobody, replayUntil: t.app.feed.head };
    expect(await drain(watch(ctx, { topic: 'trade', after: before }))).toEqual(['1']);
  });
});

test('a cursor comes back as it went out, and what is none is refused', () => {
  const place = { xid: '18446744073709551615', position: 2n ** 63n - 1n };
  expect(decodeCursor(encodeCursor(place))).toEqual(place);
  const bad = ['', 'x', '1.2', encode('1'), encode('1.-2'), encode('1.2.3'), encode('18446744073709551616.1')];
  for (const text of [...bad, encode('1.9223372036854775808'), encode(' 1.2'), 'é'.repeat(1_000)]) {
    expect(() => decodeCursor(text), text).toThrow(InputInvalid);
  }
});

const encode = (text: string): string => Buffer.from(text).toString('base64url');
