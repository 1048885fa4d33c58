import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, openApi } from '../../src/http/api.ts';
import { platformContext } from '../../src/resolvers/context.ts';
import { encodeId } from '../../src/resolvers/ids.ts';
import { passMail } from '../../src/workers/mail.ts';
import { openTestApp, type TestApp } from '../harness.ts';

type Answer = Record<string, unknown>;
interface Response {
  readonly data?: Record<string, Answer | null> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

let t: TestApp;
let api: Api;
beforeAll(async () => {
  t = await openTestApp({ RATE_LIMIT_STRICT: '1000' });
  api = await openApi(t.app);
});
afterAll(async () => {
  await api.close();
  await t[Symbol.asyncDispose]();
});

async function ask(query: string, variables: object = {}, accessToken?: string): Promise<Response> {
  const headers = {
    'content-type': 'application/json',
    ...(accessToken && { authorization: `Bearer ${accessToken}` }),
  };
  const response = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Response;
}

/** Carries a mutation out and gives its result, with what the fragment asks of its payload. */
async function mutate(field: string, input: object, payload: string, accessToken?: string): Promise<Answer> {
  const name = `${field.charAt(0).toUpperCase()}${field.slice(1)}`;
  const query = `mutation ($input: ${name}Input!) { result: ${field}(input: $input) {
    __typename ... on ${name}Payload { ${payload} } ... on Error { code message } } }`;
  const { data, errors } = await ask(query, { input }, accessToken);
  return data?.['result'] ?? { errors: errors?.map(({ extensions }) => extensions.code) };
}

const CREDENTIALS =
  'credentials { accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt user { username } }';
const held = (answer: Answer) => answer['credentials'] as { accessToken: string; refreshToken: string };

async function newestToken(): Promise<string> {
  await passMail(platformContext(t.app, 'mail'));
  const folder = join(t.app.config.dataDir, 'mail');
  const file = (await readdir(folder)).toSorted().at(-1) ?? '';
  const raw = (await readFile(join(folder, file), 'utf8')).replaceAll('=\n', '').replaceAll('=3D', '=');
  return /token: "([\w-]{43})"/.exec(raw)?.[1] ?? `no token in ${file}`;
}

const account = { username: 'Ada', email: 'ada@example.org', password: 'three green turtles' };
const ME = '{ me { username email emailVerified roles } }';

test('from the registration to a new password, as a client goes', async () => {
  expect(await mutate('userRegister', account, 'user { username email }')).toEqual({
    __typename: 'UserRegisterPayload',
    user: { username: 'Ada', email: null },
  });
  expect(await mutate('userRegister', { ...account, email: 'x@example.org' }, 'user { id }')).toMatchObject({
    code: 'USERNAME_TAKEN',
  });
  expect(await mutate('userRegister', { ...account, username: 'Ida' }, 'user { id }')).toMatchObject({
    code: 'EMAIL_TAKEN',
  });
  expect(await mutate('userRegister', { ...account, username: '!' }, 'user { id }')).toMatchObject({
    code: 'INPUT_INVALID',
  });

  expect(await mutate('sessionLogin', { login: 'ada', password: 'wrong' }, CREDENTIALS)).toMatchObject({
    code: 'LOGIN_REFUSED',
  });
  const login = held(await mutate('sessionLogin', { login: 'ada', password: account.password }, CREDENTIALS));
  const me = { username: 'Ada', email: 'ada@example.org', emailVerified: false, roles: [] };
  expect((await ask(ME, {}, login.accessToken)).data).toEqual({ me });

  expect(await mutate('emailVerify', { token: 'x' }, 'user { id }')).toMatchObject({ code: 'TOKEN_INVALID' });
  expect(await mutate('emailVerify', { token: await newestToken() }, 'user { username }')).toMatchObject({
    user: { username: 'Ada' },
  });
  expect((await ask(ME, {}, login.accessToken)).data).toEqual({ me: { ...me, emailVerified: true } });

  const next = held(await mutate('sessionRefresh', { refreshToken: login.refreshToken }, CREDENTIALS));
  expect((await ask(ME, {}, next.accessToken)).data?.['me']).toBeTruthy();
  expect(await mutate('sessionRefresh', { refreshToken: login.refreshToken }, CREDENTIALS)).toMatchObject({
    code: 'SESSION_ENDED',
  });
  expect((await ask(ME, {}, next.accessToken)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');

  expect(await mutate('passwordResetRequest', { email: 'ADA@example.org' }, 'acceptedAt')).toHaveProperty('acceptedAt');
  const newPassword = 'five purple elephants';
  const reset = { token: await newestToken(), newPassword };
  expect(await mutate('passwordReset', reset, 'endedSessions')).toMatchObject({ endedSessions: 0 });
  expect(await mutate('sessionLogin', { login: 'ada', password: account.password }, CREDENTIALS)).toMatchObject({
    code: 'LOGIN_REFUSED',
  });
  const again = held(await mutate('sessionLogin', { login: account.email, password: newPassword }, CREDENTIALS));
  const sessions = '{ mySessions { edges { node { current address endedAt } } } }';
  expect((await ask(sessions, {}, again.accessToken)).data?.['mySessions']).toEqual({
    edges: [{ node: { current: true, address: '127.0.0.1', endedAt: null } }],
  });
  expect(await mutate('sessionLogout', {}, 'endedSessions', again.accessToken)).toMatchObject({ endedSessions: 1 });
  expect((await ask(ME, {}, again.accessToken)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
});

test('no role and no power comes in by an input', async () => {
  const wish = { username: 'mallory', email: 'mallory@example.org', password: 'three green turtles' };
  for (const power of [{ roles: ['PLATFORM_ADMIN'] }, { isAdmin: true }, { emailVerified: true }, { id: 'x' }]) {
    expect(await mutate('userRegister', { ...wish, ...power }, 'user { id }')).toEqual({ errors: ['BAD_USER_INPUT'] });
  }
  expect(await t.db.sql`select from users where username = 'mallory'`).toHaveLength(0);
});

test('others see the public part of a user, in a list as by id', async () => {
  const bob = await t.user('bob', { roles: ['FINANCE'] });
  const fields = 'username email emailVerified roles';
  const query = `query ($id: ID!) { user(username: "BOB") { ${fields} } node(id: $id) { ... on User { ${fields} } } }`;
  const hidden = { username: 'bob', email: null, emailVerified: null, roles: null };
  expect((await ask(query, { id: encodeId('User', bob.id) })).data).toEqual({ user: hidden, node: hidden });
  const { token } = await t.app.tokens.sign(bob.id, '019aa000-0000-7000-8000-000000000001');
  const shown = { username: 'bob', email: 'bob@example.org', emailVerified: false, roles: ['FINANCE'] };
  expect((await ask(query, { id: encodeId('User', bob.id) }, token)).data).toEqual({ user: shown, node: shown });
  const refused = await ask('{ users { edges { node { username } } } auditLog { edges { node { seq } } } }', {}, token);
  expect(refused.errors?.every(({ extensions }) => extensions.code === 'FORBIDDEN')).toBe(true);
});

test('an admin grants a role, and the audit log says who, and is whole', async () => {
  const [root, carl] = [await t.user('rooted', { roles: ['PLATFORM_ADMIN'] }), await t.user('carl')];
  const { token } = await t.app.tokens.sign(root.id, '019aa000-0000-7000-8000-000000000002');
  const wish = { userId: encodeId('User', carl.id), role: 'FINANCE' };
  expect(await mutate('roleGrant', wish, 'user { username roles }', token)).toMatchObject({
    user: { username: 'carl', roles: ['FINANCE'] },
  });
  expect(await mutate('roleRevoke', { ...wish, role: 'PLATFORM_ADMIN' }, 'user { roles }', token)).toMatchObject({
    user: { roles: ['FINANCE'] },
  });
  expect(
    await mutate('roleRevoke', { userId: encodeId('User', root.id), role: 'PLATFORM_ADMIN' }, 'user { id }', token),
  ).toMatchObject({
    code: 'LAST_ADMIN',
  });
  const query = `query ($id: ID!) {
    auditLog(filterBy: { subjectId: $id }) { edges { node { action actor { username } subjectId detail { name value } } } }
    auditVerify { valid brokenSeq brokenReason }
    users(filterBy: { role: FINANCE }) { edges { node { username email } } }
  }`;
  const { data } = await ask(query, { id: wish.userId }, token);
  const detail = [{ name: 'role', value: 'FINANCE' }];
  expect(data?.['auditLog']).toEqual({
    edges: [{ node: { action: 'ROLE_GRANTED', actor: { username: 'rooted' }, subjectId: wish.userId, detail } }],
  });
  expect(data?.['auditVerify']).toEqual({ valid: true, brokenSeq: null, brokenReason: null });
  expect(data?.['users']?.['edges']).toContainEqual({ node: { username: 'carl', email: 'carl@example.org' } });
});

test('too many failed logins are refused at the top, with the time to wait', async () => {
  for (let i = 0; i < 5; i += 1) await mutate('sessionLogin', { login: 'eve', password: 'wrong' }, CREDENTIALS);
  expect(await mutate('sessionLogin', { login: 'eve', password: 'wrong' }, CREDENTIALS)).toEqual({
    errors: ['RATE_LIMITED'],
  });
});
