import type { UploadTarget } from '../../db/document-uploads.ts';
import { type DocumentKind, selectDocumentsById } from '../../db/documents.ts';
import type { Context } from '../context.ts';
import { NotFound } from '../errors.ts';
import type { MediaType } from './media-types.ts';
import { openUpload, type Received, receiveUpload } from './receive.ts';

export interface MadeDocument {
  /** For whom it is made. */
  readonly userId: string;
  /** A new document, of any kind and name, or the next version of one. */
  readonly target: UploadTarget;
  readonly mediaType: MediaType;
  /** All of it, or as it comes. */
  readonly bytes: Uint8Array | AsyncIterable<Uint8Array>;
  /** Left out: as many as a user may bring. */
  readonly mostBytes?: number;
}

/**
 * Stores what the platform itself has made, such as a bundle or a certificate; nobody's permission is asked. It is sealed,
 * looked at and counted like everything else. Throws what `receiveUpload` throws.
 */
export async function storeDocument(
  ctx: Context,
  { userId, target, mediaType, bytes, mostBytes }: MadeDocument,
): Promise<Received> {
  const kind = 'kind' in target ? target.kind : await kindOf(ctx, target.documentId);
  const upload = await openUpload(ctx, { ...target, userId, status: 'RECEIVING' });
  const parts = bytes instanceof Uint8Array ? whole(bytes) : bytes;
  return receiveUpload(ctx, upload, { kind, mostBytes, file: () => Promise.resolve({ mediaType, bytes: parts }) });
}

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  yield bytes;
}

async function kindOf({ app }: Context, documentId: string): Promise<DocumentKind> {
  const [document] = await selectDocumentsById(app.db, [documentId]);
  if (!document) throw new NotFound('document');
  return document.kind;
}
