import { selectCasesById } from '../../db/poai-cases.ts';
import type { Context } from '../context.ts';
import { NotFound } from '../errors.ts';
import { type FeedStream, watch } from '../feed.ts';
import { nodeId, optional, readInput } from '../input.ts';
import { permitCaller } from '../permissions.ts';
import { seesAll } from './own.ts';

export interface CaseChangedInput {
  readonly id?: unknown;
  readonly after?: string | null | undefined;
}

/**
 * What happens to one case of which the caller sees all, or else to those that they or their organizations own, or review
 * (memberships as they are now); with `after`, first what followed that cursor. Throws InputInvalid, NotFound.
 */
export async function watchCases(
  ctx: Context,
  { id: given, after }: CaseChangedInput,
): Promise<FeedStream<'poaiCase'>> {
  const { userId } = await permitCaller(ctx, 'poai.read-own');
  const id = readInput(optional(nodeId('PoaiCase')), given);
  if (id !== undefined) {
    const [row] = await selectCasesById(ctx.app.db, [id]);
    if (!row || !(await seesAll(ctx, row))) throw new NotFound('PoAI case');
    return watch(ctx, { topic: 'poaiCase', after, matches: ({ payload }) => payload.id === id });
  }
  const organizations = new Set((await ctx.loaders.memberships.load(userId)).map((each) => each.organizationId));
  return watch(ctx, {
    topic: 'poaiCase',
    after,
    matches: ({ payload: { ownerId, organizationId, reviewerIds } }) =>
      ownerId === userId ||
      reviewerIds.includes(userId) ||
      (organizationId !== null && organizations.has(organizationId)),
  });
}

export interface ProofAnchoredInput {
  readonly projectId?: unknown;
  readonly after?: string | null | undefined;
}

/** Proofs as the chain takes them and makes them final, of all projects or of one. Throws InputInvalid. */
export function watchProofs(ctx: Context, { projectId: given, after }: ProofAnchoredInput): FeedStream<'proof'> {
  const projectId = readInput(optional(nodeId('Project')), given);
  return watch(ctx, {
    topic: 'proof',
    after,
    matches: ({ payload }) => projectId === undefined || payload.projectId === projectId,
  });
}
