import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  type CompletedPart,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { type ObjectStore, StoreError } from './object-store.ts';

export interface S3Options {
  readonly bucket: string;
  readonly region: string;
  readonly endpoint: string | undefined;
  /** The bucket stands in the path, not in the host. */
  readonly pathStyle: boolean;
  readonly accessKeyId: string | undefined;
  readonly secretAccessKey: string | undefined;
  /** Of a part of a multipart upload, at least 5 MiB (a rule of S3). One is held in memory for each upload. */
  readonly partBytes: number;
  readonly timeoutMs: number;
}

const PREFIX = 'documents/';

/** Objects in a bucket of S3 or a service that speaks it. Large ones go up in parts, one after another. */
export function s3Store(options: S3Options): ObjectStore {
  const { bucket, partBytes } = options;
  const s3 = clientOf(options);
  const at = (key: string) => ({ Bucket: bucket, Key: key });

  async function putInParts(key: string, first: Buffer, rest: AsyncIterable<Buffer>): Promise<void> {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(at(key)));
    if (!UploadId) throw new StoreError('S3 gives no id of an upload');
    const parts: CompletedPart[] = [];
    const send = async (part: Buffer): Promise<void> => {
      const PartNumber = parts.length + 1;
      const { ETag } = await s3.send(new UploadPartCommand({ ...at(key), UploadId, PartNumber, Body: part }));
      parts.push({ PartNumber, ...(ETag && { ETag }) });
    };
    try {
      await send(first);
      for await (const part of rest) await send(part);
      await s3.send(new CompleteMultipartUploadCommand({ ...at(key), UploadId, MultipartUpload: { Parts: parts } }));
    } catch (error) {
      await s3.send(new AbortMultipartUploadCommand({ ...at(key), UploadId }));
      throw error;
    }
  }

  return {
    async put(name, bytes) {
      const key = `${PREFIX}${name}`;
      const parts = inParts(bytes, partBytes);
      const first = await parts.next();
      const body = first.done ? Buffer.alloc(0) : first.value;
      if (body.length < partBytes) await s3.send(new PutObjectCommand({ ...at(key), Body: body }));
      else await putInParts(key, body, parts);
      return key;
    },

    async read(place, { start, end }) {
      try {
        const Range = `bytes=${start}-${Math.max(start, end - 1)}`;
        const { Body } = await s3.send(new GetObjectCommand({ ...at(place), Range }));
        return Body as AsyncIterable<Uint8Array> | undefined;
      } catch (error) {
        if (error instanceof S3ServiceException && error.name === 'NoSuchKey') return undefined;
        // Nothing there from `start` on: the object is shorter than it was.
        if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 416) return nothing();
        throw error;
      }
    },

    async remove(place) {
      await s3.send(new DeleteObjectCommand(at(place)));
    },

    async discard(name) {
      const key = `${PREFIX}${name}`;
      const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: key }));
      for (const { Key, UploadId } of Uploads) {
        if (Key === key && UploadId) await s3.send(new AbortMultipartUploadCommand({ ...at(key), UploadId }));
      }
      await s3.send(new DeleteObjectCommand(at(key)));
    },
  };
}

function clientOf({ region, endpoint, pathStyle, accessKeyId, secretAccessKey, timeoutMs }: S3Options): S3Client {
  return new S3Client({
    region,
    forcePathStyle: pathStyle,
    ...(endpoint && { endpoint }),
    ...(accessKeyId && secretAccessKey && { credentials: { accessKeyId, secretAccessKey } }),
    requestHandler: { connectionTimeout: timeoutMs, requestTimeout: timeoutMs, throwOnRequestTimeout: true },
    // Every chunk is authenticated by its seal; other services than Amazon's own do not all know these checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

/** The same bytes in parts of `length`; only the last is shorter. */
async function* inParts(source: AsyncIterable<Uint8Array>, length: number): AsyncGenerator<Buffer, void, void> {
  let pieces: Uint8Array[] = [];
  let held = 0;
  for await (const bytes of source) {
    let rest = bytes;
    while (held + rest.length >= length) {
      const taken = length - held;
      yield Buffer.concat([...pieces, rest.subarray(0, taken)], length);
      pieces = [];
      held = 0;
      rest = rest.subarray(taken);
    }
    if (rest.length > 0) pieces.push(rest);
    held += rest.length;
  }
  if (held > 0) yield Buffer.concat(pieces, held);
}

/** That there is nothing. */
async function* nothing(): AsyncGenerator<Uint8Array, void, void> {}
