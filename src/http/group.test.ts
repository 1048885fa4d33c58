import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Context } from '../resolvers/context.ts';
import { encodeCursor, type FeedEvent } from '../resolvers/feed.ts';
import { createFanOut, type FanOut } from './fan-out.ts';
import type { Place } from './group.ts';
import type { Outlet } from './outlet.ts';
import { type EventStream, isStream, type Pipeline } from './pipeline.ts';
import type { Prepared } from './prepare.ts';

// The fan-out alone, over a feed whose every step takes as long as the test wants: what is sent while something else is
// still waited for is where members could miss or repeat an event.

const prepared = { serial: 1, variables: ['after'], afterVariable: 'after' } as unknown as Prepared;
const placeOf = (number: number): Place => ({ xid: String(number), position: 1n });
const eventOf = (number: number) => ({ place: placeOf(number) }) as FeedEvent;
const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

interface Stage {
  readonly fanOut: FanOut;
  /** One more event; gives its number. */
  publish(): number;
  readonly head: number;
  /** Ends every stream that is open with this error. */
  fail(error: Error): void;
  readonly openStreams: number;
}

interface Reader {
  push(number: number): void;
  fail(error: Error): void;
}

/** A live stream from `start` on; it is in `readers` as long as it is open. */
function openLive(start: number, readers: Set<Reader>): EventStream {
  const queue: number[] = [];
  let waiting: PromiseWithResolvers<IteratorResult<FeedEvent, void>> | undefined;
  let ended = false;
  const reader: Reader = {
    push: (number) => {
      if (waiting) waiting.resolve({ done: false, value: eventOf(number) });
      else queue.push(number);
      waiting = undefined;
    },
    fail: (error) => {
      readers.delete(reader);
      waiting?.reject(error);
    },
  };
  readers.add(reader);
  return {
    start: placeOf(start),
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      const number = queue.shift();
      if (ended) return Promise.resolve({ done: true, value: undefined });
      if (number !== undefined) return Promise.resolve({ done: false, value: eventOf(number) });
      waiting = Promise.withResolvers();
      return waiting.promise;
    },
    return() {
      ended = true;
      readers.delete(reader);
      waiting?.resolve({ done: true, value: undefined });
      return Promise.resolve({ done: true, value: undefined });
    },
  };
}

/** `delay` gives how many turns of the event loop the next step takes. */
function openStage(delay: () => number, backlogLimit = 1_000): Stage {
  let head = 0;
  const readers = new Set<Reader>();

  async function* past(after: number, until: number): AsyncGenerator<FeedEvent, void, void> {
    for (let number = after + 1; number <= until; number += 1) {
      await turns(delay());
      yield eventOf(number);
    }
  }

  const pipeline = {
    events: async (_: Prepared, variables: { after?: string }, ctx: Context) => {
      await turns(delay());
      if (!ctx.replayUntil) return openLive(head, readers);
      const [after] = Buffer.from(variables.after ?? '', 'base64url')
        .toString()
        .split('.');
      return past(Number(after), Number(ctx.replayUntil.xid));
    },
    execute: async (_: Prepared, __: object, ___: Context, event: FeedEvent) => {
      await turns(delay());
      return { data: Number(event.place.xid) };
    },
  } as unknown as Pipeline;

  return {
    fanOut: createFanOut(pipeline, backlogLimit),
    publish() {
      head += 1;
      for (const { push } of readers) push(head);
      return head;
    },
    get head() {
      return head;
    },
    fail(error) {
      for (const { fail } of readers) fail(error);
    },
    get openStreams() {
      return readers.size;
    },
  };
}

const ctx = { app: { config: {}, log: { error() {} } }, viewer: null, request: { id: 'test' } } as unknown as Context;

interface Visitor {
  readonly heard: number[];
  readonly leave: () => Promise<void>;
  readonly over: Promise<unknown>;
  readonly abandoned: () => boolean;
}

/** Joins and keeps the numbers of the events that are sent, until it leaves. */
async function join(
  { fanOut }: Stage,
  after?: number,
  drained: () => Promise<void> = () => Promise.resolve(),
): Promise<Visitor> {
  const heard: number[] = [];
  let abandoned = false;
  const outlet = {
    send: (frame: Buffer) => {
      const { payload } = JSON.parse(frame.subarray(2).toString()) as { payload: { data: number } };
      heard.push(payload.data);
    },
    drained,
    abandon: () => (abandoned = true),
  } as unknown as Outlet;
  const variables = after === undefined ? {} : { after: encodeCursor(placeOf(after)) };
  const iterator = await fanOut.join({ id: 'a', outlet, prepared, variables, ctx });
  if (!isStream(iterator)) throw new Error(JSON.stringify(iterator));
  return {
    heard,
    leave: async () => void (await iterator.return?.()),
    over: iterator.next(),
    abandoned: () => abandoned,
  };
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);

describe('members', () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.constant({ kind: 'publish' as const }) },
    { weight: 2, arbitrary: fc.constant({ kind: 'join' as const }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('replay' as const), back: fc.nat(12) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('leave' as const), which: fc.nat(20) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), turns: fc.nat(4) }) },
  );

  test('hear each event once, in order and without a gap, however they come and go', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 60 }),
        fc.array(fc.nat(3), { minLength: 1, maxLength: 20 }),
        async (steps, delays) => {
          let used = 0;
          const stage = openStage(() => delays[used++ % delays.length] ?? 0);
          const joining: Promise<{ after: number | undefined; joinedAt: number; visitor: Visitor; left?: boolean }>[] =
            [];
          for (const one of steps) {
            if (one.kind === 'publish') stage.publish();
            else if (one.kind === 'wait') await turns(one.turns);
            else if (one.kind === 'leave') {
              const guest = await joining[one.which];
              if (guest) guest.left = true;
              await guest?.visitor.leave();
            } else {
              const after = one.kind === 'replay' ? Math.max(0, stage.head - one.back) : undefined;
              const arrive = async () => ({ after, visitor: await join(stage, after), joinedAt: stage.head });
              joining.push(arrive());
            }
          }
          const guests = await Promise.all(joining);
          const last = stage.publish();
          await turns(4 * (stage.head + 20) * 2);
          for (const { after, visitor, joinedAt, left } of guests) {
            const { heard } = visitor;
            const from = after === undefined ? (heard[0] ?? 0) : after + 1;
            expect(heard).toEqual(range(from, from + heard.length - 1));
            if (!left) expect(heard.at(-1)).toBe(last);
            // Whoever did not ask for the past hears at least what happens once the way is open.
            if (!left && after === undefined) expect(from).toBeLessThanOrEqual(joinedAt + 1);
            await visitor.leave();
          }
          await turns(3);
          expect([stage.fanOut.groups, stage.openStreams]).toEqual([0, 0]);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('that know more than this process has handed out hear only what they do not know', async () => {
    const stage = openStage(() => 0);
    const first = await join(stage);
    stage.publish();
    await turns(2);
    // Another process was faster: this client has seen 3 already.
    const ahead = await join(stage, 3);
    for (let more = 0; more < 4; more += 1) stage.publish();
    await turns(10);
    expect(first.heard).toEqual([1, 2, 3, 4, 5]);
    expect(ahead.heard).toEqual([4, 5]);
  });

  test('that join while an event is being executed neither miss nor repeat it', async () => {
    const stage = openStage(() => 5);
    const first = await join(stage);
    stage.publish();
    await turns(2);
    const back = await join(stage, 0);
    await turns(40);
    expect([first.heard, back.heard]).toEqual([[1], [1]]);
  });

  test('whose replay cannot be drained are let go once too much waits for them', async () => {
    const stage = openStage(() => 0, 10);
    const first = await join(stage);
    stage.publish();
    await turns(3);
    const stuck = await join(stage, 0, () => new Promise(() => {}));
    for (let more = 0; more < 11; more += 1) {
      stage.publish();
      await turns(2);
    }
    expect(stuck.abandoned()).toBe(true);
    expect(await stuck.over).toEqual({ done: true, value: undefined });
    expect(first.heard).toEqual(range(1, 12));
  });
});

describe('a group', () => {
  test('that fails tells every member why, once, and the next one opens another', async () => {
    const stage = openStage(() => 0);
    const members = [await join(stage), await join(stage)];
    stage.fail(new Error('the feed broke'));
    for (const { over } of members) {
      expect(await over).toMatchObject({ done: false, value: { errors: [{ extensions: { code: 'INTERNAL' } }] } });
    }
    await turns(2);
    expect(stage.fanOut.groups).toBe(0);
    const next = await join(stage);
    stage.publish();
    await turns(3);
    expect(next.heard).toEqual([1]);
  });

  test('that closes while another waits to join it is opened anew for that one', async () => {
    const stage = openStage(() => 1);
    const [one, two] = await Promise.all([
      join(stage).then(async (visitor) => {
        await visitor.leave();
        return visitor;
      }),
      turns(1).then(() => join(stage)),
    ]);
    stage.publish();
    await turns(5);
    expect([one.heard, two.heard]).toEqual([[], [1]]);
    expect(stage.openStreams).toBe(1);
  });
});
