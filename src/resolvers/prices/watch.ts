import type { Instrument } from '../../db/prices.ts';
import type { Context } from '../context.ts';
import { type FeedStream, watch } from '../feed.ts';

export interface WatchPricesInput {
  /** Which instruments; all if none are given. */
  readonly instruments?: readonly Instrument[] | null | undefined;
  readonly after?: string | null | undefined;
}

/** Every move of a price, in all currencies of the instruments. */
export function watchPrices(ctx: Context, { instruments, after }: WatchPricesInput): FeedStream<'price'> {
  const wanted = new Set<string>(instruments ?? []);
  const matches =
    wanted.size === 0
      ? () => true
      : ({ payload }: { payload: { instrument: string } }) => wanted.has(payload.instrument);
  return watch(ctx, { topic: 'price', matches, after });
}
