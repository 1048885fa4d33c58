import { z } from 'zod';
import type { Context } from '../context.ts';
import { NotFound } from '../errors.ts';
import { type FeedStream, watch } from '../feed.ts';
import { actingFor, nodeId, optional, readInput } from '../input.ts';
import { watchFor } from '../organizations/watch.ts';
import { permitCaller } from '../permissions.ts';
import { visibleRetirements } from './read.ts';

const input = z.object({ id: optional(nodeId('Retirement')), organizationId: actingFor });

export interface RetirementChangedInput {
  readonly id?: unknown;
  readonly organizationId?: unknown;
  readonly after?: string | null | undefined;
}

/**
 * Each step of one retirement that the caller sees, or else of all of theirs or of an organization's; with `after`, first
 * what followed that cursor. Throws InputInvalid, NotFound, Forbidden.
 */
export async function watchRetirements(
  ctx: Context,
  { after, ...given }: RetirementChangedInput,
): Promise<FeedStream<'retirement'>> {
  const { id, organizationId } = readInput(input, given);
  if (id !== undefined) {
    const [retirement] = await visibleRetirements(ctx, [id]);
    if (!retirement) throw new NotFound('retirement');
    return watch(ctx, { topic: 'retirement', after, matches: ({ payload }) => payload.id === id });
  }
  await permitCaller(ctx, 'retirement.read-own');
  return watchFor(ctx, 'retirement.read-own', organizationId, (ownerId) => ({
    topic: 'retirement',
    after,
    matches: ({ payload }) => payload.ownerId === ownerId,
  }));
}
