import { type AuditRow, selectAuditRange, selectLastAuditSeq } from '../../db/audit.ts';
import type { Context } from '../context.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { type AuditBreak, auditRange, findBreak, GENESIS_HASH } from './rules.ts';

export interface AuditVerification {
  readonly from: bigint;
  /** The last row that was looked at, which may be before the one asked for: go on from there. */
  readonly to: bigint;
  readonly checked: number;
  readonly broken: { readonly seq: bigint; readonly reason: AuditBreak } | undefined;
  /** Hash of the last sound row: whoever keeps it notices later if the chain is ever written anew. */
  readonly lastHash: Buffer;
}

const PAGE = 1_000;

/**
 * Computes the hashes of a range of the audit log anew, and names the first row that breaks the chain. The range links
 * to the row before it. Without `to`, up to the newest row; a `to` beyond it finds that rows are missing, which is how
 * someone who remembers a number notices that the newest rows were removed. Throws InputInvalid.
 */
export async function verifyAudit(
  ctx: Context,
  input: { readonly from?: number | null | undefined; readonly to?: number | null | undefined },
): Promise<AuditVerification> {
  await permit(ctx, 'audit.read');
  const range = readInput(auditRange, input);
  const { db, config } = ctx.app;
  const from = BigInt(range.from ?? 1);
  const last = range.to === undefined ? await selectLastAuditSeq(db) : BigInt(range.to);
  const most = from + BigInt(config.AUDIT_VERIFY_ROWS) - 1n;
  const to = last < most ? last : most;

  let before: Pick<AuditRow, 'seq' | 'hash'> = { seq: from - 1n, hash: GENESIS_HASH };
  if (from > 1n) {
    const [link] = await selectAuditRange(db, { from: from - 1n, to: from - 1n, limit: 1 });
    if (!link) return { from, to, checked: 0, broken: { seq: from - 1n, reason: 'MISSING' }, lastHash: GENESIS_HASH };
    before = link;
  }
  while (before.seq < to) {
    const rows = await selectAuditRange(db, { from: before.seq + 1n, to, limit: PAGE });
    for (const row of rows) {
      const reason = findBreak(before, row);
      if (reason) return verdict(from, to, before, { seq: reason === 'MISSING' ? before.seq + 1n : row.seq, reason });
      before = row;
    }
    if (rows.length < PAGE && before.seq < to) {
      return verdict(from, to, before, { seq: before.seq + 1n, reason: 'MISSING' });
    }
  }
  return verdict(from, to, before, undefined);
}

const verdict = (
  from: bigint,
  to: bigint,
  sound: Pick<AuditRow, 'seq' | 'hash'>,
  broken: AuditVerification['broken'],
): AuditVerification => ({ from, to, checked: Number(sound.seq - from + 1n), broken, lastHash: sound.hash });
