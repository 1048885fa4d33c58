import { selectMembership } from '../../db/organizations.ts';
import type { Context } from '../context.ts';
import { type FeedStream, type SubscribeOptions, type Topic, watch } from '../feed.ts';
import { nodeId, optional, readInput } from '../input.ts';
import { type Action, isForMembers, permitCaller, permitFor } from '../permissions.ts';

/** Changes of one organization that the caller is a member of, or of all of theirs. Throws InputInvalid, Forbidden. */
export async function watchOrganizations(
  ctx: Context,
  { id, after }: { readonly id?: unknown; readonly after?: string | null | undefined },
): Promise<FeedStream<'organization'>> {
  const { userId, key } = await permitCaller(ctx, 'organization.read-own');
  const wanted = readInput(optional(nodeId('Organization')), id);
  if (wanted !== undefined || key?.organizationId) {
    return watchFor(ctx, 'organization.read-own', wanted, (ownerId) => ({
      topic: 'organization',
      after,
      matches: ({ payload }) => payload.id === ownerId,
    }));
  }
  return mine(ctx, userId, after);
}

/**
 * Of all organizations of a user. Which they are is asked for each event as it is handed out: one who has left is told
 * that they have, and nothing more.
 */
function mine(ctx: Context, userId: string, after: string | null | undefined): FeedStream<'organization'> {
  const stream = watch(ctx, { topic: 'organization', after });
  const next = async (): ReturnType<typeof stream.next> => {
    for (;;) {
      const item = await stream.next();
      if (item.done || item.value.payload.userId === userId) return item;
      const role = await selectMembership(ctx.app.db, { organizationId: item.value.payload.id, userId });
      if (role !== undefined) return item;
    }
  };
  return { ...stream, next };
}

/**
 * Subscribes for an owner: the caller, or an organization for which their role lets them do `action`. It ends as soon as the
 * role does not any more. Throws Unauthenticated, Forbidden.
 */
export async function watchFor<T extends Topic>(
  ctx: Context,
  action: Action,
  organizationId: string | undefined,
  options: (ownerId: string) => Omit<SubscribeOptions<T>, 'until'>,
): Promise<FeedStream<T>> {
  const { userId, ownerId } = await permitFor(ctx, action, organizationId);
  const stream = watch(ctx, options(ownerId));
  if (organizationId === undefined) return stream;
  const stop = ctx.app.feed.on('organization', ({ payload: { id, userId: about, role } }) => {
    if (id === organizationId && about === userId && !isForMembers(action, role)) void stream.return?.();
  });
  const ended = endedBy(stream, stop);
  // The role may have gone between the look at it and the first event that would have told of that.
  try {
    await permitFor(ctx, action, organizationId);
  } catch (error) {
    await ended.return?.();
    throw error;
  }
  return ended;
}

/** The same stream, which calls back once when it ends, however it does. */
function endedBy<T extends Topic>(stream: FeedStream<T>, ended: () => void): FeedStream<T> {
  return {
    start: stream.start,
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      try {
        const item = await stream.next();
        if (item.done) ended();
        return item;
      } catch (error) {
        ended();
        throw error;
      }
    },
    async return() {
      ended();
      return (await stream.return?.()) ?? { done: true, value: undefined };
    },
  };
}
