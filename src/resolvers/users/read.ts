import { type PlatformRole, selectUserByUsername, selectUsers, type UserView } from '../../db/users.ts';
import type { Context } from '../context.ts';
import { InputInvalid } from '../errors.ts';
import { nodeId, readInput } from '../input.ts';
import { decodeKeyset, encodeKeyset, KEY_UUID, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { isPermitted, mayFor, permit } from '../permissions.ts';
import { usersFilter } from './rules.ts';

/** A user that must exist, since something refers to it. */
export async function userOf(ctx: Context, id: string): Promise<UserView> {
  const user = await ctx.loaders.users.load(id);
  if (!user) throw new Error(`user ${id} is referred to and does not exist`);
  return user;
}

/** The caller. */
export async function me(ctx: Context): Promise<UserView> {
  const { userId } = await permit(ctx, 'user.read-private');
  return userOf(ctx, userId);
}

/** The user with this id or this username. Throws InputInvalid unless exactly one of the two is given. */
export async function findUser(
  ctx: Context,
  by: { readonly id?: string | null | undefined; readonly username?: string | null | undefined },
): Promise<UserView | undefined> {
  if ((by.id == null) === (by.username == null)) {
    throw new InputInvalid([{ path: [], message: 'give either `id` or `username`' }]);
  }
  if (by.id != null) return ctx.loaders.users.load(readInput(nodeId('User'), by.id));
  const username = by.username ?? '';
  // No name is longer or has other characters, and PostgreSQL refuses some of those.
  return /^[\w.-]{1,30}$/.test(username) ? selectUserByUsername(ctx.app.db, username) : undefined;
}

/** All users, newest first, for PLATFORM_ADMIN. */
export async function listUsers(ctx: Context, input: PageInput & { filterBy?: unknown }): Promise<Page<UserView>> {
  await permit(ctx, 'user.list');
  const filter = readInput(usersFilter, input.filterBy ?? {});
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [before] = input.after ? decodeKeyset(input.after, [KEY_UUID]) : [];
  const rows = await selectUsers(ctx.app.db, { ...filter, before, limit: size + 1 });
  return toPage(rows, size, input, (row) => encodeKeyset([row.id]));
}

/** Whether the caller may see what is private of this user: it is their own, or they are a PLATFORM_ADMIN. */
export async function seesPrivate(ctx: Context, user: Pick<UserView, 'id'>): Promise<boolean> {
  if (ctx.viewer?.userId === user.id) return mayFor(ctx, 'user.read-private', user.id);
  return isPermitted(ctx, 'user.read-others-private');
}

/** The user's roles, for those who see what is private. */
export const rolesOf = async (ctx: Context, user: Pick<UserView, 'id'>): Promise<readonly PlatformRole[]> =>
  (await ctx.loaders.roles.load(user.id))?.roles ?? [];
