import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../test/harness.ts';
import { selectLatestFxRates } from '../db/fx.ts';
import { scaled } from '../resolvers/pricing/decimals.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

let t: TestApp;
let scratch: string;
beforeAll(async () => {
  t = await openTestApp();
  scratch = await mkdtemp(join(tmpdir(), 'ecocoin-fx-'));
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await rm(scratch, { recursive: true });
});

async function fx(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const child = spawn(process.execPath, ['src/cli/fx.ts', ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'], DATABASE_URL: t.databaseUrl, DATA_DIR: scratch, NODE_ENV: 'test' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close') as Promise<[number]>;
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { code, out: out.trim(), err: err.trim() };
}

async function fileOf(name: string, content: string): Promise<string> {
  await writeFile(join(scratch, name), content);
  return join(scratch, name);
}

test('imports what the ECB publishes, as CSV and as XML', { timeout: 60_000 }, async () => {
  const csv = await fileOf('eurofxref-hist.csv', 'Date,USD,JPY,\n2026-11-19,1.1601,181.9,\nnever,1,2,\n');
  const first = await fx('import', csv, '--source', 'ECB');
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(first.out).toMatch(/as ECB, to 2026-11-19:\n.*read +2 .*\n.*stored +2 .*\n.*unchanged +0 .*\n.*refused +1 /);
  expect(first.out).toContain('line 3: "never" is not a day');
  const xml = await fileOf(
    'eurofxref-daily.xml',
    `<?xml version="1.0"?><gesmes:Envelope xmlns:gesmes="g"><Cube><Cube time="2026-11-20">
     <Cube currency="USD" rate="1.1623"/></Cube></Cube></gesmes:Envelope>`,
  );
  expect(await fx('import', xml)).toMatchObject({ code: 0 });
  expect(await selectLatestFxRates(t.db, 'EUR', ['USD'])).toMatchObject([
    { rate: scaled('1.1623'), date: '2026-11-20', source: 'IMPORT' },
  ]);
});

test('refuses in words what it cannot do', { timeout: 60_000 }, async () => {
  const odd = await fileOf('odd.xml', '<html></html>');
  for (const args of [[], ['import'], ['import', odd], ['import', odd, '--source', 'SIMULATED'], ['export', odd]]) {
    const { code, out, err } = await fx(...args);
    expect({ code, out }, args.join(' ')).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/Usage:|not what the ECB publishes/);
  }
});
