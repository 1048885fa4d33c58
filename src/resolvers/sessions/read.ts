import { selectOpenSessions, selectSessions, type SessionRow } from '../../db/sessions.ts';
import type { Context } from '../context.ts';
import { decodeKeyset, encodeKeyset, KEY_UUID, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { mayFor, permit } from '../permissions.ts';

/** The caller's open sessions, newest first. */
export async function mySessions(ctx: Context, input: PageInput): Promise<Page<SessionRow>> {
  const { userId } = await permit(ctx, 'session.list');
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [before] = input.after ? decodeKeyset(input.after, [KEY_UUID]) : [];
  const rows = await selectOpenSessions(ctx.app.db, { userId, before, limit: size + 1 });
  return toPage(rows, size, input, (row) => encodeKeyset([row.id]));
}

/** The caller's sessions with these ids; anyone else's are not there. */
export async function findSessions(ctx: Context, ids: readonly string[]): Promise<(SessionRow | null)[]> {
  const userId = ctx.viewer?.userId;
  if (userId === undefined || !(await mayFor(ctx, 'session.list', userId))) return ids.map(() => null);
  const rows = await selectSessions(ctx.app.db, { userId, ids });
  return ids.map((id) => rows.find((row) => row.id === id) ?? null);
}
