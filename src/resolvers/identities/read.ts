import { type IdentityRow, selectIdentitiesById, selectIdentitiesOf } from '../../db/identities.ts';
import type { Context } from '../context.ts';
import { mayFor, permit } from '../permissions.ts';

/** The accounts at providers that sign in as the caller, oldest first. */
export async function myIdentities(ctx: Context): Promise<IdentityRow[]> {
  const { userId } = await permit(ctx, 'identity.manage');
  return selectIdentitiesOf(ctx.app.db, userId);
}

/** The caller's with these ids; anyone else's are not there. */
export async function visibleIdentities(ctx: Context, ids: readonly string[]): Promise<(IdentityRow | null)[]> {
  const rows = await selectIdentitiesById(ctx.app.db, ids);
  const seen = await Promise.all(
    rows.map(async (row) => ((await mayFor(ctx, 'identity.manage', row.userId)) ? [row] : [])),
  );
  const byId = new Map(seen.flat().map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id) ?? null);
}
