import { expect, test } from 'vitest';
import { bring, storedFiles } from '../../../test/documents.ts';
import { openTestApp } from '../../../test/harness.ts';
import { platformContext } from '../context.ts';
import { encodeId } from '../ids.ts';
import { deleteDocument } from './delete-document.ts';
import { eraseDocuments } from './erase-documents.ts';

test('the bytes and the key of what is deleted go after a while; its hash stays', async () => {
  await using t = await openTestApp({ DOCUMENT_ERASE_DAYS: '30' });
  const ada = await t.user('ada');
  const ctx = platformContext(t.app, 'test');
  const [kept, gone] = [await bring(ada), await bring(ada)];
  await deleteDocument(ada.ctx, { documentId: encodeId('Document', gone.document.id) });
  expect(await eraseDocuments(ctx)).toBe(0);
  expect(await storedFiles(t)).toHaveLength(2);

  const later = { ...ctx, app: { ...t.app, config: { ...t.app.config, DOCUMENT_ERASE_DAYS: 0 } } };
  expect(await eraseDocuments(later)).toBe(1);
  expect(await eraseDocuments(later)).toBe(0);
  expect(await storedFiles(t)).toEqual([expect.stringContaining(kept.version.id)]);
  const [row] = await t.db.sql`
    select wrapped_key, erased_at is not null as erased, sha256 from document_versions where id = ${gone.version.id}`;
  expect(row).toEqual({ wrappedKey: null, erased: true, sha256: gone.version.sha256 });
});
