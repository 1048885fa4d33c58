import { selectDocumentsById, selectVersionsById, type VersionRow } from '../../db/documents.ts';
import type { Db } from '../../db/client.ts';
import type { Context } from '../context.ts';
import { mayRead } from '../documents/access.ts';
import { InputInvalid } from '../errors.ts';

export type Evidence = Pick<VersionRow, 'id' | 'sha256'>;

/**
 * The versions of documents that somebody gives as evidence, as they may be given: they are there, the caller reads them,
 * and they are no bundle themselves. Throws InputInvalid.
 */
export async function evidenceOf(ctx: Context, tx: Db, versionIds: readonly string[]): Promise<Evidence[]> {
  if (versionIds.length === 0) return [];
  const versions = new Map((await selectVersionsById(tx, versionIds)).map((version) => [version.id, version]));
  const documentIds = [...new Set([...versions.values()].map(({ documentId }) => documentId))];
  const documents = new Map((await selectDocumentsById(tx, documentIds)).map((document) => [document.id, document]));
  const found: Evidence[] = [];
  const issues = [];
  for (const [index, versionId] of versionIds.entries()) {
    const version = versions.get(versionId);
    const document = version && documents.get(version.documentId);
    const isThere = document && document.deletedAt === null && document.kind !== 'POAI_BUNDLE';
    if (version && isThere && (await mayRead(ctx, document, tx))) found.push(version);
    else issues.push({ path: ['evidence', String(index)], message: 'is no document that you may read' });
  }
  if (issues.length > 0) throw new InputInvalid(issues);
  return found;
}
