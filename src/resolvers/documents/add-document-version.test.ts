import { afterAll, beforeAll, expect, test } from 'vitest';
import { allOf, bring, fileWith, PDF } from '../../../test/documents.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { encodeId } from '../ids.ts';
import { addDocumentVersion } from './add-document-version.ts';
import { openContents } from './contents.ts';
import { deleteDocument } from './delete-document.ts';

let t: TestApp;
let ada: TestUser;
let bob: TestUser;
beforeAll(async () => {
  t = await openTestApp();
  [ada, bob] = [await t.user('ada'), await t.user('bob')];
});
afterAll(() => t[Symbol.asyncDispose]());

const add = (user: TestUser, documentId: string, text: string) =>
  addDocumentVersion(user.ctx, {
    documentId: encodeId('Document', documentId),
    file: fileWith({ bytes: Buffer.concat([PDF, Buffer.from(text)]) }),
  });

test('versions are counted, also when they come at once, and older ones stay', async () => {
  const { document, version: first } = await bring(ada);
  const added = await Promise.all(['a', 'b', 'c', 'd'].map((text) => add(ada, document.id, text)));
  expect(added.map(({ version }) => version.number).toSorted((a, b) => a - b)).toEqual([2, 3, 4, 5]);
  expect(added.every(({ version }) => version.documentId === document.id)).toBe(true);
  expect(await allOf((await openContents(t.app, first)).read())).toEqual(PDF);
});

test('nobody adds to what is not theirs, or is deleted', async () => {
  const { document } = await bring(ada);
  await expect(add(bob, document.id, 'x')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const documentId = encodeId('Document', document.id);
  await deleteDocument(ada.ctx, { documentId });
  await expect(add(ada, document.id, 'x')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(addDocumentVersion(t.nobody, { documentId, file: fileWith() })).rejects.toMatchObject({
    code: 'UNAUTHENTICATED',
  });
});

test('what is deleted while its next version comes in gets none', async () => {
  const { document } = await bring(ada);
  async function* meanwhile(): AsyncGenerator<Uint8Array> {
    yield PDF;
    await deleteDocument(ada.ctx, { documentId: encodeId('Document', document.id) });
  }
  const adding = addDocumentVersion(ada.ctx, {
    documentId: encodeId('Document', document.id),
    file: fileWith({ bytes: meanwhile() }),
  });
  await expect(adding).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const rows = await t.db.sql`select from document_versions where document_id = ${document.id}`;
  expect(rows.count).toBe(1);
});
