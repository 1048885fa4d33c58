import { insertSuccessor, lockCertificate, updateEnded } from '../../db/certificate-writes.ts';
import type { CertificateRow } from '../../db/certificates.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { chainOf } from '../chain/client.ts';
import { type Context, transact } from '../context.ts';
import { NotFound } from '../errors.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { permitCaller } from '../permissions.ts';
import { permitOn } from '../standings.ts';
import { contentOf, isIssued } from './file.ts';
import { issue } from './issue-certificates.ts';
import { signingKey } from './keys.ts';
import { certificateChanged, certificateRules, isPublic, nextCertificateStatus, reissueInput } from './rules.ts';

/**
 * Issues a certificate anew, by the owner's newest template and with these fields: the one before is SUPERSEDED in the same
 * transaction, so that one stands at every moment. What was retired, for whom and when stays as the chain has it. Throws
 * InputInvalid, NotFound, Forbidden, IllegalTransition, ChainUnavailable, CertificateSignerUnavailable.
 */
export async function reissueCertificate(ctx: Context, input: unknown): Promise<CertificateRow> {
  const { userId: actorId } = await permitCaller(ctx, 'certificate.reissue');
  const { certificateId, reason, fields } = readInput(reissueInput(ctx.app.config), input);
  chainOf(ctx.app);
  const key = await signingKey(ctx.app);
  return transact(ctx, async (tx) => {
    const before = await lockCertificate(tx, certificateId);
    if (!before || !isPublic(before)) throw new NotFound('certificate');
    await permitOn(ctx, certificateRules.REISSUE, before.ownerId, tx);
    const status = nextCertificateStatus(before.status, 'SUPERSEDE');
    const ended = await updateEnded(tx, before.id, { status, endReason: reason, endedBy: actorId });
    const issued = await issue(ctx.app, tx, await insertSuccessor(tx, ended, fields), key);
    const projectId = isIssued(issued) ? contentOf(issued).credits.project.id : null;
    await tell(tx, [certificateChanged(ended, projectId)]);
    const detail = { reason, supersededBy: issued.id };
    await writeAudit(tx, {
      actorId,
      action: 'CERTIFICATE_REISSUED',
      subjectType: 'Certificate',
      subjectId: before.id,
      detail,
    });
    return issued;
  });
}
