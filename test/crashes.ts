import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { rolldown } from 'rolldown';
import { expect } from 'vitest';
import { nameOf } from './doomed.ts';
import type { TestApp } from './harness.ts';

/** Processes of a script that die of SIGKILL at a step of their work, one after another. */
export interface Doomed extends AsyncDisposable {
  /** Runs the work to its end, and gives how many steps it has. */
  toTheEnd(wish?: unknown): Promise<number>;
  /** Lets it die after this step, and waits until the server has carried out or given up whatever it was still sent. */
  toStep(step: number, wish?: unknown): Promise<void>;
}

/** So many start while one works, and there are two cores. */
const AHEAD = 2;
const NEVER = 0;

/**
 * @param script that begins with `readDoom`, and gets `given` with the URL of the database
 */
export async function openDoomed(t: TestApp, script: string, given: object): Promise<Doomed> {
  const folder = await mkdtemp(join('node_modules', '.doomed-'));
  const args = [await bundle(script, folder), JSON.stringify({ ...given, databaseUrl: t.databaseUrl })];
  const waiting: Running[] = [];
  const start = (): Running => {
    const child = spawn(process.execPath, args, {
      // What the first one compiled is at hand for the others.
      env: { ...process.env, NODE_COMPILE_CACHE: folder },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    // One that fails before its turn is heard of when it is its turn.
    child.stdin.on('error', () => {});
    return { child, outcome: Promise.all([text(child.stdout), text(child.stderr), ended]) };
  };
  async function run(dieAfter: number, wish: unknown) {
    const { child, outcome } = waiting.shift() ?? start();
    child.stdin?.end(JSON.stringify({ dieAfter, wish }));
    const [steps, complaint, [code, signal]] = await outcome;
    while (waiting.length < AHEAD) waiting.push(start());
    return { pid: child.pid, steps, said: { complaint, code, signal } };
  }

  return {
    async toTheEnd(wish) {
      const { steps, said } = await run(NEVER, wish);
      expect(said).toEqual({ complaint: '', code: 0, signal: null });
      return Number(steps);
    },
    async toStep(step, wish) {
      const { pid, said } = await run(step, wish);
      expect(said).toEqual({ complaint: '', code: null, signal: 'SIGKILL' });
      await serverIsThrough(t, nameOf(pid));
    },
    async [Symbol.asyncDispose]() {
      for (const { child } of waiting) child.kill('SIGKILL');
      await Promise.all(waiting.map(({ outcome }) => outcome));
      await rm(folder, { recursive: true });
    },
  };
}

interface Running {
  readonly child: ChildProcess;
  readonly outcome: Promise<[string, string, [number | null, NodeJS.Signals | null]]>;
}

/** Its eight hundred modules in one file: what they take to be found and read is most of what such a process does. */
async function bundle(script: string, folder: string): Promise<string> {
  const file = join(folder, 'script.mjs');
  const bundled = await rolldown({
    input: script,
    platform: 'node',
    // They are binaries, or look for files of their own.
    external: ['argon2', 'pino', /^@platformatic\//],
    // Of what is in the file only the script is run.
    transform: { define: { 'import.meta.main': 'false' } },
    logLevel: 'silent',
  });
  await bundled.write({ file, format: 'esm', codeSplitting: false });
  await bundled.close();
  return file;
}

async function serverIsThrough(t: TestApp, applicationName: string): Promise<void> {
  for (;;) {
    const [row] = await t.db.sql<{ busy: boolean }[]>`
      select exists (select from pg_stat_activity
        where datname = current_database() and application_name = ${applicationName}) as busy`;
    if (!row?.busy) return;
  }
}
