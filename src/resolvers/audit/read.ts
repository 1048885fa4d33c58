import { type AuditFilter, type AuditRow, selectAuditLog } from '../../db/audit.ts';
import type { Context } from '../context.ts';
import { readInput } from '../input.ts';
import { decodeKeyset, encodeKeyset, KEY_INTEGER, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { permit } from '../permissions.ts';
import { auditFilter } from './rules.ts';

/** The audit log, newest first. */
export async function listAudit(ctx: Context, input: PageInput & { filterBy?: unknown }): Promise<Page<AuditRow>> {
  await permit(ctx, 'audit.read');
  const filter: AuditFilter = readInput(auditFilter, input.filterBy ?? {});
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [cursor] = input.after ? decodeKeyset(input.after, [KEY_INTEGER]) : [];
  const before = cursor === undefined ? undefined : BigInt(cursor);
  const rows = await selectAuditLog(ctx.app.db, { ...filter, before, limit: size + 1 });
  return toPage(rows, size, input, (row) => encodeKeyset([row.seq]));
}
