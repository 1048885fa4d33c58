import type { Db } from '../db/client.ts';
import type { Context } from './context.ts';
import { Forbidden } from './errors.ts';
import { type Action, callerOf, isPermitted, mayFor } from './permissions.ts';

/** As whom one acts on a thing: it is one's own, or the platform lets one act on everybody's. */
export type Standing = 'OWNER' | 'ANYONE';

/** One action on things of a kind: which row of the table lets whom do it, and in which state of the thing it can be done. */
export interface ThingRule<T> {
  /** Its owner needs this; left out, being the owner allows nothing. */
  readonly owner?: Action;
  /** Whoever has this needs not be the owner. */
  readonly anyone?: Action;
  readonly when: (thing: T, as: Standing) => boolean;
}

/** All that can be done to things of a kind: verbs enforce it, and clients read it as `allowedActions`. */
export type ThingRules<T, Name extends string> = Readonly<Record<Name, ThingRule<T>>>;

/** The user or organization that a thing belongs to; null for nobody. Some belong to several. */
export type Owners = string | null | readonly (string | null)[];

/**
 * As whom the caller may do it, whatever the state of the thing, which belongs to this user or organization. Throws
 * Unauthenticated, or Forbidden if as nobody.
 */
export async function permitOn<T>(
  ctx: Context,
  rule: ThingRule<T>,
  owners: Owners,
  db: Db = ctx.app.db,
): Promise<[Standing, ...Standing[]]> {
  callerOf(ctx);
  const [first, ...others] = await standingsOf(ctx, rule, owners, db);
  if (!first) throw new Forbidden();
  return [first, ...others];
}

/** As whom the caller may do it, whatever the state of the thing: as nobody, perhaps. */
export async function standingsOf<T>(
  ctx: Context,
  { owner, anyone }: Pick<ThingRule<T>, 'owner' | 'anyone'>,
  owners: Owners,
  tx?: Db,
): Promise<Standing[]> {
  const standings: Standing[] = [];
  if (owner && (await mayForOneOf(ctx, owner, owners, tx))) standings.push('OWNER');
  if (anyone && (await isPermitted(ctx, anyone, tx))) standings.push('ANYONE');
  return standings;
}

async function mayForOneOf(ctx: Context, action: Action, owners: Owners, tx?: Db): Promise<boolean> {
  for (const ownerId of typeof owners === 'string' || owners === null ? [owners] : owners) {
    if (await mayFor(ctx, action, ownerId, tx)) return true;
  }
  return false;
}

/** What the caller can do to the thing as it is now, by the tables that enforce it. */
export async function allowedActions<T, Name extends string>(
  ctx: Context,
  rules: ThingRules<T, Name>,
  thing: T,
  owners: Owners,
): Promise<Name[]> {
  const names = Object.keys(rules) as Name[];
  const allowed = await Promise.all(
    names.map(async (name) => (await standingsOf(ctx, rules[name], owners)).some((as) => rules[name].when(thing, as))),
  );
  return names.filter((_, index) => allowed[index]);
}
