import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allOf, bring, documentRows, PDF, storedFiles, type TestFile, traces } from '../../../test/documents.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { openS3Server } from '../../../test/s3-server.ts';
import { smallXlsx, zipBomb } from '../../../test/zips.ts';
import { selectKeptVersions } from '../../db/document-keys.ts';
import { openContents } from './contents.ts';
import { uploadDocument } from './upload-document.ts';

let t: TestApp;
let user: TestUser;
beforeAll(async () => {
  t = await openTestApp({ DOCUMENT_UPLOAD_BYTES: '400000', DOCUMENT_ZIP_BYTES: '50000000' });
  user = await t.user('ada');
});
afterAll(() => t[Symbol.asyncDispose]());

test('a file becomes a document, hashed as it came, typed by what it is, and sealed where it lies', async () => {
  const bytes = Buffer.concat([PDF, randomBytes(200_000)]);
  const { document, version } = await bring(user, { bytes, mediaType: undefined }, { name: 'Design' });
  expect(document).toMatchObject({ kind: 'USER_FILE', name: 'Design', createdBy: user.id, deletedAt: null });
  expect(version).toMatchObject({ number: 1, mediaType: 'application/pdf', size: BigInt(bytes.length) });
  expect(version.sha256).toEqual(createHash('sha256').update(bytes).digest());
  expect((await documentRows(t)).uploads).toBe(0);
  const file = (await storedFiles(t)).find((path) => path.endsWith(version.id));
  const stored = await readFile(file as string);
  expect(stored.includes('%PDF')).toBe(false);
  expect(stored.length).toBe(bytes.length + 4 * 16);
  expect((await allOf((await openContents(t.app, version)).read())).equals(bytes)).toBe(true);
});

test('an office file is told from an archive by what is in it', async () => {
  const { version } = await bring(user, { bytes: smallXlsx(), mediaType: 'application/zip' });
  expect(version.mediaType).toMatch(/spreadsheetml/);
});

describe('of what is refused nothing is left behind', () => {
  async function* breakingOff(): AsyncGenerator<Uint8Array> {
    yield PDF;
    yield randomBytes(100_000);
    throw new Error('aborted');
  }
  const cases: [what: string, file: () => TestFile, input: object, code: string][] = [
    ['another type than declared', () => ({ mediaType: 'image/png' }), {}, 'DOCUMENT_TYPE_REFUSED'],
    ['a program', () => ({ bytes: Buffer.from('MZ\x90') }), {}, 'DOCUMENT_TYPE_REFUSED'],
    [
      'HTML that says it is a table',
      () => ({ bytes: Buffer.from('<html>'), mediaType: 'text/csv' }),
      {},
      'DOCUMENT_TYPE_REFUSED',
    ],
    [
      'a type that its kind does not have',
      () => ({ bytes: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), mediaType: 'image/png' }),
      { kind: 'REPORT' },
      'DOCUMENT_TYPE_REFUSED',
    ],
    ['too many bytes', () => ({ bytes: Buffer.concat([PDF, Buffer.alloc(400_000)]) }), {}, 'DOCUMENT_TOO_LARGE'],
    ['a zip bomb', () => ({ bytes: zipBomb(), mediaType: 'application/zip' }), {}, 'ARCHIVE_REFUSED'],
    [
      'a broken archive',
      () => ({ bytes: Buffer.from('PK\x03\x04....'), mediaType: 'application/zip' }),
      {},
      'ARCHIVE_REFUSED',
    ],
    ['nothing', () => ({ bytes: Buffer.alloc(0) }), {}, 'UPLOAD_INCOMPLETE'],
    ['what breaks off', () => ({ bytes: breakingOff() }), {}, 'UPLOAD_INCOMPLETE'],
    ['a name of a file that is a path', () => ({ fileName: '../../x.pdf' }), {}, 'INPUT_INVALID'],
    ['a name that is a path', () => ({}), { name: '../x' }, 'INPUT_INVALID'],
  ];
  test.each(cases)('%s', async (_, file, input, code) => {
    const before = await traces(t);
    await expect(bring(user, file(), input)).rejects.toMatchObject({ code });
    expect(await traces(t)).toEqual(before);
  });
});

test('an upload that a transaction cannot complete leaves nothing behind', async () => {
  const before = await traces(t);
  await t.db.sql`alter table document_versions add constraint nothing_more check (created_at < '2000-01-01') not valid`;
  await expect(bring(user)).rejects.toThrow('Failed query');
  await t.db.sql`alter table document_versions drop constraint nothing_more`;
  expect(await traces(t)).toEqual(before);
});

test('one may bring so much and no more, and have so many uploads open', async () => {
  await using small = await openTestApp({ DOCUMENT_USER_BYTES: '100', DOCUMENT_UPLOADS_PER_USER: '2' });
  const [bob, eve] = [await small.user('bob'), await small.user('eve')];
  await bring(bob);
  await bring(bob);
  await expect(bring(bob)).rejects.toMatchObject({ code: 'DOCUMENT_SPACE_EXHAUSTED' });
  await bring(eve);
});

test('a process takes so many uploads at once', async () => {
  await using busy = await openTestApp({ DOCUMENT_UPLOADS_AT_ONCE: '1' });
  const bob = await busy.user('bob');
  const gate = Promise.withResolvers<undefined>();
  const begun = Promise.withResolvers<undefined>();
  async function* slowly(): AsyncGenerator<Uint8Array> {
    begun.resolve(undefined);
    yield PDF;
    await gate.promise;
  }
  const first = bring(bob, { bytes: slowly() });
  await begun.promise;
  await expect(bring(bob)).rejects.toMatchObject({ code: 'BUSY' });
  gate.resolve(undefined);
  await first;
  expect(await documentRows(busy)).toEqual({ documents: 1, versions: 1, uploads: 0 });
});

test('a document of a project is brought by whoever may write to it', async () => {
  await expect(uploadDocument(t.nobody, {})).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  const projectId = Buffer.from('Project:00000000-0000-7000-8000-000000000000').toString('base64url');
  const foreign = bring(user, {}, { kind: 'PROJECT_DOCUMENT', projectId });
  await expect(foreign).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('documents lie in S3 where that is configured, and leave no part of an upload there', async () => {
  await using s3 = await openS3Server();
  await using cloud = await openTestApp(s3.env);
  const bob = await cloud.user('bob');
  const bytes = Buffer.concat([PDF, randomBytes(11_000_000)]);
  const { version } = await bring(bob, { bytes });
  expect(version).toMatchObject({ storage: 'S3', place: `documents/${version.id}` });
  expect((await allOf((await openContents(cloud.app, version)).read())).equals(bytes)).toBe(true);
  const before = await s3.files();
  async function* breakingOff(): AsyncGenerator<Uint8Array> {
    yield bytes;
    throw new Error('aborted');
  }
  await expect(bring(bob, { bytes: breakingOff() })).rejects.toMatchObject({ code: 'UPLOAD_INCOMPLETE' });
  await expect(bring(bob, { bytes, mediaType: 'image/png' })).rejects.toMatchObject({ code: 'DOCUMENT_TYPE_REFUSED' });
  expect(await s3.files()).toEqual(before);
  expect(await selectKeptVersions(cloud.db, { after: undefined, limit: 10 })).toHaveLength(1);
});
