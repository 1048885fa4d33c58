import { type ExecutionResult, graphql, parse, subscribe } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../test/harness.ts';
import type { Pair } from '../db/prices.ts';
import { type DayInput, recordDays } from '../resolvers/prices/record-days.ts';
import { recordTicks } from '../resolvers/prices/record-ticks.ts';
import { schema } from './index.ts';

const EUA: Pair = { instrument: 'EUA', currency: 'EUR' };
const ETH: Pair = { instrument: 'ETH', currency: 'EUR' };
const MCO2: Pair = { instrument: 'MCO2', currency: 'EUR' };
const NOW = new Date();

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

async function ask(source: string): Promise<Record<string, unknown>> {
  const { data, errors } = await graphql({ schema, source, contextValue: t.nobody });
  if (errors) throw new AggregateError(errors, errors.map(({ message }) => message).join('; '));
  // Without the null prototypes of graphql-js.
  return JSON.parse(JSON.stringify(data)) as Record<string, unknown>;
}
const tick = (pair: Pair, price: string, secondsAgo: number) =>
  recordTicks(t.nobody, {
    source: 'COINGECKO',
    ticks: [{ ...pair, price, asOf: new Date(NOW.getTime() - secondsAgo * 1_000) }],
    seenAt: NOW,
  });
const day = (date: string, close: string): DayInput => ({
  date,
  close,
  open: null,
  high: null,
  low: null,
  volume: '13440.5',
  changePercent: null,
  isOpenDay: false,
});
const days = (pair: Pair, told: DayInput[]) => recordDays(t.nobody, { source: 'IMPORT', pair, days: told, now: NOW });

describe('what anybody may ask', () => {
  test('prices, with their age', async () => {
    await tick(MCO2, '0.0706', 40);
    expect(
      await ask(
        '{ priceLatest(instrument: MCO2, currency: EUR) { price asOf source stale simulated marketOpen session } }',
      ),
    ).toEqual({
      priceLatest: {
        price: '0.0706',
        asOf: new Date(NOW.getTime() - 40_000).toISOString(),
        source: 'COINGECKO',
        stale: false,
        simulated: false,
        marketOpen: true,
        session: null,
      },
    });
    expect(await ask('{ priceLatest(instrument: ETH, currency: USD) { price } }')).toEqual({ priceLatest: null });
    expect(await ask('{ prices(instruments: [MCO2, EUA]) { instrument currency price } }')).toEqual({
      prices: [{ instrument: 'MCO2', currency: 'EUR', price: '0.0706' }],
    });
    await expect(ask('{ priceLatest(instrument: EUA, currency: USD) { price } }')).rejects.toThrow(
      'EUA has a price in EUR, ETH only',
    );
  });

  test('the history, and how two prices move together', async () => {
    await days(EUA, [
      day('2026-06-29', '78.78'),
      day('2026-06-30', '80.16'),
      day('2026-07-01', '79.54'),
      day('2026-07-02', '80'),
    ]);
    await days(ETH, [
      day('2026-06-29', '2000'),
      day('2026-06-30', '2100'),
      day('2026-07-01', '2050'),
      day('2026-07-02', '2070'),
    ]);
    const range = 'from: "2026-06-30", to: "2026-07-02"';
    const candle = '{ date open high low close volume changeBps days isOpen sources flags }';
    const { daily, weekly } = await ask(`{
      daily: priceHistory(instrument: EUA, currency: EUR, ${range}) ${candle}
      weekly: priceHistory(instrument: EUA, currency: EUR, ${range}, interval: WEEK) ${candle}
    }`);
    expect((daily as object[])[0]).toEqual({
      date: '2026-06-30',
      open: '80.16',
      high: '80.16',
      low: '80.16',
      close: '80.16',
      volume: '13440.5',
      changeBps: 175,
      days: 1,
      isOpen: false,
      sources: ['IMPORT'],
      flags: [],
    });
    expect(weekly).toMatchObject([
      { date: '2026-06-29', open: '78.78', close: '80.00', days: 4, volume: '53762', changeBps: null },
    ]);
    const { priceCorrelation } = await ask(
      '{ priceCorrelation(windowDays: 10, to: "2026-07-05") { from to n ofReturns ofPrices sources } }',
    );
    expect(priceCorrelation).toMatchObject({ from: '2026-06-26', to: '2026-07-05', n: 4, sources: ['IMPORT'] });
    expect((priceCorrelation as { ofReturns: number }).ofReturns).toBeGreaterThan(0.9);
  });

  test('the sources', async () => {
    await t.db
      .sql`insert into price_sources (name, state, detail, failures, next_try_at) values ('INVESTING', 'BLOCKED', 'HTTP 403', 2, now())`;
    expect(await ask('{ priceSources { name state detail degraded ageS failures lastOkAt } }')).toEqual({
      priceSources: [
        {
          name: 'INVESTING',
          state: 'BLOCKED',
          detail: 'HTTP 403',
          degraded: null,
          ageS: null,
          failures: 2,
          lastOkAt: null,
        },
      ],
    });
  });
});

describe('priceTicked', () => {
  const FIELDS = '{ cursor instrument currency price source simulated marketOpen session asOf }';
  interface Ticked {
    readonly priceTicked: {
      readonly cursor: string;
      readonly instrument: string;
      readonly currency: string;
      readonly price: string;
    };
  }

  async function listen(args: string): Promise<AsyncGenerator<ExecutionResult, void, void>> {
    const result = await subscribe({
      schema,
      document: parse(`subscription { priceTicked${args} ${FIELDS} }`),
      contextValue: t.nobody,
    });
    if (!(Symbol.asyncIterator in result))
      throw new AggregateError(result.errors ?? [], 'the subscription was refused');
    return result;
  }
  const next = async (stream: AsyncGenerator<ExecutionResult, void, void>) => {
    const { value } = await stream.next();
    return (value as ExecutionResult<Ticked> | undefined)?.data?.priceTicked;
  };

  test('tells the moves of the instruments asked for, and what was missed', async () => {
    await t.broadcast();
    const all = await listen('');
    const eth = await listen('(instruments: [ETH])');
    await tick(MCO2, '0.0711', 30);
    await tick(ETH, '2500', 30);
    await t.broadcast();
    const first = await next(all);
    expect(first).toMatchObject({
      instrument: 'MCO2',
      currency: 'EUR',
      price: '0.0711',
      simulated: false,
      session: null,
    });
    expect(await next(all)).toMatchObject({ instrument: 'ETH', price: '2500.00' });
    // EUA has a stored day's close only: no live price, and so no ratio of it.
    expect(await next(eth)).toMatchObject({ instrument: 'ETH', price: '2500.00' });
    await all.return();

    await tick(MCO2, '0.0712', 20);
    await t.broadcast();
    const again = await listen(`(after: "${first?.cursor}")`);
    expect(await next(again)).toMatchObject({ instrument: 'ETH' });
    expect(await next(again)).toMatchObject({ instrument: 'MCO2', price: '0.0712' });
    await again.return();
    await eth.return();
  });
});
