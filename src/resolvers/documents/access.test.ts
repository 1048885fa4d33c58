import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callByKey, keyOf } from '../../../test/api-keys.ts';
import { bring, fileWith } from '../../../test/documents.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { foundedBy, type TestOrganization } from '../../../test/organizations.ts';
import { insertHolds } from '../../db/documents.ts';
import { encodeId } from '../ids.ts';
import { createProject } from '../projects/create-project.ts';
import { documentActionsOf, mayAudit, mayRead, mayWrite } from './access.ts';
import { addDocumentVersion } from './add-document-version.ts';
import { deleteDocument } from './delete-document.ts';

let t: TestApp;
let users: Record<'ann' | 'fin' | 'aud' | 'vic' | 'out' | 'admin', TestUser>;
let moss: TestOrganization;
beforeAll(async () => {
  t = await openTestApp();
  users = {
    ann: await t.user('ann', { roles: ['PROJECT_OWNER'] }),
    fin: await t.user('fin'),
    aud: await t.user('aud'),
    vic: await t.user('vic'),
    out: await t.user('out'),
    admin: await t.user('admin', { roles: ['PLATFORM_ADMIN'] }),
  };
  const { ann, fin, aud, vic } = users;
  moss = await foundedBy(t, ann, [fin, 'FINANCE'], [aud, 'AUDITOR'], [vic, 'VIEWER']);
});
afterAll(() => t[Symbol.asyncDispose]());

/** A document that no review is about. */
const PLAIN = { id: randomUUID(), kind: 'PROJECT_DOCUMENT' } as const;

const names = (may: (user: TestUser) => Promise<boolean>): Promise<string[]> =>
  Promise.all(Object.values(users).map(async (user) => ((await may(user)) ? [user.username] : []))).then((all) =>
    all.flat(),
  );

test('a document of an organization is its members’ to read, its ADMIN’s to change, and its auditors see who read it', async () => {
  const document = { ...PLAIN, createdBy: users.out.id, organizationId: moss.row.id, projectId: null };
  expect(await names(({ ctx }) => mayRead(ctx, document))).toEqual(['ann', 'fin', 'aud', 'vic', 'admin']);
  expect(await names(({ ctx }) => mayWrite(ctx, document))).toEqual(['ann', 'admin']);
  expect(await names(({ ctx }) => mayAudit(ctx, document))).toEqual(['ann', 'aud', 'admin']);
});

test('one of its project is as well, besides whoever brought it', async () => {
  const { id: projectId } = await createProject(users.ann.ctx, { name: 'Ours', organizationId: moss.organizationId });
  const document = { ...PLAIN, createdBy: users.out.id, organizationId: null, projectId };
  expect(await names(({ ctx }) => mayRead(ctx, document))).toEqual(['ann', 'fin', 'aud', 'vic', 'out', 'admin']);
  expect(await names(({ ctx }) => mayWrite(ctx, document))).toEqual(['ann', 'out', 'admin']);
  expect(await names(({ ctx }) => mayAudit(ctx, document))).toEqual(['ann', 'aud', 'out', 'admin']);
});

test('an API key reads what its scopes let it, of its own owner', async () => {
  const { ann } = users;
  const [own, shared] = [
    { ...PLAIN, createdBy: ann.id, organizationId: null, projectId: null },
    { ...PLAIN, createdBy: ann.id, organizationId: moss.row.id, projectId: null },
  ];
  const sees = async (scope: string, organizationId?: string) => {
    const ctx = await callByKey(t, (await keyOf(ann, [scope], organizationId)).token);
    return Promise.all([mayRead(ctx, own), mayRead(ctx, shared), mayWrite(ctx, own), mayWrite(ctx, shared)]);
  };
  expect(await sees('trade.read-own')).toEqual([false, false, false, false]);
  expect(await sees('document.read')).toEqual([true, false, false, false]);
  expect(await sees('document.*')).toEqual([true, false, true, false]);
  expect(await sees('document.*', moss.organizationId)).toEqual([false, true, false, true]);
});

test('what a proof was made of is its project’s to read, whoever opened the case, and nobody’s to change', async () => {
  const { id: projectId } = await createProject(users.ann.ctx, { name: 'Proven', organizationId: moss.organizationId });
  const document = { ...PLAIN, kind: 'POAI_BUNDLE', createdBy: users.out.id, organizationId: null, projectId } as const;
  expect(await names(({ ctx }) => mayRead(ctx, document))).toEqual(['ann', 'fin', 'aud', 'vic', 'admin']);
  expect(await names(({ ctx }) => mayWrite(ctx, document))).toEqual([]);
});

test('what one can do to a document comes from the table that verbs ask', async () => {
  const { organizationId } = moss;
  const { document, version } = await bring(users.ann, {}, { organizationId });
  const actions = async ({ ctx }: Pick<TestUser, 'ctx'>) => documentActionsOf(ctx, document);
  const all = ['ADD_VERSION', 'DELETE', 'READ_ACCESSES'];
  expect(await actions(users.ann)).toEqual(all);
  expect(await actions(users.admin)).toEqual(all);
  expect(await actions(users.aud)).toEqual(['READ_ACCESSES']);
  for (const user of [users.fin, users.vic, users.out, { ctx: t.nobody }]) expect(await actions(user)).toEqual([]);
  const byKey = async (user: TestUser, ...scopes: string[]) =>
    actions({ ctx: await callByKey(t, (await keyOf(user, scopes)).token) });
  expect(await byKey(users.admin, 'document.read-any')).toEqual(['READ_ACCESSES']);
  expect(await byKey(users.admin, 'document.manage')).toEqual(['ADD_VERSION', 'DELETE']);
  expect(await byKey(users.ann, 'document.*')).toEqual([]);

  const documentId = encodeId('Document', document.id);
  const keeper = await callByKey(t, (await keyOf(users.admin, ['document.manage'])).token);
  const added = await addDocumentVersion(keeper, { documentId, file: fileWith() });
  expect(added.version.number).toBe(2);
  await insertHolds(t.db, { kind: 'PoaiProof', id: randomUUID() }, [version.id]);
  expect(await actions(users.ann)).toEqual(['ADD_VERSION', 'READ_ACCESSES']);
  await expect(deleteDocument(users.ann.ctx, { documentId })).rejects.toMatchObject({ code: 'DOCUMENT_HELD' });
});
