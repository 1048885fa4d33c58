import { afterAll, beforeAll, expect, test } from 'vitest';
import { callByKey, keyOf } from '../../../test/api-keys.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { foundedBy, type TestOrganization } from '../../../test/organizations.ts';
import { brokenConstraint } from '../../db/client.ts';
import { NotFound, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { createApiKeys } from './keys.ts';
import { myApiKeys, visibleApiKeys } from './read.ts';
import { revokeApiKey } from './revoke-api-key.ts';

let t: TestApp;
let [ann, bob, eve] = [] as unknown as [TestUser, TestUser, TestUser];
let moss: TestOrganization;
beforeAll(async () => {
  t = await openTestApp();
  [ann, bob, eve] = await Promise.all([t.user('ann'), t.user('bob'), t.user('eve')]);
  moss = await foundedBy(t, ann, [bob, 'ADMIN'], [eve, 'FINANCE']);
});
afterAll(() => t[Symbol.asyncDispose]());

const wishOf = ({ id }: { id: string }) => ({ apiKeyId: encodeId('ApiKey', id) });

test('ends a key at once, for good, and tells every process', async () => {
  const { apiKey, token } = await keyOf(ann, ['wallet.read']);
  expect((await callByKey(t, token)).viewer?.userId).toBe(ann.id);
  expect((await revokeApiKey(ann.ctx, wishOf(apiKey))).revokedAt).not.toBeNull();
  expect((await callByKey(t, token)).viewer).toBeNull();
  expect(await createApiKeys(t.db, t.app.config).verify(token, '192.0.2.1')).toBeUndefined();
  const told = await t.db.sql`select payload from outbox where topic = 'session' and key = ${apiKey.id}`;
  expect(told).toEqual([{ payload: { id: apiKey.id, userId: ann.id } }]);
  const again = await revokeApiKey(ann.ctx, wishOf(apiKey));
  expect(await t.db.sql`select 1 from audit_log where action = 'API_KEY_REVOKED'`).toHaveLength(1);
  expect(again.revokedAt).not.toBeNull();
  const undone = t.db.sql`update api_keys set revoked_at = null, revoked_by = null where id = ${apiKey.id}`;
  expect(await undone.then(() => 'none', brokenConstraint)).toBe('api_keys_same');
  const grown = t.db.sql`update api_keys set scopes = array['transfer.send'] where id = ${apiKey.id}`;
  expect(await grown.then(() => 'none', brokenConstraint)).toBe('api_keys_same');
});

test('another process refuses it as soon as it hears of it', async () => {
  const { apiKey, token } = await keyOf(ann, ['wallet.read']);
  const there = createApiKeys(t.db, t.app.config);
  expect((await there.verify(token, '192.0.2.1'))?.userId).toBe(ann.id);
  await revokeApiKey(ann.ctx, wishOf(apiKey));
  expect(await there.verify(token, '192.0.2.1'), 'it is believed for a minute').toBeDefined();
  there.revoke(apiKey.id);
  expect(await there.verify(token, '192.0.2.1')).toBeUndefined();
});

test('any ADMIN ends the keys of the organization, and nobody those of others', async () => {
  const { organizationId } = moss;
  const own = await keyOf(ann, ['wallet.read']);
  const shared = await keyOf(ann, ['wallet.read'], organizationId);
  await expect(revokeApiKey(bob.ctx, wishOf(own.apiKey))).rejects.toThrow(NotFound);
  await expect(revokeApiKey(eve.ctx, wishOf(shared.apiKey))).rejects.toThrow(NotFound);
  await expect(revokeApiKey(t.nobody, wishOf(own.apiKey))).rejects.toThrow(Unauthenticated);
  await expect(revokeApiKey(await callByKey(t, own.token), wishOf(own.apiKey))).rejects.toThrow('"api-key.manage"');
  expect((await myApiKeys(bob.ctx, { organizationId })).items.map(({ id }) => id)).toEqual([shared.apiKey.id]);
  expect(await visibleApiKeys(eve.ctx, [shared.apiKey.id, own.apiKey.id])).toEqual([null, null]);
  await revokeApiKey(bob.ctx, wishOf(shared.apiKey));
  expect((await callByKey(t, shared.token)).viewer).toBeNull();
  expect((await callByKey(t, own.token)).viewer).not.toBeNull();
});
