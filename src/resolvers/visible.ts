import type { Context } from './context.ts';
import { type Action, isPermitted, mayFor } from './permissions.ts';

/**
 * Keeps the things, as a loader gives them, of which one owner is the caller or an organization of theirs for which the table
 * allows `own`; and all of them, if it allows the caller `any`. What is hidden becomes null, exactly like what does not exist.
 */
export async function onlyVisible<T extends object>(
  ctx: Context,
  things: readonly (T | Error | undefined)[],
  ownersOf: (thing: T) => readonly (string | null)[],
  { own, any }: { readonly own: Action; readonly any: Action },
): Promise<(T | null)[]> {
  if (!ctx.viewer) return things.map(() => null);
  // A statement that failed is no absence.
  const failure = things.find((thing) => thing instanceof Error);
  if (failure) throw failure;
  const known = things.map((thing) => (thing as T | undefined) ?? null);
  const owned = await Promise.all(known.map(async (thing) => thing !== null && isOwn(ctx, ownersOf(thing), own)));
  const all = known.some((thing, index) => thing && !owned[index]) && (await isPermitted(ctx, any));
  return known.map((thing, index) => (all || owned[index] ? thing : null));
}

async function isOwn(ctx: Context, owners: readonly (string | null)[], own: Action): Promise<boolean> {
  for (const owner of owners) if (await mayFor(ctx, own, owner)) return true;
  return false;
}
