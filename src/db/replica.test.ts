import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../../test/clients.ts';
import { openPostgresLab, type PostgresLab } from '../../test/postgres-lab.ts';
import { startStandby } from '../../test/standby.ts';
import { createLog } from '../app.ts';
import { loadConfig } from '../config.ts';
import type { LocalPostgres } from '../local/postgres.ts';
import { type Platform, startPlatform } from '../run.ts';
import { type Database, migrateDatabase, openDatabase } from './client.ts';
import { openReplica, type Replica } from './replica.ts';

let lab: PostgresLab;
let servers: { readonly primary: LocalPostgres; readonly standby: LocalPostgres };
let standbySql: postgres.Sql;
beforeAll(async () => {
  lab = await openPostgresLab();
  const primary = await lab.start();
  await migrateDatabase(primary.url);
  const standby = await startStandby(primary, join(lab.root, 'standby', 'postgres'));
  servers = { primary, standby };
  standbySql = postgres(standby.url, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await standbySql.end({ timeout: 1 });
  await servers.standby.stop();
  await servers.primary.stop();
  await lab.close();
});
beforeEach(() => async () => {
  await standbySql`select pg_wal_replay_resume()`;
});

const pauseReplay = async (): Promise<void> => {
  await standbySql`select pg_wal_replay_pause()`;
  await until(async () => {
    const [row] = await standbySql<{ state: string }[]>`select pg_get_wal_replay_pause_state() as state`;
    return row?.state === 'paused';
  });
};

const NEVER_STALE_MS = 3_600_000;
const openBoth = (stalenessMs: number): { primary: Database; replica: Replica; close(): Promise<void> } => {
  const options = { poolSize: 2, statementTimeoutMs: 15_000 };
  const primary = openDatabase({ ...options, url: servers.primary.url });
  const replica = openReplica(primary, { ...options, url: servers.standby.url, stalenessMs });
  const close = async (): Promise<void> => {
    await replica.close();
    await primary.close();
  };
  return { primary, replica, close };
};

describe('a replica', () => {
  test('is fresh once it has replayed what the primary had, and no more when it stands still for too long', async () => {
    const { primary, replica, close } = openBoth(200);
    expect(replica.isFresh).toBe(false);
    await until(async () => {
      await replica.look();
      return replica.isFresh;
    });
    await pauseReplay();
    // It stands at the very end of the log as long as nothing is written: then nothing that it says is old.
    await primary.sql`create table written_meanwhile (id int)`;
    await until(async () => {
      await replica.look();
      return !replica.isFresh;
    });
    await standbySql`select pg_wal_replay_resume()`;
    await until(async () => {
      await replica.look();
      return replica.isFresh;
    });
    expect(await replica.db.sql`select * from written_meanwhile`).toEqual([]);
    await close();
  });

  test('that cannot be reached becomes stale by itself', async () => {
    const primary = openDatabase({ url: servers.primary.url, poolSize: 1, statementTimeoutMs: 15_000 });
    const nowhere = new URL(servers.standby.url);
    nowhere.port = '1';
    const options = { url: nowhere.href, poolSize: 1, statementTimeoutMs: 1_000, stalenessMs: 100 };
    const replica = openReplica(primary, options);
    await expect(replica.look()).rejects.toThrow('ECONNREFUSED');
    expect(replica.isFresh).toBe(false);
    await replica.close();
    await primary.close();
  });
});

describe('an API with a replica', () => {
  const start = (stalenessMs: number): Promise<Platform> => {
    const config = loadConfig({
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      DATA_DIR: lab.root,
      PORT: '0',
      DATABASE_URL: servers.primary.url,
      DATABASE_READ_URL: servers.standby.url,
      DATABASE_READ_STALENESS_MS: String(stalenessMs),
    });
    return startPlatform({ config, databaseUrl: servers.primary.url, log: createLog(config), roles: ['api'] });
  };
  const ask = async ({ api }: Platform, query: string): Promise<unknown> => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ query });
    return (await fetch(`${api?.url}/graphql`, { method: 'POST', headers, body })).json();
  };
  const OLD = 'fxRateHistory(currency: "NOK", from: "2026-11-01", to: "2026-11-20") { date }';
  const HISTORY = `{ rates: ${OLD} }`;
  const NEWEST = '{ rates: fxRates { quote } }';
  const BOTH = `{ old: ${OLD} now: fxRates { quote } }`;

  test('asks it what may be old, the primary what may not, and the primary alone when it is behind', async () => {
    const [patient, strict] = [await start(NEVER_STALE_MS), await start(300)];
    await until(() => patient.app.replica?.isFresh === true && strict.app.replica?.isFresh === true);
    await pauseReplay();
    await patient.app.db.sql`
      insert into fx_rates (base, quote, date, source, revision, rate)
      values ('EUR', 'NOK', '2026-11-19', 'ECB', 1, 11500000000000000000)`;
    expect(await ask(patient, HISTORY)).toEqual({ data: { rates: [] } });
    expect(await ask(patient, NEWEST)).toEqual({ data: { rates: [{ quote: 'NOK' }] } });
    // What is asked for beside it must be of this moment, so all of it is.
    expect(await ask(patient, BOTH)).toEqual({ data: { old: [{ date: '2026-11-19' }], now: [{ quote: 'NOK' }] } });
    const wanted = JSON.stringify({ data: { rates: [{ date: '2026-11-19' }] } });
    await until(async () => JSON.stringify(await ask(strict, HISTORY)) === wanted);
    expect(strict.app.replica?.isFresh).toBe(false);

    await standbySql`select pg_wal_replay_resume()`;
    await until(async () => JSON.stringify(await ask(patient, HISTORY)) === wanted);
    await until(() => strict.app.replica?.isFresh === true);
    await patient.stop();
    await strict.stop();
  });
});
