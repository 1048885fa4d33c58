import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { openGreeted, type Speaker, until } from '../test/clients.ts';
import { cloneDatabase } from '../test/databases.ts';
import { createLog } from './app.ts';
import { loadConfig } from './config.ts';
import { tell } from './resolvers/feed.ts';
import { type Platform, startPlatform } from './run.ts';

let database: Awaited<ReturnType<typeof cloneDatabase>>;
let dataDir: string;
beforeAll(async () => {
  database = await cloneDatabase(inject('postgresUrl'));
  dataDir = await mkdtemp(join(tmpdir(), 'ecocoin-run-'));
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true, force: true });
});

let running: Platform[] = [];
beforeEach(() => async () => {
  await Promise.all(running.map(({ stop }) => stop()));
  running = [];
});

/** A process of the platform, but that it is this one. */
async function start(role: 'api' | 'workers', env: Record<string, string> = {}): Promise<Platform> {
  const config = loadConfig({
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    DATA_DIR: dataDir,
    DATABASE_URL: database.url,
    PORT: '0',
    PRICE_SOURCES: '',
    CLOCK_PASS_MS: '50',
    ...env,
  });
  const platform = await startPlatform({ config, databaseUrl: database.url, log: createLog(config), roles: [role] });
  running.push(platform);
  return platform;
}
const urlOf = ({ api }: Platform): string => api?.url ?? '';

let ticks = 0;
/** Tells of so many prices, each in a transaction of its own; their numbers go up and never back. */
async function tick({ app }: Platform, count: number): Promise<void> {
  for (let more = 0; more < count; more += 1) {
    ticks += 1;
    const price = String(BigInt(ticks) * 10n ** 18n);
    const payload = {
      instrument: 'MCO2',
      currency: 'EUR',
      price,
      asOf: '2026-11-21T09:30:00.000Z',
      source: 'TEST',
      session: null,
      marketOpen: true,
    } as const;
    await app.db.transact((tx) => tell(tx, [{ topic: 'price', key: 'MCO2/EUR', payload }]));
    app.feed.wake();
  }
}

interface Follower {
  readonly heard: number[];
  readonly closed: Speaker['closed'];
  leave(): void;
}

/** Follows prices from a cursor on, or from now; resolves once it does. */
async function follow(platform: Platform, after: string | null): Promise<Follower> {
  const speaker = await openGreeted(`${urlOf(platform)}/graphql`);
  const query = 'subscription ($after: String) { priceTicked(after: $after) { price } }';
  const before = await subscriptionsOf(platform);
  speaker.say({ id: '1', type: 'subscribe', payload: { query, variables: { after } } });
  const heard: number[] = [];
  speaker.socket.on('message', (data: Buffer) => {
    const { payload } = JSON.parse(data.toString('utf8')) as {
      payload?: { data?: { priceTicked: { price: string } } };
    };
    if (payload?.data) heard.push(Number(payload.data.priceTicked.price));
  });
  await until(async () => (await subscriptionsOf(platform)) > before);
  return { heard, closed: speaker.closed, leave: () => speaker.socket.close() };
}

async function subscriptionsOf(platform: Platform): Promise<number> {
  const metrics = await (await fetch(`${urlOf(platform)}/metrics`)).text();
  return Number(/^ecocoin_subscriptions (\d+)$/m.exec(metrics)?.[1]);
}

describe('a rolling restart', () => {
  test('hands its subscribers a cursor with which the next process goes on: nothing is lost, nothing comes twice', async () => {
    let [current, next] = [await start('api'), await start('api')];
    const first = ticks + 1;
    const heard: number[] = [];
    let cursor: string | null = null;
    for (let round = 0; round < 4; round += 1) {
      const follower = await follow(current, cursor);
      await tick(next, 20);
      // Under way while the process ends: some of it belongs to before its cursor, the rest to after.
      const telling = tick(next, 60);
      const stopped = current.stop();
      const { code, reason } = await follower.closed;
      await Promise.all([stopped, telling]);
      expect(code).toBe(1012);
      cursor = /^The service restarts: subscribe again, after=(\S+)$/.exec(reason)?.[1] ?? null;
      expect(cursor, reason).not.toBeNull();
      heard.push(...follower.heard);
      [current, next] = [next, await start('api')];
    }
    const last = await follow(current, cursor);
    await tick(current, 1);
    await until(() => heard.length + last.heard.length >= ticks - first + 1);
    heard.push(...last.heard);
    expect(heard).toEqual(Array.from({ length: ticks - first + 1 }, (_, index) => first + index));
    last.leave();
  });

  test('says that it ends before its doors close, and serves whoever still comes', async () => {
    const platform = await start('api', { DRAIN_S: '1' });
    const ready = async () => {
      const response = await fetch(`${urlOf(platform)}/ready`);
      return { status: response.status, body: (await response.json()) as { notReady: string[] } };
    };
    expect((await ready()).body.notReady).not.toContain('ending');
    const stopped = platform.stop();
    expect(await ready()).toMatchObject({ status: 503, body: { notReady: ['ending'] } });
    const answer = await fetch(`${urlOf(platform)}/graphql?query={__typename}`);
    expect(await answer.json()).toEqual({ data: { __typename: 'Query' } });
    await stopped;
    await expect(fetch(`${urlOf(platform)}/ready`)).rejects.toThrow('fetch failed');
  });
});

describe('workers', () => {
  const names = ({ kept }: Platform): string[] => kept.map(({ name }) => name);

  test('do what their roles say, and tell how they do on a port of their own', async () => {
    const [messages, upkeep] = [
      await start('workers', { WORKER_ROLES: 'messages', WORKER_PORT: '0' }),
      await start('workers', { WORKER_ROLES: 'upkeep,market' }),
    ];
    expect(names(messages)).toContain('mail');
    expect(names(messages)).not.toContain('sweep');
    expect(names(upkeep)).toEqual(expect.arrayContaining(['sweep', 'announcement-expiry']));
    expect(names(upkeep)).not.toContain('mail');
    expect(messages.api).toBeUndefined();
    const pages = messages.pages ?? '';
    expect(await (await fetch(`${pages}/health`)).json()).toMatchObject({ status: 'ok' });
    expect((await fetch(`${pages}/ready`)).status).toBe(200);
    expect(await (await fetch(`${pages}/metrics`)).text()).toContain('ecocoin_worker_lag_seconds{worker="mail"}');
    expect((await fetch(`${pages}/graphql`)).status).toBe(404);
  });
});
