import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countsOf, runCommand } from '../../test/commands.ts';
import { openTestApp, type TestApp } from '../../test/harness.ts';

const REAL = '../shared/data/registries';

let t: TestApp;
let scratch: string;
beforeAll(async () => {
  t = await openTestApp();
  scratch = await mkdtemp(join(tmpdir(), 'ecocoin-projects-'));
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await rm(scratch, { recursive: true });
});

const run = (command: 'projects' | 'credits', ...args: string[]) =>
  runCommand(command, args, { env: { DATABASE_URL: t.databaseUrl, DATA_DIR: scratch } });

test(
  'imports the real projects of a registry, then its credits, and again nothing changes',
  { timeout: 120_000 },
  async () => {
    const early = await run('credits', 'import', `${REAL}/verra_vcus_australia.csv`, '--registry', 'VERRA');
    expect(countsOf(early)).toMatchObject({ read: 731, stored: 0, refused: 731 });
    expect(early.out).toContain('  line 2: project 2348 is not known: import the projects of VERRA first');

    const first = await run('projects', 'import', `${REAL}/verra_projects.csv`, '--registry', 'VERRA');
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toMatch(/^verra_projects\.csv as projects of VERRA:\n/);
    expect(countsOf(first)).toEqual({ read: 5_023, stored: 5_023, changed: 0, unchanged: 0, refused: 0 });
    const second = await run('projects', 'import', `${REAL}/verra_projects.csv`, '--registry', 'verra');
    expect(countsOf(second)).toMatchObject({ stored: 0, changed: 0, unchanged: 5_023, refused: 0 });

    const credits = await run('credits', 'import', `${REAL}/verra_vcus_australia.csv`, '--registry', 'VERRA');
    expect(countsOf(credits)).toEqual({ read: 731, stored: 731, changed: 0, unchanged: 0, refused: 0 });
  },
);

test('refuses in words what it cannot do', { timeout: 60_000 }, async () => {
  const wrong = [
    [],
    ['import', 'x.csv'],
    ['import', 'x.csv', '--registry', 'NONE'],
    ['export', 'x.csv', '--registry', 'VERRA'],
  ];
  for (const args of wrong) {
    const usage = expect.stringMatching(/^Usage:\n {2}npm run projects -- import FILE[^]*GOLD_STANDARD/) as string;
    expect(await run('projects', ...args)).toMatchObject({ code: 1, out: '', err: usage });
  }
  expect((await run('projects', 'import', 'x.csv', '--gold')).err).toMatch(/Unknown option '--gold'[\s\S]*Usage:/);
  const missing = await run('projects', 'import', join(scratch, 'x.csv'), '--registry', 'VERRA');
  expect(missing).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/ENOENT/) as string });
  const stranger = await run('projects', 'import', `${REAL}/verra_vcus_australia.csv`, '--registry', 'VERRA');
  expect(stranger).toMatchObject({ code: 1, out: '', err: expect.stringContaining('no column "Proponent"') as string });
});
