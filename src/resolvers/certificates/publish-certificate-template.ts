import { insertTemplate, lockTemplatesOf } from '../../db/certificate-writes.ts';
import { selectNewestTemplate, type TemplateRow } from '../../db/certificates.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { readInput } from '../input.ts';
import { permitCaller, permitFor } from '../permissions.ts';
import { printSpecimen } from './preview-certificate-template.ts';
import { lookOf, templateInput } from './rules.ts';

/**
 * Publishes the next version of the caller's template, or of an organization's: new certificates look so from then on, those
 * that were issued stay as they are. It is printed once before, so that what no paper can show is never published. Throws
 * InputInvalid, Forbidden, Busy.
 */
export async function publishCertificateTemplate(ctx: Context, input: unknown): Promise<TemplateRow> {
  await permitCaller(ctx, 'certificate-template.publish');
  const wish = readInput(templateInput(ctx.app.config), input);
  const { ownerId, userId: actorId } = await permitFor(ctx, 'certificate-template.publish', wish.organizationId);
  await printSpecimen(ctx.app, wish);
  return transact(ctx, async (tx) => {
    await lockTemplatesOf(tx, ownerId);
    const newest = await selectNewestTemplate(tx, ownerId);
    const version = (newest?.version ?? 0) + 1;
    const row = await insertTemplate(tx, {
      ...lookOf(wish),
      fields: wish.fields,
      ownerId,
      version,
      createdBy: actorId,
    });
    await writeAudit(tx, {
      actorId,
      action: 'CERTIFICATE_TEMPLATE_PUBLISHED',
      subjectType: 'CertificateTemplate',
      subjectId: row.id,
      detail: { ownerId, version: String(version) },
    });
    return row;
  });
}
