import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../test/harness.ts';
import { openOutsideServer, type OutsideServer } from '../../test/outside-server.ts';
import { selectPriceDays } from '../db/price-days.ts';
import type { Pair } from '../db/prices.ts';
import { readPrice, readPriceSources } from '../resolvers/prices/read.ts';
import { openCoinGecko } from './outside/coingecko.ts';
import { openInvesting } from './outside/investing.ts';
import { passDerivedDays, passEua, passHistory, passLivePrices, passTickRetention } from './prices.ts';

const file = (name: string) => readFileSync(new URL(`../../../shared/data/${name}`, import.meta.url), 'utf8');
const MCO2: Pair = { instrument: 'MCO2', currency: 'EUR' };
const eua = file('pages/eua_2026-06_layout2026.html');
const errors = JSON.parse(file('coingecko/error_bodies.json')) as { id: string; http_status: number; body: string }[];
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

describe('CoinGecko', () => {
  const source = () => openCoinGecko({ ...limits, baseUrl: site.url, now: clock });
  const live = () => passLivePrices({ ctx: t.nobody, source: source(), clock });
  const history = () => passHistory({ ctx: t.nobody, source: source(), clock });
  const price = (eur: string) =>
    say(`{"moss-carbon-credit":{"eur":${eur},"usd":0.08,"eth":2.8e-05,"last_updated_at":${nowMs / 1_000 - 20}},
      "ethereum":{"eur":2500.5,"usd":2900.1,"last_updated_at":${nowMs / 1_000 - 20}}}`);
  /** A close for every midnight of the range that is asked for. */
  const chart: Answer = (request, response) => {
    const query = new URL(request.url ?? '', 'http://x').searchParams;
    const prices: [number, number][] = [];
    for (
      let at = Number(query.get('from')) * 1_000;
      at <= Math.min(Number(query.get('to')) * 1_000, nowMs);
      at += 86_400_000
    ) {
      prices.push([at, 100 + prices.length]);
    }
    response.writeHead(200).end(JSON.stringify({ prices, total_volumes: prices }));
  };
  const datesOf = async (pair: Pair) =>
    (await selectPriceDays(t.db, pair, { from: '2026-01-01', to: '2026-12-31', limit: 400 })).map(({ date }) => date);

  test('tells all live prices in one request a minute', async () => {
    answer = price('0.07');
    await live();
    goOn(30);
    await live();
    goOn(31);
    answer = price('0.071');
    await live();
    expect(site.seen).toHaveLength(2);
    expect(await readPrice(t.nobody, MCO2)).toMatchObject({
      price: 71_000_000_000_000_000n,
      source: 'COINGECKO',
      session: null,
    });
    expect(await sourceNamed('COINGECKO')).toMatchObject({ state: 'OK' });
  });

  test.each(errors.filter(({ http_status: status, body }) => status === 429 && body))(
    'that says $id is asked again no sooner than it said, and leaves the last price',
    async ({ body }) => {
      answer = price('0.07');
      await live();
      goOn(61);
      answer = say(body, 429, { 'retry-after': '119' });
      await live();
      expect(await sourceNamed('COINGECKO')).toMatchObject({ state: 'RATE_LIMITED', failures: 1 });
      expect(await pauseS('COINGECKO')).toBe(119);
      expect(await readPrice(t.nobody, MCO2)).toMatchObject({ price: 70_000_000_000_000_000n });
      goOn(118);
      await live();
      expect(site.seen).toHaveLength(2);
    },
  );

  test('fills the days that are missing, and asks for nothing twice', async () => {
    answer = chart;
    await history();
    // Today is not over, and of yesterday the close is known 35 minutes after midnight.
    const days = ['2026-06-26', '2026-06-27', '2026-06-28', '2026-06-29', '2026-06-30'];
    expect(await datesOf(MCO2)).toEqual(days);
    expect(await datesOf({ instrument: 'ETH', currency: 'USD' })).toEqual(days);
    expect(site.seen).toHaveLength(5);
    goOn(3_601);
    await history();
    expect(site.seen).toHaveLength(5);
    expect(await sourceNamed('COINGECKO_HISTORY')).toMatchObject({ state: 'OK' });
  });

  test('a gap that a 429 has left is filled by a later pass', async () => {
    answer = (request, response) => {
      if (site.seen.length <= 2) chart(request, response);
      else say('Throttled', 429)(request, response);
    };
    await history();
    expect(await sourceNamed('COINGECKO_HISTORY')).toMatchObject({
      state: 'RATE_LIMITED',
      detail: 'HTTP 429: Throttled',
    });
    expect(await datesOf({ instrument: 'ETH', currency: 'EUR' })).toEqual([]);
    expect(await t.db.sql`select from price_days where close is null`).toHaveLength(0);
    answer = chart;
    goOn(61);
    await history();
    expect(await datesOf({ instrument: 'ETH', currency: 'EUR' })).toHaveLength(5);
    // Two pairs before the refusal, the refused request, and the three pairs that were left.
    expect(site.seen).toHaveLength(6);
  });

  test('a day that the source itself lacks is asked for again later', async () => {
    answer = (request, response) => {
      const holed = {
        end: (text: string) => response.end(text.replace(/\[1782604800000,\d+\],?/g, '')),
        writeHead: () => holed,
      };
      chart(request, holed as unknown as ServerResponse);
    };
    await history();
    expect(await datesOf(MCO2)).toEqual(['2026-06-26', '2026-06-28', '2026-06-29', '2026-06-30']);
    answer = chart;
    goOn(3_601);
    await history();
    expect(await datesOf(MCO2)).toHaveLength(5);
  });

  test('history beyond what the plan allows is asked for as far back as it does', async () => {
    await using wide = await openTestApp({ LOG_LEVEL: 'silent', PRICE_HISTORY_DAYS: '700' });
    const tooOld = errors.find(({ id }) => id === 'history-older-than-365-days')?.body ?? '';
    answer = (request, response) => {
      const from = Number(new URL(request.url ?? '', 'http://x').searchParams.get('from')) * 1_000;
      if (from < nowMs - 365 * 86_400_000) say(tooOld, 401)(request, response);
      else chart(request, response);
    };
    await passHistory({ ctx: wide.nobody, source: source(), clock });
    const days = await selectPriceDays(wide.db, MCO2, { from: '2020-01-01', to: '2026-12-31', limit: 900 });
    expect(days).toHaveLength(364);
  });

  test('EUA/ETH is made of the days that both have', async () => {
    answer = chart;
    await history();
    answer = say(eua);
    const investing = openInvesting({ ...limits, baseUrl: site.url, unpackDir, chromiumPath: '/nowhere/chromium' });
    await passEua({ ctx: t.nobody, source: investing, clock });
    while (await passDerivedDays(t.nobody, clock));
    expect(await datesOf({ instrument: 'EUA', currency: 'ETH' })).toEqual(['2026-06-26', '2026-06-29', '2026-06-30']);
  });

  test('ticks are forgotten in time, the latest price is not', async () => {
    answer = price('0.07');
    await live();
    goOn(31 * 86_400);
    await passTickRetention(t.nobody, clock);
    expect(await t.db.sql`select from price_ticks`).toHaveLength(0);
    expect(await readPrice(t.nobody, MCO2)).toMatchObject({ price: 70_000_000_000_000_000n });
  });
});
