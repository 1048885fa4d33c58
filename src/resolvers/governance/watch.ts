import type { Context } from '../context.ts';
import { type FeedStream, watch } from '../feed.ts';
import { readInput } from '../input.ts';
import { changedInput } from './inputs.ts';

export interface ProposalChangedInput {
  readonly id?: unknown;
  readonly statuses?: unknown;
  readonly after?: string | null | undefined;
}

/** Each change of a proposal: of all, of one, or of those that are in a state then. Throws InputInvalid. */
export function watchProposals(ctx: Context, { after, ...input }: ProposalChangedInput): FeedStream<'proposal'> {
  const { id, statuses } = readInput(changedInput, input);
  const wanted: readonly string[] | undefined = statuses;
  return watch(ctx, {
    topic: 'proposal',
    after,
    matches: ({ payload }) =>
      (id === undefined || payload.id === id) && (wanted === undefined || wanted.includes(payload.status)),
  });
}
