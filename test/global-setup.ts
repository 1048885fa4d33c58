import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { migrateDatabase } from '../src/db/client.ts';
import { buildDashboard } from '../src/local/dashboard.ts';
import { startPostgres } from '../src/local/postgres.ts';
import { TEMPLATE, urlOf } from './databases.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server that all test files share; each takes a database of its own. */
    postgresUrl: string;
    /** A folder in which the first test that needs a chain leaves one with the contracts, for the others to copy. */
    chainTemplate: string;
  }
}

/** Starts one PostgreSQL for the whole run, with a migrated template that every test file clones, and builds the dashboard. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const building = buildDashboard();
  const dataDir = await mkdtemp(join(tmpdir(), 'ecocoin-test-'));
  // The data dies with the run: no need to wait for the disk.
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' };
  const server = await startPostgres({ dataDir: join(dataDir, 'postgres'), settings });
  const sql = postgres(server.url, { max: 1, onnotice: () => {} });
  await sql.unsafe(`create database ${TEMPLATE}`);
  await sql.end();
  await migrateDatabase(urlOf(server.url, TEMPLATE));
  project.provide('postgresUrl', server.url);
  const chainTemplate = join(dataDir, 'chain-template');
  await mkdir(chainTemplate);
  project.provide('chainTemplate', chainTemplate);
  const unbuilt = await building;
  if (unbuilt !== undefined) throw new Error(`The dashboard could not be built:\n${unbuilt}`);
  return async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
