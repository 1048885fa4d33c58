import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { openOutsideServer } from '../../../test/outside-server.ts';
import { readAnswer } from './coingecko-answer.ts';
import { openCoinGecko, type CoinGeckoOptions } from './coingecko.ts';
import type { DaysOutcome, DaysRequest, TicksOutcome } from './price-source.ts';

const data = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../../shared/data/coingecko/${name}`, import.meta.url), 'utf8')) as unknown;

interface ErrorBody {
  readonly id: string;
  readonly http_status: number | null;
  readonly headers: Readonly<Record<string, string>> | null;
  readonly body?: string;
  readonly body_starts_with?: string;
}
interface Exchange {
  readonly uri: string;
  readonly body: string;
}

const errors = data('error_bodies.json') as ErrorBody[];
const exchanges = data('recorded_exchanges.json') as Exchange[];
const NOW = new Date('2026-06-19T12:00:30Z');
const SEEN_AT = Math.floor(NOW.getTime() / 1_000) - 25;

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const json =
  (body: string, status = 200, headers: Readonly<Record<string, string>> = {}): Answer =>
  (_request, response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);

async function ticks(answer: Answer, more: Partial<CoinGeckoOptions> = {}): Promise<TicksOutcome & { seen: string[] }> {
  await using site = await openOutsideServer(answer);
  const options = { baseUrl: `${site.url}/api/v3`, timeoutMs: 5_000, maxBytes: 1_000_000, now: () => NOW, ...more };
  return { ...((await openCoinGecko(options).readTicks?.()) as TicksOutcome), seen: site.seen };
}

async function days(answer: Answer, request: DaysRequest): Promise<DaysOutcome & { seen: string[] }> {
  await using site = await openOutsideServer(answer);
  const options = { baseUrl: site.url, timeoutMs: 5_000, maxBytes: 10_000_000 };
  return { ...((await openCoinGecko(options).readDays?.(request)) as DaysOutcome), seen: site.seen };
}

const LIVE = `{"ethereum":{"eur":2540.67,"usd":2912.4381093451773,"eth":1.0,"last_updated_at":${SEEN_AT}},
  "moss-carbon-credit":{"eur":0.07060391,"usd":0.080939,"eth":2.7778e-05,"last_updated_at":${SEEN_AT - 3_600}}}`;

describe('live prices', () => {
  test('come in one request, exactly as written', async () => {
    const outcome = await ticks(json(LIVE));
    const asOf = new Date(SEEN_AT * 1_000);
    const hourAgo = new Date((SEEN_AT - 3_600) * 1_000);
    expect(outcome).toMatchObject({
      state: 'OK',
      warnings: [],
      ticks: [
        { instrument: 'MCO2', currency: 'EUR', price: '0.07060391', asOf: hourAgo },
        { instrument: 'MCO2', currency: 'USD', price: '0.080939', asOf: hourAgo },
        { instrument: 'MCO2', currency: 'ETH', price: '0.000027778', asOf: hourAgo },
        { instrument: 'ETH', currency: 'EUR', price: '2540.67', asOf },
        { instrument: 'ETH', currency: 'USD', price: '2912.4381093451773', asOf },
      ],
    });
    expect(outcome.seen).toHaveLength(1);
    const url = new URL(outcome.seen[0]?.slice('GET '.length) ?? '', 'http://x');
    expect(url.pathname).toBe('/api/v3/simple/price');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      ids: 'moss-carbon-credit,ethereum',
      vs_currencies: 'eur,usd,eth',
      include_last_updated_at: 'true',
      precision: 'full',
    });
  });

  const recorded = exchanges.filter(({ uri }) =>
    /simple\/price\/?\?.*ids=ethereum&vs_currencies=(?:eur|usd)$/.test(uri),
  );

  test.each(recorded.map(({ uri, body }) => [uri.slice(-16), body]))(
    'of a recorded answer: %s %s',
    async (_uri, body) => {
      const outcome = await ticks(json(body));
      const [, currency, price] = /"(eur|usd)":([\d.]+)/.exec(body) ?? [];
      expect(outcome).toMatchObject({
        state: 'OK',
        ticks: [{ instrument: 'ETH', currency: currency?.toUpperCase(), price, asOf: NOW }],
      });
      expect(outcome.state === 'OK' && outcome.warnings.map(({ code }) => code)).toEqual(
        expect.arrayContaining(['PRICE_MISSING', 'TIME_UNKNOWN']),
      );
    },
  );

  test.each([
    ['null', '{"ethereum":{"eur":null,"usd":2.5,"last_updated_at":1}}'],
    ['zero', '{"ethereum":{"eur":0,"usd":2.5,"last_updated_at":1}}'],
    ['negative', '{"ethereum":{"eur":-1,"usd":2.5,"last_updated_at":1}}'],
    ['text', '{"ethereum":{"eur":"NaN","usd":2.5,"last_updated_at":1}}'],
    ['absurd', '{"ethereum":{"eur":1e400,"usd":2.5,"last_updated_at":1}}'],
  ])('that are %s are missing, and the others are kept', async (_name, body) => {
    const outcome = await ticks(json(body));
    expect(outcome).toMatchObject({ state: 'OK', ticks: [{ instrument: 'ETH', currency: 'USD', price: '2.5' }] });
  });

  test('with a time in the future have no known time', async () => {
    const outcome = await ticks(json(`{"ethereum":{"eur":2.5,"last_updated_at":${SEEN_AT + 86_400}}}`));
    expect(outcome).toMatchObject({ ticks: [{ asOf: NOW }] });
    expect(outcome.state === 'OK' && outcome.warnings).toContainEqual({
      code: 'TIME_UNKNOWN',
      detail: 'ethereum: last_updated_at is not usable',
    });
  });

  test.each(['{}', '[]', 'null', '{"ethereum":{}}', '{"ethereum":3}', '', '{', '['.repeat(500_000)])(
    'that are not there are LAYOUT_CHANGED (%#)',
    async (body) => {
      expect((await ticks(json(body))).state).toBe('LAYOUT_CHANGED');
    },
  );
});

describe('the error answers', () => {
  const expected: Readonly<Record<string, object>> = {
    'rate-limit-json': { state: 'RATE_LIMITED', retryAfterMs: 119_000 },
    'rate-limit-json-2': { state: 'RATE_LIMITED' },
    'rate-limit-plain-text': { state: 'RATE_LIMITED' },
    'cloudflare-1015-plain': { state: 'RATE_LIMITED' },
    'cloudflare-access-denied-html': { state: 'BLOCKED' },
    'history-older-than-365-days': { state: 'REFUSED', vendorCode: 10_012 },
    'pro-key-on-public-host': { state: 'REFUSED', vendorCode: 10_010 },
    'demo-key-on-pro-host': { state: 'REFUSED', vendorCode: 10_011 },
    'unknown-coin': { state: 'REFUSED' },
  };

  test('are all in the table', () => {
    expect(errors.map(({ id }) => id).toSorted()).toEqual(Object.keys(expected).toSorted());
  });

  test.each(errors)('$id', async ({ id, http_status: status, headers, body, body_starts_with: start }) => {
    const { date: _date, ...sent } = headers ?? {};
    const outcome = await ticks(json(body ?? start ?? '', status ?? 403, sent));
    expect(outcome).toMatchObject(expected[id] ?? {});
  });

  // The status was not always recorded; what the answer says must be enough.
  test.each(errors)('$id with status 200', ({ id, headers, body, body_starts_with: start }) => {
    const text = body ?? start ?? '';
    const answer = { state: 'ANSWER', status: 200, headers: new Headers(headers ?? {}), text, url: '' } as const;
    expect(readAnswer(answer)).toMatchObject(expected[id] ?? {});
  });

  test('say what to set right when key and host are crossed', async () => {
    const body = errors.find(({ id }) => id === 'pro-key-on-public-host')?.body ?? '';
    expect(await ticks(json(body, 400))).toMatchObject({
      detail: expect.stringContaining('pro-api.coingecko.com') as string,
    });
  });

  test('an HTML page with status 429, and troubles of their own', async () => {
    expect((await ticks(json('<html><title>Too many</title></html>', 429))).state).toBe('RATE_LIMITED');
    expect((await ticks(json('<html><title>Bad gateway</title></html>', 502))).state).toBe('UNREACHABLE');
    expect((await ticks(json('{"error":"oops"}', 500))).state).toBe('UNREACHABLE');
    expect((await ticks((request) => request.socket.destroy())).state).toBe('UNREACHABLE');
    expect((await ticks(() => undefined, { timeoutMs: 200 })).state).toBe('UNREACHABLE');
    expect((await ticks(json(`{"a":"${'x'.repeat(2_000_000)}"}`))).state).toBe('LAYOUT_CHANGED');
  });

  test('a Retry-After of a date', async () => {
    const at = new Date(Date.now() + 90_000).toUTCString();
    const outcome = await ticks(json('Throttled', 429, { 'retry-after': at }));
    expect('retryAfterMs' in outcome && outcome.retryAfterMs).toBeGreaterThan(80_000);
    expect('retryAfterMs' in outcome && outcome.retryAfterMs).toBeLessThanOrEqual(90_000);
  });
});

describe('the key', () => {
  test('goes in the header of the demo plan, and to nobody else', async () => {
    const keys: unknown[] = [];
    await using stranger = await openOutsideServer(json('{}'));
    const outcome = await ticks(
      (request, response) => {
        keys.push(request.headers['x-cg-demo-api-key'], request.headers['x-cg-pro-api-key']);
        response.writeHead(302, { location: stranger.url }).end();
      },
      { apiKey: 'a-key' },
    );
    expect(outcome.state).toBe('BLOCKED');
    expect(keys).toEqual(['a-key', undefined]);
    expect(stranger.seen).toEqual([]);
    expect(JSON.stringify(outcome)).not.toContain('a-key');
  });
});

describe('past days', () => {
  const at = (iso: string) => Date.parse(iso);

  test('of daily midnights: each closes the day before', async () => {
    const prices = [
      [at('2026-06-17T00:00:00Z'), 0.081],
      [at('2026-06-18T00:00:00Z'), 0.0805],
      [at('2026-06-19T00:05:11Z'), 0.0809],
      [at('2026-06-19T12:00:00Z'), 0.083],
    ];
    const body = JSON.stringify({ prices, market_caps: [], total_volumes: prices.map(([time]) => [time, 634.25]) });
    const request = { instrument: 'MCO2', currency: 'USD', from: '2026-06-16', to: '2026-06-19' } as const;
    const outcome = await days(json(body), request);
    const rest = { open: null, high: null, low: null, volume: '634.25', changePercent: null };
    expect(outcome).toMatchObject({
      state: 'OK',
      days: [
        { date: '2026-06-18', close: '0.0809', ...rest },
        { date: '2026-06-17', close: '0.0805', ...rest },
        { date: '2026-06-16', close: '0.081', ...rest },
      ],
      warnings: [{ code: 'DAY_INCOMPLETE' }],
    });
    const url = new URL(outcome.seen[0]?.slice('GET '.length) ?? '', 'http://x');
    expect(url.pathname).toBe('/coins/moss-carbon-credit/market_chart/range');
    expect(url.searchParams.get('from')).toBe(String(at('2026-06-16') / 1_000));
    expect(Number(url.searchParams.get('to')) * 1_000).toBe(at('2026-06-20T00:10:00Z'));
  });

  test('of hourly points: the last of the day; a hole is no close', async () => {
    const hours = Array.from({ length: 72 }, (_, hour) => [at('2026-06-16T00:00:34Z') + hour * 3_600_000, 100 + hour]);
    const holed = hours.filter((_, hour) => hour < 30 || hour > 40);
    const request = { instrument: 'ETH', currency: 'EUR', from: '2026-06-16', to: '2026-06-18' } as const;
    const outcome = await days(json(JSON.stringify({ prices: holed })), request);
    // The point of 00:00:34 closes the day before; the 18th has its last at 23:00:34.
    expect(outcome.state === 'OK' && outcome.days.map(({ date, close }) => [date, close])).toEqual([
      ['2026-06-18', '171'],
      ['2026-06-17', '148'],
      ['2026-06-16', '124'],
    ]);
    const early = hours.filter((_, hour) => hour < 40);
    const cut = await days(json(JSON.stringify({ prices: early })), request);
    expect(cut.state === 'OK' && cut.days.map(({ date }) => date)).toEqual(['2026-06-16']);
    expect(cut.state === 'OK' && cut.warnings.map(({ code }) => code)).toEqual(['DAY_INCOMPLETE']);
  });

  test('a price of null is a gap, never a price', async () => {
    const prices = [
      [at('2026-06-17T00:00:00Z'), null],
      [at('2026-06-18T00:00:00Z'), 2],
    ];
    const request = { instrument: 'ETH', currency: 'EUR', from: '2026-06-16', to: '2026-06-17' } as const;
    const outcome = await days(json(JSON.stringify({ prices })), request);
    expect(outcome.state === 'OK' && outcome.days.map(({ date }) => date)).toEqual(['2026-06-17']);
  });

  test.each(['{}', '{"prices":3}', '{"prices":[[1,2]]}', '{"prices":[["x",2]]}', '{"prices":[[1750118400000,-2]]}'])(
    'in a form that is not understood: %s',
    async (body) => {
      const request = { instrument: 'ETH', currency: 'EUR', from: '2025-06-16', to: '2025-06-17' } as const;
      expect((await days(json(body), request)).state).toBe('LAYOUT_CHANGED');
    },
  );

  test('are not asked for what CoinGecko does not have', async () => {
    const request = { instrument: 'EUA', currency: 'EUR', from: '2025-06-16', to: '2025-06-17' } as const;
    expect(await days(json('{}'), request)).toMatchObject({ state: 'REFUSED', seen: [] });
  });
});
