/** Bytes under names. The three of them (folder, S3, IPFS) know neither what they keep nor for whom. */
export interface ObjectStore {
  /** Where `bytes` fails nothing is left behind, and its error is thrown on. Gives where the object lies. */
  put(name: string, bytes: AsyncIterable<Uint8Array>): Promise<string>;
  /** From `start` to before `end`; undefined if nothing lies there. */
  read(
    place: string,
    range: { readonly start: number; readonly end: number },
  ): Promise<AsyncIterable<Uint8Array> | undefined>;
  remove(place: string): Promise<void>;
  /** Removes what an upload under this name left that nobody ended. */
  discard(name: string): Promise<void>;
}

/** A storage that cannot be reached or answers what it should not. Its words hold no secret. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}
