import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { bring, flipped, PDF, storedFiles, tamper } from '../../../test/documents.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { platformContext } from '../context.ts';
import { verifyDocuments } from './verify-documents.ts';

const verify = (t: TestApp) => verifyDocuments(platformContext(t.app, 'test'), () => {});

test('everything is read, and whatever is damaged is named with what is wrong', async () => {
  await using t = await openTestApp({ DOCUMENT_BATCH: '2', LOG_LEVEL: 'silent' });
  const ada = await t.user('ada');
  const bytes = Buffer.concat([PDF, randomBytes(150_000)]);
  const brought = [];
  for (let count = 0; count < 7; count += 1) brought.push(await bring(ada, { bytes }));
  expect(await verify(t)).toMatchObject({ all: 7, done: 7, bytes: 7 * bytes.length, damaged: [], unread: [] });

  const [altered, cut, longer, gone, swapped, key, fine] = brought.map(({ version }) => version.id);
  await tamper(t, altered as string, flipped(100_000));
  await tamper(t, cut as string, (stored) => stored.subarray(0, 100_000));
  await tamper(t, longer as string, (stored) => Buffer.concat([stored, Buffer.from('x')]));
  await rm((await storedFiles(t)).find((file) => file.endsWith(gone as string)) as string);
  let other: Buffer | undefined;
  await tamper(t, fine as string, (stored) => (other = stored));
  await tamper(t, swapped as string, () => other as Buffer);
  await t.db.sql`
    update document_versions set wrapped_key = (select wrapped_key from document_versions where id = ${fine as string})
    where id = ${key as string}`;

  const { damaged, unread, done } = await verify(t);
  expect({ unread, done }).toEqual({ unread: [], done: 7 });
  expect(Object.fromEntries(damaged.map(({ versionId, why }) => [versionId, why]))).toEqual({
    [altered as string]: expect.stringContaining('chunk 1 was altered') as string,
    [cut as string]: expect.stringContaining('end within chunk 1') as string,
    [longer as string]: expect.stringContaining('follow after chunk 2') as string,
    [gone as string]: expect.stringContaining('nothing there') as string,
    [swapped as string]: expect.stringContaining('chunk 0 was altered, or belongs to another') as string,
    [key as string]: expect.stringContaining('of another document') as string,
  });
  expect(t.app.vault.load.damaged).toBe(6);
});

test('a storage that cannot be reached says nothing of a document', async () => {
  await using t = await openTestApp();
  const { version } = await bring(await t.user('ada'));
  const broken = { put: never, read: never, remove: never, discard: never };
  const vault = { ...t.app.vault, stores: { FOLDER: broken } };
  const report = await verifyDocuments(platformContext({ ...t.app, vault }, 'test'), () => {});
  expect(report).toMatchObject({ damaged: [], unread: [{ versionId: version.id, why: 'out of reach' }] });
});

const never = (): Promise<never> => Promise.reject(new Error('out of reach'));
