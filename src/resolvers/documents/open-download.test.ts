import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allOf, bring, PDF } from '../../../test/documents.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { encodeId } from '../ids.ts';
import { deleteDocument } from './delete-document.ts';
import { openDownload } from './open-download.ts';
import { accessesOf, downloadUrl } from './read.ts';
import type { Received } from './receive.ts';

let t: TestApp;
let ada: TestUser;
beforeAll(async () => {
  t = await openTestApp();
  ada = await t.user('ada');
});
afterAll(() => t[Symbol.asyncDispose]());

const tokenFor = async (user: TestUser, { document }: Received): Promise<string> =>
  (await downloadUrl(user.ctx, document, null)).split('/').at(-1) ?? '';

test('a link gives the bytes, or a part, to whoever has it, and each use is on record', async () => {
  const bytes = Buffer.concat([PDF, randomBytes(100_000)]);
  const brought = await bring(ada, { bytes }, { name: 'Report of 2025' });
  const from = { ...t.nobody, request: { ...t.nobody.request, address: '198.51.100.7', userAgent: 'curl/9' } };
  const download = await openDownload(from, await tokenFor(ada, brought));
  expect(download).toMatchObject({ fileName: 'Report of 2025.pdf', size: bytes.length });
  const part = await allOf(download.read({ start: 70_000, end: 90_000 }));
  expect(part.equals(bytes.subarray(70_000, 90_000))).toBe(true);
  const { items } = await accessesOf(ada.ctx, brought.document, {});
  expect(items).toMatchObject([
    { userId: ada.id, number: 1, address: '198.51.100.7', userAgent: 'curl/9', firstByte: 70_000n, lastByte: 89_999n },
  ]);
  await expect(t.db.sql`delete from document_accesses`).rejects.toThrow('append-only');
});

test('a link does not outlive what it leads to', async () => {
  const brought = await bring(ada);
  const token = await tokenFor(ada, brought);
  await openDownload(t.nobody, token);
  await deleteDocument(ada.ctx, { documentId: encodeId('Document', brought.document.id) });
  await expect(openDownload(t.nobody, token)).rejects.toMatchObject({ code: 'LINK_REFUSED' });
});

test('a link does not outlive the right to read', async () => {
  const admin = await t.user('root', { roles: ['PLATFORM_ADMIN'] });
  const token = await tokenFor(admin, await bring(ada));
  await openDownload(t.nobody, token);
  await t.db.sql`delete from user_roles where user_id = ${admin.id}`;
  await expect(openDownload(t.nobody, token)).rejects.toMatchObject({ code: 'LINK_REFUSED' });
});
