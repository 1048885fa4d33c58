import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { selectPriceDayRevisions, selectPriceDays } from '../../db/price-days.ts';
import type { Pair } from '../../db/prices.ts';
import { recordDays } from './record-days.ts';
import { readPrice } from './read.ts';
import { recordTicks, type TickInput } from './record-ticks.ts';
import { SIMULATED } from './rules.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());
beforeEach(async () => {
  await t.db.sql`truncate price_latest, price_ticks, price_days, outbox`;
});

const MCO2_EUR = { instrument: 'MCO2', currency: 'EUR' } as const;
const NOW_MS = Date.now();
const at = (secondsAgo: number) => new Date(NOW_MS - secondsAgo * 1_000);
const tick = (
  price: string,
  secondsAgo: number,
  pair: Pick<TickInput, 'instrument' | 'currency'> = MCO2_EUR,
): TickInput => ({
  ...pair,
  price,
  asOf: at(secondsAgo),
});
const record = (ticks: TickInput[], source = 'COINGECKO', secondsAgo = 0) =>
  recordTicks(t.nobody, { source, ticks, seenAt: at(secondsAgo) });

const ticksStored = async () =>
  (await t.db.sql<{ price: bigint; suspect: boolean }[]>`select price, suspect from price_ticks order by id`).map(
    ({ price, suspect }) => `${price}${suspect ? '?' : ''}`,
  );
const eventsTold = async () =>
  await t.db.sql<{ key: string; payload: Record<string, unknown> }[]>`
    select key, payload from outbox where topic = 'price' order by position`;

describe('a live price', () => {
  test('becomes the latest price, a tick and an event', async () => {
    expect(await record([tick('0.0706', 30)])).toEqual({ moved: 1, same: 0, kept: 0, suspect: 0, refused: [] });
    expect(await readPrice(t.nobody, MCO2_EUR)).toMatchObject({
      price: 70_600_000_000_000_000n,
      source: 'COINGECKO',
      asOf: at(30),
      session: null,
      marketOpen: true,
      stale: false,
    });
    expect(await ticksStored()).toEqual(['70600000000000000']);
    const [event] = await eventsTold();
    expect(event).toMatchObject({
      key: 'MCO2/EUR',
      payload: { ...MCO2_EUR, price: '70600000000000000', source: 'COINGECKO', session: null, marketOpen: true },
    });
  });

  test('told twice is one tick, but it was heard again', async () => {
    await record([tick('0.07', 90)], 'COINGECKO', 60);
    expect(await record([tick('0.07', 30)])).toMatchObject({ moved: 0, same: 1 });
    expect(await ticksStored()).toHaveLength(1);
    expect(await eventsTold()).toHaveLength(1);
    expect(await readPrice(t.nobody, MCO2_EUR)).toMatchObject({ asOf: at(30), seenAt: at(0) });
  });

  test('that is older than the known one changes nothing', async () => {
    await record([tick('0.07', 30)]);
    expect(await record([tick('0.08', 60)])).toMatchObject({ moved: 0, kept: 1 });
    expect((await readPrice(t.nobody, MCO2_EUR))?.price).toBe(70_000_000_000_000_000n);
  });

  test('far from the last one counts when a second look agrees', async () => {
    await record([tick('0.07', 50)]);
    expect(await record([tick('0.0001', 40)])).toMatchObject({ suspect: 1, moved: 0 });
    expect((await readPrice(t.nobody, MCO2_EUR))?.price).toBe(70_000_000_000_000_000n);
    expect(await record([tick('0.071', 30)])).toMatchObject({ moved: 1 });
    expect(await record([tick('0.2', 20)])).toMatchObject({ suspect: 1 });
    expect(await record([tick('0.21', 10)])).toMatchObject({ moved: 1 });
    expect((await readPrice(t.nobody, MCO2_EUR))?.price).toBe(210_000_000_000_000_000n);
    expect((await ticksStored()).filter((price) => price.endsWith('?'))).toHaveLength(2);
    expect(await eventsTold()).toHaveLength(3);
  });

  test('of no pair, or no price, is refused by name, and the others are taken', async () => {
    const report = await record([
      tick('0', 9),
      tick('1', 9, { instrument: 'EUA', currency: 'USD' }),
      tick('2912.4381093451773', 9, { instrument: 'ETH', currency: 'USD' }),
    ]);
    expect(report).toMatchObject({ moved: 1, refused: ['MCO2/EUR: 0', 'EUA/USD: 1'] });
  });

  test('simulated never takes the place of a real one, and a real one takes it at once', async () => {
    await record([tick('0.05', 20)], SIMULATED);
    await record([tick('0.07', 3_000)]);
    expect(await record([tick('0.06', 1)], SIMULATED)).toMatchObject({ moved: 0, kept: 1 });
    expect(await readPrice(t.nobody, MCO2_EUR)).toMatchObject({ source: 'COINGECKO', price: 70_000_000_000_000_000n });
  });

  test('two processes at the same moment leave one tick', async () => {
    const reports = await Promise.all(Array.from({ length: 8 }, () => record([tick('0.07', 30)])));
    expect(reports.reduce((sum, { moved }) => sum + moved, 0)).toBe(1);
    expect(await ticksStored()).toHaveLength(1);
  });
});

describe('EUA/ETH', () => {
  const EUA = { instrument: 'EUA', currency: 'EUR' } as const;
  const ETH = { instrument: 'ETH', currency: 'EUR' } as const;
  const RATIO = { instrument: 'EUA', currency: 'ETH' } as const;

  test('follows from its two prices, as old as the older', async () => {
    await record([{ ...tick('80', 60, EUA), session: '2026-07-01', marketOpen: false }], 'INVESTING');
    expect(await readPrice(t.nobody, RATIO)).toBeNull();
    expect(await record([tick('2500', 10, ETH)])).toMatchObject({ moved: 2 });
    expect(await readPrice(t.nobody, RATIO)).toMatchObject({
      price: 32_000_000_000_000_000n,
      source: 'DERIVED',
      asOf: at(60),
      session: '2026-07-01',
      marketOpen: false,
    });
    await record([tick('2000', 5, ETH)]);
    expect((await readPrice(t.nobody, RATIO))?.price).toBe(40_000_000_000_000_000n);
    expect((await eventsTold()).map(({ key }) => key)).toEqual(['EUA/EUR', 'ETH/EUR', 'EUA/ETH', 'ETH/EUR', 'EUA/ETH']);
  });

  test('is simulated if one of them is, and stale if one of them is', async () => {
    await record([tick('2500', 3_600, ETH)], 'COINGECKO', 3_600);
    await record([tick('80', 10, EUA)], SIMULATED);
    expect(await readPrice(t.nobody, RATIO)).toMatchObject({ source: SIMULATED, stale: true });
  });
});

describe('the day that goes on', () => {
  const midnight = `${new Date().toISOString().slice(0, 10)}T00:00:00.000Z`;
  const date = midnight.slice(0, 10);
  // A pair of its own for each test: what a day was before is never deleted.
  const seen = (pair: Pair, source: string, minute: number, price: string) =>
    recordTicks(t.nobody, {
      source,
      ticks: [{ ...pair, price, asOf: new Date(Date.parse(midnight) + minute * 60_000) }],
      seenAt: new Date(),
    });
  const today = (pair: Pair) => selectPriceDays(t.db, pair, { from: date, to: date, limit: 9 });

  test('takes in the prices seen', async () => {
    const pair = { instrument: 'ETH', currency: 'USD' } as const;
    for (const [minute, price] of ['0.07', '0.075', '0.068', '0.071'].entries()) {
      await seen(pair, 'COINGECKO', minute, price);
    }
    expect(await today(pair)).toMatchObject([
      {
        open: 70_000_000_000_000_000n,
        high: 75_000_000_000_000_000n,
        low: 68_000_000_000_000_000n,
        close: 71_000_000_000_000_000n,
        flags: ['SAMPLED'],
        isOpenDay: true,
        revision: 1,
      },
    ]);
  });

  test('begins anew when the first real price comes, and what was simulated is kept as such', async () => {
    const pair = { instrument: 'MCO2', currency: 'USD' } as const;
    await seen(pair, SIMULATED, 0, '0.09');
    await seen(pair, 'COINGECKO', 1, '0.07');
    expect(await today(pair)).toMatchObject([{ high: 70_000_000_000_000_000n, source: 'COINGECKO', revision: 2 }]);
    expect(await selectPriceDayRevisions(t.db, pair, date)).toMatchObject([{ source: SIMULATED }]);
  });

  test('is left alone once it is known to be over', async () => {
    const pair = { instrument: 'MCO2', currency: 'ETH' } as const;
    const day = { date, open: null, high: null, low: null, close: '0.05', volume: null, changePercent: null };
    await recordDays(t.nobody, { source: 'COINGECKO', pair, days: [{ ...day, isOpenDay: false }], now: new Date() });
    await seen(pair, 'COINGECKO', 1, '0.07');
    expect(await today(pair)).toMatchObject([{ close: 50_000_000_000_000_000n, revision: 1 }]);
  });
});
