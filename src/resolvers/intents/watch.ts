import { z } from 'zod';
import { chainIntentKind } from '../../db/chain-intents.ts';
import type { Context } from '../context.ts';
import { type FeedStream, watch } from '../feed.ts';
import { nodeId, optional, readInput } from '../input.ts';
import { isPermitted, permit } from '../permissions.ts';

const filterInput = z.object({
  intentId: optional(nodeId('ChainIntent')),
  kinds: optional(z.array(z.enum(chainIntentKind.enumValues)).min(1, 'names none').max(20)),
});

export interface IntentChangedInput {
  readonly filterBy?: unknown;
  readonly after?: string | null | undefined;
}

/** Each change of an intent that the caller may see. Who loses the role that shows all sees it until the stream ends. */
export async function watchIntents(ctx: Context, input: IntentChangedInput): Promise<FeedStream<'chainIntent'>> {
  const { userId } = await permit(ctx, 'intent.read');
  const { intentId, kinds } = readInput(filterInput, input.filterBy ?? {});
  const all = await isPermitted(ctx, 'intent.read-any');
  const wanted: readonly string[] | undefined = kinds;
  return watch(ctx, {
    topic: 'chainIntent',
    after: input.after,
    matches: ({ payload }) =>
      (all || payload.userId === userId) &&
      (!intentId || payload.id === intentId) &&
      (!wanted || wanted.includes(payload.kind)),
  });
}
