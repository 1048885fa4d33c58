import type { Context } from '../resolvers/context.ts';
import { Busy } from '../resolvers/errors.ts';
import { decodeCursor } from '../resolvers/feed.ts';
import { createGroup, type Ending, type Group, type Place, type Wish } from './group.ts';
import { type Result, tellFailure } from './masking.ts';
import { asAnyone, isStream, type Pipeline, type Variables } from './pipeline.ts';
import { sharingKey } from './prepare.ts';

export interface FanOut {
  /**
   * Subscribes to a shared subscription. The iterator gives nothing but its end: results go straight to the outlet,
   * executed and serialised once for all who asked the same.
   */
  join(wish: Wish): Promise<AsyncIterableIterator<Result> | Result>;
  /** Different subscriptions that are under way. */
  readonly groups: number;
}

/** How often a group may close under the one who wants to join it. */
const ATTEMPTS = 5;

export function createFanOut(pipeline: Pipeline, backlogLimit: number): FanOut {
  const groups = new Map<string, Promise<Group | Result>>();

  async function open(key: string, { prepared, ctx }: Wish, variables: Variables): Promise<Group | Result> {
    const stream = await pipeline.events(prepared, variables, asAnyone(ctx));
    const onClose = (): void => void groups.delete(key);
    if (isStream(stream)) return createGroup({ pipeline, stream, prepared, ctx, variables, backlogLimit, onClose });
    onClose();
    return stream;
  }

  async function enter(wish: Wish, after: Place | undefined, common: Variables): Promise<Ending | Result> {
    const key = sharingKey(wish.prepared, common);
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      let opening = groups.get(key);
      if (!opening) {
        opening = open(key, wish, common);
        groups.set(key, opening);
      }
      const group = await opening;
      if (!('enter' in group)) return group;
      // The last member may have left, and the group closed, while this one waited for it.
      if (!group.closed) return group.enter(wish, after);
    }
    return tellFailure(new Busy(), wish.ctx);
  }

  return {
    async join(wish) {
      const { prepared, variables, ctx } = wish;
      const { [prepared.afterVariable ?? '']: given, ...common } = variables;
      // What is no cursor is refused in the same words as everywhere.
      if (given != null && typeof given !== 'string') return pipeline.subscribe(prepared, variables, ctx);
      const after = given ? decodeAfter(given, ctx) : undefined;
      return after && !('position' in after) ? after : enter(wish, after, common);
    },
    get groups() {
      return groups.size;
    },
  };
}

function decodeAfter(text: string, ctx: Context): Place | Result {
  try {
    return decodeCursor(text);
  } catch (error) {
    return tellFailure(error, ctx);
  }
}
