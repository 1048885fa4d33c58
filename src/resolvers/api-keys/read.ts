import { type ApiKeyRow, selectApiKeysById, selectApiKeysOf } from '../../db/api-keys.ts';
import type { Db } from '../../db/client.ts';
import type { Context } from '../context.ts';
import { actingFor, readInput } from '../input.ts';
import { decodeKeyset, encodeKeyset, KEY_UUID, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { mayFor, permitCaller, permitFor } from '../permissions.ts';

/** The caller's keys, or all that act for an organization whose ADMIN they are, newest first. */
export async function myApiKeys(
  ctx: Context,
  input: PageInput & { readonly organizationId?: unknown },
): Promise<Page<ApiKeyRow>> {
  await permitCaller(ctx, 'api-key.manage');
  const organizationId = readInput(actingFor, input.organizationId);
  const { userId } = await permitFor(ctx, 'api-key.manage', organizationId);
  const owner = organizationId === undefined ? { userId } : { organizationId };
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [after] = input.after ? decodeKeyset(input.after, [KEY_UUID]) : [];
  const rows = await selectApiKeysOf(ctx.app.db, { owner, after, limit: size + 1 });
  return toPage(rows, size, input, ({ id }) => encodeKeyset([id]));
}

/** Whether the caller may see and end the key: their own, also for an organization that they have left, or its ADMIN's. */
export const managesApiKey = async (ctx: Context, key: ApiKeyRow, tx?: Db): Promise<boolean> =>
  (await mayFor(ctx, 'api-key.manage', key.userId, tx)) || mayFor(ctx, 'api-key.manage', key.organizationId, tx);

/** The keys with these ids, null where there is none that the caller may see. */
export async function visibleApiKeys(ctx: Context, ids: readonly string[]): Promise<(ApiKeyRow | null)[]> {
  const rows = await selectApiKeysById(ctx.app.db, ids);
  const seen = await Promise.all(rows.map(async (row) => ((await managesApiKey(ctx, row)) ? [row] : [])));
  const byId = new Map(seen.flat().map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id) ?? null);
}
