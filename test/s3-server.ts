import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import S3rver, { type S3Middleware } from 's3rver';

/** A server that speaks S3, with one bucket. */
export interface S3Server extends AsyncDisposable {
  /** What the configuration needs to use it. */
  readonly env: Record<string, string>;
  /** Every file that it keeps, parts of uploads that did not end included, by its path under the bucket. */
  files(): Promise<string[]>;
  /** Changes an object behind everybody's back. */
  alter(key: string, change: (bytes: Buffer) => Buffer): Promise<void>;
}

export async function openS3Server(): Promise<S3Server> {
  const directory = await mkdtemp(join(tmpdir(), 'ecocoin-s3-'));
  const server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory,
    configureBuckets: [{ name: 'papers' }],
  });
  server.middleware.unshift(manageUploads(directory));
  const { port } = await server.run();
  return {
    env: {
      DOCUMENT_STORAGE: 's3',
      DOCUMENT_S3_BUCKET: 'papers',
      DOCUMENT_S3_ENDPOINT: `http://127.0.0.1:${port}`,
      DOCUMENT_S3_PATH_STYLE: 'true',
      DOCUMENT_S3_ACCESS_KEY_ID: 'S3RVER',
      DOCUMENT_S3_SECRET_ACCESS_KEY: 'S3RVER',
      DOCUMENT_S3_PART_BYTES: '5242880',
    },
    async files() {
      const entries = await readdir(join(directory, 'papers'), { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    },
    async alter(key, change) {
      const file = join(directory, 'papers', `${key}._S3rver_object`);
      await writeFile(file, change(await readFile(file)));
    },
    async [Symbol.asyncDispose]() {
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/**
 * What s3rver has parts of uploads for and no operation: AbortMultipartUpload and ListMultipartUploads, over the folder in
 * which it keeps them (https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html).
 */
function manageUploads(directory: string): S3Middleware {
  return async (ctx, next) => {
    const [, bucket = '', ...rest] = ctx.path.split('/');
    const uploads = join(directory, bucket, '._S3rver_uploads');
    const { uploadId, uploads: lists, prefix = '' } = ctx.query;
    if (ctx.method === 'DELETE' && uploadId !== undefined) {
      await rm(join(uploads, basename(uploadId)), { recursive: true });
      ctx.status = 204;
    } else if (ctx.method === 'GET' && lists !== undefined && rest.join('') === '') {
      const ids = await readdir(uploads).catch(() => []);
      const entries = await Promise.all(
        ids.map(async (id) => ({ id, key: await readFile(join(uploads, id, 'key'), 'utf8') })),
      );
      const items = entries
        .filter(({ key }) => key.startsWith(prefix))
        .map(({ id, key }) => `<Upload><Key>${key}</Key><UploadId>${id}</UploadId></Upload>`);
      ctx.type = 'application/xml';
      ctx.body = `<?xml version="1.0"?><ListMultipartUploadsResult>${items.join('')}</ListMultipartUploadsResult>`;
    } else await next();
  };
}
