import { z } from 'zod';
import { onlyOwn } from '../addresses/own.ts';
import { addressKey } from '../addresses/rules.ts';
import type { Context } from '../context.ts';
import { type FeedStream, watch } from '../feed.ts';
import { optional, readInput } from '../input.ts';
import { permit } from '../permissions.ts';

interface StakeChangedInput {
  readonly address?: string | null | undefined;
  readonly mine?: boolean | null | undefined;
  readonly after?: string | null | undefined;
}

const filter = z.object({ address: optional(addressKey) });

/**
 * Each change of a stake, by an event of the chain or because one was undone: of all, of one address, or of those that
 * the caller has linked. Throws InputInvalid, Unauthenticated.
 */
export async function watchStakes(
  ctx: Context,
  { mine, after, ...input }: StakeChangedInput,
): Promise<FeedStream<'stake'>> {
  const { address } = readInput(filter, input);
  const userId = mine ? (await permit(ctx, 'address.read')).userId : undefined;
  const matches = ({ payload }: { payload: { address: string } }) => !address || payload.address === address;
  const stream = watch(ctx, { topic: 'stake', after, matches });
  return userId === undefined ? stream : onlyOwn(ctx, userId, stream);
}
