import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient as createSseClient } from 'graphql-sse';
import { type Client, createClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { runCommand } from '../commands.ts';
import { WebSocket } from 'ws';
import { createLog } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { metricsOf } from '../../src/http/metrics.ts';
import { comparePlaces } from '../../src/resolvers/feed.ts';
import { type Platform, startPlatform } from '../../src/run.ts';
import { until } from '../clients.ts';
import { cloneDatabase, newestPlace } from '../databases.ts';
import { textAt } from './answers.ts';

// The way of a market as its clients go it: by HTTP, WebSocket and event stream alone, at two processes on one database.

const undo: (() => PromiseLike<unknown>)[] = [];
let here: Platform;
let there: Platform;
let env: Record<string, string>;
beforeAll(async () => {
  const database = await cloneDatabase(inject('postgresUrl'));
  undo.push(() => database[Symbol.asyncDispose]());
  const dataDir = await mkdtemp(join(tmpdir(), 'ecocoin-market-'));
  undo.push(() => rm(dataDir, { recursive: true }));
  env = { NODE_ENV: 'test', LOG_LEVEL: 'error', DATA_DIR: dataDir, DATABASE_URL: database.url, PORT: '0' };
  env = { ...env, PASSWORD_HASH_MEMORY_KIB: '16', RATE_LIMIT_STRICT: '1000' };
  here = await open({});
  // Its tokens are of the same key, but short-lived.
  there = await open({ ACCESS_TOKEN_TTL_S: '2' });
});
afterAll(async () => {
  for (let end = undo.pop(); end; end = undo.pop()) await end();
});

async function open(more: Record<string, string>): Promise<Platform> {
  const config = loadConfig({ ...env, ...more });
  const databaseUrl = config.DATABASE_URL ?? '';
  const platform = await startPlatform({ config, databaseUrl, log: createLog(config), roles: ['api'] });
  undo.push(() => platform.stop());
  return platform;
}

const urlOf = ({ api }: Platform): string => `${api?.url}/graphql`;
const authorization = (token: string): { authorization: string } => ({ authorization: `Bearer ${token}` });

async function ask(query: string, token?: string, variables: object = {}, at = here): Promise<unknown> {
  const headers = { 'content-type': 'application/json', ...(token && authorization(token)) };
  const response = await fetch(urlOf(at), { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  return response.json();
}

/** Carries a mutation out; gives its payload, or the refusal's code and message. */
async function mutate(field: string, input: object, payload: string, token?: string, at = here): Promise<unknown> {
  const name = `${field.charAt(0).toUpperCase()}${field.slice(1)}`;
  const query = `mutation ($input: ${name}Input!) { result: ${field}(input: $input) {
    ... on ${name}Payload { ${payload} } ... on Error { code message } } }`;
  const answer = (await ask(query, token, { input }, at)) as { data?: { result: unknown } };
  return answer.data?.result ?? answer;
}

const passwordOf = (username: string): string => `the long password of ${username}`;

async function register(username: string): Promise<{ id: string; token: string }> {
  const wish = { username, email: `${username}@example.org`, password: passwordOf(username) };
  const id = textAt(await mutate('userRegister', wish, 'user { id }'), 'user', 'id');
  return { id, token: await logIn(username) };
}

async function logIn(login: string, at = here): Promise<string> {
  const wish = { login, password: passwordOf(login) };
  const answer = await mutate('sessionLogin', wish, 'credentials { accessToken }', undefined, at);
  return textAt(answer, 'credentials', 'accessToken');
}

/** The first admin of a platform is made by a command. */
async function makeAdmin(email: string): Promise<void> {
  expect(await runCommand('admin', ['grant', email], { env })).toMatchObject({ code: 0, err: '' });
}

/** Records what comes in; gives the events when there are so many of them. */
interface Watch {
  readonly seen: unknown[];
  enough(count: number): Promise<unknown[]>;
  readonly ended: Promise<unknown>;
  leave(): Promise<void>;
}

function record(events: AsyncIterableIterator<unknown>): Watch {
  const seen: unknown[] = [];
  const read = async (): Promise<void> => {
    for await (const event of events) seen.push(event);
  };
  let over = false;
  const ended = read()
    .then(
      () => undefined,
      (error: unknown) => error,
    )
    .finally(() => {
      over = true;
    });
  return {
    seen,
    ended,
    async enough(count) {
      await until(() => seen.length >= count || over);
      expect(seen).toHaveLength(count);
      return seen;
    },
    leave: async () => void (await events.return?.()),
  };
}

function socketTo(platform: Platform, token?: string): Client {
  const client = createClient({
    url: urlOf(platform).replace('http', 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    ...(token && { connectionParams: authorization(token) }),
  });
  undo.push(async () => client.dispose());
  return client;
}

/** Subscribes over a WebSocket and waits until it is heard. */
async function watch(platform: Platform, query: string, { token = '', variables = {} } = {}): Promise<Watch> {
  const started = async () => (await metricsOf(platform.app).subscriptionsStarted.get()).values[0]?.value ?? 0;
  const before = await started();
  const watching = record(socketTo(platform, token).iterate({ query, variables }));
  await until(async () => (await started()) > before);
  return watching;
}

/** Waits until a process has told what is committed by now: who begins to listen then hears only what is newer. */
async function caughtUp({ app }: Platform): Promise<void> {
  const newest = await newestPlace(app.db);
  await until(() => newest !== undefined && comparePlaces(app.feed.head, newest) >= 0);
}

const TRADE = 'cursor trade { quantity totalPrice buyer { username } announcement { remaining status } }';
const tradeOf = (quantity: string, totalPrice: string, remaining: string, status = 'ACTIVE') => ({
  data: {
    tradePlaced: {
      cursor: expect.any(String) as string,
      trade: { quantity, totalPrice, buyer: { username: 'buyer' }, announcement: { remaining, status } },
    },
  },
});
const WALLETS = 'subscription { walletChanged { cursor wallet { asset available held } } }';
const CHANGES =
  'subscription ($after: String) { announcementChanged(after: $after) { cursor announcement { status remaining } } }';
const SALES = `subscription ($after: String) { tradePlaced(after: $after) { ${TRADE} } }`;

let seller: { id: string; token: string };
let buyer: { id: string; token: string };
let announcementId = '';

async function buy(quantity: string, idempotencyKey: string): Promise<unknown> {
  return mutate('tradePlace', { announcementId, quantity, idempotencyKey }, 'trade { totalPrice status }', buyer.token);
}

test('from a registration to a trade that everybody sees who watches', async () => {
  [seller, buyer] = [await register('seller'), await register('buyer')];
  const treasurer = await register('treasurer');
  await makeAdmin('treasurer@example.org');
  const funds = [
    { ownerId: seller.id, asset: 'CARBON', amount: '100' },
    { ownerId: buyer.id, asset: 'EUR', amount: '1000.00' },
  ];
  for (const { asset, ...deposit } of funds) {
    const input = { ...deposit, asset, bankReference: `bank ${asset}`, idempotencyKey: `deposit-${asset}` };
    expect(await mutate('depositRecord', input, 'deposit { asset }', treasurer.token)).toEqual({ deposit: { asset } });
    expect(await mutate('depositRecord', input, 'deposit { asset }', seller.token)).not.toHaveProperty('deposit');
  }

  await Promise.all([caughtUp(here), caughtUp(there)]);
  const [changes, sales] = [await watch(here, CHANGES), await watch(there, SALES)];
  const own = await watch(here, WALLETS, { token: seller.token });
  const terms = { title: 'Mangroves', quantity: '100', currency: 'EUR', price: { fixed: '8.35' } };
  const drafted = await mutate('announcementDraft', terms, 'announcement { id }', seller.token);
  announcementId = textAt(drafted, 'announcement', 'id');
  const opened = { announcementId, idempotencyKey: 'open-mangroves' };
  await mutate('announcementOpen', opened, 'announcement { id }', seller.token);
  const [opening] = await changes.enough(1);
  const cursor = textAt(opening, 'data', 'announcementChanged', 'cursor');

  const stream = createSseClient({ url: urlOf(there), retryAttempts: 0 });
  const streamed = record(stream.iterate({ query: SALES, variables: { after: cursor } }));
  expect(await buy('40', 'buy-forty')).toEqual({ trade: { totalPrice: '334.00', status: 'COMPLETED' } });

  const sold = tradeOf('40.00', '334.00', '60.00');
  expect(await sales.enough(1)).toEqual([sold]);
  expect(await streamed.enough(1)).toEqual([sold]);
  expect(await changes.enough(2)).toMatchObject([
    { data: { announcementChanged: { announcement: { status: 'ACTIVE', remaining: '100.00' } } } },
    { data: { announcementChanged: { announcement: { status: 'ACTIVE', remaining: '60.00' } } } },
  ]);
  // Held when it opened; sold and paid for, half a percent less, when it was bought.
  await own.enough(3);
  const moved = own.seen.map((event) => (event as { data: { walletChanged: { wallet: object } } }).data.walletChanged);
  expect(moved.map(({ wallet }) => wallet)).toEqual(
    expect.arrayContaining([
      { asset: 'CARBON', available: '0.00', held: '100.00' },
      { asset: 'CARBON', available: '0.00', held: '60.00' },
      { asset: 'EUR', available: '332.33', held: '0.00' },
    ]),
  );
  await Promise.all([changes.leave(), sales.leave(), own.leave(), streamed.leave()]);
  stream.dispose();
});

test('who was away gives the last cursor and misses nothing, alone or among those who share a subscription', async () => {
  const before = await watch(here, SALES);
  expect(await buy('10', 'buy-ten-tonnes')).toHaveProperty('trade');
  const [first] = await before.enough(1);
  const after = textAt(first, 'data', 'tradePlaced', 'cursor');
  await before.leave();

  expect(await buy('20', 'buy-twenty')).toHaveProperty('trade');
  await Promise.all([caughtUp(here), caughtUp(there)]);
  // Somebody else has the shared subscription going when they come back.
  const others = [await watch(here, SALES), await watch(there, SALES)];
  const literal = `subscription { tradePlaced(after: "${after}") { ${TRADE} } }`;
  const back = [
    await watch(here, SALES, { variables: { after } }),
    await watch(there, SALES, { variables: { after } }),
    await watch(here, literal),
  ];
  expect(await buy('30', 'buy-thirty')).toHaveProperty('trade');
  // Each event is told with what is true when it is told.
  const last = tradeOf('30.00', '250.50', '0.00', 'SOLD_OUT');
  for (const each of back) {
    const events = await each.enough(2);
    expect(events).toMatchObject([{ data: { tradePlaced: { trade: { quantity: '20.00' } } } }, last]);
  }
  for (const each of others) expect(await each.enough(1)).toEqual([last]);
  await Promise.all([...others, ...back].map((each) => each.leave()));
});

test('a token that expires closes the connection that it opened, with 4403, at whichever process', async () => {
  const token = await logIn('buyer', there);
  const watching = await watch(here, WALLETS, { token });
  expect(await watching.ended).toMatchObject({ code: 4403, reason: expect.stringContaining('expired') as string });
  const again = record(socketTo(here, token).iterate({ query: WALLETS }));
  expect(await again.ended).toMatchObject({ code: 4403 });
  expect(again.seen).toEqual([]);
});
