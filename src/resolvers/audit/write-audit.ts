import { type AuditDetail, insertAuditRow, lockAuditHead } from '../../db/audit.ts';
import type { Db } from '../../db/client.ts';
import { type AuditAction, type AuditSubject, GENESIS_HASH, hashAuditRow } from './rules.ts';

export interface AuditRecord {
  /** Who did it; null for the platform or the operator's command. */
  readonly actorId: string | null;
  readonly action: AuditAction;
  readonly subjectType: AuditSubject;
  readonly subjectId: string;
  /** What was decided, as text: amounts as decimal text of minor units. Never a secret. */
  readonly detail?: AuditDetail;
}

/**
 * Appends to the audit log in the caller's transaction, so that a deed and its record stand or fall together. Call it
 * as the transaction's last step: it locks the end of the chain until the commit, and whoever holds it must not wait
 * for any other lock.
 */
export async function writeAudit(tx: Db, record: AuditRecord): Promise<void> {
  const head = await lockAuditHead(tx);
  const { actorId, action, subjectType, subjectId, detail = {} } = record;
  const row = {
    seq: head.seq + 1n,
    at: head.now,
    actorId,
    action,
    subjectType,
    subjectId,
    detail,
    previousHash: head.hash ?? GENESIS_HASH,
  };
  await insertAuditRow(tx, { ...row, hash: hashAuditRow(row) });
}
