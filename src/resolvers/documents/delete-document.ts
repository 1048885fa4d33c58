import { brokenConstraint } from '../../db/client.ts';
import { type DocumentRow, HOLDS_KEEP, lockDocument, markDocumentDeleted } from '../../db/documents.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { NotFound } from '../errors.ts';
import { readInput } from '../input.ts';
import { mayWrite, permitWriter } from './access.ts';
import { DocumentHeld } from './errors.ts';
import { deleteDocumentInput } from './rules.ts';

/**
 * Deletes a document: nobody sees or reads it any more, and its bytes go DOCUMENT_ERASE_DAYS later. What it was, its hashes
 * and who read it stay on record. Throws InputInvalid, NotFound, DocumentHeld.
 */
export async function deleteDocument(ctx: Context, input: unknown): Promise<DocumentRow> {
  const { userId } = await permitWriter(ctx);
  const { documentId } = readInput(deleteDocumentInput, input);
  try {
    return await transact(ctx, async (tx) => {
      const document = await lockDocument(tx, documentId);
      if (!document || document.deletedAt || !(await mayWrite(ctx, document, tx))) throw new NotFound('document');
      const deleted = await markDocumentDeleted(tx, documentId, userId);
      await writeAudit(tx, {
        actorId: userId,
        action: 'DOCUMENT_DELETED',
        subjectType: 'Document',
        subjectId: documentId,
        detail: { kind: document.kind, name: document.name, createdBy: document.createdBy },
      });
      return deleted;
    });
  } catch (error) {
    if (brokenConstraint(error) === HOLDS_KEEP) throw new DocumentHeld();
    throw error;
  }
}
