import { selectCasesById } from '../../db/poai-cases.ts';
import type { Context } from '../context.ts';
import { NotFound } from '../errors.ts';
import { type FeedStream, watch } from '../feed.ts';
import { nodeId, optional, readInput } from '../input.ts';
import { isPermitted, permitCaller } from '../permissions.ts';
import { readsForOne, seesAll } from './own.ts';

export interface CaseChangedInput {
  readonly id?: unknown;
  readonly mine?: boolean | null | undefined;
  readonly after?: string | null | undefined;
}

/**
 * What happens to one case of which the caller sees all; to those that they or their organizations own, or that they
 * review (`mine`); or to all of which they see all. Who they are to a case is asked for each event as it is handed out, so
 * that whoever has left an organization is told no more. With `after`, first what followed that cursor. Throws
 * InputInvalid, NotFound.
 */
export async function watchCases(
  ctx: Context,
  { id: given, mine, after }: CaseChangedInput,
): Promise<FeedStream<'poaiCase'>> {
  await permitCaller(ctx, 'poai.read-own');
  const id = readInput(optional(nodeId('PoaiCase')), given);
  if (id !== undefined) {
    const [row] = await selectCasesById(ctx.app.db, [id]);
    if (!row || !(await seesAll(ctx, row))) throw new NotFound('PoAI case');
  }
  const stream = watch(ctx, {
    topic: 'poaiCase',
    after,
    matches: ({ payload }) => id === undefined || payload.id === id,
  });
  const next = async (): ReturnType<typeof stream.next> => {
    for (;;) {
      const item = await stream.next();
      if (item.done) return item;
      const { ownerId, organizationId, reviewerIds } = item.value.payload;
      const isTheirs = await readsForOne(ctx, [organizationId ?? ownerId, ...reviewerIds]);
      if (isTheirs || (!mine && (await isPermitted(ctx, 'poai.read-any')))) return item;
    }
  };
  return { ...stream, next };
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
