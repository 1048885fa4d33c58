import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import {
  openGreeted,
  openSpeaker,
  openTestApi,
  post,
  rawExchange,
  type TestApi,
  tickPrice,
  until,
} from '../../test/clients.ts';
import { tell } from '../resolvers/feed.ts';
import { metricsOf } from './metrics.ts';

// graphql-transport-ws: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md

const PRICES = 'subscription { priceTicked { price } }';
const PLAIN = { query: '{ __typename }' };

let on: TestApi;
beforeAll(async () => {
  on = await openTestApi({ SUBSCRIPTIONS_PER_SOCKET: '3' });
});
afterAll(() => on[Symbol.asyncDispose]());

const valueOf = async (metric: { get(): Promise<{ values: { value: number }[] }> }): Promise<number> =>
  (await metric.get()).values[0]?.value ?? 0;

async function tokenOf(name: string, api = on): Promise<{ token: string; sessionId: string; userId: string }> {
  const user = await api.t.user(name);
  const sessionId = crypto.randomUUID();
  const { token } = await api.t.app.tokens.sign(user.id, sessionId);
  return { token, sessionId, userId: user.id };
}

describe('the protocol', () => {
  test('a subprotocol that is not ours is refused with 4406', async () => {
    const { closed } = await openSpeaker(on.url, 'graphql-ws').catch(() => ({ closed: undefined }));
    // ws closes a handshake in which no protocol was agreed on by itself.
    expect(closed).toBeUndefined();
    const socket = new WebSocket(on.url.replace('http', 'ws'));
    const code = await new Promise((resolve) => socket.once('close', resolve));
    expect(code).toBe(4406);
  });

  test('who says nothing is closed with 4408', async () => {
    const { closed } = await openSpeaker(on.url);
    expect((await closed).code).toBe(4408);
  }, 20_000);

  test('a second greeting closes with 4429', async () => {
    const { say, closed } = await openGreeted(on.url);
    say({ type: 'connection_init' });
    expect((await closed).code).toBe(4429);
  });

  test('subscribing before the greeting closes with 4401', async () => {
    const { say, closed } = await openSpeaker(on.url);
    say({ id: '1', type: 'subscribe', payload: PLAIN });
    expect((await closed).code).toBe(4401);
  });

  test('an id that is in use closes with 4409, however long it is', async () => {
    const { say, closed } = await openGreeted(on.url);
    for (let time = 0; time < 2; time += 1) say({ id: '1', type: 'subscribe', payload: { query: PRICES } });
    expect(await closed).toEqual({ code: 4409, reason: 'Subscriber for 1 already exists' });
    const other = await openGreeted(on.url);
    const id = 'i'.repeat(10_000);
    other.say({ id, type: 'subscribe', payload: { query: PRICES } });
    expect(await other.hear()).toMatchObject({
      type: 'error',
      payload: [{ message: 'An id has 100 characters at most.' }],
    });
    other.socket.terminate();
  });

  test.each([
    'what',
    '{}',
    '[]',
    'null',
    '{"type":"subscribe"}',
    '{"type":"subscribe","id":"1","payload":{}}',
    '{"type":"no"}',
    '{"id":"__proto__","type":"subscribe","payload":7}',
  ])('a message that is none (%s) closes with 4400', async (message) => {
    const { say, closed } = await openGreeted(on.url);
    say(message);
    expect((await closed).code).toBe(4400);
  });

  test('more than the limit of a body closes with 1009', async () => {
    const { say, closed } = await openGreeted(on.url);
    say('x'.repeat(262_145));
    expect((await closed).code).toBe(1009);
  });

  test('names that objects have of their own are ids like others', async () => {
    const { say, hear, socket } = await openGreeted(on.url);
    for (const id of ['__proto__', 'constructor', 'toString']) {
      say({ id, type: 'subscribe', payload: PLAIN });
      expect(await hear()).toMatchObject({ id, type: 'next', payload: { data: { __typename: 'Query' } } });
      expect(await hear()).toEqual({ id, type: 'complete' });
    }
    socket.terminate();
  });

  test('a query with errors has them as a client may see them', async () => {
    const { say, hear, socket } = await openGreeted(on.url);
    say({
      id: '1',
      type: 'subscribe',
      payload: { query: '{ announcements(first: 1000) { pageInfo { hasNextPage } } }' },
    });
    expect(await hear()).toMatchObject({
      type: 'next',
      payload: { errors: [{ extensions: { code: 'INPUT_INVALID', issues: [{ path: ['first'] }] } }] },
    });
    expect(await hear()).toMatchObject({ type: 'complete' });
    say({ id: '2', type: 'subscribe', payload: { query: '{ nothing }' } });
    expect(await hear()).toMatchObject({
      id: '2',
      type: 'error',
      payload: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
    say({
      id: '3',
      type: 'subscribe',
      payload: {
        query: 'query ($n: Int) { announcements(first: $n) { pageInfo { hasNextPage } } }',
        variables: { n: 'x' },
      },
    });
    expect(await hear()).toMatchObject({
      id: '3',
      type: 'next',
      payload: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
    });
    socket.terminate();
  });

  test('one connection holds as many subscriptions as it may', async () => {
    const { say, hear, socket } = await openGreeted(on.url);
    for (let id = 0; id < 4; id += 1) say({ id: String(id), type: 'subscribe', payload: { query: PRICES } });
    expect(await hear()).toMatchObject({ id: '3', type: 'error', payload: [{ extensions: { code: 'BAD_REQUEST' } }] });
    socket.terminate();
  });

  test('the client of graphql-ws subscribes, queries and leaves', async () => {
    const client = createClient({ url: on.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
    const ticks = client.iterate<{ priceTicked: { price: string } }>({ query: PRICES });
    const first = ticks.next();
    await until(async () => (await valueOf(metricsOf(on.t.app).subscriptions)) > 0);
    await tickPrice(on.t, 7);
    await on.t.broadcast();
    expect((await first).value).toMatchObject({ data: { priceTicked: { price: '7.00' } } });
    const answer = await new Promise((resolve, reject) => {
      client.subscribe(PLAIN, { next: resolve, error: reject, complete: () => {} });
    });
    expect(answer).toEqual({ data: { __typename: 'Query' } });
    await ticks.return?.();
    await client.dispose();
  });
});

describe('who is let in', () => {
  test('a token that is none is refused with 4403', async () => {
    for (const authorization of ['Bearer nothing', '', 7, {}, 'Basic abc']) {
      const { say, closed } = await openSpeaker(on.url);
      say({ type: 'connection_init', payload: { authorization } });
      expect((await closed).code).toBe(4403);
    }
  });

  test('a token that expires ends the connection with 4403', async () => {
    await using short = await openTestApi({ ACCESS_TOKEN_TTL_S: '2' });
    const { token } = await tokenOf('brief', short);
    const { say, closed } = await openGreeted(short.url, { authorization: `Bearer ${token}` });
    say({ id: '1', type: 'subscribe', payload: { query: 'subscription { walletChanged { cursor } }' } });
    const { code, reason } = await closed;
    expect([code, reason]).toEqual([4403, 'The access token has expired: refresh it and connect again.']);
    await until(async () => (await valueOf(metricsOf(short.t.app).subscriptions)) === 0);
  });

  test('a session that ends takes its connections along, and no others', async () => {
    const [ended, other] = [await tokenOf('ended'), await tokenOf('other')];
    const { closed } = await openGreeted(on.url, { authorization: `Bearer ${ended.token}` });
    const stays = await openGreeted(on.url, { Authorization: `Bearer ${other.token}` });
    const { sessionId: id, userId } = ended;
    await on.t.db.transact((tx) => tell(tx, [{ topic: 'session', key: id, payload: { id, userId } }]));
    await on.t.broadcast();
    expect(await closed).toEqual({ code: 4403, reason: 'The session was ended.' });
    stays.say({ id: '1', type: 'subscribe', payload: { query: '{ me { username } }' } });
    expect(await stays.hear()).toMatchObject({ payload: { data: { me: { username: 'other' } } } });
    stays.socket.terminate();
  });

  test('a page of an origin that is not on the list cannot connect', async () => {
    await expect(openSpeaker(on.url, 'graphql-transport-ws', { origin: 'https://evil.example' })).rejects.toThrow(
      '403',
    );
    const own = await openSpeaker(on.url, 'graphql-transport-ws', { origin: on.api.url });
    own.socket.terminate();
  });

  test('an address holds as many connections as it may, and gets the place of one that has left', async () => {
    await using few = await openTestApi({ SOCKETS_PER_ADDRESS: '2' });
    const [one] = [await openSpeaker(few.url), await openSpeaker(few.url)];
    await expect(openSpeaker(few.url)).rejects.toThrow('429');
    one.socket.terminate();
    await until(() => few.api.sockets.count === 1);
    // Handshakes that fail take no place.
    for (let time = 0; time < 5; time += 1) {
      const failed = await rawExchange(
        few.url,
        'GET /graphql HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
      );
      expect(failed).toMatch(/^HTTP\/1\.1 400 /);
    }
    const again = await openSpeaker(few.url);
    const stream = await post(few.url, PLAIN, { accept: 'text/event-stream' });
    expect(stream.status).toBe(429);
    again.socket.terminate();
  });
});

test('a process that stops says so to every client, and waits for none that does not answer', async () => {
  const stopping = await openTestApi();
  const { closed } = await openGreeted(stopping.url);
  const deaf = await openGreeted(stopping.url);
  deaf.socket.pause();
  const startedAt = performance.now();
  await stopping[Symbol.asyncDispose]();
  expect((await closed).code).toBe(1012);
  expect(performance.now() - startedAt).toBeLessThan(9_000);
  deaf.socket.terminate();
}, 20_000);
