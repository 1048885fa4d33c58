import { afterAll, beforeAll, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import { keyOf } from '../../../test/api-keys.ts';
import { until } from '../../../test/clients.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { insertApiKey } from '../../db/api-keys.ts';
import { newSecret } from '../sessions/secrets.ts';
import { createApiKeys } from './keys.ts';
import { prefixOf, tokenOf } from './rules.ts';

let t: TestApp;
let ann: TestUser;
beforeAll(async () => {
  t = await openTestApp({ RATE_LIMIT_STRICT: '3' });
  ann = await t.user('ann');
});
afterAll(() => t[Symbol.asyncDispose]());

const HERE = '192.0.2.7';
const lastUse = async (id: string) => {
  const [row] = await t.db.sql<{ lastUsedAt: Date | null }[]>`select last_used_at from api_keys where id = ${id}`;
  return row?.lastUsedAt ?? null;
};

test('a key is whom it says, with what it may do', async () => {
  const { apiKey, token } = await keyOf(ann, ['trade.*']);
  const viewer = await createApiKeys(t.db, t.app.config).verify(token, HERE);
  expect(viewer).toEqual({
    userId: ann.id,
    sessionId: apiKey.id,
    expiresAt: apiKey.expiresAt,
    key: { organizationId: null, scopes: new Set(['trade.place', 'trade.read-own']) },
  });
});

test('a wrong secret, another id or a key that has expired is nobody', async () => {
  const { apiKey, token } = await keyOf(ann, ['READ']);
  const altered = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
  const keys = createApiKeys(t.db, t.app.config);
  expect(await keys.verify(altered, HERE)).toBeUndefined();
  expect(await keys.verify(tokenOf(newId(), newSecret().secret), HERE)).toBeUndefined();
  expect(await keys.verify('eco_nothing', HERE)).toBeUndefined();
  expect(await lastUse(apiKey.id), 'nobody has used it').toBeNull();
  expect(await keys.verify(token, HERE)).toBeDefined();
});

test('one that expires while it is known is refused all the same', async () => {
  const [id, { secret, hash }] = [newId(), newSecret()];
  const expiresAt = new Date(Date.now() + 1_000);
  const row = { id, userId: ann.id, organizationId: null, name: 'brief', prefix: prefixOf(id), secretHash: hash };
  await insertApiKey(t.db, { ...row, scopes: ['wallet.read'], expiresAt });
  const keys = createApiKeys(t.db, t.app.config);
  expect(await keys.verify(tokenOf(id, secret), HERE)).toBeDefined();
  await until(async () => (await keys.verify(tokenOf(id, secret), HERE)) === undefined);
  expect(Date.now()).toBeGreaterThanOrEqual(expiresAt.getTime());
});

test('the last use is noted once a minute, and not on every call', async () => {
  const { apiKey, token } = await keyOf(ann, ['READ']);
  const keys = createApiKeys(t.db, t.app.config);
  await keys.verify(token, HERE);
  const first = await lastUse(apiKey.id);
  expect(first).not.toBeNull();
  // Another process, which does not know the key yet, looks it up within the same minute.
  await createApiKeys(t.db, t.app.config).verify(token, HERE);
  expect(await lastUse(apiKey.id)).toEqual(first);
  await t.db.sql`update api_keys set last_used_at = now() - interval '61 seconds' where id = ${apiKey.id}`;
  const earlier = await lastUse(apiKey.id);
  await keys.verify(token, HERE);
  expect(await lastUse(apiKey.id), 'a key that is known asks nothing of the database').toEqual(earlier);
  await createApiKeys(t.db, t.app.config).verify(token, HERE);
  expect((await lastUse(apiKey.id))?.getTime()).toBeGreaterThanOrEqual(first?.getTime() ?? Infinity);
});

test('who tries keys that are none is not asked for any more, and others are', async () => {
  const { token } = await keyOf(ann, ['READ']);
  const keys = createApiKeys(t.db, t.app.config);
  for (let tries = 0; tries < 3; tries += 1) await keys.verify(tokenOf(newId(), newSecret().secret), HERE);
  expect(await keys.verify(token, HERE)).toBeUndefined();
  expect((await keys.verify(token, '198.51.100.1'))?.userId).toBe(ann.id);
  expect((await keys.verify(token, HERE))?.userId, 'what is known is not asked for').toBe(ann.id);
});
