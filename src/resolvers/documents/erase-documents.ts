import { markVersionErased, selectErasable } from '../../db/document-keys.ts';
import type { Context } from '../context.ts';
import { storeOf } from './vault.ts';

/** Erases the bytes of documents that were deleted long enough ago; gives how many versions, DOCUMENT_BATCH at most. */
export async function eraseDocuments({ app }: Context): Promise<number> {
  const { db, config, vault } = app;
  const versions = await selectErasable(db, config.DOCUMENT_ERASE_DAYS, config.DOCUMENT_BATCH);
  for (const { id, storage, place } of versions) {
    // A deleted document cannot be held any more, so nothing comes between; done twice, it does nothing.
    await storeOf(vault, storage).remove(place);
    await markVersionErased(db, id);
  }
  return versions.length;
}
