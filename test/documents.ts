import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Received } from '../src/resolvers/documents/receive.ts';
import { handleOf } from '../src/resolvers/documents/upload-files.ts';
import { uploadDocument } from '../src/resolvers/documents/upload-document.ts';
import type { TestApp, TestUser } from './harness.ts';

export const PDF = Buffer.from('%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n');

export interface TestFile {
  readonly bytes?: Uint8Array | AsyncIterable<Uint8Array>;
  readonly fileName?: string;
  readonly mediaType?: string | undefined;
}

/** What stands for a file of a request. */
export function fileWith({ bytes = PDF, fileName = 'file.pdf', mediaType = 'application/pdf' }: TestFile = {}): object {
  async function* whole(given: Uint8Array): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < given.length; at += 50_000) yield given.subarray(at, at + 50_000);
  }
  const source = bytes instanceof Uint8Array ? whole(bytes) : bytes;
  return handleOf(() => Promise.resolve({ fileName, mediaType, bytes: source }));
}

export const bring = (user: TestUser, file: TestFile = {}, input: object = {}): Promise<Received> =>
  uploadDocument(user.ctx, { kind: 'USER_FILE', name: 'A file', file: fileWith(file), ...input });

/** Everything in the folder of documents, half-written files included. */
export async function storedFiles(t: TestApp): Promise<string[]> {
  const folder = join(t.app.config.dataDir, 'documents');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** How many rows there are of what an upload makes. */
export async function documentRows({ db }: TestApp): Promise<{ documents: number; versions: number; uploads: number }> {
  const [row] = await db.sql<{ documents: number; versions: number; uploads: number }[]>`
    select (select count(*)::int from documents) as documents,
           (select count(*)::int from document_versions) as versions,
           (select count(*)::int from document_uploads) as uploads`;
  return row as { documents: number; versions: number; uploads: number };
}

/** All that may be left behind: to be the same before and after what was refused. */
export const traces = async (t: TestApp): Promise<unknown> => ({
  rows: await documentRows(t),
  files: (await storedFiles(t)).toSorted(),
});

/** Changes what is stored of a version, behind everybody's back. */
export async function tamper(t: TestApp, versionId: string, change: (bytes: Buffer) => Buffer): Promise<void> {
  const file = (await storedFiles(t)).find((path) => path.endsWith(versionId));
  if (!file) throw new Error(`nothing is stored of ${versionId}`);
  await writeFile(file, change(await readFile(file)));
}

export async function allOf(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces);
}

export const flipped =
  (at: number) =>
  (bytes: Buffer): Buffer => {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    return changed;
  };
