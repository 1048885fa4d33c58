import type { Context } from '../context.ts';
import type { FeedStream } from '../feed.ts';
import { ownKeys } from './read.ts';

/**
 * Of a stream about addresses, what is about one that the user has linked at that moment. The links are read anew only
 * after one of them has changed; that is told in its place among the events, so none is judged by links of before.
 */
export function onlyOwn<T extends 'stake' | 'creditBalance'>(
  ctx: Context,
  userId: string,
  stream: FeedStream<T>,
): FeedStream<T> {
  let own: Promise<ReadonlySet<string>> | undefined;
  const forget = ctx.app.feed.on('linkedAddress', ({ payload }) => {
    if (payload.userId === userId) own = undefined;
  });
  const end = async () => {
    forget();
    return (await stream.return?.()) ?? { done: true as const, value: undefined };
  };
  return {
    start: stream.start,
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      try {
        for (;;) {
          const item = await stream.next();
          if (item.done) {
            forget();
            return item;
          }
          own ??= ownKeys(ctx, userId);
          if ((await own).has(item.value.payload.address)) return item;
        }
      } catch (error) {
        await end();
        throw error;
      }
    },
    return: end,
  };
}
