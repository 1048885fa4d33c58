import { beginUpload } from '../../db/document-uploads.ts';
import { type DocumentKind, selectDocumentsById } from '../../db/documents.ts';
import type { Context } from '../context.ts';
import { DocumentTypeRefused, LinkRefused, UploadIncomplete } from './errors.ts';
import { readToken } from './links.ts';
import { essenceOf } from './media-types.ts';
import { type Received, receiveUpload } from './receive.ts';

export interface PutFile {
  readonly mediaType: string | undefined;
  /** Undefined where the request does not say it. */
  readonly size: number | undefined;
  readonly bytes: () => AsyncIterable<Uint8Array>;
}

/**
 * Takes the file of a prepared upload. The link is used up by it, however it ends. Throws LinkRefused, DocumentTypeRefused
 * and UploadIncomplete where the request is not what was prepared, and what `receiveUpload` throws.
 */
export async function putDocument(ctx: Context, token: string, { mediaType, size, bytes }: PutFile): Promise<Received> {
  const { db, config } = ctx.app;
  const { uploadId } = readToken(ctx.app, 'upload', token);
  const upload = await beginUpload(db, uploadId, config.DOCUMENT_UPLOAD_S);
  if (!upload) throw new LinkRefused();
  return receiveUpload(ctx, upload, {
    kind: upload.kind ?? (await kindOf(ctx, upload.documentId)),
    file: async () => {
      if (essenceOf(mediaType) !== upload.mediaType) {
        throw new DocumentTypeRefused(`This upload was prepared for ${upload.mediaType}: send that as Content-Type.`);
      }
      if (size !== Number(upload.size)) {
        throw new UploadIncomplete(`it was prepared for ${upload.size} bytes, which Content-Length must say`);
      }
      return { mediaType: upload.mediaType ?? undefined, bytes: bytes() };
    },
  });
}

async function kindOf(ctx: Context, documentId: string | null): Promise<DocumentKind> {
  const [document] = documentId === null ? [] : await selectDocumentsById(ctx.app.db, [documentId]);
  if (!document) throw new Error('an upload is neither for a new document nor for one that exists');
  return document.kind;
}
