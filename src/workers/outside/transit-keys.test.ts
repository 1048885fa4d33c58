import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOutsideServer } from '../../../test/outside-server.ts';
import { openTransitServer, type TransitServer } from '../../../test/transit-server.ts';
import { transitKeys } from './transit-keys.ts';

let server: TransitServer;
beforeAll(async () => {
  server = await openTransitServer('documents');
});
afterAll(() => server[Symbol.asyncDispose]());

const keysOf = ({ url, token }: { url: string; token: string }) =>
  transitKeys({ url, token, key: 'documents', timeoutMs: 5_000 });
const context = Buffer.from('version 1');

test('a key that the service wrapped opens for its own version alone, also after a rotation', async () => {
  const keys = keysOf(server);
  const key = randomBytes(32);
  const wrapped = await keys.wrap(key, context);
  expect(wrapped.masterKeyId).toBe('documents:v1');
  server.rotate();
  expect(await keys.unwrap(wrapped, context)).toEqual(key);
  expect(await keys.currentId()).toBe('documents:v2');
  expect((await keys.wrap(key, context)).masterKeyId).toBe('documents:v2');
  await expect(keys.unwrap(wrapped, Buffer.from('version 2'))).rejects.toThrow('message authentication failed');
  const strange = { ...wrapped, masterKeyId: '2026' };
  await expect(keys.unwrap(strange, context)).rejects.toThrow('"2026" is no master key of this service');
});

test('a service that refuses, is not there or talks nonsense is named, and no secret with it', async () => {
  await expect(keysOf({ ...server, token: 'wrong' }).currentId()).rejects.toThrow('status 403: permission denied');
  const nowhere = keysOf({ url: 'http://127.0.0.1:9', token: 'secret' });
  await expect(nowhere.currentId()).rejects.toThrow('the key service cannot be reached');
  await using nonsense = await openOutsideServer((_, res) => res.end('<html>'));
  await expect(keysOf({ ...nonsense, token: 'x' }).currentId()).rejects.toThrow('no JSON');
  await using endless = await openOutsideServer((_, res) => res.end('x'.repeat(100_000)));
  await expect(keysOf({ ...endless, token: 'x' }).currentId()).rejects.toThrow('too long');
});
