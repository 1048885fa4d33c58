import { afterAll, beforeAll, expect, test } from 'vitest';
import { post } from '../../test/clients.ts';
import { challengeOf, openOidcLab, type OidcLab } from '../../test/oidc.ts';

let lab: OidcLab;
beforeAll(async () => {
  lab = await openOidcLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

const VERIFIER = 'v'.repeat(43);
const START = `/auth/acme/start?challenge=${challengeOf(VERIFIER)}`;
const ADA = { sub: 'ada', email: 'ada@acme.example', email_verified: true, name: 'Ada' };
const isBack = ({ pathname }: URL): boolean => pathname.endsWith('/callback');
const open = (path: string, headers: Record<string, string> = {}) =>
  fetch(new URL(path, lab.on.url), { redirect: 'manual', headers });

test('the whole way: from a page over the provider to a session', async () => {
  const { url } = lab.on;
  const listed = await post(url, { query: '{ identityProviders { name label startPath } }' });
  expect(listed.body.data?.['identityProviders']).toEqual([
    { name: 'acme', label: 'Acme', startPath: '/auth/acme/start' },
  ]);
  const { code, verifier } = await lab.comeBack(ADA);
  const query = `mutation ($input: IdentityLoginInput!) { it: identityLogin(input: $input) {
    ... on IdentityLoginPayload { credentials { accessToken user { username } } } ... on Error { code } } }`;
  const { body } = await post(url, { query, variables: { input: { code, verifier } } });
  expect(body.data?.['it']).toMatchObject({ credentials: { user: { username: 'ada' } } });
});

test('the provider is asked with PKCE, state and nonce, and the cookie is of this sign-in alone', async () => {
  const response = await open(START);
  expect(response.status).toBe(303);
  const asked = new URL(response.headers.get('location') ?? '');
  expect(asked.origin).toBe(lab.issuer);
  expect(Object.fromEntries(asked.searchParams)).toMatchObject({
    response_type: 'code',
    client_id: 'ecocoin',
    redirect_uri: new URL('/auth/acme/callback', lab.on.url).href,
    scope: 'openid email profile',
    code_challenge_method: 'S256',
  });
  const [state, nonce] = [asked.searchParams.get('state') ?? '', asked.searchParams.get('nonce') ?? ''];
  expect(state).toMatch(/^[\w-]{43}$/);
  expect(nonce).not.toBe(state);
  const cookie = response.headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(/^ecocoin-auth=[\w.-]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/);
  expect(cookie).not.toContain(state);
  expect(cookie).not.toContain(nonce);
  const again = new URL((await open(START)).headers.get('location') ?? '');
  expect(again.searchParams.get('state')).not.toBe(state);
});

test('who comes back in another browser, with another state, or twice, is let in nowhere', async () => {
  lab.person = ADA;
  lab.cookies.clear();
  const back = await lab.browse(START, isBack);
  const failed = async (address: URL | string) => (await lab.browse(String(address))).href.split('/').at(-1);
  const held = new Map(lab.cookies);
  const put = (): void => {
    for (const [name, value] of held) lab.cookies.set(name, value);
  };
  lab.cookies.clear();
  expect(await failed(back)).toBe('sign-in#error=FLOW_ENDED');
  put();
  const strange = new URL(back);
  strange.searchParams.set('state', 'x'.repeat(43));
  expect(await failed(strange)).toBe('sign-in#error=PROVIDER_REFUSED');
  put();
  expect(await failed(back)).toMatch(/^sign-in#code=[\w-]{43}$/);
  put();
  expect(await failed(back)).toBe('sign-in#error=PROVIDER_REFUSED');
});

test('who says no at the provider comes back without a code, to the page that began', async () => {
  lab.person = null;
  lab.cookies.clear();
  const { pathname, hash } = await lab.browse(`${START}&page=/account`);
  expect(pathname + hash).toBe('/account#error=PROVIDER_REFUSED');
});

test('leads to no other site, and to no provider that is none', async () => {
  for (const page of ['https://evil.example', '//evil.example', '/wallets']) {
    expect((await open(`${START}&page=${encodeURIComponent(page)}`)).status, page).toBe(400);
  }
  expect((await open('/auth/acme/start')).status).toBe(400);
  expect((await open(START.replace('acme', 'other'))).status).toBe(404);
  expect((await open('/auth/acme/other')).status).toBe(404);
  const posted = await fetch(new URL(START, lab.on.url), { method: 'POST' });
  expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET']);
});

test('a provider that does not answer, or is another than it says, lets nobody in', async () => {
  await using away = await openOidcLab({
    OIDC_PROVIDERS: JSON.stringify([{ name: 'acme', label: 'Acme', issuer: 'http://127.0.0.1:9', clientId: 'x' }]),
    LOG_LEVEL: 'silent',
  });
  const { hash } = await away.browse(START);
  expect(hash).toBe('#error=PROVIDER_UNREACHABLE');
});
