import { afterAll, beforeAll, expect, test } from 'vitest';
import { allOf, bring, PDF, traces } from '../../../test/documents.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { encodeId } from '../ids.ts';
import { openContents } from './contents.ts';
import { prepareDocumentUpload } from './prepare-document-upload.ts';
import { type PutFile, putDocument } from './put-document.ts';

let t: TestApp;
let ada: TestUser;
beforeAll(async () => {
  t = await openTestApp();
  ada = await t.user('ada');
});
afterAll(() => t[Symbol.asyncDispose]());

async function prepared(more: object = {}): Promise<string> {
  const wish = { kind: 'REPORT', name: 'A report', mediaType: 'application/pdf', size: String(PDF.length), ...more };
  const { url } = await prepareDocumentUpload(ada.ctx, wish);
  return url.split('/').at(-1) ?? '';
}

async function* bytes(): AsyncGenerator<Uint8Array> {
  yield PDF;
}
const file: PutFile = { mediaType: 'application/pdf', size: PDF.length, bytes };

test('the file of a prepared upload becomes what was prepared, for whoever prepared it', async () => {
  const { document, version } = await putDocument(t.nobody, await prepared(), file);
  expect(document).toMatchObject({ kind: 'REPORT', name: 'A report', createdBy: ada.id });
  expect(await allOf((await openContents(t.app, version)).read())).toEqual(PDF);
});

test('it can be the next version of a document', async () => {
  const { document } = await bring(ada);
  const target = { kind: undefined, name: undefined, documentId: encodeId('Document', document.id) };
  const { version } = await putDocument(t.nobody, await prepared(target), file);
  expect(version).toMatchObject({ documentId: document.id, number: 2 });
});

test('a link serves once, of two at the same time too', async () => {
  const token = await prepared();
  const outcomes = await Promise.allSettled([putDocument(t.nobody, token, file), putDocument(t.nobody, token, file)]);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  await expect(putDocument(t.nobody, token, file)).rejects.toMatchObject({ code: 'LINK_REFUSED' });
});

test('a link whose time is over does not serve', async () => {
  const token = await prepared();
  await t.db.sql`update document_uploads set expires_at = now() where status = 'PREPARED'`;
  await expect(putDocument(t.nobody, token, file)).rejects.toMatchObject({ code: 'LINK_REFUSED' });
});

test.each<[string, Partial<PutFile>, string]>([
  ['another type', { mediaType: 'image/png' }, 'DOCUMENT_TYPE_REFUSED'],
  ['no type', { mediaType: undefined }, 'DOCUMENT_TYPE_REFUSED'],
  ['another length', { size: PDF.length + 1 }, 'UPLOAD_INCOMPLETE'],
  ['no length', { size: undefined }, 'UPLOAD_INCOMPLETE'],
  [
    'more than it says',
    {
      bytes: async function* more() {
        yield PDF;
        yield PDF;
      },
    },
    'UPLOAD_INCOMPLETE',
  ],
  [
    'less than it says',
    {
      bytes: async function* less() {
        yield PDF.subarray(1);
      },
    },
    'UPLOAD_INCOMPLETE',
  ],
])('a request with %s uses the link up and leaves nothing', async (_, wrong, code) => {
  await t.db.sql`delete from document_uploads`;
  const before = await traces(t);
  const token = await prepared();
  await expect(putDocument(t.nobody, token, { ...file, ...wrong })).rejects.toMatchObject({ code });
  expect(await traces(t)).toEqual(before);
  await expect(putDocument(t.nobody, token, file)).rejects.toMatchObject({ code: 'LINK_REFUSED' });
});
