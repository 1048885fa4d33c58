import { z } from 'zod';
import type { Context } from '../context.ts';
import { type FeedStream, watch } from '../feed.ts';
import { readInput } from '../input.ts';
import { logFilter } from './read.ts';

interface WatchInput {
  readonly filterBy?: unknown;
  readonly after?: string | null | undefined;
}

/** Every move of the chain's head, of its finality, or of our place in it. Throws InputInvalid. */
export const watchChain = (ctx: Context, { after }: WatchInput): FeedStream<'chainHead'> =>
  watch(ctx, { topic: 'chainHead', after });

const filterInput = z.object(logFilter);

/** Logs as they are indexed, or orphaned, to which all of the filter applies. Throws InputInvalid. */
export function watchChainEvents(ctx: Context, { filterBy, after }: WatchInput): FeedStream<'chainLog'> {
  const { address, contract, event, txHash } = readInput(filterInput, filterBy ?? {});
  return watch(ctx, {
    topic: 'chainLog',
    after,
    matches: ({ payload }) =>
      (address === undefined || payload.addresses.includes(address)) &&
      (contract === undefined || payload.contract === contract) &&
      (event === undefined || payload.event === event) &&
      (txHash === undefined || payload.txHash === txHash),
  });
}
