import { afterAll, beforeAll, expect, test } from 'vitest';
import { bring, documentRows } from '../../../test/documents.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { encodeId } from '../ids.ts';
import { prepareDocumentUpload } from './prepare-document-upload.ts';

let t: TestApp;
let ada: TestUser;
beforeAll(async () => {
  t = await openTestApp({ DOCUMENT_UPLOADS_PER_USER: '3', PUBLIC_URL: 'https://ecocoin.example' });
  ada = await t.user('ada');
});
afterAll(() => t[Symbol.asyncDispose]());

const wish = { kind: 'REPORT', name: 'A report', mediaType: 'application/pdf', size: '100' };

test('an upload is prepared with all that the request must say', async () => {
  const upload = await prepareDocumentUpload(ada.ctx, wish);
  expect(upload).toMatchObject({
    method: 'PUT',
    url: expect.stringMatching(/^https:\/\/ecocoin\.example\/documents\/upload\/[\w-]+\.[\w-]+$/) as string,
    headers: [
      { name: 'Content-Type', value: 'application/pdf' },
      { name: 'Content-Length', value: '100' },
    ],
  });
  expect(upload.expiresAt.getTime()).toBeGreaterThan(Date.now());
  expect(await documentRows(t)).toEqual({ documents: 0, versions: 0, uploads: 1 });
});

test('one is refused that could not be stored, and one too many', async () => {
  const bob = await t.user('bob');
  const png = { ...wish, mediaType: 'image/png' };
  await expect(prepareDocumentUpload(bob.ctx, png)).rejects.toMatchObject({ code: 'DOCUMENT_TYPE_REFUSED' });
  await expect(prepareDocumentUpload(t.nobody, wish)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  const { document } = await bring(ada);
  const { mediaType, size } = wish;
  const foreign = { documentId: encodeId('Document', document.id), mediaType, size };
  await expect(prepareDocumentUpload(bob.ctx, foreign)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  // Of many at once, no more get through than may.
  const asked = await Promise.allSettled(Array.from({ length: 8 }, () => prepareDocumentUpload(bob.ctx, wish)));
  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
});
