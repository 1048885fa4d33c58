import { afterAll, beforeAll, expect, test } from 'vitest';
import { keyOf } from '../../test/api-keys.ts';
import { openGreeted, openSpeaker, openTestApi, post, type TestApi } from '../../test/clients.ts';
import type { TestUser } from '../../test/harness.ts';
import { revokeApiKey } from '../resolvers/api-keys/revoke-api-key.ts';
import { encodeId } from '../resolvers/ids.ts';

let on: TestApi;
let user: TestUser;
beforeAll(async () => {
  on = await openTestApi();
  user = await on.t.user('service');
});
afterAll(() => on[Symbol.asyncDispose]());

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const WALLETS = { query: '{ myWallets { asset } }' };
const assets = ['USD', 'EUR', 'ETH', 'CARBON'].map((asset) => ({ asset }));
const revoke = ({ id }: { id: string }) => revokeApiKey(user.ctx, { apiKeyId: encodeId('ApiKey', id) });

test('over HTTP it speaks for its user, in its scopes, and counts as its user', async () => {
  const { apiKey, token } = await keyOf(user, ['wallet.read']);
  const reply = await post(on.url, WALLETS, bearer(token));
  expect(reply.body.data?.['myWallets']).toEqual(assets);
  expect(reply.headers.get('ratelimit')).toContain('"user"');
  const { body } = await post(on.url, { query: '{ me { email } }' }, bearer(token));
  expect(body.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  expect(body.errors?.[0]?.message).toContain('"user.read-private"');
  await revoke(apiKey);
  const refused = await post(on.url, WALLETS, bearer(token));
  expect(refused.body.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
});

test('the whole way: made with a session, used, and gone', async () => {
  const session = bearer((await on.t.app.tokens.sign(user.id, crypto.randomUUID())).token);
  const create = `mutation { it: apiKeyCreate(input: {
    name: "a bot", scopes: ["READ"], expiresAt: "${new Date(Date.now() + 60_000).toISOString()}"
  }) { ... on ApiKeyCreatePayload { token apiKey { id name scopes lastUsedAt } } ... on Error { code message } } }`;
  const made = (await post(on.url, { query: create }, session)).body.data?.['it'] as {
    token: string;
    apiKey: { id: string; scopes: string[] };
  };
  expect(made.apiKey).toMatchObject({ name: 'a bot', lastUsedAt: null });
  expect(made.apiKey.scopes).toContain('wallet.read');
  const asKey = await post(on.url, { query: create }, bearer(made.token));
  expect(asKey.body.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  const list = '{ myApiKeys(first: 1) { edges { node { name prefix } } } }';
  const listed = await post(on.url, { query: list }, session);
  expect(listed.body.data?.['myApiKeys']).toMatchObject({
    edges: [{ node: { name: 'a bot', prefix: made.token.slice(0, 36) } }],
  });
  const end = `mutation { it: apiKeyRevoke(input: { apiKeyId: "${made.apiKey.id}" }) { __typename } }`;
  expect((await post(on.url, { query: end }, session)).body.data?.['it']).toEqual({
    __typename: 'ApiKeyRevokePayload',
  });
  expect((await post(on.url, WALLETS, bearer(made.token))).body.errors).toHaveLength(1);
});

test('over WebSocket it does the same, and its connections end with 4403 when it is revoked', async () => {
  const { apiKey, token } = await keyOf(user, ['wallet.read']);
  const { say, hear, closed } = await openGreeted(on.url, bearer(token));
  say({ id: '1', type: 'subscribe', payload: WALLETS });
  expect(await hear()).toMatchObject({ payload: { data: { myWallets: assets } } });
  expect(await hear()).toMatchObject({ type: 'complete' });
  say({ id: '2', type: 'subscribe', payload: { query: 'subscription { linkedAddressChanged { cursor } }' } });
  expect(JSON.stringify(await hear())).toContain('FORBIDDEN');
  say({ id: '3', type: 'subscribe', payload: { query: 'subscription { walletChanged { cursor } }' } });
  await revoke(apiKey);
  await on.t.broadcast();
  expect(await closed).toEqual({ code: 4403, reason: 'The API key was revoked.' });
  const later = await openSpeaker(on.url);
  later.say({ type: 'connection_init', payload: bearer(token) });
  expect((await later.closed).code).toBe(4403);
});

test('over WebSocket it can neither do nor watch what is out of its scopes, or for another owner', async () => {
  const { token } = await keyOf(user, ['wallet.read', 'trade.read-own']);
  const { say, hear, socket } = await openGreeted(on.url, bearer(token));
  const refused = [
    'mutation { it: sessionLogout(input: {}) { __typename } }',
    'mutation { it: secondFactorPrepare { __typename } }',
    'subscription { notificationReceived { cursor } }',
    '{ myApiKeys(first: 1) { edges { cursor } } }',
  ];
  for (const [index, query] of refused.entries()) {
    say({ id: String(index), type: 'subscribe', payload: { query } });
    const first = await hear();
    expect(JSON.stringify(first), query).toContain('FORBIDDEN');
    if (first.type === 'next') expect(await hear()).toMatchObject({ type: 'complete' });
  }
  socket.terminate();
});

test('over an event stream its subscription ends as it is revoked', async () => {
  const { apiKey, token } = await keyOf(user, ['wallet.read']);
  const query = encodeURIComponent('subscription { walletChanged { cursor } }');
  const headers = { accept: 'text/event-stream', ...bearer(token) };
  const response = await fetch(`${on.url}?query=${query}`, { headers });
  expect(response.status).toBe(200);
  const reader = response.body?.getReader();
  if (!reader) throw new Error('no stream');
  await revoke(apiKey);
  await on.t.broadcast();
  const heard: string[] = [];
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    heard.push(new TextDecoder().decode(part.value));
  }
  expect(heard.join('')).not.toContain('cursor');
  const later = await fetch(`${on.url}?query=${query}`, { headers });
  expect(await later.text()).toContain('UNAUTHENTICATED');
});
