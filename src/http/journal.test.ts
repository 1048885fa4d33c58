import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Reply, openSpeaker, post, send } from '../../test/clients.ts';
import { openTestApp, type TestApp } from '../../test/harness.ts';
import { createLog } from '../app.ts';
import type { App } from '../resolvers/context.ts';
import { type Api, openApi } from './api.ts';

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly requestId?: string;
  readonly [name: string]: unknown;
}

const lines: Line[] = [];
let t: TestApp;
let api: Api;
let url: string;
beforeAll(async () => {
  t = await openTestApp({ RATE_LIMIT_STRICT: '1000' });
  const write = (text: string): void => void lines.push(JSON.parse(text) as Line);
  const app: App = { ...t.app, log: createLog({ ...t.app.config, LOG_LEVEL: 'trace' }, { write }) };
  api = await openApi(app);
  url = `${api.url}/graphql`;
});
afterAll(async () => {
  await api.close();
  await t[Symbol.asyncDispose]();
});

async function logged(ask: () => Promise<unknown>): Promise<Line[]> {
  lines.length = 0;
  await ask();
  return [...lines];
}

/** Without what differs from run to run. */
const told = ({ level, msg, operation, field, kind, via, status, viewer }: Line) => ({
  level,
  msg,
  operation,
  field,
  kind,
  via,
  status,
  viewer,
});
const INFO = 30;

describe('an operation is one line', () => {
  test('with its name, its kind, how it ended, and how long it took', async () => {
    const [line, ...rest] = await logged(() =>
      post(url, { query: 'query Prices { prices { price } }' }, { 'x-request-id': 'request-1' }),
    );
    expect(rest).toEqual([]);
    expect(told(line as Line)).toEqual({
      level: INFO,
      msg: 'operation',
      operation: 'Prices',
      field: 'prices',
      kind: 'query',
      via: 'http',
      status: 'ok',
      viewer: undefined,
    });
    expect(line?.requestId).toBe('request-1');
    expect(line?.['durationMs']).toBeGreaterThan(0);
  });

  test('with who asked, when that is known', async () => {
    const user = await t.user('known');
    const { token } = await t.app.tokens.sign(user.id, crypto.randomUUID());
    const [line] = await logged(() =>
      post(url, { query: '{ me { username } }' }, { authorization: `Bearer ${token}` }),
    );
    expect(line?.['viewer']).toBe(user.id);
    expect(JSON.stringify(line)).not.toContain(token);
  });

  test('also when it fails, is refused, is nothing, or comes another way', async () => {
    const errors = await logged(() =>
      post(url, { query: '{ announcements(first: 1000) { pageInfo { hasNextPage } } }' }),
    );
    expect(errors.map(({ status }) => status)).toEqual(['errors']);
    const invalid = await logged(() => post(url, { query: '{ nothing }' }));
    expect(invalid.map(told)).toMatchObject([{ status: 'invalid', field: 'none', kind: 'none' }]);
    const batch = await logged(() => post(url, [{ query: '{ __typename }' }, { query: '{ __typename }' }]));
    expect(batch).toHaveLength(2);
    const stream = await logged(() => send(`${url}?query={__typename}`, { headers: { accept: 'text/event-stream' } }));
    expect(stream.map(told)).toMatchObject([{ via: 'sse', kind: 'query' }]);
  });

  test('however long its name is', async () => {
    const [line] = await logged(() => post(url, { query: `query ${'N'.repeat(10_000)} { __typename }` }));
    expect(line?.['operation']).toBe('N'.repeat(60));
  });
});

describe('what nobody may read', () => {
  const secrets = new Set<string>();
  const secret = (text: string): string => {
    secrets.add(text);
    return text;
  };
  const mutate = async (field: string, input: object, payload: string, headers = {}): Promise<Reply['body']> => {
    const name = `${field.charAt(0).toUpperCase()}${field.slice(1)}`;
    const query = `mutation ($input: ${name}Input!) { ${field}(input: $input) {
      __typename ... on ${name}Payload { ${payload} } ... on Error { code message } } }`;
    return (await post(url, { query, variables: { input } }, headers)).body;
  };
  const CREDENTIALS = 'credentials { accessToken refreshToken }';
  interface Held {
    readonly credentials: { readonly accessToken: string; readonly refreshToken: string };
  }
  const held = ({ data }: Reply['body'], field: string): Held['credentials'] => {
    const { credentials } = (data as Record<string, Held>)[field] as Held;
    secret(credentials.accessToken);
    secret(credentials.refreshToken);
    return credentials;
  };

  test('no password, token or address is in the log, whatever is done with them, and however it fails', async () => {
    lines.length = 0;
    const email = secret('secretive@example.org');
    const password = secret('the first secret password');
    await mutate('userRegister', { username: 'secretive', email, password }, 'user { username }');
    await mutate('userRegister', { username: 'secretive2', email, password }, 'user { username }');
    await mutate('userRegister', { username: 's', email: 'no', password: secret('short-one') }, 'user { username }');
    await mutate('sessionLogin', { login: email, password: secret('a wrong secret password') }, CREDENTIALS);
    const first = held(await mutate('sessionLogin', { login: email, password }, CREDENTIALS), 'sessionLogin');
    const second = held(
      await mutate('sessionRefresh', { refreshToken: first.refreshToken }, CREDENTIALS),
      'sessionRefresh',
    );
    await mutate('sessionRefresh', { refreshToken: secret('made-up-refresh-token') }, CREDENTIALS);
    const authorization = `Bearer ${second.accessToken}`;
    const change = { currentPassword: password, newPassword: secret('the second secret password') };
    await mutate('passwordChange', change, '__typename', { authorization });
    await mutate('passwordResetRequest', { email }, 'acceptedAt');
    await mutate(
      'passwordReset',
      { token: secret('made-up-reset-token'), newPassword: secret('the third secret') },
      '__typename',
    );
    // Used twice: the family ends.
    await mutate('sessionRefresh', { refreshToken: first.refreshToken }, CREDENTIALS);

    await post(
      url,
      `{"query": "mutation { sessionLogin(input: { login: \\"a\\", password: \\"${secret('in broken JSON')}\\"`,
    );
    await post(url, {
      query: `mutation { sessionLogin(input: { login: "a", password: "${secret('a literal secret')}" }) { __typename } }`,
    });
    await post(url, {
      query: `mutation { sessionLogin(input: { login: 1, password: "${secret('badly typed')}" }) { __typename } }`,
    });
    await post(url, { query: '{ __typename }' }, { authorization: `Bearer ${secret('eyJ.made.up')}` });
    const socket = await openSpeaker(url);
    socket.say({ type: 'connection_init', payload: { authorization: `Bearer ${second.accessToken}x` } });
    await socket.closed;

    // Now it fails inside of statements that have them as parameters.
    await t.db.sql`alter table mails rename to mails_away`;
    await t.db.sql`alter table refresh_tokens rename to refresh_tokens_away`;
    const failing = await mutate(
      'userRegister',
      { username: 'failing', email: secret('failing@example.org'), password },
      'user { username }',
    );
    expect(failing.errors?.[0]?.extensions['code']).toBe('INTERNAL');
    expect(JSON.stringify(failing)).not.toMatch(/mails|insert|Failed query/);
    const login = await mutate('sessionLogin', { login: 'secretive', password: change.newPassword }, CREDENTIALS);
    expect(login.errors?.[0]?.extensions['code']).toBe('INTERNAL');
    await mutate('sessionRefresh', { refreshToken: first.refreshToken }, CREDENTIALS);
    await t.db.sql`alter table refresh_tokens_away rename to refresh_tokens`;
    await t.db.sql`alter table mails_away rename to mails`;
    const hashes = await t.db.sql<
      { passwordHash: string }[]
    >`select password_hash from users where password_hash <> '-'`;
    for (const { passwordHash } of hashes) secret(passwordHash);

    expect(lines.filter(({ msg }) => msg === 'unexpected error').length).toBeGreaterThanOrEqual(3);
    const log = JSON.stringify(lines);
    expect(
      [...secrets].filter((text) => log.includes(text) || log.includes(JSON.stringify(text).slice(1, -1))),
    ).toEqual([]);
    expect(log).not.toContain('$argon2');
    // What went wrong can be found all the same.
    expect(log).toContain('mails\\" does not exist');
  });
});
