import { type DocumentRow, selectDocumentsById } from '../../db/documents.ts';
import type { Db } from '../../db/client.ts';
import type { Context } from '../context.ts';
import { NotFound } from '../errors.ts';
import { readInput } from '../input.ts';
import { mayWrite, permitWriter } from './access.ts';
import { openUpload, type Received, receiveUpload } from './receive.ts';
import { addVersionInput } from './rules.ts';

/**
 * Takes a file that came with the request for the next version of a document; older versions stay. Throws InputInvalid,
 * NotFound, Busy, DocumentTypeRefused, DocumentTooLarge, ArchiveRefused, UploadIncomplete, DocumentSpaceExhausted.
 */
export async function addDocumentVersion(ctx: Context, input: unknown): Promise<Received> {
  const { userId } = await permitWriter(ctx);
  const { documentId, file } = readInput(addVersionInput, input);
  const { kind } = await writableDocument(ctx, documentId, ctx.app.db);
  const upload = await openUpload(ctx, { documentId, userId, status: 'RECEIVING' });
  return receiveUpload(ctx, upload, { kind, file });
}

/** The document, if it is there and the caller may change it. Throws NotFound. */
export async function writableDocument(ctx: Context, documentId: string, db: Db): Promise<DocumentRow> {
  const [document] = await selectDocumentsById(db, [documentId]);
  if (!document || document.deletedAt || !(await mayWrite(ctx, document, db))) throw new NotFound('document');
  return document;
}
