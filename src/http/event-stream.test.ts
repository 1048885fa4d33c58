import { createClient } from 'graphql-sse';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApi, post, rawExchange, send, type TestApi, tickPrice, until } from '../../test/clients.ts';
import { tell } from '../resolvers/feed.ts';
import { metricsOf } from './metrics.ts';

const TICKS = 'subscription ($after: String) { priceTicked(after: $after) { cursor price } }';

let on: TestApi;
beforeAll(async () => {
  on = await openTestApi();
});
afterAll(() => on[Symbol.asyncDispose]());

const streams = async (api = on): Promise<number> =>
  (await metricsOf(api.t.app).eventStreams.get()).values[0]?.value ?? 0;

async function tick(price: number): Promise<void> {
  await tickPrice(on.t, price);
  await on.t.broadcast();
}

const STREAM = { 'content-type': 'application/json', accept: 'text/event-stream' };
const open = (url: string, body: object, headers: Record<string, string> = {}) =>
  send(url, { method: 'POST', headers: { ...STREAM, ...headers }, body: JSON.stringify(body) });

test('the client of graphql-sse subscribes, leaves, and replays what it missed', async () => {
  const client = createClient({ url: on.url, retryAttempts: 0 });
  type Ticked = { priceTicked: { cursor: string; price: string } };
  const ticks = client.iterate<Ticked>({ query: TICKS });
  const first = ticks.next();
  await until(async () => (await streams()) === 1);
  // The stream is open once its first ping is written, the subscription a moment later.
  let price = 0;
  const ticking = (async () => {
    let heard = false;
    void first.then(() => (heard = true));
    for (; !heard; price += 1) await tick(price + 1);
  })();
  const { value } = (await first) as IteratorResult<{ data: Ticked }, void>;
  await ticking;
  await ticks.return?.();
  await until(async () => (await streams()) === 0);

  const last = price;
  await tick(last + 1);
  const back = client.iterate<Ticked>({ query: TICKS, variables: { after: value?.data.priceTicked.cursor } });
  const replayed: string[] = [];
  for await (const { data } of back) {
    replayed.push(data?.priceTicked.price ?? '');
    if (replayed.at(-1) === `${last + 1}.00`) break;
  }
  const from = Number(value?.data.priceTicked.price);
  expect(replayed).toEqual(Array.from({ length: last + 1 - from }, (_, index) => `${from + 1 + index}.00`));
  client.dispose();
});

describe('one answer as a stream', () => {
  test('of a query, by POST and by GET', async () => {
    const whole = ':\n\nevent: next\ndata: {"data":{"__typename":"Query"}}\n\nevent: complete\ndata:\n\n';
    const posted = await open(on.url, { query: '{ __typename }' });
    expect([posted.status, posted.headers['content-type'], posted.text]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
      whole,
    ]);
    expect(posted.headers).toMatchObject({ 'cache-control': 'no-store', 'x-request-id': expect.any(String) as string });
    const got = await send(`${on.url}?query={__typename}`, { headers: { accept: 'text/event-stream' } });
    expect(got.text).toBe(whole);
  });

  test('of an operation that is refused, as a refusal', async () => {
    for (const [body, status] of [
      [{ query: '{ nothing }' }, 400],
      [{ query: 1 }, 400],
      [[{ query: '{ __typename }' }], 400],
    ] as const) {
      const refused = await open(on.url, body);
      expect([refused.status, refused.headers['content-type']]).toEqual([status, 'application/json; charset=utf-8']);
    }
  });

  test('of a subscription that does not begin, as its first and last result', async () => {
    const { text } = await open(on.url, { query: TICKS, variables: { after: 'bm9uZQ' } });
    expect(text).toMatch(/^:\n\nevent: next\ndata: \{"errors":\[.*"INPUT_INVALID".*\n\nevent: complete\ndata:\n\n$/);
    const own = await open(on.url, { query: 'subscription { walletChanged { cursor } }' });
    expect(own.text).toContain('"UNAUTHENTICATED"');
  });
});

describe('a stream ends', () => {
  const WALLET = { query: 'subscription { walletChanged { cursor } }' };

  test('when the token expires', async () => {
    await using short = await openTestApi({ ACCESS_TOKEN_TTL_S: '2' });
    const user = await short.t.user('brief');
    const { token } = await short.t.app.tokens.sign(user.id, crypto.randomUUID());
    const { text } = await open(short.url, WALLET, { authorization: `Bearer ${token}` });
    expect(text).toContain('The access token has expired');
    expect(text).toMatch(/"UNAUTHENTICATED".*\n\nevent: complete\ndata:\n\n$/);
    expect(await streams(short)).toBe(0);
  });

  test('when the session is ended', async () => {
    const user = await on.t.user('ended');
    const id = crypto.randomUUID();
    const { token } = await on.t.app.tokens.sign(user.id, id);
    const ended = open(on.url, WALLET, { authorization: `Bearer ${token}` });
    await until(async () => (await streams()) === 1);
    await on.t.db.transact((tx) => tell(tx, [{ topic: 'session', key: id, payload: { id, userId: user.id } }]));
    await on.t.broadcast();
    expect((await ended).text).toContain('The session was ended.');
  });

  test('when the process stops', async () => {
    const stopping = await openTestApi();
    const ended = open(stopping.url, { query: TICKS });
    await until(async () => (await streams(stopping)) === 1);
    await stopping[Symbol.asyncDispose]();
    expect((await ended).text).toMatch(/event: complete\ndata:\n\n$/);
  });

  test('when the client has gone, even before it began', async () => {
    const { hostname, port } = new URL(on.url);
    for (let time = 0; time < 20; time += 1) {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => {});
      await once(socket, 'connect');
      const target = `/graphql?query=${encodeURIComponent(TICKS)}`;
      socket.write(`GET ${target} HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n`);
      if (time % 2 === 0) await once(socket, 'data');
      socket.destroy();
    }
    await until(async () => (await streams()) === 0);
    expect((await post(on.url, { query: '{ __typename }' })).status).toBe(200);
  });

  test('when the client does not read more than the buffers hold', async () => {
    await using small = await openTestApi({ SUBSCRIBER_QUEUE: '50' });
    const { hostname, port } = new URL(small.url);
    const deaf = connect(Number(port), hostname);
    deaf.on('error', () => {});
    const query = encodeURIComponent('subscription { priceTicked { source } }');
    deaf.write(`GET /graphql?query=${query} HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n`);
    await once(deaf, 'data');
    deaf.pause();
    const text = 'x'.repeat(100_000);
    // 30 MB: far more than the kernel's buffers and ours hold together.
    for (let sent = 1; sent <= 300; sent += 1) await tickPrice(small.t, sent, text);
    await small.t.broadcast();
    await until(async () => (await streams(small)) === 0);
    expect((await metricsOf(small.t.app).slowConsumers.get()).values[0]?.value).toBe(1);
    deaf.destroy();
  }, 60_000);
});

test('what is behind a broken request is not taken for the next one', async () => {
  const heard = await rawExchange(
    on.url,
    'POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 40\r\n\r\nGET /health HTTP/1.1\r\nHost: a\r\n\r\n12345678',
  );
  expect(heard.match(/HTTP\/1\.1 \d{3}/g)).toEqual(['HTTP/1.1 415']);
});
