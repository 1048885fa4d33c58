/** A file that comes with a request. It is waited for once; it may break off before it is there. */
export type UploadFile = () => Promise<Arrived>;

/** A file whose beginning is there. */
export interface Arrived {
  /** As the client declares them. Neither is believed. */
  readonly fileName?: string | undefined;
  readonly mediaType: string | undefined;
  /** They come no faster than they are taken. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * What stands for a file among the variables of an operation: an object without anything in it, that only the door which
 * received the file can make. Whoever writes such an object as JSON has made another one.
 */
export type UploadHandle = object;

const files = new WeakMap<UploadHandle, UploadFile>();

export function handleOf(file: UploadFile): UploadHandle {
  const handle = Object.freeze({});
  files.set(handle, file);
  return handle;
}

export const fileOf = (handle: unknown): UploadFile | undefined =>
  typeof handle === 'object' && handle !== null ? files.get(handle) : undefined;
