import type { Db } from '../db/client.ts';
import { type Cursor, insertEvents, isPastPlace, outboxFloor, type OutboxRow, readEvents } from '../db/outbox.ts';
import type { Context } from './context.ts';
import { CursorExpired, InputInvalid } from './errors.ts';
import type { EventPayloads } from './events.ts';

export type Topic = keyof EventPayloads;

export type NewEvent = { [T in Topic]: { topic: T; key: string; payload: EventPayloads[T] } }[Topic];

/** An event as subscribers get it. `cursor` is opaque to clients: handed back as `after`, it replays what followed. */
export interface FeedEvent<T extends Topic = Topic> {
  readonly topic: T;
  readonly key: string;
  readonly payload: EventPayloads[T];
  readonly at: Date;
  readonly place: Cursor;
  readonly cursor: string;
}

/** Says in the caller's transaction what it makes true. */
export const tell = (tx: Db, events: readonly NewEvent[]): Promise<void> => insertEvents(tx, events);

export const encodeCursor = (place: Cursor): string =>
  Buffer.from(`${place.xid}.${place.position}`).toString('base64url');

/** The most that an xid8 and a bigint hold: a number beyond would make the database fail, not the cursor. */
const MAX_XID = 2n ** 64n - 1n;
const MAX_POSITION = 2n ** 63n - 1n;

/** Throws InputInvalid. */
export function decodeCursor(text: string): Cursor {
  const match = /^(\d{1,20})\.(\d{1,19})$/.exec(Buffer.from(text.slice(0, 100), 'base64url').toString('latin1'));
  const [xid, position] = [BigInt(match?.[1] ?? 0), BigInt(match?.[2] ?? 0)];
  if (!match || xid > MAX_XID || position > MAX_POSITION) {
    throw new InputInvalid([{ path: ['after'], message: 'is not a cursor of an event' }]);
  }
  return { xid: xid.toString(), position };
}

export function comparePlaces(a: Cursor, b: Cursor): number {
  const [left, right] = a.xid === b.xid ? [a.position, b.position] : [BigInt(a.xid), BigInt(b.xid)];
  return left < right ? -1 : left > right ? 1 : 0;
}

export function toFeedEvent(row: OutboxRow): FeedEvent {
  const place = { xid: row.xid, position: row.position };
  const { topic, payload } = row as { topic: Topic; payload: EventPayloads[Topic] };
  return { topic, key: row.key, payload, at: row.createdAt, place, cursor: encodeCursor(place) };
}

export interface SubscribeOptions<T extends Topic> {
  readonly topic: T;
  /** Which events of the topic are wanted. */
  readonly matches?: (event: FeedEvent<T>) => boolean;
  /** Replays what came after this cursor before anything live. */
  readonly after?: string | null | undefined;
  /** Replays up to this place only and ends there. */
  readonly until?: Cursor | undefined;
}

export interface FeedStream<T extends Topic = Topic> extends AsyncIterableIterator<FeedEvent<T>, void, void> {
  /** Where the broadcast stood when listening began: what is newer comes, whatever is replayed. */
  readonly start: Cursor;
}

export interface Feed {
  /** Where the broadcast stands: every event up to here was handed to the subscribers. */
  readonly head: Cursor;
  /** Whether every subscriber has dealt with all that was handed to it, and waits for more. */
  readonly idle: boolean;
  /** Asks for a pass of the broadcast soon, here and in the other processes. */
  wake(): void;
  /** Hands events to the subscribers, in order. Only the broadcast calls it. */
  publish(events: readonly FeedEvent[], head: Cursor): void;
  subscribe<T extends Topic>(options: SubscribeOptions<T>): FeedStream<T>;
  /** Calls back for each event of a topic as it is published; gives the way to stop. */
  on<T extends Topic>(topic: T, hear: (event: FeedEvent<T>) => void): () => void;
}

/** Subscribes for a caller: what every `watch` of a noun returns. */
export const watch = <T extends Topic>(ctx: Context, options: Omit<SubscribeOptions<T>, 'until'>): FeedStream<T> =>
  ctx.app.feed.subscribe({ ...options, until: ctx.replayUntil });

/** Thrown into a subscription whose client reads more slowly than events arrive. */
export class SlowConsumer extends Error {
  constructor() {
    super('This subscriber could not keep up: subscribe again with `after` set to the last cursor it saw.');
  }
}

export interface FeedOptions {
  readonly db: Db;
  readonly start: Cursor;
  readonly queueLimit: number;
  readonly replayLimit: number;
  readonly wake: () => void;
}

export function createFeed(options: FeedOptions): Feed {
  const listeners = new Map<Topic, Set<(event: FeedEvent) => void>>();
  const streams = new Set<{ readonly idle: boolean }>();
  let head = options.start;

  const on: Feed['on'] = (topic, hear) => {
    const known = listeners.get(topic) ?? new Set();
    listeners.set(topic, known);
    known.add(hear as (event: FeedEvent) => void);
    return () => known.delete(hear as (event: FeedEvent) => void);
  };

  return {
    get head() {
      return head;
    },
    get idle() {
      return streams.values().every(({ idle }) => idle);
    },
    wake: options.wake,
    on,
    publish(events, newHead) {
      head = newHead;
      for (const event of events) for (const hear of listeners.get(event.topic) ?? []) hear(event);
    },
    subscribe({ topic, matches = () => true, after, until }) {
      const from = after ? decodeCursor(after) : undefined;
      // Listen first and replay up to where the broadcast stands now: no event falls between the two.
      const queue = createQueue<FeedEvent<typeof topic>>(options.queueLimit);
      const stop = on(topic, (event) => {
        // Another process may have handed out more than this one yet: what its client knows is not told again.
        if ((!from || comparePlaces(event.place, from) > 0) && matches(event)) queue.push(event);
      });
      if (until) queue.close();
      const past = from && replay(options, topic, matches, from, until ?? head);
      const stream = concatenate(past, queue, head, () => {
        stop();
        streams.delete(stream);
      });
      streams.add(stream);
      return stream;
    },
  };
}

async function* replay<T extends Topic>(
  { db, replayLimit }: FeedOptions,
  topic: T,
  matches: (event: FeedEvent<T>) => boolean,
  after: Cursor,
  until: Cursor,
): AsyncGenerator<FeedEvent<T>> {
  if (comparePlaces(after, until) > 0) {
    // Ahead of us. If nobody can have handed it out, it is from a database that is no more: nothing would ever follow.
    if (!(await isPastPlace(db, after))) throw new CursorExpired();
    return;
  }
  const page = Math.min(replayLimit, 500);
  let place = after;
  for (let read = 0; comparePlaces(place, until) < 0;) {
    const rows = await readEvents(db, place, page, until);
    read += rows.length;
    // Asked after each page: while a slow reader takes one, what follows it may be forgotten.
    if (read > replayLimit || comparePlaces(place, await outboxFloor(db)) < 0) throw new CursorExpired();
    for (const row of rows) {
      const event = toFeedEvent(row) as FeedEvent<T>;
      if (event.topic === topic && matches(event)) yield event;
      place = event.place;
    }
    if (rows.length < page) return;
  }
}

interface Queue<T> {
  readonly size: number;
  push(item: T): void;
  close(): void;
  next(): Promise<IteratorResult<T, void>>;
}

/** A bounded queue with one reader. When it is full it forgets everything and ends its reader with SlowConsumer. */
function createQueue<T>(limit: number): Queue<T> {
  let items: T[] = [];
  let ending: 'closed' | 'overflown' | undefined;
  let waiting: PromiseWithResolvers<IteratorResult<T, void>> | undefined;
  const done = { done: true, value: undefined } as const;
  return {
    get size() {
      return items.length;
    },
    push(item) {
      if (ending) return;
      if (waiting) {
        waiting.resolve({ done: false, value: item });
        waiting = undefined;
      } else if (items.push(item) > limit) {
        ending = 'overflown';
        items = [];
      }
    },
    close() {
      ending ??= 'closed';
      items = [];
      waiting?.resolve(done);
    },
    async next() {
      const item = items.shift();
      if (item !== undefined) return { done: false, value: item };
      if (ending === 'overflown') throw new SlowConsumer();
      if (ending === 'closed') return done;
      waiting = Promise.withResolvers();
      return waiting.promise;
    },
  };
}

/**
 * First the past, then the queue. Written by hand because an async generator that waits for its next event cannot be
 * ended from outside, and a subscriber that leaves must be forgotten at once.
 */
function concatenate<T extends Topic>(
  past: AsyncGenerator<FeedEvent<T>> | undefined,
  queue: Queue<FeedEvent<T>>,
  start: Cursor,
  stop: () => void,
): FeedStream<T> & { readonly idle: boolean } {
  let replaying = past;
  let ended = false;
  /** From when the reader takes an event to when it asks for the next. */
  let handling = false;
  const end = () => {
    ended = true;
    replaying = undefined;
    stop();
    queue.close();
  };
  const take = async (): Promise<IteratorResult<FeedEvent<T>, void>> => {
    const old = await replaying?.next();
    if (old && !old.done) return old;
    replaying = undefined;
    return queue.next();
  };
  return {
    start,
    get idle() {
      return !handling && replaying === undefined && queue.size === 0;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      // Whatever ended it was said once: a reader that asks again learns no more.
      if (ended) return { done: true, value: undefined };
      handling = false;
      try {
        const item = await take();
        if (item.done) end();
        else handling = true;
        return item;
      } catch (error) {
        end();
        throw error;
      }
    },
    async return() {
      const left = replaying;
      end();
      // Not waited for: a generator that is reading ends only when it has read.
      left?.return(undefined).catch(() => {});
      return { done: true, value: undefined };
    },
  };
}
