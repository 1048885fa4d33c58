import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bring } from '../../../test/documents.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { brokenConstraint } from '../../db/client.ts';
import { insertHolds } from '../../db/documents.ts';
import { encodeId } from '../ids.ts';
import { deleteDocument } from './delete-document.ts';
import { myDocuments, visibleDocuments, visibleVersions } from './read.ts';

let t: TestApp;
let ada: TestUser;
beforeAll(async () => {
  t = await openTestApp();
  ada = await t.user('ada');
});
afterAll(() => t[Symbol.asyncDispose]());

const remove = (user: TestUser, documentId: string) =>
  deleteDocument(user.ctx, { documentId: encodeId('Document', documentId) });
const hold = (versionId: string) => insertHolds(t.db, { kind: 'PoaiProof', id: randomUUID() }, [versionId]);

test('what is deleted is seen by nobody any more, and on record', async () => {
  const { document, version } = await bring(ada);
  expect(await remove(ada, document.id)).toMatchObject({ deletedBy: ada.id });
  expect(await visibleDocuments(ada.ctx, [document.id])).toEqual([null]);
  expect(await visibleVersions(ada.ctx, [version.id])).toEqual([null]);
  expect((await myDocuments(ada.ctx, {})).items).toEqual([]);
  await expect(remove(ada, document.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const [row] = await t.db.sql`select action, actor_id from audit_log where subject_id = ${document.id}`;
  expect(row).toEqual({ action: 'DOCUMENT_DELETED', actorId: ada.id });
});

test('nobody deletes what is not theirs, and an administrator may', async () => {
  const { document } = await bring(ada);
  const bob = await t.user('bob');
  await expect(remove(bob, document.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const admin = await t.user('root', { roles: ['PLATFORM_ADMIN'] });
  await remove(admin, document.id);
});

test('what a proof refers to stays, whoever asks the database itself', async () => {
  const { document, version } = await bring(ada);
  await hold(version.id);
  await expect(remove(ada, document.id)).rejects.toMatchObject({ code: 'DOCUMENT_HELD' });
  const { sql } = t.db;
  const attempts = [
    () => sql`update documents set deleted_at = now(), deleted_by = ${ada.id} where id = ${document.id}`,
    () => sql`update document_versions set erased_at = now(), wrapped_key = null where id = ${version.id}`,
    () => sql`update document_versions set sha256 = sha256(sha256) where id = ${version.id}`,
    () => sql`update document_versions set place = 'elsewhere' where id = ${version.id}`,
    () => sql`delete from document_versions where id = ${version.id}`,
    () => sql`delete from documents where id = ${document.id}`,
    () => sql`delete from document_holds where version_id = ${version.id}`,
    () => sql`truncate document_holds`,
  ];
  for (const attempt of attempts) await expect(attempt()).rejects.toThrow(/refers to|stays what it is|append-only/);
  expect(await visibleDocuments(ada.ctx, [document.id])).toMatchObject([{ id: document.id }]);
});

test('what is deleted cannot be held any more, and of the two at once one happens', async () => {
  const { document, version } = await bring(ada);
  await remove(ada, document.id);
  const refused = await hold(version.id).catch(brokenConstraint);
  expect(refused).toBe('document_holds_deleted');
  for (let round = 0; round < 10; round += 1) {
    const brought = await bring(ada);
    const [held, deleted] = await Promise.allSettled([hold(brought.version.id), remove(ada, brought.document.id)]);
    expect([held.status, deleted.status].toSorted()).toEqual(['fulfilled', 'rejected']);
  }
});
