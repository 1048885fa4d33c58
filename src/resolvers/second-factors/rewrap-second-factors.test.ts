import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { codeOf, openGuarded } from '../../../test/second-factors.ts';
import { selectSecondFactor } from '../../db/second-factors.ts';
import { heldMasterKeys } from '../documents/master-keys.ts';
import { KEY_BYTES } from '../documents/sealing.ts';
import { proveSecondFactor } from './prove-second-factor.ts';
import { rewrapSecondFactors } from './rewrap-second-factors.ts';

const [old, young] = [randomBytes(KEY_BYTES), randomBytes(KEY_BYTES)];
let t: TestApp;
beforeAll(async () => {
  t = await openTestApp({ DOCUMENT_MASTER_KEYS: `old:${old.toString('base64')}` });
});
afterAll(() => t[Symbol.asyncDispose]());

test('wraps them by the current key, after which the one before is not needed', async () => {
  const ada = await openGuarded(t, 'ada');
  const keys = new Map([
    ['old', old],
    ['young', young],
  ]);
  const under = (masterKeys: typeof t.app.vault.masterKeys) => ({ ...t.app, vault: { ...t.app.vault, masterKeys } });
  const both = under(heldMasterKeys(keys, 'young'));
  expect(await rewrapSecondFactors(both)).toEqual({ rewrapped: 1, failed: [] });
  expect(await rewrapSecondFactors(both)).toEqual({ rewrapped: 0, failed: [] });
  expect(await selectSecondFactor(t.db, ada.id)).toMatchObject({ masterKeyId: 'young' });
  const app = under(heldMasterKeys(new Map([['young', young]]), 'young'));
  await proveSecondFactor({ ...ada.ctx, app }, { code: await codeOf({ ...t, app }, ada) });
  const lost = under(heldMasterKeys(new Map([['other', randomBytes(KEY_BYTES)]]), 'other'));
  expect(await rewrapSecondFactors(lost)).toMatchObject({ rewrapped: 0, failed: [{ userId: ada.id }] });
});
