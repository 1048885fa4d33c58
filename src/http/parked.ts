import type { Result } from './masking.ts';

/** A subscription whose results go another way: its iterator gives nothing but its end. */
export interface Parked {
  readonly iterator: AsyncIterableIterator<Result, void, void>;
  /** Ends it, with a last result or none. */
  readonly end: (last?: Result) => void;
}

/** `leave` is called once, however it ends. */
export function park(leave: () => void): Parked {
  const ended = Promise.withResolvers<Result | undefined>();
  let over = false;
  let told = false;
  const end = (last?: Result): void => {
    if (over) return;
    over = true;
    leave();
    ended.resolve(last);
  };
  return {
    end,
    iterator: {
      [Symbol.asyncIterator]() {
        return this;
      },
      async next() {
        const last = await ended.promise;
        if (!last || told) return { done: true, value: undefined };
        told = true;
        return { done: false, value: last };
      },
      async return() {
        told = true;
        end();
        return { done: true, value: undefined };
      },
    },
  };
}
