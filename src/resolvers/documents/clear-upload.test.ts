import { afterAll, beforeAll, expect, test } from 'vitest';
import { bring, documentRows, PDF, storedFiles } from '../../../test/documents.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { selectAbandonedUploads, touchUpload } from '../../db/document-uploads.ts';
import { platformContext } from '../context.ts';
import { clearAbandonedUploads, clearUpload } from './clear-upload.ts';
import { prepareDocumentUpload } from './prepare-document-upload.ts';
import { openUpload } from './receive.ts';
import { storeOf } from './vault.ts';

let t: TestApp;
let ada: TestUser;
beforeAll(async () => {
  t = await openTestApp({ LOG_LEVEL: 'silent' });
  ada = await t.user('ada');
});
afterAll(() => t[Symbol.asyncDispose]());

const wish = { kind: 'USER_FILE', projectId: null, name: 'a', status: 'RECEIVING' } as const;
const silence = () => t.db.sql`update document_uploads set touched_at = now() - interval '1 day'`;

test('what a dead process left is cleared away, object and row', async () => {
  const upload = await openUpload(ada.ctx, { ...wish, userId: ada.id });
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield PDF;
  }
  await storeOf(t.app.vault, 'FOLDER').put(upload.versionId, bytes());
  expect(await storedFiles(t)).toHaveLength(1);
  const ctx = platformContext(t.app, 'test');
  expect(await clearAbandonedUploads(ctx)).toBe(0);
  await silence();
  expect(await clearAbandonedUploads(ctx)).toBe(1);
  expect(await storedFiles(t)).toEqual([]);
  expect((await documentRows(t)).uploads).toBe(0);
});

test('what was prepared and never came is forgotten', async () => {
  const file = { kind: 'USER_FILE', name: 'a', mediaType: 'application/pdf', size: '5' };
  await prepareDocumentUpload(ada.ctx, file);
  const ctx = platformContext(t.app, 'test');
  expect(await clearAbandonedUploads(ctx)).toBe(0);
  await t.db.sql`update document_uploads set expires_at = now() - interval '1 second'`;
  expect(await clearAbandonedUploads(ctx)).toBe(1);
  expect((await documentRows(t)).uploads).toBe(0);
});

test('an upload that is taken for dead and lives ends without a version', async () => {
  const before = await documentRows(t);
  async function* slowly(): AsyncGenerator<Uint8Array> {
    yield PDF;
    await silence();
    await clearAbandonedUploads(platformContext(t.app, 'test'));
  }
  await expect(bring(ada, { bytes: slowly() })).rejects.toMatchObject({ code: 'UPLOAD_INCOMPLETE' });
  expect(await documentRows(t)).toEqual(before);
  expect(await storedFiles(t)).toEqual([]);
});

test('what was completed is not cleared away by one who comes late', async () => {
  const { version } = await bring(ada);
  const upload = await openUpload(ada.ctx, { ...wish, userId: ada.id });
  await t.db.sql`delete from document_uploads where id = ${upload.id}`;
  await clearUpload(ada.ctx, { ...upload, versionId: version.id, place: version.place }, { code: 'X', received: 0 });
  expect(await storedFiles(t)).toHaveLength(1);
});

test('what cannot be removed now stays noted for the next time', async () => {
  const upload = await openUpload(ada.ctx, { ...wish, userId: ada.id });
  const never = (): Promise<never> => Promise.reject(new Error('out of reach'));
  const vault = { ...t.app.vault, stores: { FOLDER: { put: never, read: never, remove: never, discard: never } } };
  await clearUpload(platformContext({ ...t.app, vault }, 'test'), upload, { code: 'X', received: 0 });
  expect(await touchUpload(t.db, upload.id, 0n)).toBe(false);
  await silence();
  expect(await selectAbandonedUploads(t.db, { silentS: 60, limit: 10 })).toMatchObject([{ id: upload.id }]);
  expect(await clearAbandonedUploads(platformContext(t.app, 'test'))).toBe(1);
});
