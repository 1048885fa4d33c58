import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { answerOf, kill } from '../../test/elsewhere.ts';
import { openPostgresLab, postmasterPid, query } from '../../test/postgres-lab.ts';
import type { PostgresLab } from '../../test/postgres-lab.ts';
import { readPidFile } from './postgres-process.ts';
import { isRunning } from './processes.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let lab: PostgresLab;
let dataDir: string;

beforeEach(async () => {
  lab = await openPostgresLab();
  ({ dataDir } = lab);
});

afterEach(async () => lab.close());

describe('a start', () => {
  it('makes a cluster that only the password opens, and keeps the data over a stop', async () => {
    const first = await lab.start();
    expect(first).toMatchObject({ adopted: false, dataDir });
    expect(await query(first.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    const [facts] = await query(
      first.url,
      `select current_setting('server_encoding') as encoding, current_setting('timezone') as zone, datcollate as collate,
        current_setting('listen_addresses') as addresses, current_setting('jit') as jit
       from pg_database where datname = 'postgres'`,
    );
    expect(facts).toEqual({ encoding: 'UTF8', zone: 'UTC', collate: 'C', addresses: '127.0.0.1', jit: 'off' });
    const wrong = new URL(first.url);
    wrong.password = 'guessed';
    await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
    expect((await stat(join(dataDir, 'ecocoin-password'))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(dataDir, 'server.log'), 'utf8')).not.toContain(new URL(first.url).password);

    await query(first.url, 'create table kept (id int); insert into kept values (42)');
    const pid = await postmasterPid(dataDir);
    await first.stop();
    await first.stop();
    expect(await isRunning(pid)).toBe(false);

    const second = await lab.start();
    expect(second.adopted).toBe(false);
    expect(await query(second.url, 'select id from kept')).toEqual([{ id: 42 }]);
  });

  it('runs two folders side by side', async () => {
    const [one, two] = await Promise.all([lab.start(), lab.start({ dataDir: join(lab.root, 'other', 'postgres') })]);
    expect(one.port).not.toBe(two.port);
    await query(one.url, 'create table only_here (id int)');
    expect(await query(two.url, `select to_regclass('only_here') as found`)).toEqual([{ found: null }]);
    await one.stop();
    expect(await query(two.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('syncs the new cluster when fsync is on, and listens on the port that was asked for', async () => {
    const port = await new Promise<number>((resolve) => {
      const probe = createServer().listen(0, '127.0.0.1', () => {
        const address = probe.address();
        probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
      });
    });
    const server = await lab.start({ port, settings: {} });
    expect(server.port).toBe(port);
    expect(await query(server.url, 'show fsync')).toEqual([{ fsync: 'on' }]);
  });
});

describe('a server that runs already', () => {
  it('is adopted and can be stopped after its starter was killed', async () => {
    const starter = lab.startElsewhere();
    const { url, port } = await answerOf(starter);
    await query(url, 'create table kept (id int)');
    const pid = await postmasterPid(dataDir);
    await kill(starter);
    expect(await isRunning(pid)).toBe(true);

    const server = await lab.start();
    expect(server).toMatchObject({ adopted: true, port, url });
    expect(await query(server.url, 'select * from kept')).toEqual([]);
    await server.stop();
    expect(await isRunning(pid)).toBe(false);
    expect(await readPidFile(dataDir)).toBeUndefined();
  });

  it('is left running by an adopter while its starter lives, and not after', async () => {
    const starter = lab.startElsewhere();
    await answerOf(starter);
    const beside = await lab.start();
    const last = await lab.start();
    expect([beside.adopted, last.adopted]).toEqual([true, true]);
    await beside.stop();
    expect(await query(last.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await kill(starter);
    const pid = await postmasterPid(dataDir);
    await last.stop();
    expect(await isRunning(pid)).toBe(false);
  });

  it('is one server when four processes start at once', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(async () => answerOf(lab.startElsewhere())));
    expect(new Set(answers.map(({ url }) => url)).size).toBe(1);
    expect(answers.filter(({ adopted }) => !adopted)).toHaveLength(1);
    expect((await readdir(dirname(dataDir))).filter((name) => name !== 'postgres')).toEqual([]);
  });
});

describe('a server that was killed', () => {
  it('is followed by another that has its data, and its busy backends are ended first', async () => {
    const first = await lab.start();
    await query(first.url, 'create table kept (id int); insert into kept values (7)');
    const busy = query(first.url, 'select count(*) from generate_series(1, 1e12) n where n % 2 = 0');
    const outcome = busy.then(
      () => 'finished',
      (error: NodeJS.ErrnoException) => error.code,
    );
    const backend = await vi.waitFor(async () => {
      const [row] = await query<{ pid: number }>(
        first.url,
        `select pid from pg_stat_activity where state = 'active' and query like '%generate_series(1, 1e12)%'
          and pid <> pg_backend_pid()`,
      );
      expect(row).toBeDefined();
      return row?.pid ?? 0;
    });
    const pid = await postmasterPid(dataDir);
    process.kill(pid, 'SIGKILL');
    await vi.waitFor(async () => expect(await isRunning(pid)).toBe(false));
    expect(await isRunning(backend)).toBe(true);

    const second = await lab.start();
    expect(second.adopted).toBe(false);
    expect(await isRunning(backend)).toBe(false);
    expect(await outcome).toBe('CONNECTION_CLOSED');
    expect(await query(second.url, 'select id from kept')).toEqual([{ id: 7 }]);
  });

  it.each(['a zombie', 'a stranger'])('does not hinder the next when %s has its pid', async (holder) => {
    const first = await lab.start();
    const pid = await postmasterPid(dataDir);
    const file = await readFile(join(dataDir, 'postmaster.pid'), 'utf8');
    await first.stop();
    // A shell that turns into a program which never waits for its child: the child stays a zombie. It is ended only after
    // the shell has turned, for a shell would wait: `cat` gives back what it is sent.
    const script = 'sleep 60 & echo $!; exec cat';
    const shell = lab.keep(spawn('sh', ['-c', script], { stdio: ['pipe', 'pipe', 'inherit'] }));
    const [line] = (await once(shell.stdout, 'data')) as [Buffer];
    const zombie = Number(line.toString());
    shell.stdin.write('turned');
    await once(shell.stdout, 'data');
    process.kill(zombie, 'SIGKILL');
    await vi.waitFor(async () => expect(await isRunning(zombie)).toBe(false));
    const taken = holder === 'a zombie' ? zombie : (shell.pid ?? 0);
    expect(process.kill(taken, 0)).toBe(true);
    await writeFile(join(dataDir, 'postmaster.pid'), file.replace(String(pid), String(taken)));

    const second = await lab.start();
    expect(second.adopted).toBe(false);
    expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(process.kill(taken, 0)).toBe(true);
  });
});
