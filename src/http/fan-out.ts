import type { Cursor } from '../db/outbox.ts';
import { comparePlaces, decodeCursor, type FeedEvent } from '../resolvers/feed.ts';
import type { Context } from '../resolvers/context.ts';
import type { Outlet } from './outlet.ts';
import {
  asAnyone,
  type EventStream,
  isStream,
  type Pipeline,
  type Prepared,
  type Result,
  tellErrors,
  toGraphQLError,
  type Variables,
} from './pipeline.ts';

interface Message {
  /** The result as JSON, closed by the brace of the message around it. */
  readonly payload: Buffer;
  readonly place: Cursor;
}

interface Member {
  readonly outlet: Outlet;
  /** The message up to its payload: only the operation's id differs between members. */
  readonly prefix: string;
  /** What the group sent while the past is still being replayed to this member. */
  backlog: Message[] | undefined;
  /** Up to here the member knows everything. */
  known: Cursor | undefined;
  readonly end: (last?: Result) => void;
}

interface Group {
  readonly members: Set<Member>;
  readonly stream: EventStream;
  /** Everything up to here was sent to the members. */
  place: Cursor;
  closed: boolean;
}

/** A shared subscription that one client asks for under its own id. */
export interface Wish {
  readonly id: string;
  readonly outlet: Outlet;
  readonly prepared: Prepared;
  readonly variables: Variables;
  readonly ctx: Context;
}

export interface FanOut {
  /**
   * Subscribes to a shared subscription. The iterator gives nothing but its end: results go straight to the outlet,
   * executed and serialised once for all who asked the same.
   */
  join(wish: Wish): Promise<AsyncIterableIterator<Result> | Result>;
}

export function createFanOut(pipeline: Pipeline, backlogLimit: number): FanOut {
  const groups = new Map<string, Promise<Group | Result>>();

  async function open(key: string, prepared: Prepared, variables: Variables, ctx: Context): Promise<Group | Result> {
    const stream = await pipeline.events(prepared, variables, asAnyone(ctx));
    if (!isStream(stream)) {
      groups.delete(key);
      return stream;
    }
    const group: Group = { members: new Set(), stream: stream as EventStream, place: (stream as EventStream).start, closed: false };
    void run(group, ctx, (event) => pipeline.execute(prepared, variables, asAnyone(ctx), event)).then(() => {
      close(key, group);
    });
    return group;
  }

  function close(key: string, group: Group): void {
    if (group.closed) return;
    group.closed = true;
    groups.delete(key);
    void group.stream.return?.();
  }

  async function replay(group: Group, member: Member, { prepared, variables, ctx }: Wish, after: string): Promise<void> {
    member.backlog = [];
    member.known = decodeCursor(after);
    const past = await pipeline.events(prepared, variables, { ...asAnyone(ctx), replayUntil: group.place });
    if (!isStream(past)) {
      member.end(past);
      return;
    }
    for await (const event of past) {
      deliver(member, await toMessage(event, () => pipeline.execute(prepared, variables, asAnyone(ctx), event)));
      await member.outlet.drained();
    }
    const { backlog } = member;
    member.backlog = undefined;
    for (const message of backlog) deliver(member, message);
  }

  async function join(wish: Wish): Promise<AsyncIterableIterator<Result> | Result> {
    const { prepared, variables, ctx, outlet, id } = wish;
    const { [prepared.afterVariable ?? '']: after, ...common } = variables;
    const key = `${prepared.name}\n${prepared.source}\n${JSON.stringify(common)}`;
    const opening = groups.get(key) ?? open(key, prepared, common, ctx);
    groups.set(key, opening);
    const group = await opening;
    if (!('members' in group)) return group;
    // The last member may have left, and the group closed, while this one waited for it.
    if (group.closed) return join(wish);

    const parked = park(() => {
      group.members.delete(member);
      if (group.members.size === 0) close(key, group);
    });
    const member: Member = {
      outlet,
      prefix: `{"id":${JSON.stringify(id)},"type":"next","payload":`,
      backlog: undefined,
      known: undefined,
      end: parked.end,
    };
    group.members.add(member);
    if (typeof after === 'string' && after !== '') {
      replay(group, member, wish, after).catch((error: unknown) => {
        member.end(tellErrors({ errors: [toGraphQLError(error)] }, ctx));
      });
    }
    return parked.iterator;
  }

  /** Executes each event once and sends the same bytes to every member. */
  async function run(group: Group, ctx: Context, execute: (event: FeedEvent) => Promise<Result>): Promise<void> {
    let last: Result | undefined;
    try {
      for await (const event of group.stream) {
        const message = await toMessage(event, () => execute(event));
        group.place = event.place;
        const frames = new Map<string, Buffer>();
        for (const member of group.members) {
          if (!member.backlog) deliver(member, message, frames);
          else if (member.backlog.push(message) > backlogLimit) member.outlet.abandon();
        }
      }
    } catch (error) {
      last = tellErrors({ errors: [toGraphQLError(error)] }, ctx);
    }
    for (const member of [...group.members]) member.end(last);
  }

  return { join };
}

async function toMessage(event: FeedEvent, execute: () => Promise<Result>): Promise<Message> {
  return { payload: Buffer.from(`${JSON.stringify(await execute())}}`), place: event.place };
}

function deliver(member: Member, { payload, place }: Message, frames?: Map<string, Buffer>): void {
  if (member.known) {
    if (comparePlaces(place, member.known) <= 0) return;
    member.known = undefined;
  }
  let frame = frames?.get(member.prefix);
  if (!frame) {
    frame = textFrame(Buffer.from(member.prefix), payload);
    frames?.set(member.prefix, frame);
  }
  member.outlet.send(frame);
}

/** One unmasked, unfragmented text message of a server (RFC 6455, section 5.2). */
function textFrame(prefix: Buffer, payload: Buffer): Buffer {
  const length = prefix.length + payload.length;
  const header = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  header[0] = 0x81;
  if (length < 126) header[1] = length;
  else if (length < 65_536) {
    header[1] = 126;
    header.writeUInt16BE(length, 2);
  } else {
    header[1] = 127;
    header.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([header, prefix, payload]);
}

/** An iterator that waits for its end, which comes from outside (`end`, with a last result or none) or by `return`. */
function park(leave: () => void): { iterator: AsyncIterableIterator<Result>; end: (last?: Result) => void } {
  const ended = Promise.withResolvers<Result | undefined>();
  let told = false;
  const end = (last?: Result): void => {
    leave();
    ended.resolve(last);
  };
  return {
    end,
    iterator: {
      [Symbol.asyncIterator]() {
        return this;
      },
      async next() {
        const last = await ended.promise;
        if (!last || told) return { done: true, value: undefined };
        told = true;
        return { done: false, value: last };
      },
      async return() {
        end();
        return { done: true, value: undefined };
      },
    },
  };
}
