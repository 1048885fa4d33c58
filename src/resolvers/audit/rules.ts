import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { z } from 'zod';
import type { AuditDetail, AuditRow } from '../../db/audit.ts';
import { decodeId } from '../ids.ts';
import { nodeId, optional } from '../input.ts';

/** Everything that is recorded; the schema's enum lists the same. */
export type AuditAction =
  | 'ROLE_GRANTED'
  | 'ROLE_REVOKED'
  | 'PASSWORD_CHANGED'
  | 'PASSWORD_RESET'
  | 'SESSION_FAMILY_ENDED'
  | 'ADDRESS_LINKED'
  | 'ADDRESS_UNLINKED'
  | 'DEPOSIT_RECORDED'
  | 'WITHDRAWAL_APPROVED'
  | 'WITHDRAWAL_REJECTED'
  | 'ORDER_REFUNDED'
  | 'FEE_SCHEDULE_PUBLISHED'
  | 'ORGANIZATION_FEES_PUBLISHED'
  | 'PROCESSOR_TERMS_PUBLISHED'
  | 'PRICING_PUBLISHED'
  | 'PARAMETERS_REFUSED'
  | 'STATEMENT_IMPORTED'
  | 'BANK_LINE_MATCHED'
  | 'BANK_LINE_IGNORED'
  | 'PAYMENT_REFUNDED'
  | 'CONVERSION_RECORDED'
  | 'CARBON_CREDITED'
  | 'CREDITS_ISSUED'
  | 'CREDITS_DEPOSITED'
  | 'PROOF_ANCHORED'
  | 'DOCUMENT_DELETED'
  | 'CHAIN_INTENT_RETRIED'
  | 'CHAIN_INTENT_CANCELLED'
  | 'PROJECT_CREATED'
  | 'PROJECT_UPDATED'
  | 'PROJECT_STATUS_CHANGED'
  | 'PROJECT_SUSPENDED'
  | 'PROJECT_RESUMED'
  | 'PROJECT_DUPLICATE_DECIDED'
  | 'PROJECT_LABEL_GRANTED'
  | 'ORGANIZATION_CREATED'
  | 'ORGANIZATION_UPDATED'
  | 'MEMBER_INVITED'
  | 'INVITATION_REVOKED'
  | 'MEMBER_JOINED'
  | 'MEMBER_UPDATED'
  | 'MEMBER_REMOVED'
  | 'API_KEY_CREATED'
  | 'API_KEY_REVOKED'
  | 'SECOND_FACTOR_ENABLED'
  | 'SECOND_FACTOR_DISABLED'
  | 'RECOVERY_CODE_USED'
  | 'RECOVERY_CODES_RENEWED'
  | 'IDENTITY_LINKED'
  | 'IDENTITY_UNLINKED'
  | 'SIGN_UPS_REFUSED'
  | 'CARD_PAYMENTS_PAUSED'
  | 'PROJECT_LABEL_ENDED'
  | 'POAI_CASE_CREATED'
  | 'POAI_CASE_MOVED'
  | 'POAI_CHECKS_RUN'
  | 'POAI_CHECK_COMPLETED'
  | 'POAI_FINDING_RAISED'
  | 'POAI_FINDING_ANSWERED'
  | 'POAI_FINDING_CLOSED'
  | 'POAI_BUNDLE_PREPARED'
  | 'POAI_ATTESTATION_SUBMITTED'
  | 'POAI_CASE_APPROVED'
  | 'POAI_CASE_REJECTED'
  | 'POAI_CASE_REVOKED'
  | 'AUDIT_EXPORTED'
  | 'CERTIFICATE_REISSUED'
  | 'CERTIFICATE_REVOKED'
  | 'CERTIFICATE_TEMPLATE_PUBLISHED'
  | 'PHONE_VERIFIED'
  | 'PHONE_REMOVED'
  | 'NOTIFICATION_DELIVERY_RETRIED'
  | 'WEBHOOK_CREATED'
  | 'WEBHOOK_UPDATED'
  | 'WEBHOOK_SECRET_ROTATED'
  | 'WEBHOOK_DELETED';

/** The nouns that a row can be about; with the id inside they make the opaque id that clients see. */
export type AuditSubject =
  | 'User'
  | 'Session'
  | 'LinkedAddress'
  | 'Wallet'
  | 'Deposit'
  | 'Withdrawal'
  | 'Order'
  | 'FeeSchedule'
  | 'PricingModel'
  | 'ProcessorTerms'
  | 'BankStatement'
  | 'BankLine'
  | 'Payment'
  | 'Conversion'
  | 'CreditDeposit'
  | 'Document'
  | 'Organization'
  | 'ApiKey'
  | 'Network'
  | 'ProjectDuplicate'
  | 'ChainIntent'
  | 'Project'
  | 'PoaiCase'
  | 'Report'
  | 'Certificate'
  | 'CertificateTemplate'
  | 'NotificationDelivery'
  | 'Webhook'
  | 'Proposal';

/** What stands before the first row. */
export const GENESIS_HASH = Buffer.alloc(32);

/** SHA-256 over the canonical JSON (RFC 8785) of a row without its own hash; the row before is in it by its hash. */
export function hashAuditRow(row: Omit<AuditRow, 'hash' | 'detail'> & { detail: unknown }): Buffer {
  const text = canonicalize({
    seq: row.seq.toString(),
    at: row.at.toISOString(),
    actorId: row.actorId,
    action: row.action,
    subjectType: row.subjectType,
    subjectId: row.subjectId,
    detail: row.detail as AuditDetail,
    previousHash: row.previousHash.toString('hex'),
  });
  return createHash('sha256')
    .update(text ?? '')
    .digest();
}

export type AuditBreak = 'MISSING' | 'ALTERED' | 'UNLINKED';

/**
 * Why the row that follows (`seq`, `hash`) does not continue the chain, or undefined if it does. MISSING: a row between
 * was removed. ALTERED: the row's content does not give its hash. UNLINKED: it follows another row than the one here.
 */
export function findBreak(before: { seq: bigint; hash: Buffer }, row: AuditRow): AuditBreak | undefined {
  if (row.seq !== before.seq + 1n) return 'MISSING';
  if (!row.hash.equals(hashAuditRow(row))) return 'ALTERED';
  return row.previousHash.equals(before.hash) ? undefined : 'UNLINKED';
}

const seq = optional(z.number().int().min(1, 'must be 1 or more'));

export const auditRange = z
  .object({ from: seq, to: seq })
  .refine(({ from = 1, to }) => to === undefined || to >= from, { path: ['to'], message: 'must not be before `from`' });

export const auditFilter = z.object({
  actorId: optional(nodeId('User')),
  /** The id of any noun: what is inside it is unique. */
  subjectId: optional(
    z.string().transform((value, ctx) => {
      const decoded = value.length > 200 ? undefined : decodeId(value);
      if (decoded) return decoded.id;
      ctx.addIssue('is not an id');
      return z.NEVER;
    }),
  ),
});
