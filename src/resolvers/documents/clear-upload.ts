import { deleteUpload, giveUpUpload, selectAbandonedUploads, type UploadRow } from '../../db/document-uploads.ts';
import { type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';
import { uploadMoved } from './progress.ts';
import { storeOf } from './vault.ts';

/**
 * Removes all that an upload left, unless it was completed after all. What cannot be removed now stays noted, and the
 * sweeper tries again. Throws nothing.
 */
export async function clearUpload(
  ctx: Context,
  upload: UploadRow,
  { code, received }: { readonly code: string; readonly received: number },
): Promise<void> {
  const { app } = ctx;
  try {
    if (!(await giveUpUpload(app.db, upload.id))) return;
    const store = storeOf(app.vault, upload.storage);
    if (upload.place !== null) await store.remove(upload.place);
    await store.discard(upload.versionId);
    await transact(ctx, async (tx) => {
      if (!(await deleteUpload(tx, upload.id))) return;
      await tell(tx, [uploadMoved(upload, { status: 'REFUSED', received, refusal: code })]);
    });
  } catch (error) {
    app.log.warn({ err: error, uploadId: upload.id }, 'an upload could not be cleared away yet');
  }
}

/** Clears away uploads that never began in time or were left by a process that died; gives how many it looked at. */
export async function clearAbandonedUploads(ctx: Context): Promise<number> {
  const { db, config } = ctx.app;
  const silentS = config.DOCUMENT_UPLOAD_SILENCE_S;
  const abandoned = await selectAbandonedUploads(db, { silentS, limit: config.DOCUMENT_BATCH });
  for (const upload of abandoned) {
    await clearUpload(ctx, upload, { code: 'UPLOAD_INCOMPLETE', received: Number(upload.receivedBytes) });
  }
  return abandoned.length;
}
