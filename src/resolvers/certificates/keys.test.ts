import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { selectCertificateKeys } from '../../db/certificate-keys.ts';
import type { App } from '../context.ts';
import { heldMasterKeys } from '../documents/master-keys.ts';
import { signCredential } from './credential.ts';
import { CertificateSignerUnavailable } from './errors.ts';
import { publishedKeys, rewrapSigningKeys, rotateSigningKey, signingKey } from './keys.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp({ LOG_LEVEL: 'silent' });
});
afterAll(() => t[Symbol.asyncDispose]());

const withKeys = (masterKeys: App['vault']['masterKeys']): App => ({ ...t.app, vault: { ...t.app.vault, masterKeys } });

test('the first key is made once, whoever comes first, and its secret stands nowhere', async () => {
  const { masterKeys } = t.app.vault;
  const keys = await Promise.all(Array.from({ length: 5 }, () => signingKey(withKeys(masterKeys))));
  expect(new Set(keys.map(({ kid }) => kid)).size).toBe(1);
  const rows = await selectCertificateKeys(t.db);
  expect(rows).toHaveLength(1);
  const secret = keys[0]?.key.export({ format: 'jwk' }).d ?? '';
  expect(
    JSON.stringify(rows.map((row) => [row.wrappedKey.toString('base64url'), row.publicKey.toString('base64url')])),
  ).not.toContain(secret);
  expect(Object.keys((await publishedKeys(t.app)).keys[0] ?? {})).not.toContain('d');
});

test('a rotation is followed by every process at once, and the keys before stay published', async () => {
  const [one, other] = [withKeys(t.app.vault.masterKeys), withKeys(t.app.vault.masterKeys)];
  const before = await signingKey(one);
  const { kid } = await rotateSigningKey(other);
  expect((await signingKey(one)).kid).toBe(kid);
  const published = (await publishedKeys(one)).keys.map((key) => key.kid);
  expect(published).toContain(before.kid);
  expect(published).toContain(kid);
});

test('keys are wrapped anew by another master key, and then open without the one before', async () => {
  const [old, young] = [randomBytes(32), randomBytes(32)];
  const before = withKeys(heldMasterKeys(new Map([['old', old]]), 'old'));
  await rotateSigningKey(before);
  // The keys of the tests before are wrapped by another one still.
  const own = t.app.vault.masterKeys;
  const both = heldMasterKeys(
    new Map([
      ['old', old],
      ['young', young],
    ]),
    'young',
  );
  const either: App['vault']['masterKeys'] = {
    ...both,
    unwrap: (wrapped, context) =>
      (['old', 'young'].includes(wrapped.masterKeyId) ? both : own).unwrap(wrapped, context),
  };
  const { rewrapped, all } = await rewrapSigningKeys(withKeys(either));
  expect(rewrapped).toBe(all);
  const after = withKeys(heldMasterKeys(new Map([['young', young]]), 'young'));
  expect(await signCredential({ a: 1 }, 'x', await signingKey(after))).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  await expect(signingKey(before)).rejects.toThrow(CertificateSignerUnavailable);
});

test('a key that was changed in the database is not used', async () => {
  await t.db.sql`alter table certificate_keys disable trigger user`;
  await t.db.sql`update certificate_keys set public_key = decode(repeat('11', 32), 'hex') where retired_at is null`;
  await t.db.sql`alter table certificate_keys enable trigger user`;
  await expect(signingKey(withKeys(t.app.vault.masterKeys))).rejects.toThrow(CertificateSignerUnavailable);
});
