import {
  type BankLineRow,
  type BankLineStatus,
  selectBankLines,
  selectBankLinesById,
} from '../../db/bank-statements.ts';
import type { Context } from '../context.ts';
import { decodeKeyset, encodeKeyset, KEY_UUID, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { isPermitted, permit } from '../permissions.ts';

/** Entries of statements, newest first: those that stand so, or all. */
export async function bankLines(
  ctx: Context,
  input: PageInput & { readonly status?: BankLineStatus | null | undefined },
): Promise<Page<BankLineRow>> {
  await permit(ctx, 'statement.import');
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [after] = input.after ? decodeKeyset(input.after, [KEY_UUID]) : [];
  const status = input.status ?? undefined;
  const rows = await selectBankLines(ctx.app.db, { status, after, limit: size + 1 });
  return toPage(rows, size, input, (row) => encodeKeyset([row.id]));
}

/** The entries with these ids, null where there is none that the caller may see: finance alone may. */
export async function visibleBankLines(ctx: Context, ids: readonly string[]): Promise<(BankLineRow | null)[]> {
  if (!(await isPermitted(ctx, 'statement.import'))) return ids.map(() => null);
  const rows = new Map((await selectBankLinesById(ctx.app.db, ids)).map((row) => [row.id, row]));
  return ids.map((id) => rows.get(id) ?? null);
}
