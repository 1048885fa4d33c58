import { z } from 'zod';
import { readAnswer } from './coingecko-answer.ts';
import { daysOfPoints, type Point } from './coingecko-days.ts';
import { fetchText } from './fetch-text.ts';
import {
  failure,
  type DaysOutcome,
  type DaysRequest,
  type PriceSource,
  type SourceCurrency,
  type SourceFailure,
  type SourceInstrument,
  type SourceTick,
  type SourceWarning,
  type TicksOutcome,
} from './price-source.ts';
import { MIDNIGHT_GRACE_MS, plainNumber } from './vendor-text.ts';

export interface CoinGeckoOptions {
  readonly baseUrl: string;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly apiKey?: string | undefined;
  readonly now?: () => Date;
}

interface Coin {
  readonly instrument: SourceInstrument;
  readonly id: string;
  readonly currencies: readonly SourceCurrency[];
}

const COINS: readonly Coin[] = [
  { instrument: 'MCO2', id: 'moss-carbon-credit', currencies: ['EUR', 'USD', 'ETH'] },
  { instrument: 'ETH', id: 'ethereum', currencies: ['EUR', 'USD'] },
];
/** A clock of theirs may run ahead of ours by this much; a price from further in the future has no known time. */
const CLOCK_TOLERANCE_MS = 120_000;
const PRO_HOST = 'pro-api.coingecko.com';

/** MCO2 and ETH from the CoinGecko API: all live prices in one request, past days in one request a pair. */
export function openCoinGecko(options: CoinGeckoOptions): PriceSource {
  return {
    name: 'COINGECKO',
    readTicks: (signal) => readTicks(options, signal),
    readDays: (request, signal) => readDays(options, request, signal),
  };
}

const coinPrices = z.record(z.string(), z.record(z.string(), z.unknown()));

async function readTicks(options: CoinGeckoOptions, signal: AbortSignal | undefined): Promise<TicksOutcome> {
  const answer = await ask(options, '/simple/price', signal, {
    ids: COINS.map(({ id }) => id).join(','),
    vs_currencies: 'eur,usd,eth',
    include_last_updated_at: 'true',
    precision: 'full',
  });
  if (answer.state !== 'JSON') return answer;
  const coins = coinPrices.safeParse(answer.json);
  if (!coins.success) return failure('LAYOUT_CHANGED', 'the answer of /simple/price is not understood');
  const nowMs = (options.now?.() ?? new Date()).getTime();
  const ticks: SourceTick[] = [];
  const warnings: SourceWarning[] = [];
  for (const { instrument, id, currencies } of COINS) {
    const coin = coins.data[id] ?? {};
    const asOf = timeOf(coin['last_updated_at'], nowMs);
    if (asOf === undefined) warnings.push({ code: 'TIME_UNKNOWN', detail: `${id}: last_updated_at is not usable` });
    for (const currency of currencies) {
      const price = positive(coin[currency.toLowerCase()]);
      if (price === undefined) {
        warnings.push({ code: 'PRICE_MISSING', detail: `${id} has no price in ${currency}` });
      } else {
        ticks.push({ instrument, currency, price, asOf: asOf ?? new Date(nowMs) });
      }
    }
  }
  if (ticks.length === 0) return failure('LAYOUT_CHANGED', 'the answer of /simple/price holds none of the prices');
  return { state: 'OK', ticks, warnings };
}

const chart = z.object({
  prices: z.array(z.tuple([z.string(), z.string().nullable()]).rest(z.unknown())),
  total_volumes: z.array(z.tuple([z.string(), z.string().nullable()]).rest(z.unknown())).optional(),
});

async function readDays(
  options: CoinGeckoOptions,
  request: DaysRequest,
  signal: AbortSignal | undefined,
): Promise<DaysOutcome> {
  const coin = COINS.find(({ instrument }) => instrument === request.instrument);
  if (coin === undefined || !coin.currencies.includes(request.currency)) {
    return failure('REFUSED', `CoinGecko is not asked for ${request.instrument} in ${request.currency}`);
  }
  const [from, to] = [Date.parse(request.from), Date.parse(request.to) + 86_400_000];
  const answer = await ask(options, `/coins/${coin.id}/market_chart/range`, signal, {
    vs_currency: request.currency.toLowerCase(),
    from: String(from / 1_000),
    // The price that closes the last day is the one of the midnight after it.
    to: String((to + MIDNIGHT_GRACE_MS) / 1_000),
    precision: 'full',
  });
  if (answer.state !== 'JSON') return answer;
  const read = chart.safeParse(answer.json);
  const points = read.success ? pointsOf(read.data) : undefined;
  if (points === undefined) return failure('LAYOUT_CHANGED', 'the answer of /market_chart/range is not understood');
  const { days, warnings } = daysOfPoints(points, request.from, request.to);
  return { state: 'OK', days, marketOpen: null, warnings };
}

/** A price of null is a gap of theirs: no point, so that no day is made of it. */
function pointsOf(read: z.output<typeof chart>): Point[] | undefined {
  const volumes = new Map((read.total_volumes ?? []).map(([at, volume]) => [at, volume]));
  const points: Point[] = [];
  for (const [at, text] of read.prices) {
    if (!/^\d{12,14}$/.test(at)) return undefined;
    if (text === null) continue;
    const price = positive(text);
    if (price === undefined) return undefined;
    points.push({ atMs: Number(at), price, volume: plainNumber(volumes.get(at) ?? '') ?? null });
  }
  return points;
}

async function ask(
  options: CoinGeckoOptions,
  path: string,
  signal: AbortSignal | undefined,
  query: Readonly<Record<string, string>>,
): Promise<{ state: 'JSON'; json: unknown } | SourceFailure> {
  const url = `${options.baseUrl}${path}?${new URLSearchParams(query).toString()}`;
  const key = options.apiKey;
  const keyHeader = new URL(url).hostname === PRO_HOST ? 'x-cg-pro-api-key' : 'x-cg-demo-api-key';
  const headers = { accept: 'application/json', ...(key === undefined ? {} : { [keyHeader]: key }) };
  const answer = await fetchText(url, { timeoutMs: options.timeoutMs, maxBytes: options.maxBytes, headers, signal });
  return answer.state === 'ANSWER' ? readAnswer(answer) : answer;
}

function positive(value: unknown): string | undefined {
  const number = typeof value === 'string' ? plainNumber(value) : undefined;
  return number === undefined || number.startsWith('-') || !/[1-9]/.test(number) ? undefined : number;
}

function timeOf(value: unknown, nowMs: number): Date | undefined {
  if (typeof value !== 'string' || !/^\d{9,11}$/.test(value)) return undefined;
  const atMs = Number(value) * 1_000;
  return atMs > nowMs + CLOCK_TOLERANCE_MS ? undefined : new Date(Math.min(atMs, nowMs));
}
