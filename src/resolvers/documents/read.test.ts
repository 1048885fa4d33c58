import { afterAll, beforeAll, expect, test } from 'vitest';
import { bring, fileWith, PDF } from '../../../test/documents.ts';
import { callByKey, keyOf } from '../../../test/api-keys.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { foundedBy } from '../../../test/organizations.ts';
import { insertMember, insertOrganization } from '../../db/organizations.ts';
import { encodeId } from '../ids.ts';
import { addDocumentVersion } from './add-document-version.ts';
import { accessesOf, downloadUrl, myDocuments, versionsOf, visibleDocuments, visibleVersions } from './read.ts';
import { uploadDocument } from './upload-document.ts';
import { watchUploads } from './watch.ts';

let t: TestApp;
let ada: TestUser;
let bob: TestUser;
beforeAll(async () => {
  t = await openTestApp();
  [ada, bob] = [await t.user('ada'), await t.user('bob')];
});
afterAll(() => t[Symbol.asyncDispose]());

test('documents and versions come in pages, newest first, and filtered', async () => {
  const eve = await t.user('eve');
  const names = ['one', 'two', 'three'];
  for (const name of names) await bring(eve, {}, { name, kind: name === 'two' ? 'REPORT' : 'USER_FILE' });
  const first = await myDocuments(eve.ctx, { first: 2 });
  expect(first.items.map(({ name }) => name)).toEqual(['three', 'two']);
  const after = first.cursorOf(first.items[1] as (typeof first.items)[number]);
  expect((await myDocuments(eve.ctx, { first: 2, after })).items.map(({ name }) => name)).toEqual(['one']);
  const reports = await myDocuments(eve.ctx, { filterBy: { kind: 'REPORT' } });
  expect(reports.items.map(({ name }) => name)).toEqual(['two']);

  const [document] = first.items;
  if (!document) throw new Error('no document');
  await addDocumentVersion(eve.ctx, { documentId: encodeId('Document', document.id), file: fileWith() });
  const versions = await versionsOf(eve.ctx, document, { first: 1 });
  expect(versions.items.map(({ number }) => number)).toEqual([2]);
  const rest = await versionsOf(eve.ctx, document, { after: versions.cursorOf(versions.items[0] as never) });
  expect(rest.items.map(({ number }) => number)).toEqual([1]);
});

test('a document is seen by its owner and administrators, and its accesses by the same', async () => {
  const { document, version } = await bring(ada);
  const admin = await t.user('root', { roles: ['PLATFORM_ADMIN'] });
  for (const { ctx } of [ada, admin]) {
    expect(await visibleDocuments(ctx, [document.id])).toMatchObject([{ id: document.id }]);
    expect(await visibleVersions(ctx, [version.id])).toMatchObject([{ id: version.id }]);
    expect((await accessesOf(ctx, document, {})).items).toEqual([]);
  }
  for (const ctx of [bob.ctx, t.nobody]) {
    expect(await visibleDocuments(ctx, [document.id])).toEqual([null]);
    expect(await visibleVersions(ctx, [version.id])).toEqual([null]);
    await expect(accessesOf(ctx, document, {})).rejects.toMatchObject({ code: 'FORBIDDEN' });
  }
});

test('members of its organization see a document; who has read it, administrators and auditors', async () => {
  const organization = await t.db.transact(async (tx) => {
    const row = await insertOrganization(tx, { legalName: 'Green Ltd', country: 'PT', createdBy: bob.id });
    await insertMember(tx, { organizationId: row.id, userId: bob.id, role: 'ADMIN' });
    return row;
  });
  const organizationId = encodeId('Organization', organization.id);
  await expect(bring(ada, {}, { organizationId })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  const { document } = await bring(bob, {}, { organizationId });
  for (const role of ['ADMIN', 'FINANCE', 'AUDITOR', 'VIEWER'] as const) {
    const member = await t.user(`member-${role.toLowerCase()}`);
    await insertMember(t.db, { organizationId: organization.id, userId: member.id, role });
    const [seen] = await visibleDocuments(member.ctx, [document.id]);
    expect(seen, role).toMatchObject({ id: document.id });
    expect((await myDocuments(member.ctx, { organizationId })).items, role).toMatchObject([{ id: document.id }]);
    const accesses = accessesOf(member.ctx, document, {});
    if (role === 'ADMIN' || role === 'AUDITOR') expect((await accesses).items).toEqual([]);
    else await expect(accesses).rejects.toMatchObject({ code: 'FORBIDDEN' });
  }
});

test('those of an organization are not among what one has brought for oneself', async () => {
  const cai = await t.user('cai');
  const moss = await foundedBy(t, cai, [bob, 'VIEWER']);
  const { organizationId } = moss;
  await bring(cai, {}, { name: 'Mine' });
  await bring(cai, {}, { name: 'Ours', organizationId });
  const names = async ({ ctx }: TestUser, input = {}) => (await myDocuments(ctx, input)).items.map(({ name }) => name);
  expect([await names(cai), await names(cai, { organizationId })]).toEqual([['Mine'], ['Ours']]);
  expect(await names(bob, { organizationId })).toEqual(['Ours']);
  await expect(bring(bob, {}, { organizationId })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(names(ada, { organizationId })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  const key = await callByKey(t, (await keyOf(cai, ['document.*'], organizationId)).token);
  const upload = { kind: 'USER_FILE', name: 'By a service', file: fileWith() };
  await uploadDocument(key, { ...upload, organizationId });
  await expect(uploadDocument(key, { ...upload, file: fileWith() })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect(await names(bob, { organizationId })).toEqual(['By a service', 'Ours']);
});

test('a link is of a version that there is', async () => {
  const { document } = await bring(ada);
  expect(await downloadUrl(ada.ctx, document, 1)).toMatch(/\/documents\/[\w-]+\.[\w-]+$/);
  await expect(downloadUrl(ada.ctx, document, 2)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('how an upload goes is told to its user alone, and how it ended', async () => {
  await using told = await openTestApp({ DOCUMENT_PROGRESS_MS: '1' });
  const [cyd, dee] = [await told.user('cyd'), await told.user('dee')];
  const [events, others] = [await watchUploads(cyd.ctx, {}), await watchUploads(dee.ctx, {})];
  async function* inSteps(): AsyncGenerator<Uint8Array> {
    yield PDF;
    for (let isTold = false; !isTold;) {
      yield Buffer.alloc(1_000);
      isTold = (await told.db.sql`select from outbox where topic = 'documentUpload'`).count > 0;
    }
  }
  const { document } = await bring(cyd, { bytes: inSteps() });
  await expect(bring(cyd, { mediaType: 'image/png' })).rejects.toMatchObject({ code: 'DOCUMENT_TYPE_REFUSED' });
  await bring(dee);
  await told.broadcast();
  const heard = [];
  for (let last = ''; last !== 'REFUSED';) {
    const { value } = await events.next();
    if (!value) throw new Error('the events have ended');
    heard.push(value.payload);
    last = value.payload.status;
  }
  expect(heard.some(({ status, receivedBytes }) => status === 'RECEIVING' && Number(receivedBytes) > 0)).toBe(true);
  expect(heard.filter(({ status }) => status !== 'RECEIVING')).toMatchObject([
    { status: 'STORED', documentId: document.id },
    { status: 'REFUSED', refusal: 'DOCUMENT_TYPE_REFUSED', documentId: null },
  ]);
  expect(heard.every(({ userId }) => userId === cyd.id)).toBe(true);
  const { value: first } = await others.next();
  expect(first?.payload).toMatchObject({ userId: dee.id });
  await Promise.all([events.return?.(), others.return?.()]);
});
