import type { Context } from './context.ts';
import { type Action, isPermitted } from './permissions.ts';

/**
 * Keeps the things, as a loader gives them, that the caller is a party to; and all of them, if the table allows the caller `action`. What is
 * hidden becomes null, exactly like what does not exist.
 */
export async function onlyVisible<T extends object>(
  ctx: Context,
  things: readonly (T | Error | undefined)[],
  isParty: (thing: T, userId: string) => boolean,
  action: Action,
): Promise<(T | null)[]> {
  const { viewer } = ctx;
  if (!viewer) return things.map(() => null);
  // A statement that failed is no absence.
  const failure = things.find((thing) => thing instanceof Error);
  if (failure) throw failure;
  const known = things.map((thing) => (thing as T | undefined) ?? null);
  const foreign = known.some((thing) => thing && !isParty(thing, viewer.userId));
  const all = foreign && (await isPermitted(ctx, action));
  return known.map((thing) => (thing && (all || isParty(thing, viewer.userId)) ? thing : null));
}
