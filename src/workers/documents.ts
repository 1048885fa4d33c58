import type { Context } from '../resolvers/context.ts';
import { clearAbandonedUploads } from '../resolvers/documents/clear-upload.ts';
import { eraseDocuments } from '../resolvers/documents/erase-documents.ts';

/** Clears away what uploads left and erases what was deleted long enough ago; true if there may be more. */
export async function passDocuments(ctx: Context): Promise<boolean> {
  const cleared = await clearAbandonedUploads(ctx);
  const erased = await eraseDocuments(ctx);
  return Math.max(cleared, erased) >= ctx.app.config.DOCUMENT_BATCH;
}
