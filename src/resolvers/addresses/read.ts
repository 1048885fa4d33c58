import { type LinkedAddressRow, selectAddressesOf } from '../../db/linked-addresses.ts';
import type { UserView } from '../../db/users.ts';
import type { Hex } from '../chain/client.ts';
import type { Context } from '../context.ts';
import { mayFor, permit } from '../permissions.ts';
import { seesPrivate } from '../users/read.ts';

/** What the caller has linked now, oldest first: LINKED_ADDRESSES_PER_USER at most. */
export async function myAddresses(ctx: Context): Promise<readonly LinkedAddressRow[]> {
  const { userId } = await permit(ctx, 'address.read');
  return (await ctx.loaders.linksOf.load(userId))?.links ?? [];
}

/** What the user has linked now; null for those who do not see what is private of the user. */
export async function addressesOf(
  ctx: Context,
  user: Pick<UserView, 'id'>,
): Promise<readonly LinkedAddressRow[] | null> {
  if (!(await seesPrivate(ctx, user))) return null;
  return (await ctx.loaders.linksOf.load(user.id))?.links ?? [];
}

/** A link that must exist, since an event is about it. */
export async function linkOf(ctx: Context, id: string): Promise<LinkedAddressRow> {
  const link = await ctx.loaders.links.load(id);
  if (!link) throw new Error(`linked address ${id} is referred to and does not exist`);
  return link;
}

/** The caller's links with these ids, ended ones too; anyone else's are not there. */
export async function findLinks(ctx: Context, ids: readonly string[]): Promise<(LinkedAddressRow | null)[]> {
  const found = await Promise.all(ids.map((id) => ctx.loaders.links.load(id)));
  return await Promise.all(
    found.map(async (link) => (link && (await mayFor(ctx, 'address.read', link.userId)) ? link : null)),
  );
}

/** What a user has linked now, as addresses are stored: lower case. */
export const ownKeys = async (ctx: Context, userId: string): Promise<ReadonlySet<Hex>> =>
  new Set(await selectAddressesOf(ctx.app.db, userId));
