import type { Context } from '../context.ts';
import type { DocumentKind } from '../../db/documents.ts';
import { readInput } from '../input.ts';
import { permitFor } from '../permissions.ts';
import { permitWriter, refuseForeignProject } from './access.ts';
import { writableDocument } from './add-document-version.ts';
import { publicUrl, uploadToken } from './links.ts';
import { openUpload } from './receive.ts';
import { prepareUploadInput, refuseType } from './rules.ts';

export interface PreparedUpload {
  readonly id: string;
  readonly url: string;
  readonly method: 'PUT';
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly expiresAt: Date;
}

/**
 * Gives an address to which one file of this very type and size can be sent, once, within DOCUMENT_UPLOAD_TTL_S. Throws
 * Forbidden, InputInvalid, NotFound, DocumentTypeRefused, DocumentSpaceExhausted.
 */
export async function prepareDocumentUpload(ctx: Context, input: unknown): Promise<PreparedUpload> {
  const { app } = ctx;
  const { userId } = await permitWriter(ctx);
  const wish = readInput(prepareUploadInput(app.config.DOCUMENT_UPLOAD_BYTES), input);
  const { documentId, projectId, organizationId = null, mediaType, size } = wish;
  if (documentId === undefined) await permitFor(ctx, 'document.write', organizationId);
  const bound = { userId, status: 'PREPARED', mediaType, size: BigInt(size) } as const;
  const target =
    documentId === undefined
      ? { kind: wish.kind as DocumentKind, projectId: projectId ?? null, organizationId, name: wish.name as string }
      : { documentId };
  const kind = documentId === undefined ? wish.kind : (await writableDocument(ctx, documentId, app.db)).kind;
  refuseType(kind as DocumentKind, mediaType);
  const upload = await openUpload(ctx, { ...target, ...bound }, (tx) => refuseForeignProject(ctx, projectId, tx));
  return {
    id: upload.id,
    url: `${publicUrl(app)}/documents/upload/${uploadToken(app, upload.id, upload.expiresAt)}`,
    method: 'PUT',
    headers: [
      { name: 'Content-Type', value: mediaType },
      { name: 'Content-Length', value: String(size) },
    ],
    expiresAt: upload.expiresAt,
  };
}
