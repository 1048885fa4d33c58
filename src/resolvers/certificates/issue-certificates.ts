import { lockCertificate, selectPending, updateAttempt, updateIssued } from '../../db/certificate-writes.ts';
import { type CertificateRow, selectNewestTemplate } from '../../db/certificates.ts';
import type { Db } from '../../db/client.ts';
import { type App, type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';
import { fromHex } from '../proofs/bundle.ts';
import { compileContent } from './compile.ts';
import { digestOf } from './content.ts';
import { credentialOf, signCredential } from './credential.ts';
import { CertificateSignerUnavailable } from './errors.ts';
import { type SigningKey, signingKey } from './keys.ts';
import { certificateChanged } from './rules.ts';

/**
 * Writes the certificates that are PENDING: at most CERTIFICATE_BATCH, each in a transaction of its own, so that it may stop
 * anywhere and run in several processes. What cannot be written stays PENDING with the reason and is tried again later. Does
 * nothing without a chain. Gives how many it looked at.
 */
export async function issueCertificates(ctx: Context): Promise<number> {
  const { db, config, log, chain } = ctx.app;
  const pending = chain ? await selectPending(db, config.CERTIFICATE_BATCH) : [];
  for (const { id } of pending) {
    try {
      // Before the transaction: what is opened inside would wait for a second connection while it holds the first.
      const key = await signingKey(ctx.app);
      await transact(ctx, async (tx) => {
        const row = await lockCertificate(tx, id);
        if (row?.status === 'PENDING') await issue(ctx.app, tx, row, key);
      });
    } catch (error) {
      log.error({ err: error, certificateId: id }, 'a certificate could not be issued');
      await updateAttempt(db, id, error instanceof Error ? error.message.slice(0, 1_000) : 'unknown');
      // Without a key none of the others can be written either.
      if (error instanceof CertificateSignerUnavailable) return 0;
    }
  }
  return pending.length;
}

/** Compiles, signs and writes a certificate that is PENDING and locked, and tells of it. Throws Error. */
export async function issue(app: App, tx: Db, row: CertificateRow, key: SigningKey): Promise<CertificateRow> {
  const template = row.ownerId === null ? undefined : await selectNewestTemplate(tx, row.ownerId);
  const issuedAt = new Date(Math.floor(Date.now() / 1_000) * 1_000);
  const content = await compileContent(app, tx, {
    certificate: row,
    retirementId: row.retirementId,
    template,
    at: issuedAt,
  });
  const issued = await updateIssued(tx, row.id, {
    content,
    digest: fromHex(digestOf(content)),
    credential: await signCredential(credentialOf(content, row.statusIndex), content.issuer.url, key),
    kid: key.kid,
    issuedAt,
    templateId: template?.id ?? null,
  });
  if (!issued) throw new Error('the certificate is not pending any more');
  await tell(tx, [certificateChanged(issued, content.credits.project.id)]);
  return issued;
}
