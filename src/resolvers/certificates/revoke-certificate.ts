import { lockCertificate, updateEnded } from '../../db/certificate-writes.ts';
import type { CertificateRow } from '../../db/certificates.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { NotFound } from '../errors.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { contentOf, isIssued } from './file.ts';
import { certificateChanged, isPublic, nextCertificateStatus, revokeInput } from './rules.ts';

/**
 * Takes a certificate back, for good: its page, its PDF and the status lists say so from then on. The retirement itself stays,
 * and has no certificate any more. Throws InputInvalid, NotFound, Forbidden, IllegalTransition.
 */
export async function revokeCertificate(ctx: Context, input: unknown): Promise<CertificateRow> {
  const { userId: actorId } = await permit(ctx, 'certificate.manage');
  const { certificateId, reason } = readInput(revokeInput, input);
  return transact(ctx, async (tx) => {
    const row = await lockCertificate(tx, certificateId);
    if (!row || !isPublic(row)) throw new NotFound('certificate');
    const status = nextCertificateStatus(row.status, 'REVOKE');
    const revoked = await updateEnded(tx, row.id, { status, endReason: reason, endedBy: actorId });
    await tell(tx, [certificateChanged(revoked, isIssued(row) ? contentOf(row).credits.project.id : null)]);
    await writeAudit(tx, {
      actorId,
      action: 'CERTIFICATE_REVOKED',
      subjectType: 'Certificate',
      subjectId: row.id,
      detail: { reason },
    });
    return revoked;
  });
}
