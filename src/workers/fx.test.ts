import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../test/harness.ts';
import { openOutsideServer, type OutsideServer } from '../../test/outside-server.ts';
import { euroInDollars } from '../../test/pricing.ts';
import { selectFxRates, selectLatestFxRates } from '../db/fx.ts';
import { readPriceSources } from '../resolvers/prices/read.ts';
import { scaled } from '../resolvers/pricing/decimals.ts';
import { passFxRates, passSimulatedFx } from './fx.ts';
import { openEcb } from './outside/ecb.ts';

// As https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml is written.
const daily = (date: string, usd: string) => `<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
  <gesmes:subject>Reference rates</gesmes:subject>
  <gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
  <Cube><Cube time='${date}'><Cube currency='USD' rate='${usd}'/><Cube currency='JPY' rate='182.05'/></Cube></Cube>
</gesmes:Envelope>`;

let t: TestApp;
let site: OutsideServer;
let answer: (response: ServerResponse) => void;
let nowMs = Date.parse('2026-11-20T16:00:00Z');
const clock = () => new Date(nowMs);
beforeAll(async () => {
  t = await openTestApp({ LOG_LEVEL: 'silent', FX_POLL_S: '60' });
  site = await openOutsideServer((_, response) => answer(response));
});
afterAll(async () => {
  await site[Symbol.asyncDispose]();
  await t[Symbol.asyncDispose]();
});
beforeEach(() => {
  nowMs += 86_400_000;
});

const say = (text: string, status = 200) => (answer = (response) => response.writeHead(status).end(text));
const look = () => {
  nowMs += 4_000_000;
  return passFxRates({
    ctx: t.nobody,
    clock,
    source: openEcb({ baseUrl: site.url, timeoutMs: 5_000, maxBytes: 100_000 }),
  });
};
const dollar = async () => (await selectLatestFxRates(t.db, 'EUR', ['USD']))[0];
const source = async () => (await readPriceSources(t.nobody)).find(({ name }) => name === 'ECB');

test('the rates of the day are kept with their source and day, and asked for once in a while', async () => {
  say(daily('2026-11-20', '1.1623'));
  await look();
  expect(await dollar()).toMatchObject({ rate: scaled('1.1623'), source: 'ECB', date: '2026-11-20', revision: 1 });
  expect(site.seen).toEqual(['GET /stats/eurofxref/eurofxref-daily.xml']);
  nowMs += 1_000;
  await passFxRates({ ctx: t.nobody, clock, source: openEcb({ baseUrl: site.url, timeoutMs: 5_000, maxBytes: 1 }) });
  expect(site.seen).toHaveLength(1);
});

test('a corrected rate counts, and what it was stays', async () => {
  say(daily('2026-11-20', '1.1625'));
  await look();
  expect(await dollar()).toMatchObject({ rate: scaled('1.1625'), revision: 2 });
  const days = { base: 'EUR', quote: 'USD', from: '2026-11-01', to: '2026-11-30', limit: 10 };
  expect(await selectFxRates(t.db, days)).toMatchObject([{ rate: scaled('1.1625') }]);
  const [kept] = await t.db.sql`select count(*)::int as count from fx_rates where quote = 'USD'`;
  expect(kept).toEqual({ count: 2 });
  await expect(t.db.sql`delete from fx_rates`).rejects.toThrow(/append/i);
});

test('what is no rate, of a day to come, or far from the last is not believed', async () => {
  const before = await dollar();
  for (const text of [daily('2027-11-20', '1.17'), daily('2026-11-21', '116.25'), daily('2026-11-21', '-1')]) {
    say(text);
    await look();
    expect(await dollar()).toEqual(before);
  }
});

test.each([
  ['BLOCKED', 'no', 403],
  ['RATE_LIMITED', 'slower', 429],
  ['UNREACHABLE', 'oops', 502],
  ['LAYOUT_CHANGED', '<html>Welcome</html>', 200],
  ['LAYOUT_CHANGED', daily('2026-11-21', '1.17').replace('<gesmes:E', '<!DOCTYPE x [<!ENTITY a "b">]><gesmes:E'), 200],
  ['LAYOUT_CHANGED', 'x'.repeat(200_000), 200],
])('%s: %.20s', async (state, text, status) => {
  const before = await dollar();
  say(text, status);
  await look();
  expect(await source()).toMatchObject({ state });
  expect(await dollar()).toEqual(before);
});

test('rates are invented where nobody tells them, say so, and give way to real ones', async () => {
  const now = new Date();
  await using lone = await openTestApp();
  await passSimulatedFx(lone.nobody, now);
  await passSimulatedFx(lone.nobody, now);
  const rates = () => selectLatestFxRates(lone.db, 'EUR', ['USD']);
  expect(await rates()).toMatchObject([{ source: 'SIMULATED', rate: scaled('1.16'), revision: 1 }]);
  await euroInDollars(lone, '1.1');
  expect(await rates()).toMatchObject([{ source: 'ECB' }]);
  await passSimulatedFx(lone.nobody, new Date(now.getTime() + 3 * 86_400_000));
  expect(await rates()).toMatchObject([{ source: 'ECB' }]);
  await passSimulatedFx(lone.nobody, new Date(now.getTime() + 9 * 86_400_000));
  expect(await rates()).toMatchObject([{ source: 'SIMULATED' }]);
});
