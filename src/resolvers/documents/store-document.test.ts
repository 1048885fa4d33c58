import { expect, test } from 'vitest';
import { allOf, PDF } from '../../../test/documents.ts';
import { openTestApp } from '../../../test/harness.ts';
import { platformContext } from '../context.ts';
import { openContents } from './contents.ts';
import { storeDocument } from './store-document.ts';

test('the platform stores what it has made, for a user, in versions', async () => {
  await using t = await openTestApp();
  const ada = await t.user('ada');
  const ctx = platformContext(t.app, 'test');
  const target = { kind: 'POAI_BUNDLE', projectId: null, name: 'Proof 1' } as const;
  const bundle = Buffer.from('{"subject": {}}');
  const made = { userId: ada.id, mediaType: 'application/json', bytes: bundle } as const;
  const { document, version } = await storeDocument(ctx, { ...made, target });
  expect(document).toMatchObject({ kind: 'POAI_BUNDLE', createdBy: ada.id });
  expect(await allOf((await openContents(t.app, version)).read())).toEqual(bundle);
  const again = await storeDocument(ctx, { ...made, target: { documentId: document.id } });
  expect(again.version.number).toBe(2);
  const certificate = { ...made, mediaType: 'application/pdf', bytes: PDF, target } as const;
  await expect(storeDocument(ctx, certificate)).rejects.toMatchObject({ code: 'DOCUMENT_TYPE_REFUSED' });
});
