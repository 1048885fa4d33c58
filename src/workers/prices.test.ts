import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { documentKeys } from '../../test/document-keys.ts';
import { openTestApp, type TestApp } from '../../test/harness.ts';
import { openOutsideServer, type OutsideServer } from '../../test/outside-server.ts';
import { selectPriceDayRevisions, selectPriceDays } from '../db/price-days.ts';
import type { Pair } from '../db/prices.ts';
import { loadConfig } from '../config.ts';
import { readPrice, readPriceSources } from '../resolvers/prices/read.ts';
import { keep } from './keep.ts';
import { openInvesting } from './outside/investing.ts';
import { openPriceSources, passEua, pricePasses } from './prices.ts';

const file = (name: string) => readFileSync(new URL(`../../../shared/data/${name}`, import.meta.url), 'utf8');
const EUA: Pair = { instrument: 'EUA', currency: 'EUR' };
const eua = file('pages/eua_2026-06_layout2026.html');
const challenge = file('pages/cloudflare_just_a_moment_2025-06-20.html');
const unpackDir = join(import.meta.dirname, '../../node_modules/.cache/chromium');

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const say =
  (text: string, status = 200, headers: Readonly<Record<string, string>> = {}): Answer =>
  (_request, response) =>
    response.writeHead(status, headers).end(text);

let t: TestApp;
let site: OutsideServer;
let answer: Answer;
let nowMs: number;
const clock = () => new Date(nowMs);
const goOn = (seconds: number) => {
  nowMs += seconds * 1_000;
};

beforeEach(async () => {
  t = await openTestApp({ LOG_LEVEL: 'silent', PRICE_HISTORY_DAYS: '5' });
  site = await openOutsideServer((request, response) => {
    answer(request, response);
  });
  nowMs = Date.parse('2026-07-01T10:00:00Z');
});
afterEach(async () => {
  await site[Symbol.asyncDispose]();
  await t[Symbol.asyncDispose]();
});

const sourceNamed = async (name: string) => (await readPriceSources(t.nobody)).find((source) => source.name === name);
const pauseS = async (name: string) => (((await sourceNamed(name))?.nextTryAt.getTime() ?? 0) - nowMs) / 1_000;
const limits = { timeoutMs: 20_000, maxBytes: 8_000_000 };

describe('the EUA page', { timeout: 60_000 }, () => {
  const look = (chromiumPath?: string) => {
    const source = openInvesting({ ...limits, baseUrl: site.url, unpackDir, chromiumPath });
    return passEua({ ctx: t.nobody, source, clock });
  };
  const lookPlainly = () => look('/nowhere/chromium');

  test('is read with a real Chromium, stored, and told', async () => {
    answer = say(eua, 200, { 'content-type': 'text/html' });
    await look();
    expect(await sourceNamed('INVESTING')).toMatchObject({ state: 'OK', degraded: null, failures: 0, warnings: [] });
    expect(await pauseS('INVESTING')).toBe(300);
    expect(await readPrice(t.nobody, EUA)).toMatchObject({
      price: 7_954n * 10n ** 16n,
      source: 'INVESTING',
      session: '2026-07-01',
      marketOpen: true,
    });
    const days = await selectPriceDays(t.db, EUA, { from: '2026-06-01', to: '2026-07-01', limit: 100 });
    expect(days).toHaveLength(23);
    expect(days.every(({ flags, date }) => !flags.includes('CHANGE_MISMATCH') || date === '2026-06-01')).toBe(true);
  });

  test('without a browser is read plainly, and the source says that it is degraded', async () => {
    answer = say(eua);
    await lookPlainly();
    expect(await sourceNamed('INVESTING')).toMatchObject({
      state: 'OK',
      degraded: expect.stringContaining('CHROMIUM_PATH') as string,
    });
  });

  test('is left alone until its time has come', async () => {
    answer = say(eua);
    await lookPlainly();
    goOn(299);
    await lookPlainly();
    expect(site.seen).toHaveLength(1);
    goOn(2);
    await lookPlainly();
    expect(site.seen).toHaveLength(2);
  });

  test('is asked by one process, even if two look at once', async () => {
    answer = say(eua);
    await Promise.all([lookPlainly(), lookPlainly(), lookPlainly()]);
    expect(site.seen).toHaveLength(1);
  });

  test.each<[string, Answer, string]>([
    ['a challenge page', say(challenge, 403), 'BLOCKED'],
    ['a 403', say('Forbidden', 403), 'BLOCKED'],
    ['another layout', say('<html><body>moved</body></html>'), 'LAYOUT_CHANGED'],
    ['another instrument', say(file('pages/spx-futures_2026-01-21.full.html')), 'LAYOUT_CHANGED'],
    ['a broken connection', (request) => request.socket.destroy(), 'UNREACHABLE'],
  ])(
    'that answers with %s keeps the last price with its age, and waits longer each time',
    async (_name, bad, state) => {
      answer = say(eua);
      await lookPlainly();
      answer = bad;
      const pauses: number[] = [];
      for (let failures = 1; failures <= 8; failures += 1) {
        nowMs = (await sourceNamed('INVESTING'))?.nextTryAt.getTime() ?? 0;
        await lookPlainly();
        expect(await sourceNamed('INVESTING')).toMatchObject({
          state,
          failures,
          lastOkAt: new Date('2026-07-01T10:00:00Z'),
        });
        pauses.push(await pauseS('INVESTING'));
      }
      expect(pauses).toEqual([60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);
      expect(await readPrice(t.nobody, EUA)).toMatchObject({
        price: 7_954n * 10n ** 16n,
        asOf: new Date('2026-07-01T10:00:00Z'),
      });
      goOn(3_600);
      answer = say(eua);
      await lookPlainly();
      expect(await sourceNamed('INVESTING')).toMatchObject({ state: 'OK', failures: 0, detail: '' });
    },
  );

  test('the next day, revises what was still open', async () => {
    answer = say(eua);
    await lookPlainly();
    nowMs = Date.parse('2026-07-02T06:00:00Z');
    answer = say(eua.replaceAll('79.54', '79.61').replaceAll('-0.77', '-0.69'));
    await lookPlainly();
    expect(await selectPriceDayRevisions(t.db, EUA, '2026-07-01')).toMatchObject([
      { close: 7_954n * 10n ** 16n, isOpenDay: true },
    ]);
    expect(await readPrice(t.nobody, EUA)).toMatchObject({
      price: 7_961n * 10n ** 16n,
      marketOpen: false,
      asOf: new Date('2026-07-01T16:00:00Z'),
    });
  });

  test('a worker that is told to stop gives up at once, and the source is not blamed', async () => {
    answer = () => undefined;
    const source = openInvesting({ ...limits, baseUrl: site.url, unpackDir, chromiumPath: '/nowhere/chromium' });
    const run = (stop: AbortSignal) => passEua({ ctx: t.nobody, source, clock, stop });
    const kept = keep({ name: 'price-eua', everyMs: 60_000, run }, t.app.log);
    await vi.waitFor(() => expect(site.seen).toHaveLength(1));
    await kept.stop();
    expect(await sourceNamed('INVESTING')).toMatchObject({ state: 'NEVER_ASKED', failures: 0, nextTryAt: clock() });
  });
});

describe('the passes that run', () => {
  const namesOf = (env: Record<string, string>) => {
    const config = loadConfig(env);
    const ctx = { ...t.nobody, app: { ...t.app, config } };
    return pricePasses(ctx, openPriceSources(config)).map(({ name }) => name);
  };

  test('are those of the sources that the configuration names', () => {
    const always = ['price-derived-days', 'price-tick-retention'];
    const production = { NODE_ENV: 'production', JWT_PRIVATE_KEY: 'x', DATABASE_URL: 'postgres://x', ...documentKeys };
    expect(namesOf(production)).toEqual([...always, 'price-eua', 'price-live', 'price-history']);
    expect(namesOf({ ...production, PRICE_SOURCES: 'COINGECKO' })).toEqual([...always, 'price-live', 'price-history']);
    expect(namesOf({ NODE_ENV: 'development', PRICE_SOURCES: ',' })).toEqual([...always, 'price-simulation']);
  });
});
