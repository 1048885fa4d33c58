import type { Context } from '../resolvers/context.ts';
import { comparePlaces, type FeedEvent } from '../resolvers/feed.ts';
import { textFrame } from './frames.ts';
import { type Result, tellFailure } from './masking.ts';
import type { Outlet } from './outlet.ts';
import { park } from './parked.ts';
import { asAnyone, type EventStream, isStream, type Pipeline, type Variables } from './pipeline.ts';
import type { Prepared } from './prepare.ts';

export type Place = FeedEvent['place'];
export type Ending = AsyncIterableIterator<Result, void, void>;

/** A shared subscription that one client asks for under its own id. */
export interface Wish {
  readonly id: string;
  readonly outlet: Outlet;
  readonly prepared: Prepared;
  readonly variables: Variables;
  readonly ctx: Context;
}

/** All who have asked for the same subscription. */
export interface Group {
  /** It takes nobody any more. */
  readonly closed: boolean;
  /** Sends what happens from now on to one more; `after` replays what it missed first. Ends with the iterator. */
  enter(wish: Wish, after: Place | undefined): Ending;
}

export interface GroupOptions {
  readonly pipeline: Pipeline;
  readonly stream: EventStream;
  readonly prepared: Prepared;
  readonly ctx: Context;
  /** Without the cursor of any one of them. */
  readonly variables: Variables;
  /** Messages that may wait for one while the past is replayed to it. */
  readonly backlogLimit: number;
  /** Called once, when it has closed. */
  readonly onClose: () => void;
}

interface Message {
  /** The result as JSON, closed by the brace of the message around it. */
  readonly payload: Buffer;
  readonly place: Place;
}

interface Member {
  readonly outlet: Outlet;
  /** The message up to its payload: only the operation's id differs between members. */
  readonly prefix: Buffer;
  /** What the group sent while the past is still being replayed to this member. */
  backlog: Message[] | undefined;
  /** Up to here the member knows everything. */
  known: Place | undefined;
  readonly end: (last?: Result) => void;
}

export function createGroup(options: GroupOptions): Group {
  const { pipeline, stream, prepared, ctx, variables, backlogLimit, onClose } = options;
  const members = new Set<Member>();
  /** Everything up to here was sent to the members. */
  let place = stream.start;
  let closed = false;

  const execute = async (event: FeedEvent): Promise<Message> =>
    toMessage(event, await pipeline.execute(prepared, variables, asAnyone(ctx), event));

  function close(): void {
    if (closed) return;
    closed = true;
    onClose();
    void stream.return?.();
  }

  /** Executes each event once and sends the same bytes to every member. Gives what went wrong, if something did. */
  async function run(): Promise<Result | undefined> {
    try {
      for await (const event of stream) {
        const message = await execute(event);
        // Nothing may wait between these two: who enters in between would take this event for one that was sent.
        ({ place } = event);
        hand(members, message, backlogLimit);
      }
      return undefined;
    } catch (error) {
      return tellFailure(error, ctx);
    }
  }

  void run().then((last) => {
    close();
    for (const member of members) member.end(last);
  });

  return {
    get closed() {
      return closed;
    },
    enter(wish, after) {
      const { iterator, end } = park(() => {
        members.delete(member);
        if (members.size === 0) close();
      });
      const prefix = Buffer.from(`{"id":${JSON.stringify(wish.id)},"type":"next","payload":`);
      const member: Member = { outlet: wish.outlet, prefix, backlog: undefined, known: undefined, end };
      members.add(member);
      if (after) {
        const isIn = (): boolean => members.has(member);
        replay(pipeline, member, wish, { after, until: place, isIn }).catch((error: unknown) => {
          end(tellFailure(error, wish.ctx));
        });
      }
      return iterator;
    },
  };
}

interface Replay {
  readonly after: Place;
  /** Where the group stands: what comes later is sent to the member by the group. */
  readonly until: Place;
  readonly isIn: () => boolean;
}

/** Sends a member what it missed, and then what the group had for it meanwhile. */
async function replay(pipeline: Pipeline, member: Member, wish: Wish, { after, until, isIn }: Replay): Promise<void> {
  // Before anything is waited for: from `until` on what is live waits in the backlog, up to there it is replayed.
  member.backlog = [];
  member.known = after;
  const { prepared, variables, ctx } = wish;
  const past = await pipeline.events(prepared, variables, { ...asAnyone(ctx), replayUntil: until });
  if (!isStream(past)) {
    member.end(past);
    return;
  }
  for await (const event of past) {
    const result = await pipeline.execute(prepared, variables, asAnyone(ctx), event);
    if (!isIn()) return;
    deliver(member, toMessage(event, result));
    await member.outlet.drained();
    if (!isIn()) return;
  }
  const { backlog } = member;
  member.backlog = undefined;
  for (const message of backlog) deliver(member, message);
}

function hand(members: ReadonlySet<Member>, message: Message, backlogLimit: number): void {
  let prefix: Buffer | undefined;
  let frame: Buffer | undefined;
  for (const member of members) {
    if (member.backlog) {
      if (member.backlog.push(message) > backlogLimit) abandon(member);
    } else if (isNew(member, message)) {
      // Clients that count their operations all begin at the same id.
      if (!frame || !prefix?.equals(member.prefix)) {
        ({ prefix } = member);
        frame = textFrame(prefix, message.payload);
      }
      member.outlet.send(frame);
    }
  }
}

/** Lets a member go whose replay is slower than what happens meanwhile. */
function abandon(member: Member): void {
  member.backlog = [];
  member.outlet.abandon();
  member.end();
}

function deliver(member: Member, message: Message): void {
  if (isNew(member, message)) member.outlet.send(textFrame(member.prefix, message.payload));
}

/** Whether the member does not know the message yet; from the first that it does not know, all are new. */
function isNew(member: Member, { place }: Message): boolean {
  if (member.known && comparePlaces(place, member.known) <= 0) return false;
  member.known = undefined;
  return true;
}

const toMessage = ({ place }: FeedEvent, result: Result): Message => ({
  payload: Buffer.from(`${JSON.stringify(result)}}`),
  place,
});
