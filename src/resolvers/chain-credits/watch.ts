import { z } from 'zod';
import { onlyOwn } from '../addresses/own.ts';
import { addressKey } from '../addresses/rules.ts';
import type { Context } from '../context.ts';
import { type FeedStream, watch } from '../feed.ts';
import { optional, readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { uint256 } from '../prepares/rules.ts';

interface CreditBalanceChangedInput {
  readonly address?: string | null | undefined;
  readonly batchId?: string | null | undefined;
  readonly mine?: boolean | null | undefined;
  readonly after?: string | null | undefined;
}

const filter = z.object({ address: optional(addressKey), batchId: optional(uint256) });

/**
 * Each change of a balance of credits, by an event of the chain or because one was undone, to which all of the filter
 * applies. Throws InputInvalid, Unauthenticated.
 */
export async function watchCreditBalances(
  ctx: Context,
  { mine, after, ...input }: CreditBalanceChangedInput,
): Promise<FeedStream<'creditBalance'>> {
  const { address, batchId } = readInput(filter, input);
  const userId = mine ? (await permit(ctx, 'address.read')).userId : undefined;
  const batch = batchId?.toString();
  const stream = watch(ctx, {
    topic: 'creditBalance',
    after,
    matches: ({ payload }) =>
      (address === undefined || payload.address === address) && (batch === undefined || payload.batchId === batch),
  });
  return userId === undefined ? stream : onlyOwn(ctx, userId, stream);
}
