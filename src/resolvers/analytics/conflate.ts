import type { FeedEvent, FeedStream, Topic } from '../feed.ts';

/**
 * The same stream at most once in `everyMs`: of what comes meanwhile only the newest is given, as soon as the time is
 * over. So whoever was away for an hour is not told each second of it.
 */
export function conflate<T extends Topic>(stream: FeedStream<T>, everyMs: number): FeedStream<T> {
  type Item = IteratorResult<FeedEvent<T>, void>;
  let asked: Promise<Item> | undefined;
  let givenAtMs = -Infinity;
  let ended = false;
  let timer: NodeJS.Timeout | undefined;
  let wake = (): void => {};

  /** What comes next; asked for once, and heard even where nobody waits for it any more. */
  function ask(): Promise<Item> {
    asked ??= stream.next();
    asked.catch(() => {});
    return asked;
  }

  /** The next event of the stream, or nothing if none comes before the time is over. What was asked for is kept. */
  async function within(ms: number): Promise<Item | undefined> {
    const coming = ask();
    const late = new Promise<undefined>((resolve) => {
      wake = () => {
        resolve(undefined);
      };
      timer = setTimeout(wake, ms);
    });
    const item = await Promise.race([coming, late]);
    clearTimeout(timer);
    if (item) asked = undefined;
    return item;
  }

  async function next(): Promise<Item> {
    let newest = await ask();
    asked = undefined;
    while (!newest.done && !ended) {
      const leftMs = givenAtMs + everyMs - performance.now();
      if (leftMs <= 0) break;
      const item = await within(leftMs);
      if (!item) continue;
      // The end is given after what came before it.
      if (item.done) {
        asked = Promise.resolve(item);
        break;
      }
      newest = item;
    }
    givenAtMs = performance.now();
    return newest;
  }

  return {
    start: stream.start,
    [Symbol.asyncIterator]() {
      return this;
    },
    next,
    async return() {
      ended = true;
      clearTimeout(timer);
      wake();
      return (await stream.return?.()) ?? { done: true, value: undefined };
    },
  };
}
