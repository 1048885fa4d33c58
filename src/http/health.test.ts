import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startTestChain } from '../../test/chain.ts';
import { openTestApi, post, send, type TestApi, tickPrice } from '../../test/clients.ts';
import type { TestApp } from '../../test/harness.ts';
import { claimPriceSource, updatePriceSource } from '../db/prices.ts';
import type { Worker } from '../resolvers/health/read.ts';
import type { Pages } from './routes.ts';
import { healthPages } from './health.ts';

const workers: Worker[] = [
  { name: 'broadcast', everyMs: 500, lastPassAt: new Date(), lastError: undefined },
  { name: 'mail', everyMs: 1_000, lastPassAt: new Date(), lastError: 'the server said no' },
];

const open = (env: Record<string, string> = {}, kept: readonly Worker[] = workers): Promise<TestApi> =>
  openTestApi(env, (t) => healthPages(t.app, kept));

let on: TestApi;
beforeAll(async () => {
  on = await open();
});
afterAll(() => on[Symbol.asyncDispose]());

interface Ready {
  readonly ready: boolean;
  readonly notReady: string[];
  readonly [part: string]: unknown;
}
async function ready(api: TestApi): Promise<{ status: number; told: Ready }> {
  const { status, text } = await send(`${api.api.url}/ready`, {});
  return { status, told: JSON.parse(text) as Ready };
}

test('/health says that the process lives', async () => {
  const { status, headers, text } = await send(`${on.api.url}/health`, {});
  expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(JSON.parse(text)).toMatchObject({ status: 'ok' });
});

describe('/ready', () => {
  test('names every part and how it does', async () => {
    const at = new Date();
    await claimPriceSource(on.t.db, 'COINGECKO', at, at);
    const source = {
      name: 'COINGECKO',
      state: 'RATE_LIMITED' as const,
      detail: 'asked to wait',
      degraded: null,
      warnings: [],
      nextTryAt: at,
      failures: 1,
    };
    await updatePriceSource(on.t.db, source, new Date(Date.now() - 60_000));
    const { status, told } = await ready(on);
    expect(status).toBe(200);
    expect(told).toMatchObject({
      ready: true,
      notReady: [],
      database: { ready: true },
      outbox: { ready: true, lagMs: 0 },
      workers: [
        { name: 'broadcast', ready: true },
        { name: 'mail', ready: true, lastError: 'the server said no' },
      ],
      priceSources: [{ name: 'COINGECKO', state: 'RATE_LIMITED', detail: 'asked to wait' }],
    });
    const [{ ageMs }] = told['priceSources'] as [{ ageMs: number }];
    expect(ageMs).toBeGreaterThanOrEqual(60_000);
    expect(ageMs).toBeLessThan(120_000);
  });

  test('is 503 when a worker has not passed for too long, its own pause aside', async () => {
    const lastPassAt = new Date(Date.now() - 70_000);
    const stuck = [
      { name: 'sweep', everyMs: 5_000, lastPassAt, lastError: undefined },
      { name: 'market-index', everyMs: 300_000, lastPassAt, lastError: undefined },
    ];
    await using api = await open({ WORKER_LAG_ALARM_MS: '60000' }, stuck);
    const { status, told } = await ready(api);
    expect([status, told.notReady]).toEqual([503, ['worker sweep']]);
  });

  test('is 503 when events wait too long', async () => {
    await using api = await open({ OUTBOX_LAG_ALARM_MS: '1' });
    await tickPrice(api.t, 1);
    await api.t.db.sql`update outbox set created_at = now() - interval '10 seconds'`;
    const { status, told } = await ready(api);
    expect([status, told.notReady]).toEqual([503, ['outbox']]);
    expect((told['outbox'] as { lagMs: number }).lagMs).toBeGreaterThanOrEqual(10_000);
  });

  test('is 503 when the chain does not answer or is another one, and says which without its URL', async () => {
    await using chain = await startTestChain();
    const pages = (t: TestApp): Pages => healthPages(t.app, workers);
    await using api = await openTestApi({ LOG_LEVEL: 'silent' }, pages, chain);
    await using other = await openTestApi({}, pages, { ...chain.chain, chainId: 1 });
    const well = await ready(api);
    expect(well).toMatchObject({ status: 200, told: { chain: { ready: true, chainId: 31_337 } } });
    expect((well.told['chain'] as { head: string }).head).toBe(String(await chain.height()));
    const wrong = await ready(other);
    expect([wrong.status, wrong.told.notReady]).toEqual([503, ['chain']]);
    expect(wrong.told['chain']).toMatchObject({ ready: false, chainId: 1, error: 'is chain 31337' });

    await chain.stop();
    // What was just found out is kept for a second.
    const isGone = async () => {
      const read = await ready(api);
      return read.status === 503 && read;
    };
    const gone = await vi.waitUntil(isGone, { timeout: 10_000 });
    expect(gone.told.notReady).toEqual(['chain']);
    expect(gone.told['chain']).toEqual({ ready: false, chainId: 31_337, error: 'NETWORK' });
  });

  test('is 503 without the database, and says no more than that', async () => {
    const api = await open({ LOG_LEVEL: 'silent' });
    await api.t.db.close();
    const { status, told } = await ready(api);
    expect([status, told.notReady]).toEqual([503, ['database', 'outbox']]);
    expect(told['database']).toEqual({ ready: false, error: 'does not answer' });
    expect((await send(`${api.api.url}/health`, {})).status).toBe(200);
    await api[Symbol.asyncDispose]();
  });
});

describe('/metrics', () => {
  test('counts operations by what they ask, never by what clients call them', async () => {
    for (const name of ['One', 'Two', 'Three']) await post(on.url, { query: `query ${name} { prices { price } }` });
    await post(on.url, { query: '{ nothing }' });
    const { headers, text } = await send(`${on.api.url}/metrics`, {});
    expect(headers['content-type']).toMatch(/^text\/plain; version=/);
    expect(text).toContain('ecocoin_operation_duration_seconds_count{operation="prices",kind="query",status="ok"} 3');
    expect(text).toContain('ecocoin_operation_duration_seconds_count{operation="none",kind="none",status="invalid"} 1');
    expect(text).not.toContain('Two');
  });

  test('has what the process, its connections, its workers and its prices do', async () => {
    const { text } = await send(`${on.api.url}/metrics`, {});
    for (const name of [
      'ecocoin_websockets',
      'ecocoin_event_streams',
      'ecocoin_subscriptions',
      'ecocoin_slow_consumers_total',
      'ecocoin_outbox_lag_seconds',
      'ecocoin_settlement_waiting',
      'ecocoin_settlement_batches_total',
      'ecocoin_settlement_trades_total',
      'ecocoin_worker_lag_seconds{worker="mail"}',
      'ecocoin_price_source_age_seconds{source="COINGECKO"}',
      'nodejs_eventloop_lag_p99_seconds',
      'process_resident_memory_bytes',
    ]) {
      expect(text).toContain(`\n${name}`);
    }
  });
});
