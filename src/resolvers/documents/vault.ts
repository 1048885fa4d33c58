import type { DocumentStorage } from '../../db/documents.ts';

/** Keeps sealed bytes. It knows nothing of what they are, and is believed in nothing: what it gives back is checked. */
export interface ObjectStore {
  /**
   * Keeps all that comes, under a name that is used once, and gives where it lies. Where the source fails nothing is left
   * behind, and its error is thrown on.
   */
  put(name: string, bytes: AsyncIterable<Uint8Array>): Promise<string>;
  /** The bytes from `start` to before `end`; fewer if there are no more. Undefined if nothing lies there. */
  read(place: string, range: { readonly start: number; readonly end: number }): Promise<ObjectBytes | undefined>;
  /** Does nothing where nothing lies. */
  remove(place: string): Promise<void>;
  /** Removes whatever an upload under this name has left, of which nobody knows how far it came. */
  discard(name: string): Promise<void>;
}

/** Ending the iteration early ends the reading. */
export type ObjectBytes = AsyncIterable<Uint8Array>;

/** Wraps the keys of documents. `context` is authenticated: a wrapped key opens for its own version alone. */
export interface MasterKeys {
  /** Id of the key that wraps from now on. */
  currentId(): Promise<string>;
  wrap(key: Buffer, context: Buffer): Promise<WrappedKey>;
  /** Throws an error that says why it does not open. */
  unwrap(wrapped: WrappedKey, context: Buffer): Promise<Buffer>;
}

export interface WrappedKey {
  readonly masterKeyId: string;
  readonly wrappedKey: Buffer;
}

/** What happened to documents in this process, for its metrics. */
export interface VaultLoad {
  /** Uploads that are received at this moment. */
  receiving: number;
  stored: number;
  refused: number;
  brokenOff: number;
  bytesStored: number;
  downloads: number;
  bytesSent: number;
  /** Reads that found the stored bytes damaged or missing. */
  damaged: number;
}

/** Where documents are, and what opens them. */
export interface Vault {
  /** Where new documents go. */
  readonly current: DocumentStorage;
  /** The storages that are configured. */
  readonly stores: Readonly<Partial<Record<DocumentStorage, ObjectStore>>>;
  readonly masterKeys: MasterKeys;
  /** Signs links. */
  readonly linkKey: Buffer;
  readonly load: VaultLoad;
}

export const newLoad = (): VaultLoad => ({
  receiving: 0,
  stored: 0,
  refused: 0,
  brokenOff: 0,
  bytesStored: 0,
  downloads: 0,
  bytesSent: 0,
  damaged: 0,
});

/** The storage, which must be configured as long as documents lie in it. */
export function storeOf({ stores }: Vault, storage: DocumentStorage): ObjectStore {
  const store = stores[storage];
  if (!store) throw new Error(`documents lie in ${storage}, and no such storage is configured`);
  return store;
}
