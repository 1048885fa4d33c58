import type { UserView } from '../../db/users.ts';
import type { Context } from '../context.ts';

/** A user that must exist, since something refers to it. */
export async function userOf(ctx: Context, id: string): Promise<UserView> {
  const user = await ctx.loaders.users.load(id);
  if (!user) throw new Error(`user ${id} is referred to and does not exist`);
  return user;
}
