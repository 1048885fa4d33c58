import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callByKey, keyOf } from '../../../test/api-keys.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { foundedBy, type TestOrganization } from '../../../test/organizations.ts';
import { createProject } from '../projects/create-project.ts';
import { mayAudit, mayRead, mayWrite } from './access.ts';

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
