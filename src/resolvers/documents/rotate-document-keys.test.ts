import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allOf, bring, PDF } from '../../../test/documents.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { openTransitServer } from '../../../test/transit-server.ts';
import { selectVersionsById } from '../../db/documents.ts';
import { type Context, platformContext } from '../context.ts';
import { openContents } from './contents.ts';
import { heldMasterKeys } from './master-keys.ts';
import { rotateDocumentKeys } from './rotate-document-keys.ts';

const [old, next] = [randomBytes(32), randomBytes(32)];

let t: TestApp;
let ada: TestUser;
beforeAll(async () => {
  t = await openTestApp({ DOCUMENT_MASTER_KEYS: `2025:${old.toString('base64')}`, DOCUMENT_BATCH: '2' });
  ada = await t.user('ada');
});
afterAll(() => t[Symbol.asyncDispose]());

/** The platform with these master keys. */
function withKeys(keys: readonly (readonly [string, Buffer])[], current: string): Context {
  const vault = { ...t.app.vault, masterKeys: heldMasterKeys(new Map(keys), current) };
  return platformContext({ ...t.app, vault }, 'test');
}

test('every key is wrapped anew, page by page, and the old master key is needed no more', async () => {
  const brought = await Promise.all(Array.from({ length: 5 }, () => bring(ada)));
  const both = withKeys(
    [
      ['2025', old],
      ['2026', next],
    ],
    '2026',
  );
  const pages: number[] = [];
  const rotation = await rotateDocumentKeys(both, ({ done }) => void pages.push(done));
  expect(rotation).toMatchObject({ masterKeyId: '2026', all: 5, done: 5, rewrapped: 5, failed: [] });
  expect(pages).toEqual([2, 4, 5]);
  expect(await rotateDocumentKeys(both, () => {})).toMatchObject({ rewrapped: 0 });
  const { app } = withKeys([['2026', next]], '2026');
  for (const version of await selectVersionsById(
    t.db,
    brought.map(({ version }) => version.id),
  )) {
    expect(version.masterKeyId).toBe('2026');
    expect(await allOf((await openContents(app, version)).read())).toEqual(PDF);
  }
});

test('a key that does not open is named, and the others are wrapped all the same', async () => {
  const { version } = await bring(ada);
  await t.db.sql`update document_versions set wrapped_key = set_byte(wrapped_key, 20, 1) where id = ${version.id}`;
  await t.db.sql`update document_versions set wrapped_key = set_byte(wrapped_key, 21, 1) where id = ${version.id}`;
  const ctx = withKeys(
    [
      ['2025', old],
      ['2026', next],
      ['2027', randomBytes(32)],
    ],
    '2027',
  );
  const { rewrapped, failed } = await rotateDocumentKeys(ctx, () => {});
  expect(rewrapped).toBe(5);
  expect(failed).toEqual([{ versionId: version.id, why: expect.stringContaining('was altered') as string }]);
});

test('keys are wrapped by a key service where that is configured, and follow its rotation', async () => {
  await using transit = await openTransitServer('papers');
  await using cloud = await openTestApp({
    DOCUMENT_KMS_URL: transit.url,
    DOCUMENT_KMS_KEY: 'papers',
    DOCUMENT_KMS_TOKEN: transit.token,
  });
  const { version } = await bring(await cloud.user('bob'));
  expect(version.masterKeyId).toBe('papers:v1');
  transit.rotate();
  const ctx = platformContext(cloud.app, 'test');
  expect(await rotateDocumentKeys(ctx, () => {})).toMatchObject({ masterKeyId: 'papers:v2', rewrapped: 1, failed: [] });
  const [now] = await selectVersionsById(cloud.db, [version.id]);
  expect(now?.masterKeyId).toBe('papers:v2');
  expect(now && (await allOf((await openContents(cloud.app, now)).read()))).toEqual(PDF);
});
