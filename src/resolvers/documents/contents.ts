import type { VersionRow } from '../../db/documents.ts';
import type { App } from '../context.ts';
import { DocumentDamagedError } from './errors.ts';
import { MasterKeyError } from './master-keys.ts';
import { openBytes, type Seal, SealBrokenError, sealedSize, spanOf } from './sealing.ts';
import { type ObjectStore, storeOf } from './vault.ts';

/** What the bytes and the wrapped key of a version are authenticated under. */
export const contextOf = (versionId: string): Buffer => Buffer.from(`ecocoin/document/v1/${versionId}`);

/** A part of a version; ends are not included. */
export interface Part {
  readonly start: number;
  readonly end: number;
}

/** The bytes of a version, opened. */
export interface Contents {
  readonly size: number;
  /**
   * Each part can be read as often as wanted. Throws DocumentDamagedError before anything of a damaged chunk is given out;
   * what the storage itself fails with is thrown on.
   */
  read(part?: Part): AsyncGenerator<Buffer, void, void>;
}

/**
 * Opens a version for the platform itself: nobody's permission is asked and no access is recorded. Throws
 * DocumentDamagedError where its key does not open.
 */
export async function openContents(app: App, version: VersionRow): Promise<Contents> {
  const { wrappedKey, masterKeyId, noncePrefix, chunkBytes } = version;
  if (!wrappedKey) throw new DocumentDamagedError(version.id, 'KEY', 'it was erased');
  const context = contextOf(version.id);
  const key = await app.vault.masterKeys.unwrap({ masterKeyId, wrappedKey }, context).catch((error: unknown) => {
    // A key service that is out of reach says nothing of the document.
    if (!(error instanceof MasterKeyError)) throw error;
    app.vault.load.damaged += 1;
    throw new DocumentDamagedError(version.id, 'KEY', error.message, error);
  });
  const size = Number(version.size);
  const stored = { store: storeOf(app.vault, version.storage), place: version.place };
  return contentsOf({ key, noncePrefix, chunkBytes, context }, size, stored, (damage, why, cause) => {
    app.vault.load.damaged += 1;
    app.log.error({ versionId: version.id, documentId: version.documentId, damage, why }, 'document damaged');
    return new DocumentDamagedError(version.id, damage, why, cause);
  });
}

interface Stored {
  readonly store: ObjectStore;
  readonly place: string;
}

/** What is stored under a seal. `damaged` makes the error that is thrown. */
export function contentsOf(
  seal: Seal,
  size: number,
  { store, place }: Stored,
  damaged: (damage: DocumentDamagedError['damage'], why: string, cause?: unknown) => Error,
): Contents {
  return {
    size,
    async *read(part = { start: 0, end: size }) {
      const span = spanOf(size, seal.chunkBytes, part);
      // One byte more than there should be, to see whether there is.
      const end = span.sealedEnd === sealedSize(size, seal.chunkBytes) ? span.sealedEnd + 1 : span.sealedEnd;
      const bytes = await store.read(place, { start: span.sealedStart, end });
      if (!bytes) throw damaged('MISSING', 'the storage has nothing there');
      try {
        yield* openBytes(seal, size, span, bytes);
      } catch (error) {
        if (error instanceof SealBrokenError) throw damaged(error.fault, error.message, error);
        throw error;
      }
    },
  };
}
