import { selectUsersById, updateProfileRow, type UserView } from '../../db/users.ts';
import { type Context, transact } from '../context.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { updateProfileInput } from './rules.ts';

/** Changes what is given of the caller's own profile. Throws InputInvalid. */
export async function updateProfile(ctx: Context, input: unknown): Promise<UserView> {
  const { userId } = await permit(ctx, 'profile.update');
  const { displayName, isSeller, isBuyer, country } = readInput(updateProfileInput, input);
  const changes = {
    ...(displayName === undefined ? {} : { displayName }),
    ...(isSeller === undefined ? {} : { isSeller }),
    ...(isBuyer === undefined ? {} : { isBuyer }),
    ...(country === undefined ? {} : { country }),
  };
  const user = await transact(ctx, async (tx) => {
    await updateProfileRow(tx, userId, changes);
    const [changed] = await selectUsersById(tx, [userId]);
    return changed as UserView;
  });
  ctx.loaders.users.clear(userId);
  return user;
}
