import type { Context } from './context.ts';

/**
 * Does the work for each thing in turn; gives for how many it was done. What fails is logged and left for the next time: one
 * that cannot be done must not keep the others from it. `noun` names a thing in the log.
 */
export async function tryEach<T extends { readonly id: string | bigint }>(
  { app: { log } }: Context,
  things: readonly T[],
  noun: string,
  work: (thing: T) => Promise<unknown>,
): Promise<number> {
  let done = 0;
  for (const thing of things) {
    try {
      await work(thing);
      done += 1;
    } catch (error) {
      log.error({ err: error, id: String(thing.id) }, `${noun} could not be dealt with`);
    }
  }
  return done;
}
